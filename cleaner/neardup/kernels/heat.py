"""Hot shingles: in how many clusters a shingle hash stands, counted exactly; and what pairs share without hot ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import U1, U63, Int

__all__ = [
    "CELLS",
    "Census",
    "Hot",
    "HotBits",
    "cold_of_pairs",
    "count_clusters",
    "count_documents",
    "is_hot",
    "mark",
    "note_hot",
]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

# So few cells that they stay in the processor's cache.
CELL_BITS = 20
CELLS = 1 << CELL_BITS
GOLDEN = np.uint32(0x9E3779B9)
FREE = -1
MOST = np.uint8(255)
U6 = np.uint64(6)


class Census(NamedTuple):
    """What is counted of a span of hashes, those below `end`; `begins` is where each document's hashes of it begin.

    `cells` holds for all hashes with one cell in how many documents they stand, up to 255. `hashes` is a hash table of
    those whose cell has more than `most`; `counts` says in how many clusters each stands, up to 255, and `last` which
    was counted last, FREE where the place is free.
    """

    end: int
    begins: Counts
    cells: Bytes
    most: int
    hashes: Hashes
    counts: Bytes
    last: Counts


class Hot(NamedTuple):
    """Sorted hot hashes, and a bit for the cell of each."""

    hashes: Hashes
    bits: Words


class HotBits(NamedTuple):
    """A bit for each hash of some documents, set if it is hot: of document d those from bit `starts[d]` on; and how
    many are `cold`."""

    bits: Words
    starts: Counts
    cold: Counts


@kernel
def cell_of(value: np.uint32) -> np.uint64:
    """A hash's cell."""
    return np.uint64(np.uint32(value * GOLDEN) >> np.uint32(32 - CELL_BITS))


@kernel
def count_documents(sets: Sets, census: Census) -> None:
    """Fill in the cells from the hashes of the span."""
    for document in range(sets.sizes.size):
        end = sets.starts[document] + sets.sizes[document]
        for place in range(census.begins[document], end):
            value = sets.hashes[place]
            if value >= census.end:
                break
            cell = cell_of(value)
            census.cells[cell] += census.cells[cell] < MOST


@kernel
def count_clusters(sets: Sets, order: Counts, clusters: Counts, census: Census) -> bool:
    """Count clusters, and move `begins` to the next span. `order` has each cluster's documents side by side.

    False, with `begins` as they were, if the hash table is too small.
    """
    free = census.hashes.size // 2
    mask = np.uint32(census.hashes.size - 1)
    for document in order:
        end = sets.starts[document] + sets.sizes[document]
        for at in range(census.begins[document], end):
            value = sets.hashes[at]
            if value >= census.end:
                break
            if census.cells[cell_of(value)] <= census.most:
                continue
            place = np.uint32(value * GOLDEN) & mask
            while census.last[place] != FREE and census.hashes[place] != value:
                place = np.uint32(place + np.uint32(1)) & mask
            if census.last[place] == FREE:
                census.hashes[place] = value
                free -= 1
                if free == 0:
                    return False
            if census.last[place] != clusters[document]:
                census.last[place] = clusters[document]
                census.counts[place] += census.counts[place] < MOST
    for document in order:
        place, end = census.begins[document], sets.starts[document] + sets.sizes[document]
        while place < end and sets.hashes[place] < census.end:
            place += 1
        census.begins[document] = place
    return True


@kernel
def note_hot(hot: Hot) -> None:
    """Set the bits of the hashes' cells."""
    for value in hot.hashes:
        cell = cell_of(value)
        hot.bits[cell >> U6] |= U1 << (cell & U63)


@kernel
def is_hot(value: np.uint32, hot: Hot) -> bool:
    """Whether a hash is hot."""
    cell = cell_of(value)
    if not hot.bits[cell >> U6] >> (cell & U63) & U1:
        return False
    low, high = 0, hot.hashes.size
    while low < high:
        middle = (low + high) // 2
        if hot.hashes[middle] < value:
            low = middle + 1
        else:
            high = middle
    return bool(low < hot.hashes.size and hot.hashes[low] == value)


@kernel
def mark(sets: Sets, documents: Counts, hot: Hot, marks: HotBits) -> None:
    """Fill in the bits of some documents."""
    for document in documents:
        start, first = sets.starts[document], marks.starts[document]
        marks.cold[document] = sets.sizes[document]
        for place in range(sets.sizes[document]):
            if is_hot(sets.hashes[start + place], hot):
                bit = np.uint64(first + place)
                marks.bits[bit >> U6] |= U1 << (bit & U63)
                marks.cold[document] -= 1


@kernel
def cold_shared(one: Hashes, other: Hashes, marks: HotBits, start: Int) -> Int:
    """How many hashes two sorted sets share that are not hot; the bits of the first begin at `start`."""
    i, j = 0, 0
    count: Int = 0
    while i < one.size and j < other.size:
        left, right = one[i], other[j]
        if left == right:
            bit = np.uint64(start + i)
            count += np.int64(~(marks.bits[bit >> U6] >> (bit & U63)) & U1)
        i += left <= right
        j += right <= left
    return np.int64(count)


@kernel
def cold_of_pairs(sets: Sets, pairs: tuple[Counts, Counts], marks: HotBits, counts: Counts) -> None:
    """For each pair the hashes that are not hot: `counts[place]` are those shared, and of each side."""
    for place in range(pairs[0].size):
        a, b = pairs[0][place], pairs[1][place]
        one = sets.hashes[sets.starts[a] : sets.starts[a] + sets.sizes[a]]
        other = sets.hashes[sets.starts[b] : sets.starts[b] + sets.sizes[b]]
        counts[place, 0] = cold_shared(one, other, marks, marks.starts[a])
        counts[place, 1], counts[place, 2] = marks.cold[a], marks.cold[b]
