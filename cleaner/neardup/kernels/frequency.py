"""Document frequency: in how many documents some shingle hashes stand."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import U1, U63, Int

__all__ = [
    "MOST_COUNTED",
    "Frequencies",
    "count_documents_with",
    "frequencies_of",
    "note_starts",
    "shared_by_some",
]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int32]

U6 = np.uint64(6)

MOST_COUNTED = 255
MISSING = -1
SOME = 3


class Frequencies(NamedTuple):
    """Sorted distinct `hashes`, and in how many documents each stands, up to MOST_COUNTED. Those that begin with the
    `bits` bits of number i are at `starts[i]` to `starts[i + 1]`: few, as hashes are uniform. `present` has a bit for
    each of 2^`fine` equal ranges of hashes, set where one of them lies: small enough for the processor's cache."""

    hashes: Hashes
    counts: Bytes
    starts: Places
    bits: int
    present: Words
    fine: int


@kernel
def note_starts(table: Frequencies) -> None:
    """Fill in `starts` and `present`."""
    for value in table.hashes:
        cell = np.uint64(value) >> np.uint64(32 - table.fine)
        table.present[cell >> U6] |= U1 << (cell & U63)
    place, shift = 0, 32 - table.bits
    for prefix in range(table.starts.size):
        while place < table.hashes.size and np.int64(table.hashes[place]) >> shift < prefix:
            place += 1
        table.starts[prefix] = np.int32(place)


@kernel
def place_of(value: np.uint32, table: Frequencies) -> Int:
    """Where a hash stands, MISSING if it does not."""
    prefix = np.int64(value) >> (32 - table.bits)
    for place in range(table.starts[prefix], table.starts[prefix + 1]):
        if table.hashes[place] == value:
            return place
    return MISSING


@kernel
def may_stand(value: np.uint32, table: Frequencies) -> bool:
    """Whether a hash lies where one of the table's does: most do not, and need no look at the table."""
    cell = np.uint64(value) >> np.uint64(32 - table.fine)
    return bool(table.present[cell >> U6] >> (cell & U63) & U1)


@kernel
def sift(hashes: Hashes, table: Frequencies, out: Hashes) -> int:
    """The hashes that may stand in the table, written to `out`, which holds one more; gives their number.

    Without a branch, so that looks at memory do not wait for each other.
    """
    found = 0
    for value in hashes:
        out[found] = value
        found += may_stand(value, table)
    return found


@kernel
def count_documents_with(sets: Sets, order: Counts, table: Frequencies, limit: Int) -> None:
    """Count for each hash the sets that hold it; of each sorted set only what is below the limit is looked at.

    `order` is that in which the sets lie.
    """
    longest: Int = 0
    for size in sets.sizes:
        longest = max(longest, size)
    sifted, begins = np.empty(longest + 1, np.uint32), np.empty((2, longest + 1), np.int32)
    for document in order:
        start = sets.starts[document]
        hashes = sets.hashes[start : start + sets.sizes[document]]
        if limit < 1 << 32:
            hashes = hashes[: np.searchsorted(hashes, np.uint32(limit))]
        found = sift(hashes, table, sifted)
        for number in range(found):
            prefix = np.int64(sifted[number]) >> (32 - table.bits)
            begins[0, number], begins[1, number] = table.starts[prefix], table.starts[prefix + 1]
        for number in range(found):
            for place in range(begins[0, number], begins[1, number]):
                if table.hashes[place] == sifted[number]:
                    table.counts[place] += table.counts[place] < MOST_COUNTED


@kernel
def frequencies_of(hashes: Hashes, table: Frequencies, out: Bytes) -> None:
    """The count of each hash, 0 for one that is not in the table."""
    for number in range(hashes.size):
        place = place_of(hashes[number], table)
        out[number] = 0 if place == MISSING else table.counts[place]


@kernel
def shared_by_some(sets: Sets, pairs: tuple[Counts, Counts], table: Frequencies, limit: Int, counts: Counts) -> None:
    """For each pair of sets how many hashes below the limit they share, and how many of those 3 documents hold or more:
    two columns."""
    for row in range(pairs[0].size):
        a, b = pairs[0][row], pairs[1][row]
        i, j = sets.starts[a], sets.starts[b]
        end_i, end_j = i + sets.sizes[a], j + sets.sizes[b]
        while i < end_i and j < end_j:
            left, right = sets.hashes[i], sets.hashes[j]
            if min(np.int64(left), np.int64(right)) >= limit:
                break
            if left == right:
                place = place_of(left, table)
                counts[row, 0] += 1
                counts[row, 1] += place != MISSING and table.counts[place] >= SOME
            i += left <= right
            j += right <= left
