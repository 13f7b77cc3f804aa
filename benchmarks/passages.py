"""Shared passages, with the truth known, and what they cost: `python -m benchmarks.passages [--seed N] [--cost]`.

Texts of 600 words (sentences of the press releases where they lie, else invented); pairs of them share a passage of 50,
100 or 200 words somewhere. A pair is found if it is listed with a passage that holds all of it; a listed passage is
right if both sides have the same tokens. With `--cost` corpora grow, 30 % of whose texts bear one paragraph.
"""

from __future__ import annotations

import argparse
import random
import time
from typing import NamedTuple

import pyarrow as pa

from benchmarks.corpus import documents
from benchmarks.syndication import CHECK, TUNE, shuffled_sentences
from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from cleaner.neardup.shingling import tokens

__all__ = ["CHECK", "TUNE", "Shared", "recall", "sharing", "wrong"]

LENGTHS = (50, 100, 200)
TEXT_WORDS = 600
PAIRS = 500
SIZES = (10_000, 20_000, 40_000, 80_000)


class Shared(NamedTuple):
    """Texts by id, and the pairs made: a, b, the passage."""

    texts: dict[str, str]
    pairs: list[tuple[str, str, str]]


def sharing(seed: int, length: int, pairs: int = PAIRS) -> Shared:
    """Pairs of texts with one passage of so many words in common."""
    chance = random.Random(seed)
    pool = iter(" ".join(shuffled_sentences(seed)).split())

    def take(count: int) -> list[str]:
        # A word here may be two tokens or none: passages are cut by tokens.
        found: list[str] = []
        size = 0
        while size < count:
            word = next(pool)
            size += len(tokens(word))
            found.append(word)
        return found

    texts, made = {}, []
    for number in range(pairs):
        passage = take(length)
        names = f"p{number:04}a", f"p{number:04}b"
        for name in names:
            own = take(TEXT_WORDS - length)
            at = chance.randint(0, len(own))
            texts[name] = " ".join([*own[:at], *passage, *own[at:]])
        made.append((*names, " ".join(passage)))
    return Shared(texts, made)


def recall(corpus: Shared, found: Duplicates) -> float:
    """The share of pairs that are listed with a passage that holds all that both have."""
    listed = {(row["a"], row["b"]): row["passages"] for row in found.pairs.to_pylist()}
    right = 0
    for a, b, passage in corpus.pairs:
        text, wanted = corpus.texts[a], _joined(passage)
        spans = listed.get((a, b), [])
        right += any(wanted in _joined(text[span["a_start"] : span["a_end"]]) for span in spans)
    return right / len(corpus.pairs)


def _joined(text: str) -> str:
    return f" {' '.join(tokens(text))} "


def wrong(corpus: Shared, found: Duplicates) -> int:
    """Listed passages that are not the same tokens on both sides, or too short."""
    bad = 0
    for row in found.pairs.to_pylist():
        for span in row["passages"]:
            one = tokens(corpus.texts[row["a"]][span["a_start"] : span["a_end"]])
            other = tokens(corpus.texts[row["b"]][span["b_start"] : span["b_end"]])
            bad += one != other or len(one) < 50
    return bad


def with_paragraph(count: int, share: float) -> pa.Table:
    """Documents of which a share bears one paragraph of 80 words."""
    table = documents(count)
    chance = random.Random(count)
    paragraph = " ".join(str(table.column("text")[0].as_py()).split()[:80])
    texts = [f"{text}\n\n{paragraph}" if chance.random() < share else text for text in table.column("text").to_pylist()]
    return pa.table({"id": table.column("id"), "text": pa.array(texts, pa.large_string())})


def costs() -> None:
    """CPU time a document, with passages asked for or not, as corpora grow."""
    print(f"{'documents':>10}{'one paragraph':>15}{'µs without':>12}{'µs with':>10}{'pairs':>10}")
    for share in (0.0, 0.3):
        for size in SIZES:
            table = with_paragraph(size, share)
            seconds, pairs = [], 0
            for passages in (None, 50):
                begun = time.process_time()
                pairs = find_duplicates(table, DedupConfig(passages=passages)).pairs.num_rows
                seconds.append((time.process_time() - begun) / size * 1e6)
            print(f"{size:>10,}{share:>15.0%}{seconds[0]:>12.1f}{seconds[1]:>10.1f}{pairs:>10,}", flush=True)


def main() -> None:
    """Measure, print."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--seed", type=int, default=TUNE)
    parser.add_argument("--cost", action="store_true")
    given = parser.parse_args()
    if given.cost:
        costs()
        return
    print(f"seed {given.seed}\n{'words':>6}{'pairs':>7}{'recall':>9}{'wrong passages':>16}{'others listed':>15}")
    for length in LENGTHS:
        corpus = sharing(given.seed, length)
        found = find_duplicates(corpus.texts.items(), DedupConfig(passages=50))
        others = found.pairs.num_rows - len(corpus.pairs)
        measured = f"{recall(corpus, found):>9.4f}{wrong(corpus, found):>16}{others:>15}"
        print(f"{length:>6}{len(corpus.pairs):>7}{measured}")


if __name__ == "__main__":
    main()
