"""Which documents are compared: runs of equal band keys, and runs of equal rare shingles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import U32, LOW, may_be_near
from cleaner.neardup.kernels.tokenizing import MULTIPLY_TOKEN, SEED, mix

__all__ = ["band_keys", "count_hashes", "pairs_of_bands", "pairs_of_postings", "rare_postings", "rarest"]

Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

ROW_BITS = np.uint64(31)
ROW = np.uint64((1 << 31) - 1)
U1, U63, U6 = np.uint64(1), np.uint64(63), np.uint64(6)


@kernel
def band_keys(signatures: Hashes, first: int, rows: int, keys: Words) -> None:
    """For each document the hash of slots `first` to `first + rows` in the top 33 bits, its number in the low 31."""
    for row in range(keys.size):
        state = SEED
        for slot in range(first, first + rows):
            state = mix(state, np.uint64(signatures[row, slot]))
        keys[row] = (state * MULTIPLY_TOKEN) & ~ROW | np.uint64(row)


@kernel
def run_end(keys: Words, start: int, shift: np.uint64) -> int:
    """Where the run of equal keys that begins at `start` ends."""
    end = start + 1
    while end < keys.size and keys[end] >> shift == keys[start] >> shift:
        end += 1
    return end


@kernel
def met_before(signatures: Hashes, giant: Words, a: int, b: int, band: int, rows: int) -> bool:
    """Whether two documents share a bucket of an earlier band in which all pairs were looked at."""
    for earlier in range(band):
        equal = True
        for slot in range(earlier * rows, (earlier + 1) * rows):
            if signatures[a, slot] != signatures[b, slot]:
                equal = False
                break
        if equal and not giant[a, earlier >> 6] >> (np.uint64(earlier) & U63) & U1:
            return True
    return False


@kernel
def pairs_of_bands(
    keys: Words,
    signatures: Hashes,
    sizes: Counts,
    giant: Words,
    band: int,
    rows: int,
    threshold: float,
    least_slots: int,
    most: int,
    pairs: Words,
    counts: Counts,
) -> None:
    """The pairs of one band that may be near, from its sorted keys.

    Of a run of at most `most` documents all pairs; a longer one is noted in `giant` (bit `band` of each member),
    and gives each member with the run's pivot. Adds to `counts`: pairs written, pairs looked at, giant runs.
    """
    written, looked, giants = 0, 0, 0
    start = 0
    while start < keys.size:
        end = run_end(keys, start, ROW_BITS)
        size = end - start
        if size > most:
            giants += 1
            pivot = np.int64(keys[start + (band * 7919 + 1) % size] & ROW)
            for place in range(start, end):
                row = np.int64(keys[place] & ROW)
                giant[row, band >> 6] |= U1 << (np.uint64(band) & U63)
                if row != pivot:
                    looked += 1
                    a, b = min(row, pivot), max(row, pivot)
                    if may_be_near(signatures, sizes, a, b, threshold, least_slots):
                        pairs[written] = np.uint64(a) << U32 | np.uint64(b)
                        written += 1
        else:
            for left in range(start, end):
                a = np.int64(keys[left] & ROW)
                for right in range(left + 1, end):
                    b = np.int64(keys[right] & ROW)
                    if met_before(signatures, giant, a, b, band, rows):
                        continue
                    looked += 1
                    if may_be_near(signatures, sizes, a, b, threshold, least_slots):
                        pairs[written] = np.uint64(a) << U32 | np.uint64(b)
                        written += 1
        start = end
    counts[0], counts[1], counts[2] = written, counts[1] + looked, counts[2] + giants


@kernel
def most_pairs(keys: Words, most: int) -> int:
    """How many pairs `pairs_of_bands` writes at most."""
    total, start = 0, 0
    while start < keys.size:
        end = run_end(keys, start, ROW_BITS)
        size = end - start
        total += size * (size - 1) // 2 if size <= most else size - 1
        start = end
    return total


@kernel
def count_hashes(
    hashes: Hashes, starts: Counts, sizes: Counts, members: Counts, shift: np.uint32, table: Hashes
) -> None:
    """Count in how many members each shingle hash stands; hashes with equal top bits are counted together."""
    for member in members:
        for place in range(starts[member], starts[member] + sizes[member]):
            table[hashes[place] >> shift] += np.uint32(1)


@kernel
def rarest(
    hashes: Hashes,
    starts: Counts,
    sizes: Counts,
    members: Counts,
    prefix: Counts,
    shift: np.uint32,
    table: Hashes,
    cuts: Words,
) -> None:
    """For each member the key (count, hash) of its `prefix`-th rarest hash: those up to it are its prefix."""
    longest = 0
    for member in members:
        longest = max(longest, sizes[member])
    keys = np.empty(longest, np.uint64)
    for number in range(members.size):
        first, size = starts[members[number]], sizes[members[number]]
        for place in range(size):
            value = hashes[first + place]
            keys[place] = np.uint64(table[value >> shift]) << U32 | np.uint64(value)
        cuts[number] = select(keys, size, prefix[number] - 1)


@kernel
def select(keys: Words, size: int, rank: int) -> np.uint64:
    """The key of this rank (quickselect, Hoare 1961); the keys are distinct and end up in another order."""
    low, high = 0, size - 1
    while low < high:
        pivot = keys[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while keys[i] < pivot:
                i += 1
            while keys[j] > pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = keys[j], keys[i]
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return keys[rank]


@kernel
def rare_postings(
    hashes: Hashes,
    starts: Counts,
    sizes: Counts,
    members: Counts,
    cuts: Words,
    shift: np.uint32,
    table: Hashes,
    part: int,
    parts: int,
    postings: Words,
) -> int:
    """Postings (hash << 32 | document) of the members' prefixes, of the `part`-th part of the hashes; gives their number."""
    low = np.uint64(part * 2**32 // parts)
    high = np.uint64((part + 1) * 2**32 // parts)
    written = 0
    for number in range(members.size):
        member = members[number]
        for place in range(starts[member], starts[member] + sizes[member]):
            value = np.uint64(hashes[place])
            if low <= value < high and (np.uint64(table[hashes[place] >> shift]) << U32 | value) <= cuts[number]:
                postings[written] = value << U32 | np.uint64(member)
                written += 1
    return written


@kernel
def pairs_of_postings(
    postings: Words,
    start: int,
    signatures: Hashes,
    sizes: Counts,
    threshold: float,
    least_slots: int,
    most: int,
    pairs: Words,
    counts: Counts,
) -> int:
    """The pairs that share a posting's hash and may be near, from sorted postings; gives where it stopped.

    Of a run of at most `most` documents all pairs, of a longer one each with the first. Stops when `pairs` might
    not hold the next run's. `counts` as in `pairs_of_bands`.
    """
    written, looked, giants = 0, 0, 0
    while start < postings.size:
        end = run_end(postings, start, U32)
        size = end - start
        if written + max(size, min(size, most) * (min(size, most) - 1) // 2) > pairs.size:
            break
        giants += size > most
        for left in range(start, end if size <= most else start + 1):
            a = np.int64(postings[left] & LOW)
            for right in range(left + 1, end):
                b = np.int64(postings[right] & LOW)
                looked += 1
                if may_be_near(signatures, sizes, a, b, threshold, least_slots):
                    pairs[written] = np.uint64(a) << U32 | np.uint64(b)
                    written += 1
        start = end
    counts[0], counts[1], counts[2] = written, counts[1] + looked, counts[2] + giants
    return start
