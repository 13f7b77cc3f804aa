"""Which passages stand in a document that is preferred to theirs, and so could go.

Only documents that are kept count: a copy goes as a whole, or stays as one. In the order of preference, what a document
shares with one before it is there; so of each passage one document has it still, whatever is cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.config import DedupConfig
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.keeping import prefer

__all__ = ["Repeat", "order_of_preference", "repeats"]

Rows = npt.NDArray[np.int64]


class Repeat(NamedTuple):
    """Characters `[start, end)` of a document that another, `kept_in`, has too."""

    start: int
    end: int
    kept_in: Any


def order_of_preference(corpus: Corpus, config: DedupConfig) -> Rows:
    """All rows, the one first that would be kept of all."""
    rows = np.arange(len(corpus))
    # No row is joined to another: who credits whom counts among copies alone.
    return prefer(corpus, rows, rows, config).order_within(np.zeros(len(rows), np.int64))


def repeats(corpus: Corpus, table: pa.Table, pairs: pa.Table, config: DedupConfig) -> Mapping[Any, list[Repeat]]:
    """By id the passages that a preferred document has, that of the most preferred one first; none lies within another.

    `table` and `pairs` are those of the corpus's duplicates.
    """
    rank = np.empty(len(corpus), np.int64)
    rank[order_of_preference(corpus, config)] = np.arange(len(corpus))
    copies = table.filter(pc.invert(table.column("keep"))).column("id")
    stays = [pc.invert(pc.is_in(pairs.column(side), copies)) for side in ("a", "b")]
    has_passage = pc.greater(pc.list_value_length(pairs.column("passages")), 0)
    chosen = pairs.filter(pc.and_(has_passage, pc.and_(*stays)))
    ranks = [rank[np.asarray(pc.index_in(chosen.column(side), corpus.ids), np.int64)].tolist() for side in ("a", "b")]
    found: defaultdict[Any, list[tuple[int, Repeat]]] = defaultdict(list)
    for a, b, rank_a, rank_b, spans in zip(
        chosen.column("a").to_pylist(),
        chosen.column("b").to_pylist(),
        *ranks,
        chosen.column("passages").to_pylist(),
        strict=True,
    ):
        side, loser, other = ("b", b, a) if rank_a < rank_b else ("a", a, b)
        for span in spans:
            repeat = Repeat(span[f"{side}_start"], span[f"{side}_end"], other)
            found[loser].append((min(rank_a, rank_b), repeat))
    return {name: _outermost([repeat for _, repeat in sorted(own, key=_by_rank)]) for name, own in found.items()}


def _by_rank(ranked: tuple[int, Repeat]) -> tuple[int, int, int]:
    return ranked[0], ranked[1].start, ranked[1].end


def _outermost(ordered: Sequence[Repeat]) -> list[Repeat]:
    """Without those of which an earlier one has all.

    >>> _outermost([Repeat(0, 9, "a"), Repeat(2, 5, "b"), Repeat(5, 20, "b")])
    [Repeat(start=0, end=9, kept_in='a'), Repeat(start=5, end=20, kept_in='b')]
    """
    kept: list[Repeat] = []
    for one in ordered:
        if not any(other.start <= one.start and one.end <= other.end for other in kept):
            kept.append(one)
    return kept
