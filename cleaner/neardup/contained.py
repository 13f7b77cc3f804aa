"""Candidates for containment, by samples of shingle hashes: bands see whole documents only.

Of each set the lowest mixed hashes are kept as keys, about 32, but no less than an eighth of the set (FracMinHash,
Irber et al. 2022, with a rate that falls as sets grow; of a text of 60 words some seven are in any container's sample
too). As one document's limit lies within the other's, the keys that both might share can be counted. Documents that
share enough of them are compared: as many as a pair at the containment asked for reaches with the recall asked for, by
the binomial distribution.

A key that more than 64 documents hold is hot. It makes pairs only with the first two that hold it, and pairs are asked
for twice: whether they share enough of all keys, or enough of those that are not hot.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.candidates import MOST_IN_BUCKET, PAIR_ROOM
from cleaner.neardup.kernels.pairing import Found
from cleaner.neardup.kernels.sampling import (
    Holders,
    Needed,
    by_document,
    count_postings,
    keep_runs,
    pairs_by_samples,
    write_postings,
)
from cleaner.neardup.kernels.sketching import Sampling
from cleaner.neardup.kernels.sorting import radix_sort
from cleaner.neardup.units import Units

__all__ = ["SAMPLING", "least_containment", "least_keys", "pairs_with_common_keys"]

Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]

SAMPLING = Sampling(keys=32, share=2**32 // 8)
POSTINGS_AT_ONCE = 1 << 23
# A pair that has more keys to share needs no more of them than one that has so many.
LARGEST_SAMPLE = 256


def least_containment(config: DedupConfig, bands: Bands) -> float:
    """The containment from which pairs are looked for: that asked for, and what near pairs have that bands may miss."""
    if config.containment is None:
        return 1.0
    if bands.recall(config.threshold) >= config.recall:
        return config.containment
    # Jaccard t is a containment of 2t / (1 + t) at least, in the smaller set.
    return min(config.containment, 2 * config.threshold / (1 + config.threshold))


@cache
def least_keys(containment: float, recall: float) -> Rows:
    """For each number of keys how many of them a pair at this containment has in common, or more, with this chance.

    At least 1, for 0 keys to 256.

    >>> least_keys(0.8, 0.999)[[1, 6, 32, 64]]
    array([ 1,  1, 18, 41])
    """
    return np.array([max(_quantile(keys, containment, 1 - recall), 1) for keys in range(LARGEST_SAMPLE + 1)])


def _quantile(keys: int, share: float, loss: float) -> int:
    """The largest count that a binomial variable stays below with no more than the chance `loss`."""
    if share >= 1:
        return keys
    odds, tail = share / (1 - share), 0.0
    log_chance = keys * math.log1p(-share)
    for count in range(keys + 1):
        tail += math.exp(log_chance)
        if tail > loss:
            return count
        log_chance += math.log((keys - count) / (count + 1) * odds) if count < keys else 0
    return keys


def pairs_with_common_keys(units: Units, containment: float, recall: float, looked_at: Rows) -> Iterator[Pairs]:
    """Pairs of units (a << 32 | b) that may be at or above the containment; adds to the one number `looked_at`."""
    needed = Needed(least_keys(containment, recall), units.sizes, SAMPLING)
    holders = _holders(units)
    counters = np.zeros(len(units), np.uint32), np.empty(len(units), np.uint32)
    found = Found(np.empty(max(PAIR_ROOM, len(units)), np.uint64), np.zeros(3, np.int64))
    document = 0
    while document < len(units):
        document = int(pairs_by_samples(units.samples, holders, needed, document, counters, found))
        looked_at[0] = found.counts[1]
        yield found.pairs[: found.counts[0]].copy()


def _holders(units: Units) -> Holders:
    """The inverted index, of the keys that two units hold or more."""
    total = int(units.samples.sizes.sum())
    parts = 1 << (total // POSTINGS_AT_ONCE).bit_length()
    starts = np.zeros(len(units) + 1, np.int64)
    # Memory is touched only as far as keys are held by several.
    documents, keys, firsts, order = (np.empty(total, np.uint32) for _ in range(4))
    holders = Holders(documents, keys, firsts, starts, order)
    counts = np.zeros(parts, np.int64)
    count_postings(units.samples, counts)
    postings = np.empty(counts.max() + 1, np.uint64)
    scratch = np.empty(len(postings), np.uint64)
    size = 0
    for part in range(parts):
        written = int(write_postings(units.samples, part, parts, postings))
        radix_sort(postings[:written], scratch[:written])
        size = int(keep_runs(postings[:written], MOST_IN_BUCKET, holders, size))
    by_document(holders, size)
    return holders
