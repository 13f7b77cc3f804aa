"""Sorting numbers that are uniform hashes: in linear time, several times faster than a comparing sort."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import Int

__all__ = ["radix_sort", "sort_from", "sort_unique"]

Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]

# Up to here buckets and insertion are fastest; above, text made to put all hashes into one bucket would hurt.
MOST_BY_BUCKETS = 4096
DIGIT_BITS = 11
DIGITS = 1 << DIGIT_BITS


@kernel
def sort_unique(values: Hashes, scratch: Hashes, out: Hashes) -> int:
    """The distinct values in order, written to `out`; gives their number. Overwrites `values` and `scratch`."""
    if values.size == 0:
        return 0
    if values.size <= MOST_BY_BUCKETS:
        sort_by_buckets(values, scratch)
    else:
        sort_by_bytes(values, scratch)
    found = 1
    out[0] = scratch[0]
    for place in range(1, scratch.size):
        out[found] = scratch[place]
        found += scratch[place] != scratch[place - 1]
    # The value written last stands past the end unless it was new.
    return found


@kernel
def sort_by_buckets(values: Hashes, out: Hashes) -> None:
    """Into two to four times as many buckets as values, by their top bits, then by insertion.

    Uniform hashes are nearly in place then: about every eighth moves once more.
    """
    bits = 1
    while 1 << bits < 2 * values.size:
        bits += 1
    shift = np.uint32(32 - bits)
    ends = np.empty((1 << bits) + 1, np.int32)
    ends[:] = 0
    for value in values:
        # Unsigned places need no check for negative ones.
        ends[np.uint64(value >> shift) + np.uint64(1)] += np.int32(1)
    for bucket in range(1, ends.size):
        ends[bucket] += ends[bucket - 1]
    for value in values:
        top = np.uint64(value >> shift)
        out[np.uint64(ends[top])] = value
        ends[top] += np.int32(1)
    for place in range(1, out.size):
        value = out[place]
        if out[place - 1] > value:
            insert(value, place, out)


@kernel
def insert(value: np.uint32, place: Int, out: Hashes) -> None:
    """Move the value at `place` to where it belongs among those before it."""
    while place > 0 and out[place - 1] > value:
        out[place] = out[place - 1]
        place -= 1
    out[place] = value


@kernel
def sort_by_bytes(values: Hashes, out: Hashes) -> None:
    """Radix sort, one byte a pass, the lowest first."""
    for shift in (0, 8, 16, 24):
        ends = np.zeros(257, np.int64)
        for value in values:
            ends[((value >> np.uint32(shift)) & np.uint32(255)) + 1] += 1
        for digit in range(1, 257):
            ends[digit] += ends[digit - 1]
        for value in values:
            digit = (value >> np.uint32(shift)) & np.uint32(255)
            out[ends[digit]] = value
            ends[digit] += 1
        values[:] = out


@kernel
def radix_sort(keys: Words, scratch: Words) -> None:
    """Sort by the high halves, in place and stably: three passes of 11 bits, the lowest first.

    Bit 31 is taken along: numbers of documents in the low halves stay below it.
    """
    sort_from(keys, scratch, 31)


@kernel
def sort_from(keys: Words, scratch: Words, lowest: int) -> None:
    """Sort by the bits from `lowest` on, in place and stably; `scratch` is as large."""
    source, target = keys, scratch
    swapped = False
    for shift in range(lowest, 64, DIGIT_BITS):
        ends = np.zeros(DIGITS + 1, np.int64)
        for key in source:
            ends[((key >> np.uint64(shift)) & np.uint64(DIGITS - 1)) + np.uint64(1)] += 1
        for digit in range(1, DIGITS + 1):
            ends[digit] += ends[digit - 1]
        for key in source:
            digits = (key >> np.uint64(shift)) & np.uint64(DIGITS - 1)
            target[np.uint64(ends[digits])] = key
            ends[digits] += 1
        source, target = target, source
        swapped = not swapped
    if swapped:
        keys[:] = scratch
