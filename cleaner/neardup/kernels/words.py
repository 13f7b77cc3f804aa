"""Eight bytes at once, as one little-endian word."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel

__all__ = ["TOPS", "U0", "U1", "U7", "U8", "U32", "U56", "U63", "Int", "below", "count_ones", "filled", "load"]

Bytes = npt.NDArray[np.uint8]
Int = int | np.int64
"""Compiled code knows 64-bit integers only; outside it either may come in."""

# numba makes a float of uint64 and int64 together, so that every constant bears its type.
U0, U1, U2, U3, U4, U7, U8 = (np.uint64(number) for number in (0, 1, 2, 3, 4, 7, 8))
U32, U56, U63 = (np.uint64(number) for number in (32, 56, 63))

ONES, TOPS, LOWS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080), np.uint64(0x7F7F7F7F7F7F7F7F)
# Multiplied by this, a word of bytes 0 or 1 has byte k as bit k of its top byte.
GATHER = np.uint64(0x0102040810204080)
HALVES, QUARTERS, NIBBLES = (np.uint64(mask) for mask in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F))


@kernel
def load(data: Bytes, place: np.uint64) -> np.uint64:
    """8 bytes as a little-endian word: one instruction, since the unsigned index needs no check for a negative one."""
    word = U0
    for step in range(8):
        word |= np.uint64(data[place + np.uint64(step)]) << np.uint64(8 * step)
    return word


@kernel
def filled(data: Bytes, place: np.uint64) -> np.uint64:
    """Which of 64 bytes are not zero, one bit each (Warren, Hacker's Delight, 6-1)."""
    bits = U0
    for step in range(0, 64, 8):
        word = load(data, place + np.uint64(step))
        tops = (((word & LOWS) + LOWS) | word) & TOPS
        bits |= (((tops >> U7) * GATHER) >> U56) << np.uint64(step)
    return bits


@kernel
def count_ones(word: np.uint64) -> np.uint64:
    """The number of bits set, in the form that compilers know as one instruction."""
    word -= (word >> U1) & HALVES
    word = (word & QUARTERS) + ((word >> U2) & QUARTERS)
    return (((word + (word >> U4)) & NIBBLES) * ONES) >> U56


@kernel
def below(size: np.uint64) -> np.uint64:
    """The mask of a word's first `size` bytes, 1 to 8."""
    return ~U0 >> ((U8 - size) << U3)
