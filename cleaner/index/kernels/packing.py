"""Sets of sorted 32-bit hashes packed by Elias-Fano (Elias 1974, Fano 1971): 25.3 bits a hash at 450.

Of a set of m hashes the low 32 - b bits of each stand side by side, b the bit length of m; the top b bits are told by
ones and zeros: for each value of them, a one for each hash that has it, then a zero. Both parts begin at a word of 8
bytes. No set can be packed into more than that, whatever its hashes are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import U1, U63, Int

__all__ = ["pack_set", "packed_words", "unpack_set"]

Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]

U6 = np.uint64(6)


@kernel
def top_bits(size: Int) -> Int:
    """How many top bits are told apart: the bit length of a set's size, 32 at most."""
    bits: Int = 0
    while bits < 32 and size >> bits:
        bits += 1
    return bits


@kernel
def packed_words(size: Int) -> Int:
    """Words of 8 bytes that a packed set of this size takes."""
    if size == 0:
        return 0
    bits = top_bits(size)
    return (size * (32 - bits) + 63) // 64 + (size + (1 << bits) + 63) // 64


@kernel
def pack_set(hashes: Hashes, out: Words) -> None:
    """Write a packed set to `out`, which is as long as `packed_words` says."""
    out[:] = np.uint64(0)
    if hashes.size == 0:
        return
    low = np.uint64(32 - top_bits(hashes.size))
    mask = (U1 << low) - U1
    base = np.uint64((hashes.size * np.int64(low) + 63) // 64 * 64)
    for place in range(hashes.size):
        value = np.uint64(hashes[place])
        bit = np.uint64(place) * low
        word, shift = bit >> U6, bit & U63
        out[word] |= (value & mask) << shift
        if shift + low > np.uint64(64):
            out[word + U1] |= (value & mask) >> (np.uint64(64) - shift)
        bit = base + (value >> low) + np.uint64(place)
        out[bit >> U6] |= U1 << (bit & U63)


@kernel
def unpack_set(packed: Words, out: Hashes) -> None:
    """Fill in `out`, whose size is the set's; `packed` is as long as `packed_words` says, and was checked."""
    if out.size == 0:
        return
    low = np.uint64(32 - top_bits(out.size))
    mask = (U1 << low) - U1
    for place in range(out.size):
        bit = np.uint64(place) * low
        word, shift = bit >> U6, bit & U63
        # There is always one word more: that of the top bits.
        both = (packed[word] >> shift) | ((packed[word + U1] << U1) << (U63 - shift))
        out[place] = np.uint32(both & mask)
    found, top, last = np.uint64(0), np.uint64(0), np.uint64(out.size)
    first = np.int64((out.size * np.int64(low) + 63) // 64)
    for word in packed[first:]:
        for step in range(64):
            if found == last:
                return
            # A one is a hash, a zero goes on to the next value of the top bits.
            one = word >> np.uint64(step) & U1
            if one:
                out[found] |= np.uint32(top << low)
            found += one
            top += U1 - one
