"""Candidates: the pairs of units that are compared exactly.

Units whose signatures agree in all slots of a band lie in one bucket.

*A bucket of up to 64 units*: all its pairs. Every pair that meets in such a bucket is therefore a candidate, and the
recall that `bands` promises holds.

*A larger bucket* (a shared template, or a large family) costs no more than its size:

- each member is paired with a pivot of the bucket, another one in each band, so that a family holds together;
- the units of all larger buckets are compared once more by their **rarest shingles** (prefix filter: Bayardo, Ma and
  Srikant 2007; Xiao et al. 2008). With shingles in one fixed order, the rarest first, two units of Jaccard >= t have a
  shingle in common among the first `size - ceil(t * size) + 1` of each. Units that hold one shingle there are paired:
  all with each other if they are up to 64, else each with the first.

Guarantee: a pair at or above the threshold is missed only (1) if it meets in no band, or the slots estimate it far too
low: with the chance that the recall target allows; or (2) if it meets in larger buckets only, and each shingle that it
shares among both units' rarest is held by more than 64 units there: a family of more than 64, whose members are paired
with its pivots. Bound: at most 32 pairs per unit and band, and 32 per rare shingle; pairs that no size or estimate
allows are not compared, and no pair is compared twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.neardup.bands import Bands
from cleaner.neardup.kernels.pairing import (
    band_keys,
    count_hashes,
    most_pairs,
    pairs_of_bands,
    pairs_of_postings,
    rare_postings,
    rarest,
)
from cleaner.neardup.kernels.sorting import radix_sort
from cleaner.neardup.units import Units
from cleaner.neardup.verify import U32, pack

__all__ = ["Candidates", "find_candidates"]

Rows = npt.NDArray[np.int64]
Signatures = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.uint64]

MOST_IN_BUCKET = 64
"""Up to here all pairs of a bucket are looked at; it is also from where a shingle is hot."""

PAIR_ROOM = 1 << 20
LOW = np.uint64(0xFFFFFFFF)
POSTINGS_AT_ONCE = 1 << 24
LARGEST_TABLE_BITS = 24


@dataclass(frozen=True)
class Candidates:
    """Distinct pairs (a << 32 | b, a < b) in order, and what finding them cost.

    `looked_at` counts pairs whose sizes and slots were compared, `giant_buckets` buckets of more than 64,
    `hot_shingles` the rare shingles that more than 64 units share all the same.
    """

    pairs: Pairs
    looked_at: int = 0
    giant_buckets: int = 0
    hot_shingles: int = 0


def find_candidates(units: Units, members: Rows, signatures: Signatures, bands: Bands, threshold: float) -> Candidates:
    """The pairs of `members` (units with shingles; `signatures` are theirs, in order) that may reach the threshold."""
    sizes = units.sizes[members]
    giant = np.zeros((len(members), (bands.bands + 63) // 64), np.uint64)
    counts = np.zeros(3, np.int64)
    found = list(_by_bands(signatures, sizes, giant, bands, threshold, counts))
    looked_at, giant_buckets = int(counts[1]), int(counts[2])
    crowded = np.flatnonzero(giant.any(axis=1))
    counts[:] = 0
    if len(crowded):
        found += _by_rare_shingles(units, members, crowded, signatures, bands, threshold, counts)
    numbers = np.unique(np.concatenate([np.zeros(0, np.uint64), *found]))
    first, second = (numbers >> U32).astype(np.int64), (numbers & LOW).astype(np.int64)
    # Members are in the order of their units, so that the pairs stay in order.
    pairs = pack(members[first], members[second])
    return Candidates(pairs, looked_at + int(counts[1]), giant_buckets, int(counts[2]))


def _by_bands(
    signatures: Signatures, sizes: Rows, giant: Pairs, bands: Bands, threshold: float, counts: Rows
) -> Iterator[Pairs]:
    keys, scratch = np.empty(len(sizes), np.uint64), np.empty(len(sizes), np.uint64)
    for band in range(bands.bands):
        band_keys(signatures, band * bands.rows, bands.rows, keys)
        radix_sort(keys, scratch)
        room = most_pairs(keys, MOST_IN_BUCKET)
        if room:
            pairs = np.empty(room, np.uint64)
            pairs_of_bands(
                keys,
                signatures,
                sizes,
                giant,
                band,
                bands.rows,
                threshold,
                bands.least_slots,
                MOST_IN_BUCKET,
                pairs,
                counts,
            )
            yield pairs[: counts[0]].copy()


def _by_rare_shingles(
    units: Units, members: Rows, crowded: Rows, signatures: Signatures, bands: Bands, threshold: float, counts: Rows
) -> Iterator[Pairs]:
    """Pairs of the `crowded` members (places in `members`) by their rarest shingles."""
    sizes, starts = units.sizes[members], units.starts[members]
    prefix = prefix_lengths(sizes[crowded], threshold)
    bits = min(max(int(sizes[crowded].sum()).bit_length(), 8), LARGEST_TABLE_BITS)
    shift, table = np.uint32(32 - bits), np.zeros(1 << bits, np.uint32)
    count_hashes(units.hashes, starts, sizes, crowded, shift, table)
    cuts = np.empty(len(crowded), np.uint64)
    rarest(units.hashes, starts, sizes, crowded, prefix, shift, table, cuts)
    parts = 1 + int(prefix.sum()) // POSTINGS_AT_ONCE
    postings = np.empty(int(prefix.sum()), np.uint64)
    pairs = np.empty(max(PAIR_ROOM, len(crowded)), np.uint64)
    for part in range(parts):
        written = rare_postings(units.hashes, starts, sizes, crowded, cuts, shift, table, part, parts, postings)
        radix_sort(postings[:written], np.empty(written, np.uint64))
        place = 0
        while place < written:
            place = pairs_of_postings(
                postings[:written],
                place,
                signatures,
                sizes,
                threshold,
                bands.least_slots,
                MOST_IN_BUCKET,
                pairs,
                counts,
            )
            yield np.unique(pairs[: counts[0]])


def prefix_lengths(sizes: Rows, threshold: float) -> Rows:
    """How many of the rarest shingles must be looked at.

    >>> prefix_lengths(np.array([1, 10, 100]), 0.7)
    array([ 1,  4, 31])
    """
    # A hair is taken off, so that a product rounded upwards does not shorten the prefix.
    return (sizes - np.ceil(threshold * sizes - 1e-6) + 1).astype(np.int64)
