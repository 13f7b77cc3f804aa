"""Which documents are compared: runs of equal band keys, and runs of equal rare shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, U32, equal_slots
from cleaner.neardup.kernels.folding import Int
from cleaner.neardup.kernels.tokenizing import MULTIPLY_TOKEN, SEED, mix

__all__ = ["Limits", "Members", "band_keys", "most_pairs", "pairs_of_bands", "pairs_of_postings"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

ROW_BITS = np.uint64(31)
ROW = np.uint64((1 << 31) - 1)
U1, U63 = np.uint64(1), np.uint64(63)
# Odd, so that a bucket's pivots move from band to band.
STRIDE = 7919


class Members(NamedTuple):
    """The documents that are paired: `signatures` and set `sizes` by document.

    Bit `band` of `giant[document]` is set once its bucket of that band was found too large; `root` is the component
    that a document is in so far.
    """

    signatures: Hashes
    sizes: Counts
    giant: Words
    root: Counts


class Limits(NamedTuple):
    """A pair is worth comparing if sizes allow `threshold`, and `least_slots` slots are equal.

    Runs of more than `most` documents are giant: each member is paired with `pivots` of them.
    """

    threshold: float
    least_slots: int
    most: int
    pivots: int


@kernel
def band_keys(signatures: Hashes, first: int, rows: int, keys: Words) -> None:
    """For each document the hash of slots `first` to `first + rows` in the top 33 bits, its number in the low 31."""
    for row in range(keys.size):
        state = SEED
        for slot in range(first, first + rows):
            state = mix(state, np.uint64(signatures[row, slot]))
        keys[row] = (state * MULTIPLY_TOKEN) & ~ROW | np.uint64(row)


@kernel
def run_end(keys: Words, start: Int, shift: np.uint64) -> Int:
    """Where the run of equal keys that begins at `start` ends."""
    end = start + 1
    while end < keys.size and keys[end] >> shift == keys[start] >> shift:
        end += 1
    return end


@kernel
def note(members: Members, limits: Limits, a: Int, b: Int, pairs: Words, counts: Counts) -> None:
    """Write down the pair if it may be near: exactly so by the sizes, by estimate from the slots.

    `counts` holds pairs written, pairs looked at, giant runs.
    """
    counts[1] += 1
    one, other = members.sizes[a], members.sizes[b]
    if min(one, other) / max(one, other) < limits.threshold:
        return
    if equal_slots(members.signatures[a], members.signatures[b]) >= limits.least_slots:
        pairs[counts[0]] = np.uint64(min(a, b)) << U32 | np.uint64(max(a, b))
        counts[0] += 1


@kernel
def met_before(members: Members, a: Int, b: Int, band: Int, rows: Int) -> bool:
    """Whether two documents share a bucket of an earlier band in which all pairs were looked at."""
    signatures = members.signatures
    for earlier in range(band):
        equal = True
        for slot in range(earlier * rows, (earlier + 1) * rows):
            if signatures[a, slot] != signatures[b, slot]:
                equal = False
                break
        if equal and not members.giant[a, earlier >> 6] >> (np.uint64(earlier) & U63) & U1:
            return True
    return False


@kernel
def pair_with_pivots(
    keys: Words, low: np.uint64, turn: Int, members: Members, limits: Limits, pairs: Words, counts: Counts
) -> None:
    """Pair the documents of a giant run, in the low bits of `keys`, with its pivots, unless they are joined already."""
    counts[2] += 1
    for number in range(limits.pivots):
        pivot = np.int64(keys[(turn * STRIDE + number * keys.size // limits.pivots) % keys.size] & low)
        for key in keys:
            row = np.int64(key & low)
            if members.root[row] != members.root[pivot]:
                note(members, limits, pivot, row, pairs, counts)


@kernel
def pairs_of_bands(
    keys: Words, band: Int, rows: Int, members: Members, limits: Limits, pairs: Words, counts: Counts
) -> None:
    """The pairs of one band that may be near, from its sorted keys; all pairs of a run that is not giant."""
    start = 0
    while start < keys.size:
        end = run_end(keys, start, ROW_BITS)
        if end - start > limits.most:
            for key in keys[start:end]:
                members.giant[np.int64(key & ROW), band >> 6] |= U1 << (np.uint64(band) & U63)
            pair_with_pivots(keys[start:end], ROW, band, members, limits, pairs, counts)
        else:
            for left in range(start, end):
                a = np.int64(keys[left] & ROW)
                for right in range(left + 1, end):
                    b = np.int64(keys[right] & ROW)
                    if not met_before(members, a, b, band, rows):
                        note(members, limits, a, b, pairs, counts)
        start = end


@kernel
def most_pairs(keys: Words, limits: Limits) -> int:
    """How many pairs `pairs_of_bands` writes at most."""
    total, start = 0, 0
    while start < keys.size:
        end = run_end(keys, start, ROW_BITS)
        size = end - start
        total += size * (size - 1) // 2 if size <= limits.most else size * limits.pivots
        start = end
    return total


@kernel
def pairs_of_postings(
    postings: Words, start: int, members: Members, limits: Limits, pairs: Words, counts: Counts
) -> int:
    """The pairs that share a posting's hash (its high half) and may be near, from sorted postings.

    Gives where it stopped: before a run whose pairs `pairs` might not hold.
    """
    counts[0] = 0
    while start < postings.size:
        end = run_end(postings, start, U32)
        size = end - start
        room = size * limits.pivots if size > limits.most else size * (size - 1) // 2
        if counts[0] + room > pairs.size:
            break
        if size > limits.most:
            pair_with_pivots(postings[start:end], LOW, 1, members, limits, pairs, counts)
        else:
            for left in range(start, end):
                for right in range(left + 1, end):
                    note(
                        members, limits, np.int64(postings[left] & LOW), np.int64(postings[right] & LOW), pairs, counts
                    )
        start = end
    return start
