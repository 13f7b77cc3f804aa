"""Comparing two documents: equal slots, shared shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["Sets", "equal_slots", "shared_of_pairs"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

LOW = np.uint64(0xFFFFFFFF)
# Steps of the merge between two looks at whether it can still succeed.
STRIDE = 32


class Sets(NamedTuple):
    """Sets of sorted shingle hashes in one array: set i is `hashes[starts[i]:starts[i] + sizes[i]]`."""

    hashes: Hashes
    starts: Counts
    sizes: Counts


@kernel
def equal_slots(one: Bytes, other: Bytes) -> Int:
    """How many slots of two signatures are equal, by their low bytes."""
    equal = np.uint32(0)
    for slot in range(one.size):
        equal += np.uint32(one[slot] == other[slot])
    return np.int64(equal)


@kernel
def shared(one: Hashes, other: Hashes, least: Int) -> int:
    """How many values two sorted sets share; -1 as soon as it is sure to stay below `least`."""
    i, j, count = 0, 0, 0
    while i < one.size and j < other.size:
        if count + min(one.size - i, other.size - j) < least:
            return -1
        for _ in range(min(STRIDE, one.size - i, other.size - j)):
            left, right = one[i], other[j]
            count += left == right
            i += left <= right
            j += right <= left
    return count if count >= least else -1


@kernel
def shared_of_pairs(sets: Sets, pairs: Words, threshold: float, margin: int, counts: Counts) -> None:
    """Shared hashes of each pair (a << 32 | b); -1 where it is below the threshold by more than `margin` hashes."""
    for place in range(pairs.size):
        a, b = np.int64(pairs[place] >> U32), np.int64(pairs[place] & LOW)
        size_a, size_b = sets.sizes[a], sets.sizes[b]
        one = sets.hashes[sets.starts[a] : sets.starts[a] + size_a]
        other = sets.hashes[sets.starts[b] : sets.starts[b] + size_b]
        least = np.int64(np.floor(threshold / (1 + threshold) * (size_a + size_b))) - margin
        counts[place] = shared(one, other, max(least, np.int64(0)))
