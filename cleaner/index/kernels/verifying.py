"""Candidates compared with what the log keeps of them; and sketches made anew from kept sets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.entries import FIXED, HEAD, is_entry, kept_words
from cleaner.index.kernels.packing import unpack_set
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import LOW, Sets, shared
from cleaner.neardup.kernels.heat import Hot, is_hot
from cleaner.neardup.kernels.sketching import SWEEP, Sampling, band_hashes, low_bytes, minhash, sample
from cleaner.neardup.kernels.words import U32, Int

__all__ = ["SAME_DIGEST", "SAME_ID", "Kept", "Pairs", "Sketch", "compare_ids", "compare_sets", "count_cold", "resketch"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

SAME_ID, SAME_DIGEST = 1, 2


class Kept(NamedTuple):
    """What the log keeps of a document: its set if `verified`, else so many slots and bands."""

    verified: bool
    slots: int
    bands: int


class Pairs(NamedTuple):
    """Words of the log at which entries begin, and the numbers of the documents asked for, to compare them with."""

    places: Counts
    asked: Counts


class Sketch(NamedTuple):
    """What is made of sets: slots, bands, samples one after the other (room for all hashes and one), their sizes."""

    slots: Bytes
    bands: Hashes
    samples: Hashes
    sample_sizes: Counts


@kernel
def cold_part(hashes: Hashes, hot: Hot, out: Hashes) -> Int:
    """The hashes that are not hot, written to `out`; gives their number."""
    size = 0
    for value in hashes:
        if not is_hot(value, hot):
            out[size] = value
            size += 1
    return size


@kernel
def count_cold(sets: Sets, hot: Hot, counts: Counts) -> None:
    """How many hashes of each set are not hot."""
    for row in range(counts.size):
        cold = 0
        for value in sets.hashes[sets.starts[row] : sets.starts[row] + sets.sizes[row]]:
            cold += not is_hot(value, hot)
        counts[row] = cold


@kernel
def compare_sets(words: Words, pairs: Pairs, sets: Sets, digests: Words, hot: Hot, found: Counts) -> Int:
    """Compare documents asked for, numbers of `sets`, with entries of the log.

    `found[i]`: whether digests are equal, shingles shared, shingles of the entry; the same two without hot ones. Gives
    the number of a pair whose entry is damaged, or -1.
    """
    other, cold_one, cold_other = np.empty(1024, np.uint32), np.empty(1024, np.uint32), np.empty(1024, np.uint32)
    for place in range(pairs.places.size):
        if not is_entry(words, pairs.places[place]):
            return place
        entry = words[pairs.places[place] :]
        number, size = pairs.asked[place], np.int64(entry[4] & LOW)
        if size > other.size:
            other, cold_other = np.empty(2 * size, np.uint32), np.empty(2 * size, np.uint32)
        unpack_set(entry[HEAD + FIXED : HEAD + FIXED + kept_words(True, size, 0, 0)], other[:size])
        one = sets.hashes[sets.starts[number] : sets.starts[number] + sets.sizes[number]]
        found[place, 0] = digests[2 * number] == entry[2] and digests[2 * number + 1] == entry[3]
        found[place, 1], found[place, 2] = shared(one, other[:size], 0), size
        found[place, 3], found[place, 4] = found[place, 1], size
        if hot.hashes.size:
            if one.size > cold_one.size:
                cold_one = np.empty(2 * one.size, np.uint32)
            cold_size = cold_part(one, hot, cold_one)
            found[place, 4] = cold_part(other[:size], hot, cold_other)
            found[place, 3] = shared(cold_one[:cold_size], cold_other[: found[place, 4]], 0)
    return -1


@kernel
def compare_ids(words: Words, pairs: Pairs, ids: tuple[Bytes, Counts], digests: Words, kept: Kept, found: Bytes) -> Int:
    """Whether entries of the log bear the id (1) and the digest (2) of documents asked for: bits of `found`.

    Gives the number of a pair whose entry is damaged, or -1.
    """
    data, offsets = ids
    for place in range(pairs.places.size):
        if not is_entry(words, pairs.places[place]):
            return place
        entry = words[pairs.places[place] :]
        number, size = pairs.asked[place], np.int64(entry[4] & LOW)
        start = HEAD + FIXED + kept_words(kept.verified, size, kept.slots, kept.bands)
        length = np.int64(entry[4] >> U32)
        found[place] = 0
        if length == offsets[number + 1] - offsets[number]:
            theirs = entry[start : start + (length + 7) // 8].view(np.uint8)[:length]
            found[place] = SAME_ID
            for step in range(length):
                if theirs[step] != data[offsets[number] + step]:
                    found[place] = 0
                    break
        if digests[2 * number] == entry[2] and digests[2 * number + 1] == entry[3]:
            found[place] |= SAME_DIGEST
    return -1


@kernel
def resketch(sets: Sets, permutations: tuple[Hashes, Hashes], sampling: Sampling, out: Sketch) -> int:
    """Slots, bands and samples of sets, as `sketch_rows` makes them; gives the total of the samples' sizes."""
    mixed, slots = np.empty(1024 + SWEEP, np.uint32), np.empty(out.slots.shape[1], np.uint32)
    sampled = 0
    for row in range(sets.sizes.size):
        size = sets.sizes[row]
        if size + SWEEP > mixed.size:
            mixed = np.empty(2 * size + SWEEP, np.uint32)
        minhash(sets.hashes[sets.starts[row] : sets.starts[row] + size], mixed, permutations, slots)
        low_bytes(slots, out.slots[row])
        band_hashes(slots, out.bands[row])
        kept = 0
        if sampling.keys and size:
            kept = sample(mixed[:size], sampling, out.samples[sampled:])
        out.sample_sizes[row] = kept
        sampled += kept
    return sampled
