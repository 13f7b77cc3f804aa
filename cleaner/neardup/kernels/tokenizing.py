"""Folded bytes to token hashes: hash-1's first step."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.folding import SINGLE_MARK, Int

__all__ = ["MULTIPLY_TOKEN", "MULTIPLY_WORD", "SEED", "U32", "hash_tokens", "mix"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

# numba makes a float of uint64 and int64 together, so that every constant bears its type.
U0, U1, U7, U8, U32, U56 = (np.uint64(number) for number in (0, 1, 7, 8, 32, 56))
SEED = np.uint64(0x9E3779B97F4A7C15)
MULTIPLY_WORD = np.uint64(0xBF58476D1CE4E5B9)
MULTIPLY_TOKEN = np.uint64(0x94D049BB133111EB)

# Finding the first zero byte of a word (Mycroft 1987; Warren, Hacker's Delight, 6-1).
ONES, TOPS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
# Multiplied by 1 << 8 * k this has k in its top byte.
COUNT = np.uint64(0x0001020304050607)


@kernel
def mix(state: np.uint64, word: np.uint64) -> np.uint64:
    """Take 8 bytes into a token's hash."""
    state = (state ^ word) * MULTIPLY_WORD
    return state ^ (state >> U32)


@kernel
def load(data: Bytes, place: np.uint64) -> np.uint64:
    """8 bytes as a little-endian word: one instruction, since the unsigned index needs no check for a negative one."""
    word = U0
    for step in range(8):
        word |= np.uint64(data[place + np.uint64(step)]) << np.uint64(8 * step)
    return word


@kernel
def hash_tokens(folded: Bytes, size: Int, hashes: Words, singles: Bytes) -> tuple[int, bool]:
    """Hash the tokens of `folded[:size]`, which zeros separate, and 8 zeros follow.

    Gives the number of tokens, and whether any is of an unspaced script; `singles` says which.
    """
    count, any_single = 0, False
    place, end = U0, np.uint64(size)
    while place < end:
        byte = folded[place]
        if byte == 0:
            place += U1
            continue
        single = byte == SINGLE_MARK
        place += np.uint64(single)
        any_single |= single
        state = SEED
        word = load(folded, place)
        zeros = (word - ONES) & ~word & TOPS
        while zeros == U0:
            state = mix(state, word)
            place += U8
            word = load(folded, place)
            zeros = (word - ONES) & ~word & TOPS
        unit = (zeros & (~zeros + U1)) >> U7
        if unit > U1:
            state = mix(state, word & (unit - U1))
        place += (unit * COUNT) >> U56
        hashes[count] = state * MULTIPLY_TOKEN
        singles[count] = single
        count += 1
    return count, any_single
