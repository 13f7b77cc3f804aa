"""UTF-8 bytes to token hashes: decoding, folding, token bounds and hash-1's first step in one pass."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.layout import DROP, HIGH, SEPARATOR, SEQUENCE, SEQUENCE_BITS, SHIFT, SINGLE

__all__ = ["hash_tokens"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Entries = npt.NDArray[np.uint32]

# numba makes a float of uint64 and int64 together, so that every constant bears its type.
U0, U8, U32, U64 = np.uint64(0), np.uint64(8), np.uint64(32), np.uint64(64)
SEED = np.uint64(0x9E3779B97F4A7C15)
MULTIPLY_WORD = np.uint64(0xBF58476D1CE4E5B9)
MULTIPLY_TOKEN = np.uint64(0x94D049BB133111EB)
SEPARATES = np.uint32(SEPARATOR << SHIFT)
POINT = np.uint32((1 << SHIFT) - 1)


@kernel
def mix(state: np.uint64, word: np.uint64) -> np.uint64:
    """Take 8 bytes into a token's hash."""
    state = (state ^ word) * MULTIPLY_WORD
    return state ^ (state >> U32)


@kernel
def finish(state: np.uint64, word: np.uint64, bits: np.uint64) -> np.uint64:
    """A token's hash from what was taken in and the `bits` bits left over."""
    if bits > U0:
        state = mix(state, word)
    return state * MULTIPLY_TOKEN


@kernel
def decode(data: Bytes, place: int, end: int) -> tuple[int, int]:
    """The code point at `place` and the place after it; (-1, next) where the bytes are no UTF-8."""
    lead = np.int64(data[place])
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if lead < 0xC0 or place + size > end:
        return -1, place + 1
    point = lead & (0x7F >> size)
    for follower in range(place + 1, place + size):
        if data[follower] & 0xC0 != 0x80:
            return -1, follower
        point = point << 6 | np.int64(data[follower] & 0x3F)
    return (point, place + size) if point < 0x110000 else (-1, place + size)


@kernel
def encode(point: np.uint32) -> tuple[np.uint64, np.uint64]:
    """The UTF-8 bytes of a code point as a little-endian number, and how many bits they are."""
    p = np.uint64(point)
    six, low = np.uint64(0x3F), np.uint64(0x80)
    if p < np.uint64(0x80):
        return p, np.uint64(8)
    if p < np.uint64(0x800):
        return np.uint64(0xC0) | p >> np.uint64(6) | (low | p & six) << U8, np.uint64(16)
    middle = (low | p >> np.uint64(6) & six) << U8
    if p < np.uint64(0x10000):
        return np.uint64(0xE0) | p >> np.uint64(12) | middle | (low | p & six) << np.uint64(16), np.uint64(24)
    first = np.uint64(0xF0) | p >> np.uint64(18) | (low | p >> np.uint64(12) & six) << U8
    return first | middle << U8 | (low | p & six) << np.uint64(24), np.uint64(32)


@kernel
def hash_tokens(
    data: Bytes,
    start: int,
    end: int,
    ascii_table: Bytes,
    entries: Entries,
    sequences: Entries,
    hashes: Words,
    singles: Bytes,
) -> tuple[int, bool]:
    """Hash the tokens of `data[start:end]` into `hashes`, note in `singles` which are of an unspaced script.

    Gives the number of tokens, and whether any is of an unspaced script. `hashes` and `singles` must hold
    2 * (end - start) + 8.
    """
    state, word, bits = SEED, U0, U0
    count, any_single = 0, False
    place = start
    while place < end:
        byte = ascii_table[data[place]]
        if byte != HIGH:
            place += 1
            if byte != 0:
                word |= np.uint64(byte) << bits
                bits += U8
                if bits == U64:
                    state, word, bits = mix(state, word), U0, U0
            elif bits != U0 or state != SEED:
                hashes[count] = finish(state, word, bits)
                singles[count] = 0
                count += 1
                state, word, bits = SEED, U0, U0
            continue
        point, place = decode(data, place, end)
        entry = entries[point] if point >= 0 else SEPARATES
        kind = entry >> SHIFT
        length = 0 if kind == DROP else 1
        first = 0
        if kind == SEQUENCE:
            length = np.int64(entry & np.uint32((1 << SEQUENCE_BITS) - 1))
            first = np.int64((entry & POINT) >> SEQUENCE_BITS)
        for part in range(length):
            if kind == SEQUENCE:
                entry = sequences[first + part]
            part_kind = entry >> SHIFT
            if part_kind == SEPARATOR or part_kind == SINGLE:
                if bits != U0 or state != SEED:
                    hashes[count] = finish(state, word, bits)
                    singles[count] = 0
                    count += 1
                    state, word, bits = SEED, U0, U0
                if part_kind == SINGLE:
                    letter, width = encode(entry & POINT)
                    hashes[count] = finish(SEED, letter, width)
                    singles[count] = 1
                    count += 1
                    any_single = True
            else:
                letter, width = encode(entry & POINT)
                word |= letter << bits
                bits += width
                if bits >= U64:
                    state = mix(state, word)
                    bits -= U64
                    # What did not fit: `letter` was moved up by `bits + 64 - width` bits, of which 64 are taken.
                    word = letter >> (width - bits) if bits != U0 else U0
    if bits != U0 or state != SEED:
        hashes[count] = finish(state, word, bits)
        singles[count] = 0
        count += 1
    return count, any_single
