"""Hot shingles: those that more than 64 clusters hold. Page chrome, disclaimers, phrases of the trade.

A single document is a cluster, and documents are joined by exact and near copies only, so that a story in a thousand
copies is not hot. Shingles are told apart by their hash-1 here: which is hot is decided on hashes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.heat import (
    HOT_BITS,
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

# Far fewer to a cell than make it worth a look; few spans, since each costs a look at every set; few cells, since those
# beyond the processor's cache cost more.
HASHES_A_CELL, SPANS = 24, 4
LEAST_CELL_BITS, MOST_CELL_BITS = 20, 26
LEAST_TABLE = 1 << 12


def find_hot(sets: Sets, clusters: Rows) -> Hot:
    """The hot hashes of some sets; `clusters` has the number of each set's cluster.

    Hashes are counted span by span, so that memory is bounded: first roughly, in how many sets, then exactly those that
    may be hot.
    """
    total = int(sets.sizes.sum())
    bits = min(max((total // (HASHES_A_CELL * SPANS)).bit_length(), LEAST_CELL_BITS), MOST_CELL_BITS)
    spans = 1 + total // (HASHES_A_CELL << bits)
    if len(np.unique(clusters)) <= MOST_COLD:
        return hot_of(np.zeros(0, np.uint32))
    # In the order in which sets lie, but each cluster's side by side.
    first = np.full(len(clusters), np.iinfo(np.int64).max)
    np.minimum.at(first, clusters, sets.starts)
    order = np.lexsort((clusters, first[clusters]))
    begins, found = sets.starts, []
    for end in np.linspace(0, 2**32, spans + 1).astype(np.int64).tolist()[1:]:
        census = _counted(sets, (order, clusters), begins, (end, bits))
        found.append(census.hashes[census.counts > MOST_COLD])
        begins = census.ends
    return hot_of(np.concatenate(found))


def _counted(sets: Sets, grouped: tuple[Rows, Rows], begins: Rows, span: tuple[int, int]) -> Census:
    end, bits = span
    ends, cells, size = np.empty_like(begins), np.zeros(1 << bits, np.uint8), LEAST_TABLE
    census = Census(end, begins, ends, bits, cells, MOST_COLD, *_table(size))
    count_documents(sets, grouped[0], census)
    while not count_clusters(sets, *grouped, census):
        size *= 4
        census = Census(end, begins, ends, bits, cells, MOST_COLD, *_table(size))
    return census


def _table(size: int) -> tuple[Hashes, npt.NDArray[np.uint8], Rows]:
    return np.zeros(size, np.uint32), np.zeros(size, np.uint8), np.full(size, -1, np.int64)


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
