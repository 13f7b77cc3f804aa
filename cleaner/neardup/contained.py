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
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.candidates import MOST_IN_BUCKET
from cleaner.neardup.hot import hot_of
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.heat import Hot
from cleaner.neardup.kernels.pairing import Found
from cleaner.neardup.kernels.sampling import (
    Events,
    Held,
    Needed,
    Postings,
    count_events,
    count_postings,
    keep_runs,
    pairs_of_events,
    write_events,
    write_postings,
)
from cleaner.neardup.kernels.sketching import Sampling
from cleaner.neardup.threads import in_order
from cleaner.neardup.units import Units

__all__ = ["SAMPLING", "least_containment", "least_keys", "pairs_with_common_keys"]

Rows = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Pairs = npt.NDArray[np.uint64]

SAMPLING = Sampling(keys=32, share=2**32 // 8)
# A part is sorted within the processor's cache; many parts are written in one pass over the samples, 256 MB of them, of
# large corpora more, for each pass looks at all samples.
FEW_POSTINGS, LEAST_BITS, POSTINGS_A_PART = 1 << 18, 10, 1 << 16
POSTINGS_AT_ONCE, MOST_PASSES, POSTINGS_A_GROUP = 1 << 25, 8, 1 << 20
EVENTS_AT_ONCE = 1 << 23
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


def pairs_with_common_keys(
    units: Units, containment: float, recall: float, looked_at: Rows, *, threads: int = 1
) -> Iterator[Pairs]:
    """Pairs of units (a << 32 | b) that may be at or above the containment; adds to the one number `looked_at`."""
    runs, hot = _runs(units.samples, threads)
    held = Held(np.zeros(len(units), np.uint32), np.zeros(len(units), np.uint32))
    needed = Needed(least_keys(containment, recall), units.sizes, SAMPLING, held, hot)
    count_events(runs, MOST_IN_BUCKET, held)

    def found_among(span: tuple[int, int]) -> tuple[Pairs, int]:
        events = _events(runs, held, span)
        found = Found(np.empty(len(events.others), np.uint64), np.zeros(2, np.int64))
        pairs_of_events(units.samples, needed, events, np.zeros(len(units), np.uint32), found)
        return found.pairs[: found.counts[0]].copy(), int(found.counts[1])

    for pairs, looked in in_order(found_among, _spans(held.events), threads):
        looked_at[0] += looked
        yield pairs


def _runs(samples: Sets, threads: int) -> tuple[Hashes, Hot]:
    """The inverted index, of the keys that two units hold or more: who holds them; and the hot keys."""
    total = int(samples.sizes.sum())
    bits = 0 if total < FEW_POSTINGS else max(LEAST_BITS, (total // POSTINGS_A_PART).bit_length())
    counts = np.zeros(1 << bits, np.int64)
    count_postings(samples, counts)

    def kept(group: tuple[Words, Rows]) -> tuple[Hashes, Hashes]:
        runs, hot = np.empty(len(group[0]), np.uint32), np.empty(len(group[0]) // MOST_IN_BUCKET + 1, np.uint32)
        written, found = keep_runs(*group, bits, MOST_IN_BUCKET, runs, hot)
        return runs[:written].copy(), hot[:found].copy()

    parts = list(in_order(kept, _postings(samples, counts, total), threads))
    runs, hot = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return runs, hot_of(hot)


def _postings(samples: Sets, counts: Rows, total: int) -> Iterator[tuple[Words, Rows]]:
    """The postings of some parts at a time, and where each part ends among them."""
    passes = max(1, min(total // POSTINGS_AT_ONCE, MOST_PASSES, len(counts)))
    for parts in np.array_split(np.arange(len(counts)), passes):
        ends = np.cumsum(counts[parts]) - counts[parts]
        postings = np.empty(int(counts[parts].sum()), np.uint64)
        write_postings(samples, len(counts), Postings(postings, int(parts[0]), ends))
        begin = 0
        for group in np.array_split(ends, min(1 + len(postings) // POSTINGS_A_GROUP, len(ends))):
            yield postings[begin : group[-1]], group - begin
            begin = int(group[-1])


def _spans(events: Hashes) -> list[tuple[int, int]]:
    """The documents in spans that have about as many events each."""
    ends = np.cumsum(events, dtype=np.int64)
    spans = 1 + int(ends[-1]) // EVENTS_AT_ONCE if len(ends) else 1
    cuts = np.searchsorted(ends, np.arange(1, spans) * EVENTS_AT_ONCE) + 1
    return list(pairwise([0, *np.unique(cuts).tolist(), len(events)]))


def _events(runs: Hashes, held: Held, span: tuple[int, int]) -> Events:
    counts = held.events[span[0] : span[1]]
    starts = np.cumsum(counts, dtype=np.int64) - counts
    events = Events(span[0], starts, np.empty(int(counts.sum()), np.uint32))
    write_events(runs, MOST_IN_BUCKET, events)
    # Each one's start was moved to its end, which is the next one's start.
    return events._replace(starts=np.concatenate([[0], starts]))
