"""Comparing two documents: equal slots, shared shingles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel

__all__ = ["equal_slots", "may_be_near", "shared_of_pairs"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

U32 = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)
# Steps of the merge between two looks at whether it can still succeed.
STRIDE = 32


@kernel
def equal_slots(one: Hashes, other: Hashes) -> int:
    """How many slots of two signatures are equal."""
    equal = np.uint32(0)
    for slot in range(one.size):
        equal += np.uint32(one[slot] == other[slot])
    return np.int64(equal)


@kernel
def may_be_near(signatures: Hashes, sizes: Counts, a: int, b: int, threshold: float, least_slots: int) -> bool:
    """Whether sizes and slots allow Jaccard >= threshold: exact for the sizes, by estimate for the slots."""
    if min(sizes[a], sizes[b]) / max(sizes[a], sizes[b]) < threshold:
        return False
    return equal_slots(signatures[a], signatures[b]) >= least_slots


@kernel
def shared(one: Hashes, other: Hashes, least: int) -> int:
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
def shared_of_pairs(
    hashes: Hashes, starts: Counts, sizes: Counts, pairs: Words, threshold: float, margin: int, counts: Counts
) -> None:
    """Shared hashes of each pair (a << 32 | b); -1 where Jaccard is below the threshold by more than `margin` hashes."""
    for place in range(pairs.size):
        a, b = np.int64(pairs[place] >> U32), np.int64(pairs[place] & LOW)
        one = hashes[starts[a] : starts[a] + sizes[a]]
        other = hashes[starts[b] : starts[b] + sizes[b]]
        least = np.int64(np.floor(threshold / (1 + threshold) * (sizes[a] + sizes[b]))) - margin
        counts[place] = shared(one, other, max(least, 0))
