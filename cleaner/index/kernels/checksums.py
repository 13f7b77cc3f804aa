"""XXH64 (Collet 2014), and blocks that are looked at once before they are trusted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["BLOCK", "BLOCK_BITS", "Mapped", "block_sums", "hash_ids", "is_whole", "xxh64"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

BLOCK_BITS = 12
BLOCK = 1 << BLOCK_BITS

P1, P2, P3 = np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
P4, P5 = np.uint64(0x85EBCA77C2B2AE63), np.uint64(0x27D4EB2F165667C5)


class Mapped(NamedTuple):
    """A mapped file of blocks: its bytes, the same as words of 4, the checksum of each block, and which blocks were
    found whole (1)."""

    data: Bytes
    words: Hashes
    sums: Words
    whole: Bytes


@kernel
def rotated(word: np.uint64, bits: int) -> np.uint64:
    """Rotate left."""
    return word << np.uint64(bits) | word >> np.uint64(64 - bits)


@kernel
def round_of(state: np.uint64, word: np.uint64) -> np.uint64:
    """One step of a lane."""
    return rotated(state + word * P2, 31) * P1


@kernel
def merged(state: np.uint64, lane: np.uint64) -> np.uint64:
    """A lane joins the rest."""
    return (state ^ round_of(np.uint64(0), lane)) * P1 + P4


@kernel
def lanes(words: Words, seed: np.uint64) -> np.uint64:
    """The state after the whole stripes of four words."""
    a, b, c, d = seed + P1 + P2, seed + P2, seed, seed - P1
    for place in range(0, words.size - 3, 4):
        a = round_of(a, words[place])
        b = round_of(b, words[place + 1])
        c = round_of(c, words[place + 2])
        d = round_of(d, words[place + 3])
    state = rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18)
    return merged(merged(merged(merged(state, a), b), c), d)


@kernel
def xxh64(data: Bytes, seed: np.uint64) -> np.uint64:
    """The XXH64 of some bytes.

    >>> hex(xxh64(np.frombuffer(b"abc", np.uint8), np.uint64(0)))
    '0x44bc2cf5ad770999'
    """
    whole = data.size // 8
    words = data[: whole * 8].view(np.uint64)
    state = lanes(words, seed) if data.size >= 32 else seed + P5
    state += np.uint64(data.size)
    for place in range(whole // 4 * 4 if data.size >= 32 else 0, whole):
        state = rotated(state ^ round_of(np.uint64(0), words[place]), 27) * P1 + P4
    place = whole * 8
    if data.size - place >= 4:
        state ^= np.uint64(data[place : place + 4].view(np.uint32)[0]) * P1
        state = rotated(state, 23) * P2 + P3
        place += 4
    for byte in data[place:]:
        state = rotated(state ^ np.uint64(byte) * P5, 11) * P1
    state = (state ^ (state >> np.uint64(33))) * P2
    state = (state ^ (state >> np.uint64(29))) * P3
    return state ^ (state >> U32)


@kernel
def block_sums(data: Bytes, first: Int, sums: Words) -> None:
    """The checksum of each block of `data`, which is whole blocks; the first has the number `first`."""
    for block in range(sums.size):
        sums[block] = xxh64(data[block << BLOCK_BITS : (block + 1) << BLOCK_BITS], np.uint64(first + block))


@kernel
def is_whole(file: Mapped, start: Int, end: Int) -> bool:
    """Whether the blocks that hold these bytes are as they were written; each is looked at once."""
    if start < 0 or end > file.data.size:
        return False
    for block in range(start >> BLOCK_BITS, (end + BLOCK - 1) >> BLOCK_BITS):
        if file.whole[block] == 0:
            data = file.data[block << BLOCK_BITS : (block + 1) << BLOCK_BITS]
            if xxh64(data, np.uint64(block)) != file.sums[block]:
                return False
            file.whole[block] = 1
    return True


@kernel
def hash_ids(data: Bytes, offsets: Counts, keys: Hashes) -> None:
    """The key of each id, `data[offsets[i]:offsets[i + 1]]`: the top half of its hash."""
    for row in range(keys.size):
        keys[row] = np.uint32(xxh64(data[offsets[row] : offsets[row + 1]], np.uint64(0)) >> U32)
