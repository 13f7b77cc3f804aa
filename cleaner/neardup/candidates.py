"""Candidates: which pairs of units are compared exactly, and those of them that are near.

Units whose signatures agree in all slots of a band lie in one bucket.

*A bucket of up to 64 units*: all its pairs. Every pair that meets in such a bucket is therefore a candidate, and the
recall that `bands` promises holds.

*A larger bucket* (a shared template, or a large family) costs no more than its size:

- each member is compared with 8 pivots of the bucket, others in each band, unless it is joined to the pivot already:
  so a family holds together, and a member that strays far from one pivot may lie near another;
- the units of all larger buckets are compared once more by their **rarest shingles** (prefix filter: Bayardo, Ma and
  Srikant 2007; Xiao et al. 2008). With shingles in one fixed order, the rarest first, two units of Jaccard >= t have a
  shingle in common among the first `size - ceil(t * size) + 1` of each. Units that hold one shingle there are paired:
  all with each other if they are up to 64, else each with 8 pivots.

Guarantee: a pair at or above the threshold is missed only (1) if it meets in no band, or the slots estimate it far too
low: with the chance that the recall target allows; or (2) if it meets in larger buckets only, and each shingle that it
shares among both units' rarest is held by more than 64 units there: so within a family of more than 64, whose members
are compared with up to 8 pivots a band. Bound: 32 looks at slots per unit and band, and 32 per rare shingle; only what
sizes and slots allow is compared exactly, and each pair once a band at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.neardup.bands import Bands
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.joining import join
from cleaner.neardup.kernels.pairing import (
    Found,
    Limits,
    Members,
    band_keys,
    most_pairs,
    pairs_of_bands,
    pairs_of_postings,
)
from cleaner.neardup.kernels.rarity import Prefixes, Rarity, count_hashes, rare_postings, rarest
from cleaner.neardup.kernels.sorting import radix_sort
from cleaner.neardup.overlaps import Overlaps, pack, unpack
from cleaner.neardup.threads import in_order
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Verifier

__all__ = ["Effort", "find_near"]

Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]

MOST_IN_BUCKET = 64
"""Up to here all pairs of a bucket are looked at; it is also from where a shingle is hot."""

PIVOTS = 8
BANDS_AT_ONCE = 16
PAIR_ROOM = 1 << 20
POSTINGS_AT_ONCE = 1 << 24
LARGEST_TABLE_BITS = 24


@dataclass(frozen=True, slots=True)
class Effort:
    """What finding the near pairs cost.

    `looked_at` counts pairs whose sizes and slots were compared, `compared` those counted exactly, `giant_buckets`
    buckets of more than 64 units, `hot_shingles` the rare shingles that more than 64 units share all the same.
    """

    looked_at: int
    compared: int
    giant_buckets: int
    hot_shingles: int


def find_near(units: Units, bands: Bands, verifier: Verifier, *, threads: int = 1) -> tuple[Overlaps, Effort]:
    """The near pairs among the units that have a shingle, in order; a < b.

    See the module's docstring for what is compared and what may be missed.
    """
    chosen = units.with_shingles
    giant = np.zeros((len(chosen), (bands.bands + 63) // 64), np.uint64)
    members = Members(units.slots, units.bands, units.row[chosen], units.sizes[chosen], giant, np.arange(len(chosen)))
    limits = Limits(verifier.threshold, bands.least_slots, MOST_IN_BUCKET, PIVOTS)
    counts = np.zeros(3, np.int64)
    compared = 0

    def verified(batches: Iterator[Pairs]) -> list[Overlaps]:
        nonlocal compared
        near = []
        for pairs in batches:
            compared += len(pairs)
            a, b = unpack(pairs)
            near.append(verifier.near(pack(chosen[a], chosen[b])))
            join(members.root, np.searchsorted(chosen, near[-1].a), np.searchsorted(chosen, near[-1].b))
        return near

    near = verified(_by_bands(members, bands, limits, counts, threads))
    giant_buckets = int(counts[2])
    if members.giant.any():
        near += verified(_by_rare_shingles(units.sets, chosen, members, limits, counts))
    effort = Effort(int(counts[1]), compared, giant_buckets, int(counts[2]) - giant_buckets)
    return Overlaps.union_of([Overlaps.none(), *near]), effort


def _by_bands(members: Members, bands: Bands, limits: Limits, counts: Rows, threads: int) -> Iterator[Pairs]:
    for band, keys in enumerate(_sorted_keys(members, bands, threads)):
        counts[0] = 0
        found = Found(np.empty(int(most_pairs(keys, limits)), np.uint64), counts)
        pairs_of_bands(keys, band, members, limits, found)
        # Two pivots are paired twice.
        yield np.unique(found.pairs[: counts[0]])


def _sorted_keys(members: Members, bands: Bands, threads: int) -> Iterator[Pairs]:
    """The keys of each band in turn, sorted."""

    def ordered(keys: Pairs) -> Pairs:
        radix_sort(keys, np.empty(len(keys), np.uint64))
        return keys

    # Hashes lie far apart from one document to the next, but side by side within one: several bands a look.
    spans = [range(first, min(first + BANDS_AT_ONCE, bands.bands)) for first in range(0, bands.bands, BANDS_AT_ONCE)]
    for span in spans:
        keys = np.empty((len(span), len(members.rows)), np.uint64)
        band_keys(members, span.start, keys)
        yield from in_order(ordered, keys, threads)


def _by_rare_shingles(sets: Sets, chosen: Rows, members: Members, limits: Limits, counts: Rows) -> Iterator[Pairs]:
    """Pairs, by their rarest shingles, of the members (`chosen` of the sets) that lie in a giant bucket."""
    sets = Sets(sets.hashes, sets.starts[chosen], members.sizes)
    crowded = np.flatnonzero(members.giant.any(axis=1))
    rarity = _rarity(sets, crowded)
    lengths = prefix_lengths(members.sizes[crowded], limits.threshold)
    prefixes = Prefixes(crowded, np.empty(len(crowded), np.uint64))
    rarest(sets, prefixes, lengths, rarity)
    total = int(lengths.sum())
    parts = 1 + total // POSTINGS_AT_ONCE
    # Memory is touched only as far as a part's hashes go.
    postings = np.empty(total, np.uint64)
    found = Found(np.empty(max(PAIR_ROOM, len(crowded) * limits.pivots), np.uint64), counts)
    for part in range(parts):
        span = (part * 2**32 // parts, (part + 1) * 2**32 // parts)
        written = rare_postings(sets, prefixes, rarity, span, postings)
        radix_sort(postings[:written], np.empty(written, np.uint64))
        place = 0
        while place < written:
            place = int(pairs_of_postings(postings[:written], place, members, limits, found))
            yield np.unique(found.pairs[: counts[0]])


def _rarity(sets: Sets, crowded: Rows) -> Rarity:
    bits = min(max(int(sets.sizes[crowded].sum()).bit_length(), 8), LARGEST_TABLE_BITS)
    rarity = Rarity(np.zeros(1 << bits, np.uint32), np.uint32(32 - bits))
    count_hashes(sets, crowded, rarity)
    return rarity


def prefix_lengths(sizes: Rows, threshold: float) -> Rows:
    """How many of the rarest shingles must be looked at.

    >>> prefix_lengths(np.array([1, 10, 100]), 0.7)
    array([ 1,  4, 31])
    """
    # A hair is taken off, so that a product rounded upwards does not shorten the prefix.
    lengths: Rows = (sizes - np.ceil(threshold * sizes - 1e-6) + 1).astype(np.int64)
    return lengths
