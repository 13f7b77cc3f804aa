"""Hot shingles: in how many clusters a shingle hash stands, counted exactly; and what pairs share without hot ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import U1, U32, U63, Int

__all__ = [
    "HOT_BITS",
    "Census",
    "Full",
    "Hot",
    "HotBits",
    "cold_of_pairs",
    "count_clusters",
    "count_in_cells",
    "first_from",
    "is_hot",
    "mark",
    "note_hot",
]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]

# Bits that tell whether a hash may be hot: so few that they stay in the processor's cache.
HOT_BITS = 20
GOLDEN = np.uint32(0x9E3779B9)
FREE = -1
MOST = np.uint8(255)
U6 = np.uint64(6)


class Full(NamedTuple):
    """A bit for each of `cells` equal parts of the range of hashes: whether hot hashes may lie in it."""

    cells: np.uint64
    bits: Words


class Census(NamedTuple):
    """A hash table of hashes: `counts` says in how many clusters each stands, up to 255, and `last` which was counted
    last, FREE where the place is free."""

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
def cell_of(value: np.uint32, bits: Int) -> np.uint64:
    """A hash's cell of 2^bits."""
    return np.uint64(np.uint32(value * GOLDEN) >> np.uint32(32 - bits))


@kernel
def first_from(hashes: Hashes, least: Int) -> Int:
    """The first place of sorted hashes that is not below `least`."""
    low, high = 0, hashes.size
    while low < high:
        middle = (low + high) // 2
        if hashes[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def count_in_cells(hashes: Hashes, all_cells: np.uint64, first: np.uint64, cells: Bytes) -> None:
    """One more, up to 255, for each hash whose cell is among `cells`, those from `first` on."""
    size = np.uint64(cells.size)
    for value in hashes:
        cell = (np.uint64(value) * all_cells >> U32) - first
        if cell < size:
            cells[cell] += cells[cell] < MOST


@kernel
def is_in_full(value: np.uint32, full: Full) -> np.uint64:
    """1 where a hash lies in a full cell, else 0."""
    cell = np.uint64(value) * full.cells >> U32
    return np.uint64(full.bits[cell >> U6] >> (cell & U63) & U1)


@kernel
def any_in_full(hashes: Hashes, full: Full) -> bool:
    """Whether a hash lies in a full cell: without a branch until the end, for hardly any does."""
    found = np.uint64(0)
    for value in hashes:
        found |= is_in_full(value, full)
    return bool(found != 0)


@kernel
def count_clusters(sets: Sets, order: Counts, clusters: Counts, full: Full, census: Census) -> bool:
    """Count clusters for the hashes in full cells; `order` has each cluster's documents side by side.

    False if the hash table is too small.
    """
    # The table stays half empty.
    room: Int = census.hashes.size // 2
    for document in order:
        hashes = sets.hashes[sets.starts[document] : sets.starts[document] + sets.sizes[document]]
        if any_in_full(hashes, full):
            room -= count_full(hashes, clusters[document], full, census, room)
        if room <= 0:
            return False
    return True


@kernel
def count_full(hashes: Hashes, cluster: Int, full: Full, census: Census, room: Int) -> Int:
    """Count one cluster for each hash in a full cell; gives how many hashes are new, up to `room`."""
    mask = np.uint32(census.hashes.size - 1)
    new: Int = 0
    for value in hashes:
        if not is_in_full(value, full):
            continue
        place = np.uint32(value * GOLDEN) & mask
        while census.last[place] != FREE and census.hashes[place] != value:
            place = np.uint32(place + np.uint32(1)) & mask
        if census.last[place] == FREE:
            census.hashes[place] = value
            new += 1
            if new == room:
                break
        if census.last[place] != cluster:
            census.last[place] = cluster
            census.counts[place] += census.counts[place] < MOST
    return new


@kernel
def note_hot(hot: Hot) -> None:
    """Set the bits of the hashes' cells."""
    for value in hot.hashes:
        cell = cell_of(value, HOT_BITS)
        hot.bits[cell >> U6] |= U1 << (cell & U63)


@kernel
def is_hot(value: np.uint32, hot: Hot) -> bool:
    """Whether a hash is hot."""
    cell = cell_of(value, HOT_BITS)
    if not hot.bits[cell >> U6] >> (cell & U63) & U1:
        return False
    place = first_from(hot.hashes, np.int64(value))
    return bool(place < hot.hashes.size and hot.hashes[place] == value)


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
