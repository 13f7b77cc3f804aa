"""Token hashes to digests, shingle hashes and MinHash slots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.folding import GROWTH, FoldArrays, fold_text
from cleaner.neardup.kernels.sorting import sort_unique
from cleaner.neardup.kernels.tokenizing import MULTIPLY_TOKEN, MULTIPLY_WORD, SEED, U32, hash_tokens, mix

__all__ = ["TOKENS_A_BYTE", "Lengths", "Rows", "minhash_rows", "sketch_rows"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

ROTATE, UNROTATE = np.uint64(23), np.uint64(64 - 23)
U29 = np.uint64(29)
# How many hashes one sweep over the slots takes: their registers and the slots' fit 16 vector registers.
SWEEP = 8

TOKENS_A_BYTE = 2
"""More than a byte of text ever gives: U+337F, 3 bytes, folds to 4 characters that are a token each."""


@kernel
def finalise(state: np.uint64) -> np.uint32:
    """hash-1's last step."""
    state = (state ^ (state >> U32)) * MULTIPLY_WORD
    state = (state ^ (state >> U29)) * MULTIPLY_TOKEN
    return np.uint32(state ^ (state >> U32))


@kernel
def digest_tokens(tokens: Words, out: Words) -> None:
    """The 128-bit digest of a token stream: four lanes, so that the multiplications overlap."""
    a, b, c, d = SEED, SEED + np.uint64(1), SEED + np.uint64(2), SEED + np.uint64(3)
    place, count = 0, tokens.size
    while place + 4 <= count:
        a = (a << U29 | a >> np.uint64(35)) * MULTIPLY_WORD ^ tokens[place]
        b = (b << U29 | b >> np.uint64(35)) * MULTIPLY_WORD ^ tokens[place + 1]
        c = (c << U29 | c >> np.uint64(35)) * MULTIPLY_WORD ^ tokens[place + 2]
        d = (d << U29 | d >> np.uint64(35)) * MULTIPLY_WORD ^ tokens[place + 3]
        place += 4
    while place < count:
        a = (a << U29 | a >> np.uint64(35)) * MULTIPLY_WORD ^ tokens[place]
        place += 1
    low = mix(mix(mix(mix(np.uint64(count), a), b), c), d)
    high = mix(mix(mix(mix(low * MULTIPLY_TOKEN, d), b), a), c)
    out[0], out[1] = low * MULTIPLY_TOKEN, high * MULTIPLY_TOKEN


@kernel
def combine(states: Words, tokens: Words) -> None:
    """One more token for each shingle; a function of its own, so that the loop becomes vector code."""
    for place in range(states.size):
        state = states[place]
        states[place] = (state << ROTATE | state >> UNROTATE) ^ tokens[place]


class Lengths(NamedTuple):
    """A shingle's length in tokens, and how much longer it is if it begins in an unspaced script."""

    n: int
    extra: int


class Rows(NamedTuple):
    """What is found out about the rows: their sets of hashes one after the other, and for each row the set's size, the
    number of tokens, the digest (two words)."""

    hashes: Hashes
    sizes: Counts
    token_counts: Counts
    digests: Words


@kernel
def hash_shingles(tokens: Words, singles: Bytes, lengths: Lengths, states: Words, out: Hashes) -> int:
    """The hashes of all shingles, in order; `states` is scratch of the tokens' size. Gives their number.

    `singles` says which tokens are of an unspaced script; it is empty if none is.
    """
    n = lengths.n
    starts = tokens.size - n + 1
    if starts <= 0:
        return 0
    states[:starts] = tokens[:starts]
    for step in range(1, n):
        combine(states[:starts], tokens[step : step + starts])
    if singles.size == 0:
        for place in range(starts):
            out[place] = finalise(states[place])
        return starts
    found = 0
    for place in range(starts):
        state = states[place]
        if singles[place]:
            if place + n + lengths.extra > tokens.size:
                continue
            for step in range(n, n + lengths.extra):
                state = (state << ROTATE | state >> UNROTATE) ^ tokens[place + step]
        out[found] = finalise(state)
        found += 1
    return found


@kernel
def sketch_rows(data: Bytes, offsets: Counts, fold: FoldArrays, lengths: Lengths, rows: Rows) -> int:
    """Fill in `rows`; gives the total of their set sizes.

    Row i is `data[offsets[i]:offsets[i + 1]]`; `rows.hashes` must hold TOKENS_A_BYTE for each byte.
    """
    longest = np.int64(0)
    for row in range(offsets.size - 1):
        longest = max(longest, offsets[row + 1] - offsets[row])
    folded, room = np.empty(GROWTH * longest + 16, np.uint8), TOKENS_A_BYTE * longest
    tokens, singles = np.empty(room, np.uint64), np.empty(room, np.uint8)
    states, unsorted, scratch = np.empty(room, np.uint64), np.empty(room, np.uint32), np.empty(room, np.uint32)
    total = 0
    for row in range(offsets.size - 1):
        size = fold_text(data, offsets[row], offsets[row + 1], fold, folded)
        count, any_single = hash_tokens(folded, size, tokens, singles)
        rows.token_counts[row] = count
        digest_tokens(tokens[:count], rows.digests[2 * row : 2 * row + 2])
        found = hash_shingles(tokens[:count], singles[: count if any_single else 0], lengths, states, unsorted)
        rows.sizes[row] = sort_unique(unsorted[:found], scratch[:found], rows.hashes[total : total + found])
        total += rows.sizes[row]
    return total


@kernel
def premix(value: np.uint32) -> np.uint32:
    """MurmurHash3's finaliser, which datasketch's scheme affine32 applies first."""
    value = np.uint32(np.uint32(value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    value = np.uint32(np.uint32(value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@kernel
def sweep(h: Hashes, multipliers: Hashes, addends: Hashes, slots: Hashes) -> None:
    """Lower the slots by 8 hashes; `np.uint32` at each step keeps numba from widening to 64 bits."""
    h0, h1, h2, h3, h4, h5, h6, h7 = h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
    for k in range(slots.size):
        a, b = multipliers[k], addends[k]
        low = min(np.uint32(np.uint32(a * h0) + b), np.uint32(np.uint32(a * h1) + b))
        low = min(low, np.uint32(np.uint32(a * h2) + b))
        low = min(low, np.uint32(np.uint32(a * h3) + b))
        low = min(low, np.uint32(np.uint32(a * h4) + b))
        low = min(low, np.uint32(np.uint32(a * h5) + b))
        low = min(low, np.uint32(np.uint32(a * h6) + b))
        low = min(low, np.uint32(np.uint32(a * h7) + b))
        slots[k] = min(slots[k], low)


@kernel
def minhash_rows(sets: Sets, chosen: Counts, permutations: tuple[Hashes, Hashes], signatures: Hashes) -> None:
    """The MinHash slots of the chosen sets; an empty set keeps the largest value in all slots."""
    multipliers, addends = permutations
    mixed = np.empty(SWEEP, np.uint32)
    for row in range(chosen.size):
        slots = signatures[row]
        slots[:] = np.uint32(0xFFFFFFFF)
        first, size = sets.starts[chosen[row]], sets.sizes[chosen[row]]
        for begin in range(0, size, SWEEP):
            for step in range(SWEEP):
                # The last sweep repeats the last hash: the minimum does not mind.
                mixed[step] = premix(sets.hashes[first + min(begin + step, size - 1)])
            sweep(mixed, multipliers, addends, slots)
