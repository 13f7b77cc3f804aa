"""Hot shingles: those that more than 64 clusters hold. Page chrome, disclaimers, phrases of the trade.

A single document is a cluster, and documents are joined by exact and near copies only, so that a story in a thousand
copies is not hot. Shingles are told apart by their hash-1 here: which is hot is decided on hashes.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.heat import (
    CELLS,
    Census,
    Hot,
    HotBits,
    cold_of_pairs,
    count_clusters,
    count_documents,
    mark,
    note_hot,
)

__all__ = ["MOST_COLD", "cold_counts", "find_hot", "hot_of"]

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

MOST_COLD = 64
"""Up to so many clusters may hold a shingle that tells a document from others."""

# Far fewer to a cell than make it worth a look.
HASHES_A_CELL = 8
LEAST_TABLE = 1 << 12


def find_hot(sets: Sets, clusters: Rows) -> Hot:
    """The hot hashes of some sets; `clusters` has the number of each set's cluster.

    Hashes are counted span by span, so that memory is bounded: first roughly, in how many sets, then exactly those that
    may be hot.
    """
    parts = 1 + int(sets.sizes.sum()) // (CELLS * HASHES_A_CELL)
    if len(np.unique(clusters)) <= MOST_COLD:
        return hot_of(np.zeros(0, np.uint32))
    order = np.argsort(clusters, kind="stable")
    begins = sets.starts.copy()
    ends = np.linspace(0, 2**32, parts + 1).astype(np.int64).tolist()
    return hot_of(np.concatenate([_of_span(sets, (order, clusters), end, begins) for _, end in pairwise(ends)]))


def _of_span(sets: Sets, grouped: tuple[Rows, Rows], end: int, begins: Rows) -> Hashes:
    cells = np.zeros(CELLS, np.uint8)
    table = LEAST_TABLE
    census = _census(end, begins, cells, table)
    count_documents(sets, census)
    while not count_clusters(sets, *grouped, census):
        table *= 4
        census = _census(end, begins, cells, table)
    return census.hashes[census.counts > MOST_COLD]


def _census(end: int, begins: Rows, cells: npt.NDArray[np.uint8], table: int) -> Census:
    free = np.full(table, -1, np.int64)
    return Census(end, begins, cells, MOST_COLD, np.zeros(table, np.uint32), np.zeros(table, np.uint8), free)


def hot_of(hashes: Hashes) -> Hot:
    """A set of hot hashes."""
    hot = Hot(np.sort(hashes), np.zeros(CELLS // 64, np.uint64))
    note_hot(hot)
    return hot


def cold_counts(sets: Sets, a: Rows, b: Rows, hot: Hot) -> Rows:
    """For each pair of sets how many hashes that are not hot both share, a has, b has: an array of three columns."""
    counts = np.zeros((len(a), 3), np.int64)
    chosen = np.unique(np.concatenate([a, b]))
    starts, cold = (np.zeros(len(sets.sizes), np.int64) for _ in range(2))
    starts[chosen] = np.cumsum(sets.sizes[chosen]) - sets.sizes[chosen]
    marks = HotBits(np.zeros(1 + int(sets.sizes[chosen].sum()) // 64, np.uint64), starts, cold)
    mark(sets, chosen, hot, marks)
    cold_of_pairs(sets, (a, b), marks, counts)
    return counts
