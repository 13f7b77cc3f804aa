"""How news is copied, with the truth known: `python -m benchmarks.syndication [--containment C] [--seed N]`.

Stories of sentences (of the press releases where they lie, else invented), and of each one copy of one kind. A pair
counts as wanted if by the definition, counted on the texts, it is exact, near or contained; as found if it is
reported. Seed CHECK is the check set: no setting was ever chosen by it.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.corpus import documents
from benchmarks.real_texts import DATA, press_releases
from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import find_duplicates

__all__ = ["CHECK", "KINDS", "TUNE", "Corpus", "Maker", "recalls", "sentences", "syndicated"]

TUNE, CHECK = 1, 2
STORIES = 6000
SENTENCES, SHORT_SENTENCES = (8, 40), (2, 5)
SITES = 40
NEWS = re.compile(r"(?<=[.!?])\s+")

Sentences = list[str]


class Corpus(NamedTuple):
    """Texts by id, and the pairs made: kind, original, copy."""

    texts: dict[str, str]
    pairs: list[tuple[str, str, str]]


class Maker(NamedTuple):
    """What copies are made with; `span` is how many sentences a story has."""

    chance: random.Random
    pool: Sentences
    sites: list[tuple[Sentences, Sentences]]
    span: tuple[int, int]

    def some(self, span: tuple[int, int]) -> Sentences:
        """Sentences that no other story has."""
        return [self.pool.pop() for _ in range(self.chance.randint(*span)) if self.pool]


def truncated(make: Maker, story: Sentences) -> Sentences:
    """The beginning, as wires are shortened."""
    return story[: max(2, round(len(story) * make.chance.uniform(0.2, 0.9)))]


def merged(make: Maker, story: Sentences) -> Sentences:
    """A round-up of some stories."""
    parts = [make.some(make.span) for _ in range(make.chance.randint(1, 4))]
    parts.insert(make.chance.randint(0, len(parts)), story)
    return [sentence for part in parts for sentence in part]


def in_chrome(make: Maker, story: Sentences) -> Sentences:
    """On the page of a site: its head and foot, and teasers of other stories."""
    head, foot = make.chance.choice(make.sites)
    return [*head, *story, *make.some((2, 8)), *foot]


def with_boilerplate(make: Maker, story: Sentences) -> Sentences:
    """An "About" paragraph at the end."""
    return [*story, *make.chance.choice(make.sites)[1]]


def reordered(make: Maker, story: Sentences) -> Sentences:
    """Paragraphs in another order."""
    parts = [story[at : at + 4] for at in range(0, len(story), 4)]
    make.chance.shuffle(parts)
    return [sentence for part in parts for sentence in part]


def substituted(share: float) -> Callable[[Maker, Sentences], Sentences]:
    """Some words replaced, each by one from anywhere."""

    def copy(make: Maker, story: Sentences) -> Sentences:
        others = " ".join(make.pool[:50]).split()
        words = [
            make.chance.choice(others) if make.chance.random() < share else word
            for sentence in story
            for word in sentence.split()
        ]
        return [" ".join(words)]

    return copy


def punctuated(make: Maker, story: Sentences) -> Sentences:
    """Other quotation marks, dashes, spaces, capitals."""
    return [sentence.replace(",", " –").replace('"', "”").upper() for sentence in story]


def mixed(make: Maker, story: Sentences) -> Sentences:
    """Shortened, some words replaced, on a page."""
    return in_chrome(make, substituted(0.03)(make, truncated(make, story)))


KINDS: dict[str, Callable[[Maker, Sentences], Sentences]] = {
    "truncated": truncated,
    "merged": merged,
    "new chrome": in_chrome,
    "boilerplate": with_boilerplate,
    "reordered": reordered,
    "5 % of words": substituted(0.05),
    "10 % of words": substituted(0.10),
    "20 % of words": substituted(0.20),
    "punctuation": punctuated,
    "short": truncated,
    "short, merged": merged,
    "mixed": mixed,
}


def syndicated(seed: int, stories: int = STORIES) -> Corpus:
    """Stories and a copy of each, kinds in turn."""
    chance = random.Random(seed)
    pool = sentences(seed)
    sites = [([pool.pop() for _ in range(4)], [pool.pop() for _ in range(5)]) for _ in range(SITES)]
    make = Maker(chance, pool, sites, SENTENCES)
    texts, pairs = {}, []
    for number in range(stories):
        kind = list(KINDS)[number % len(KINDS)]
        story = make.some(SHORT_SENTENCES if kind.startswith("short") else SENTENCES)
        if len(pool) < SENTENCES[1] * 5:
            break
        name = f"s{number:05}"
        texts[name], texts[name + "copy"] = " ".join(story), " ".join(KINDS[kind](make, story))
        pairs.append((kind, name, name + "copy"))
    return Corpus(texts, pairs)


def sentences(seed: int) -> Sentences:
    """Distinct ones of at least five words, shuffled."""
    found = dict.fromkeys(part for text in _texts() for part in NEWS.split(text) if len(part.split()) >= 5)
    mixed_up = list(found)
    random.Random(seed).shuffle(mixed_up)
    return mixed_up


def _texts() -> list[str]:
    if (DATA / "press_releases_dev.jsonl.zst").exists():
        return [text.text for text in press_releases()]
    return [str(text) for text in documents(20_000).column("text").to_pylist()]


def recalls(corpus: Corpus, config: DedupConfig) -> dict[str, tuple[int, int, int, int]]:
    """By kind: pairs made, wanted by the definition, of those found, found at all."""
    found = find_duplicates(corpus.texts.items(), config)
    reported = {frozenset((row["a"], row["b"])) for row in found.pairs.to_pylist()}
    made, wanted, right, all_found = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for kind, a, b in corpus.pairs:
        made[kind] += 1
        is_found = frozenset((a, b)) in reported
        all_found[kind] += is_found
        # Counted on the texts of the two, by the definition, whether they met or not.
        if found.explain(a, b).relation is not None:
            wanted[kind] += 1
            right[kind] += is_found
    return {kind: (made[kind], wanted[kind], right[kind], all_found[kind]) for kind in KINDS if made[kind]}


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--containment", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=TUNE)
    given = parser.parse_args()
    corpus = syndicated(given.seed)
    print(f"{len(corpus.texts)} texts, seed {given.seed}, containment {given.containment}")
    print(f"{'kind':<16}{'made':>7}{'wanted':>8}{'recall of wanted':>18}{'found of made':>15}")
    for kind, (made, wanted, right, found) in recalls(corpus, DedupConfig(containment=given.containment)).items():
        print(f"{kind:<16}{made:>7}{wanted:>8}{right / max(wanted, 1):>18.4f}{found / max(made, 1):>15.4f}")


if __name__ == "__main__":
    main()
