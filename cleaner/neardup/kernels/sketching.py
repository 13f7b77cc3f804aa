"""Token hashes to digests, shingle hashes and MinHash slots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.folding import GROWTH, PADDING, FoldArrays, fold_text
from cleaner.neardup.kernels.sorting import sort_unique
from cleaner.neardup.kernels.tokenizing import (
    EDGES_AT_ONCE,
    MULTIPLY_TOKEN,
    MULTIPLY_WORD,
    SEED,
    find_tokens,
    hash_tokens,
    mix,
)
from cleaner.neardup.kernels.words import U32, Int

__all__ = [
    "TOKENS_A_BYTE",
    "Lengths",
    "Rows",
    "Sampling",
    "Texts",
    "room_for",
    "sample_limit",
    "sign_rows",
    "sketch_rows",
]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

ROTATE, UNROTATE = np.uint64(23), np.uint64(64 - 23)
U29 = np.uint64(29)
# How many hashes one sweep over the slots takes: fewer load and store the slots more often.
SWEEP = 16

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


class Sampling(NamedTuple):
    """Of a set's hashes, mixed, the lowest are kept: about `keys`, but of a large set no less than its `share` of
    2^32. A rate that falls as sets grow keeps samples small, and as one cut lies within the other, comparable."""

    keys: int
    share: int


class Texts(NamedTuple):
    """Text i is `data[offsets[i]:offsets[i + 1]]`."""

    data: Bytes
    offsets: Counts


class Room(NamedTuple):
    """Where one text is worked on: its folded bytes, its tokens' edges and hashes, which are single, and the hashes of
    its shingles. The edges' room serves once more while shingles are combined."""

    folded: Bytes
    edges: Words
    tokens: Words
    singles: Bytes
    shingles: Hashes


class Rows(NamedTuple):
    """What is found out about the rows: their sets of hashes and their samples one after the other, and for each row
    the size of both, the number of tokens, the digest (two words), the low byte of each MinHash slot, as many as there
    are permutations, and the hash of each band of slots."""

    hashes: Hashes
    samples: Hashes
    sizes: Counts
    sample_sizes: Counts
    token_counts: Counts
    digests: Words
    slots: Bytes
    bands: Hashes


@kernel
def room_for(longest: Int) -> Room:
    """Room for texts of up to `longest` bytes; memory is touched only as far as a text needs it."""
    tokens = TOKENS_A_BYTE * longest
    return Room(
        np.empty(GROWTH * longest + PADDING, np.uint8),
        np.empty(2 * tokens + EDGES_AT_ONCE, np.uint64),
        np.empty(tokens, np.uint64),
        np.empty(tokens, np.uint8),
        np.empty(tokens, np.uint32),
    )


@kernel
def longest_of(texts: Texts) -> Int:
    """The longest text's length in bytes."""
    longest = np.int64(0)
    for row in range(texts.offsets.size - 1):
        longest = max(longest, texts.offsets[row + 1] - texts.offsets[row])
    return longest


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
def hash_text(texts: Texts, row: Int, fold: FoldArrays, lengths: Lengths, room: Room) -> tuple[Int, Int]:
    """Fill in the room's token and shingle hashes; gives the number of each."""
    size = fold_text(texts.data, texts.offsets[row], texts.offsets[row + 1], fold, room.folded)
    count = find_tokens(room.folded, size, room.edges)
    any_single = hash_tokens(room.folded, room.edges, room.tokens[:count], room.singles)
    singles = room.singles[: count if any_single else 0]
    return count, hash_shingles(room.tokens[:count], singles, lengths, room.edges, room.shingles)


@kernel
def band_hashes(slots: Hashes, out: Hashes) -> None:
    """The hash of each band of slots; all bands have one length, and slots that are left over are in none."""
    rows = slots.size // max(out.size, 1)
    for band in range(out.size):
        state = SEED
        for slot in range(band * rows, (band + 1) * rows):
            state = mix(state, np.uint64(slots[slot]))
        out[band] = np.uint32((state * MULTIPLY_TOKEN) >> U32)


@kernel
def low_bytes(slots: Hashes, out: Bytes) -> None:
    """What of the slots estimates need: unlike slots are alike in one of 256."""
    for slot in range(slots.size):
        out[slot] = np.uint8(slots[slot])


