"""The rarest shingles of documents, in one fixed order of all shingles: by how many hold them, then by hash."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["Prefixes", "Rarity", "count_hashes", "rare_postings", "rarest"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


class Rarity(NamedTuple):
    """How many hold a hash, about: `table[hash >> shift]`."""

    table: Hashes
    shift: np.uint32


class Prefixes(NamedTuple):
    """Documents, and for each the key (count, hash) up to which hashes belong to its prefix."""

    members: Counts
    cuts: Words


@kernel
def count_hashes(sets: Sets, members: Counts, rarity: Rarity) -> None:
    """Count in how many members each shingle hash stands; hashes with equal top bits are counted together.

    Any counts give a fixed order, which is all that the prefix filter needs; good ones make it fast.
    """
    for member in members:
        for place in range(sets.starts[member], sets.starts[member] + sets.sizes[member]):
            rarity.table[sets.hashes[place] >> rarity.shift] += np.uint32(1)


@kernel
def rarest(sets: Sets, prefixes: Prefixes, lengths: Counts, rarity: Rarity) -> None:
    """Fill in the cuts: for each member the key of its `lengths`-th rarest hash."""
    members = prefixes.members
    longest = np.int64(0)
    for member in members:
        longest = max(longest, sets.sizes[member])
    keys = np.empty(longest, np.uint64)
    for number in range(members.size):
        first, size = sets.starts[members[number]], sets.sizes[members[number]]
        for place in range(size):
            value = sets.hashes[first + place]
            keys[place] = np.uint64(rarity.table[value >> rarity.shift]) << U32 | np.uint64(value)
        prefixes.cuts[number] = select(keys, size, lengths[number] - 1)


@kernel
def select(keys: Words, size: Int, rank: Int) -> np.uint64:
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
    return np.uint64(keys[rank])


@kernel
def rare_postings(sets: Sets, prefixes: Prefixes, rarity: Rarity, span: tuple[int, int], postings: Words) -> int:
    """Postings (hash << 32 | document) of the prefixes' hashes in `span`; gives their number."""
    members = prefixes.members
    low, high = np.uint64(span[0]), np.uint64(span[1])
    written = 0
    for number in range(members.size):
        member = members[number]
        for place in range(sets.starts[member], sets.starts[member] + sets.sizes[member]):
            value = np.uint64(sets.hashes[place])
            key = np.uint64(rarity.table[sets.hashes[place] >> rarity.shift]) << U32 | value
            if low <= value < high and key <= prefixes.cuts[number]:
                postings[written] = value << U32 | np.uint64(member)
                written += 1
    return written
