"""Copies in many languages: `python -m benchmarks.languages FOLDER`.

FOLDER has a file LANGUAGE.txt for each, a sentence or paragraph a line. Stories are made of them, and of each story one
copy (`benchmarks.syndication`); told is what tokens are there, how many of the pairs that are exact, near or contained
by the definition were found, in brackets how many of all that were made, and how many other pairs are listed (lines of
a file may resemble each other). Texts that lie at hand: Debian's gnome-user-docs (40 languages) and
libreoffice-help-km, their tags taken off.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.syndication import KINDS, TUNE, Corpus, Maker, recalls
from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.shingling import shingles, tokens
from cleaner.text.folding import is_unspaced

# Words are not replaced: what a word is differs.
COPIES = ("truncated", "merged", "new chrome", "boilerplate", "reordered", "punctuation")
STORY, SITES, LEAST_STORIES = (4, 9), 8, 24
TOLD = ("language", "stories", "chars/token", "unspaced", "tokens", "shingles", *COPIES, "all", "others")


def corpus_of(path: Path, seed: int) -> Corpus:
    """Stories and copies until the lines of a file are used up."""
    chance = random.Random(seed)
    pool = sorted(set(path.read_text("utf-8").splitlines()))
    chance.shuffle(pool)
    sites = [([pool.pop() for _ in range(2)], [pool.pop() for _ in range(2)]) for _ in range(SITES)]
    make = Maker(chance, pool, sites, STORY)
    texts, pairs = {}, []
    while len(pool) > STORY[1] * 5:
        kind = COPIES[len(pairs) % len(COPIES)]
        story, name = make.some(STORY), f"s{len(pairs):05}"
        texts[name], texts[name + "copy"] = "\n".join(story), "\n".join(KINDS[kind](make, story))
        pairs.append((kind, name, name + "copy"))
    return Corpus(texts, pairs, [])


def row(path: Path, seed: int) -> Iterator[str]:
    """What is told of one language; per kind the recall of what is wanted, and in brackets of all made."""
    corpus = corpus_of(path, seed)
    originals = [corpus.texts[a] for _, a, _ in corpus.pairs]
    words = [token for text in originals for token in tokens(text)]
    sizes = [len(shingles(text)) for text in originals]
    config = DedupConfig(containment=0.5)
    copies = find_duplicates(corpus.texts.items(), config)
    found = recalls(corpus, copies)
    yield path.stem
    yield f"{len(corpus.pairs)}"
    yield f"{sum(map(len, originals)) / len(words):.1f}"
    yield f"{sum(is_unspaced(word[0]) for word in words) / len(words):.0%}"
    yield f"{len(words) / len(originals):.0f}"
    yield f"{sum(sizes) / len(sizes):.0f}"
    totals = [0, 0, 0]
    for kind in COPIES:
        made, wanted, right, all_found = found[kind]
        totals = [totals[0] + wanted, totals[1] + right, totals[2] + made]
        yield f"{right / max(wanted, 1):.3f} ({all_found / made:.2f})"
    yield f"{totals[1] / max(totals[0], 1):.4f}"
    made_pairs = {frozenset(pair[1:]) for pair in corpus.pairs}
    yield f"{sum(frozenset((one['a'], one['b'])) not in made_pairs for one in copies.pairs.to_pylist())}"


def main() -> None:
    """Measure, print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=TUNE)
    given = parser.parse_args()
    print("| " + " | ".join(TOLD) + " |\n" + "|---" * len(TOLD) + "|")
    for path in sorted(given.folder.glob("*.txt")):
        if len(path.read_text("utf-8").splitlines()) >= LEAST_STORIES * STORY[1]:
            print("| " + " | ".join(row(path, given.seed)) + " |", flush=True)


if __name__ == "__main__":
    main()