@kernel
def sample_limit(size: Int, sampling: Sampling) -> np.uint32:
    """The largest mixed hash that is in the sample of a set of this size."""
    return np.uint32(min(max(sampling.share, (sampling.keys << 32) // max(size, 1)), 1 << 32) - 1)


@kernel
def sample(mixed: Hashes, sampling: Sampling, out: Hashes) -> int:
    """Write the sample of a set's mixed hashes; gives its size. `out` holds one more than that."""
    limit = sample_limit(mixed.size, sampling)
    found = 0
    for value in mixed:
        out[found] = value
        found += value <= limit
    return found


@kernel
def sketch_rows(
    texts: Texts,
    fold: FoldArrays,
    lengths: Lengths,
    permutations: tuple[Hashes, Hashes],
    sampling: Sampling,
    rows: Rows,
) -> tuple[int, int]:
    """Fill in `rows`; gives the totals of their sets' and samples' sizes.

    `rows.hashes` must hold TOKENS_A_BYTE for each byte; so must `rows.samples`, unless sampling keeps no keys.
    """
    room = room_for(longest_of(texts))
    # One after the other: sorting needs the place before it is mixed in.
    scratch = np.empty(room.shingles.size + SWEEP, np.uint32)
    slots = np.empty(rows.slots.shape[1], np.uint32)
    total, sampled = 0, 0
    for row in range(texts.offsets.size - 1):
        count, found = hash_text(texts, row, fold, lengths, room)
        rows.token_counts[row] = count
        digest_tokens(room.tokens[:count], rows.digests[2 * row : 2 * row + 2])
        size = sort_unique(room.shingles[:found], scratch[:found], rows.hashes[total : total + found])
        minhash(rows.hashes[total : total + size], scratch, permutations, slots)
        low_bytes(slots, rows.slots[row])
        band_hashes(slots, rows.bands[row])
        rows.sizes[row] = size
        total += size
        kept = 0
        if sampling.keys and size:
            kept = sample(scratch[:size], sampling, rows.samples[sampled:])
        rows.sample_sizes[row] = kept
        sampled += kept
    return total, sampled


@kernel
def sign_rows(
    texts: Texts, fold: FoldArrays, lengths: Lengths, permutations: tuple[Hashes, Hashes], signatures: Hashes
) -> None:
    """The MinHash slots of each text, without its set: they are the same for shingles that stand there twice."""
    room = room_for(longest_of(texts))
    mixed = np.empty(room.shingles.size + SWEEP, np.uint32)
    for row in range(texts.offsets.size - 1):
        _, found = hash_text(texts, row, fold, lengths, room)
        minhash(room.shingles[:found], mixed, permutations, signatures[row])


@kernel
def premix(hashes: Hashes, mixed: Hashes) -> None:
    """MurmurHash3's finaliser, which datasketch's scheme affine32 applies first.

    `np.uint32` at each step keeps numba from widening to 64 bits.
    """
    for place in range(hashes.size):
        value = hashes[place]
        value = np.uint32(np.uint32(value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
        value = np.uint32(np.uint32(value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
        mixed[place] = np.uint32(value ^ (value >> np.uint32(16)))


@kernel
def lower(low: np.uint32, a: np.uint32, b: np.uint32, one: np.uint32, other: np.uint32) -> np.uint32:
    """The least of `low` and two permuted hashes: `min` becomes vector code, a comparison would not."""
    return min(low, np.uint32(np.uint32(a * one) + b), np.uint32(np.uint32(a * other) + b))


@kernel
def sweep(h: Hashes, multipliers: Hashes, addends: Hashes, slots: Hashes) -> None:
    """Lower the slots by 16 hashes."""
    h0, h1, h2, h3, h4, h5, h6, h7 = h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
    h8, h9, h10, h11, h12, h13, h14, h15 = h[8], h[9], h[10], h[11], h[12], h[13], h[14], h[15]
    for k in range(slots.size):
        a, b = multipliers[k], addends[k]
        low = lower(slots[k], a, b, h0, h1)
        low = lower(low, a, b, h2, h3)
        low = lower(low, a, b, h4, h5)
        low = lower(low, a, b, h6, h7)
        low = lower(low, a, b, h8, h9)
        low = lower(low, a, b, h10, h11)
        low = lower(low, a, b, h12, h13)
        slots[k] = lower(low, a, b, h14, h15)


@kernel
def minhash(hashes: Hashes, mixed: Hashes, permutations: tuple[Hashes, Hashes], slots: Hashes) -> None:
    """The slots of one set, all at their largest value if it is empty; `mixed` holds SWEEP more than the set."""
    multipliers, addends = permutations
    slots[:] = np.uint32(0xFFFFFFFF)
    size = hashes.size
    if size == 0:
        return
    premix(hashes, mixed[:size])
    # The last sweep repeats the last hash: the minimum does not mind.
    mixed[size : size + SWEEP] = mixed[size - 1]
    for begin in range(0, size, SWEEP):
        sweep(mixed[begin : begin + SWEEP], multipliers, addends, slots)
