"""Which documents are compared: runs of equal band keys, and runs of equal rare shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, equal_slots
from cleaner.neardup.kernels.words import U1, U32, U63, Int

__all__ = ["Found", "Limits", "Members", "band_keys", "most_pairs", "pairs_of_bands", "pairs_of_postings"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

# Odd, so that a bucket's pivots move from band to band.
STRIDE = 7919


class Members(NamedTuple):
    """The documents that are paired: set `sizes` by document; slots' low bytes `slots[rows[document]]`, and `bands`
    alike, the hash of each band.

    Bit `band` of `giant[document]` is set once its bucket of that band was found too large; `root` is the component
    that a document is in so far.
    """

    slots: Bytes
    bands: Hashes
    rows: Counts
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


class Found(NamedTuple):
    """Pairs (a << 32 | b, a < b), and counts: pairs written, pairs looked at, giant runs."""

    pairs: Words
    counts: Counts


@kernel
def band_keys(members: Members, first: int, keys: Words) -> None:
    """Fill in `keys[band, document]` of some bands: the band's hash in the high half, the document in the low.

    Those from band `first` on.
    """
    for document in range(keys.shape[1]):
        bands = members.bands[members.rows[document], first : first + keys.shape[0]]
        for band in range(keys.shape[0]):
            keys[band, document] = np.uint64(bands[band]) << U32 | np.uint64(document)


@kernel
def run_end(keys: Words, start: Int) -> Int:
    """Where the run of equal high halves that begins at `start` ends."""
    end = start + 1
    while end < keys.size and keys[end] >> U32 == keys[start] >> U32:
        end += 1
    return end


@kernel
def note(members: Members, limits: Limits, a: Int, b: Int, found: Found) -> None:
    """Write down the pair if it may be near: exactly so by the sizes, by estimate from the slots."""
    counts = found.counts
    counts[1] += 1
    one, other = members.sizes[a], members.sizes[b]
    if min(one, other) / max(one, other) < limits.threshold:
        return
    if equal_slots(members.slots[members.rows[a]], members.slots[members.rows[b]]) >= limits.least_slots:
        found.pairs[counts[0]] = np.uint64(min(a, b)) << U32 | np.uint64(max(a, b))
        counts[0] += 1


@kernel
def met_before(members: Members, a: Int, b: Int, band: Int) -> bool:
    """Whether two documents share a bucket of an earlier band in which all pairs were looked at."""
    one, other = members.bands[members.rows[a]], members.bands[members.rows[b]]
    for earlier in range(band):
        if one[earlier] == other[earlier] and not members.giant[a, earlier >> 6] >> (np.uint64(earlier) & U63) & U1:
            return True
    return False


@kernel
def pair_with_pivots(keys: Words, turn: Int, members: Members, limits: Limits, found: Found) -> None:
    """Pair the documents of a giant run, in the low bits of `keys`, with its pivots, unless they are joined already."""
    found.counts[2] += 1
    for number in range(limits.pivots):
        pivot = np.int64(keys[(turn * STRIDE + number * keys.size // limits.pivots) % keys.size] & LOW)
        for key in keys:
            row = np.int64(key & LOW)
            if members.root[row] != members.root[pivot]:
                note(members, limits, pivot, row, found)


@kernel
def pairs_of_bands(keys: Words, band: Int, members: Members, limits: Limits, found: Found) -> None:
    """The pairs of one band that may be near, from its sorted keys; all pairs of a run that is not giant."""
    start: Int = 0
    while start < keys.size:
        end = run_end(keys, start)
        if end - start > limits.most:
            for key in keys[start:end]:
                members.giant[np.int64(key & LOW), band >> 6] |= U1 << (np.uint64(band) & U63)
            pair_with_pivots(keys[start:end], band, members, limits, found)
        else:
            for left in range(start, end):
                a = np.int64(keys[left] & LOW)
                for right in range(left + 1, end):
                    b = np.int64(keys[right] & LOW)
                    if not met_before(members, a, b, band):
                        note(members, limits, a, b, found)
        start = end


@kernel
def most_pairs(keys: Words, limits: Limits) -> Int:
    """How many pairs `pairs_of_bands` writes at most."""
    total: Int = 0
    start: Int = 0
    while start < keys.size:
        end = run_end(keys, start)
        size = end - start
        total += size * (size - 1) // 2 if size <= limits.most else size * limits.pivots
        start = end
    return total


@kernel
def pairs_of_postings(postings: Words, start: Int, members: Members, limits: Limits, found: Found) -> Int:
    """The pairs that share a posting's hash (its high half) and may be near, from sorted postings.

    Gives where it stopped: before a run whose pairs `found.pairs` might not hold.
    """
    found.counts[0] = 0
    while start < postings.size:
        end = run_end(postings, start)
        size = end - start
        room = size * limits.pivots if size > limits.most else size * (size - 1) // 2
        if found.counts[0] + room > found.pairs.size:
            break
        if size > limits.most:
            pair_with_pivots(postings[start:end], 1, members, limits, found)
        else:
            for left in range(start, end):
                a = np.int64(postings[left] & LOW)
                for right in range(left + 1, end):
                    note(members, limits, a, np.int64(postings[right] & LOW), found)
        start = end
    return start
