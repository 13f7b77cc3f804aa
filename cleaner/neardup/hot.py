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
    HOT_BITS,
    Census,
    Full,
    Hot,
    HotBits,
    cold_of_pairs,
    count_clusters,
    count_in_cells,
    mark,
    note_hot,
)
from cleaner.neardup.threads import in_order

__all__ = ["MOST_COLD", "cold_counts", "find_hot", "hot_of"]

Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

MOST_COLD = 64
"""Up to so many clusters may hold a shingle that tells a document from others."""

# Far fewer to a cell than make it worth a look; about as many cells a part as the processor's cache has room for, but
# few parts, since each looks at all hashes.
HASHES_A_CELL, CELLS_A_PART, MOST_PARTS = 28, 1 << 23, 16
LEAST_TABLE = 1 << 12


def find_hot(sets: Sets, clusters: Rows, *, threads: int = 1) -> Hot:
    """The hot hashes of some sets; `clusters` has the number of each set's cluster.

    They are counted twice: first roughly, all hashes that the sets lie among by the range in which they lie, then
    exactly those in ranges that have many.
    """
    sizes = np.bincount(clusters, minlength=len(clusters))
    if np.count_nonzero(sizes) <= MOST_COLD:
        return hot_of(np.zeros(0, np.uint32))
    full = _full_cells(sets.hashes, threads)
    # Each cluster's side by side; most are of one document, in the order in which they lie.
    alone = sizes[clusters] == 1
    singles, others = np.flatnonzero(alone), np.flatnonzero(~alone)
    singles = singles[np.argsort(sets.starts[singles])]
    order = np.concatenate([others[np.lexsort((sets.starts[others], clusters[others]))], singles])
    size = LEAST_TABLE
    while not count_clusters(sets, order, clusters, full, census := _census(size)):
        size *= 4
    return hot_of(census.hashes[census.counts > MOST_COLD])


def _full_cells(hashes: Hashes, threads: int) -> Full:
    cells = len(hashes) // HASHES_A_CELL // 64 * 64 + 64
    parts = max(threads, min(1 + cells // CELLS_A_PART, MOST_PARTS))
    firsts = [cells * part // parts // 64 * 64 for part in range(parts)] + [cells]

    def count(span: tuple[int, int]) -> Words:
        counts = np.zeros(span[1] - span[0], np.uint8)
        count_in_cells(hashes, np.uint64(cells), np.uint64(span[0]), counts)
        return np.packbits(counts > MOST_COLD, bitorder="little").view(np.uint64)

    return Full(np.uint64(cells), np.concatenate(list(in_order(count, pairwise(firsts), threads))))


def _census(size: int) -> Census:
    return Census(np.zeros(size, np.uint32), np.zeros(size, np.uint8), np.full(size, -1, np.int64))


def hot_of(hashes: Hashes) -> Hot:
    """A set of hot hashes."""
    hot = Hot(np.sort(hashes), np.zeros((1 << HOT_BITS) // 64, np.uint64))
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
