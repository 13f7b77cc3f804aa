"""The rarest shingles of documents, in one fixed order of all shingles: by how many hold them, then by hash."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import U32, Sets

__all__ = ["count_hashes", "rare_postings", "rarest"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


@kernel
def count_hashes(sets: Sets, members: Counts, shift: np.uint32, table: Hashes) -> None:
    """Count in how many members each shingle hash stands; hashes with equal top bits are counted together.

    Any counts give a fixed order, which is all that the prefix filter needs; good ones make it fast.
    """
    for member in members:
        for place in range(sets.starts[member], sets.starts[member] + sets.sizes[member]):
            table[sets.hashes[place] >> shift] += np.uint32(1)


@kernel
def rarest(sets: Sets, members: Counts, prefix: Counts, shift: np.uint32, table: Hashes, cuts: Words) -> None:
    """For each member the key (count, hash) of its `prefix`-th rarest hash: those up to it are its prefix."""
    longest = 0
    for member in members:
        longest = max(longest, sets.sizes[member])
    keys = np.empty(longest, np.uint64)
    for number in range(members.size):
        first, size = sets.starts[members[number]], sets.sizes[members[number]]
        for place in range(size):
            value = sets.hashes[first + place]
            keys[place] = np.uint64(table[value >> shift]) << U32 | np.uint64(value)
        cuts[number] = select(keys, size, prefix[number] - 1)


@kernel
def select(keys: Words, size: int, rank: int) -> np.uint64:
    """The key of this rank (quickselect, Hoare 1961); the keys are distinct and end up in another order."""
    low, high = 0, size - 1
    while low < high:
        pivot = keys[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while keys[i] < pivot:
                i += 1
            while keys[j] > pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return keys[rank]


@kernel
def rare_postings(
    sets: Sets, members: Counts, cuts: Words, shift: np.uint32, table: Hashes, span: tuple[int, int], postings: Words
) -> int:
    """Postings (hash << 32 | document) of the members' prefixes with hashes in `span`; gives their number."""
    low, high = np.uint64(span[0]), np.uint64(span[1])
    written = 0
    for number in range(members.size):
        member = members[number]
        for place in range(sets.starts[member], sets.starts[member] + sets.sizes[member]):
            value = np.uint64(sets.hashes[place])
            if low <= value < high and np.uint64(table[sets.hashes[place] >> shift]) << U32 | value <= cuts[number]:
                postings[written] = value << U32 | np.uint64(member)
                written += 1
    return written
