"""Texts to matches: candidates of all that holds documents, compared with what the log keeps of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.errors import UnknownIdError
from cleaner.index.collecting import collect
from cleaner.index.documents import Sketched
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.recent import DIGEST
from cleaner.index.kernels.sifting import Asked, Needed
from cleaner.index.kernels.verifying import SAME_DIGEST, Kept, Pairs, compare_ids, compare_sets, count_cold
from cleaner.index.store import Store
from cleaner.neardup.contained import least_containment, least_keys
from cleaner.neardup.hot import MOST_COLD
from cleaner.neardup.kernels.heat import Hot
from cleaner.neardup.overlaps import Overlaps
from cleaner.neardup.relations import CONTAINED_IN, CONTAINS, EXACT, NAMES, NEAR, NO_RELATION, relations
from cleaner.neardup.tables import Side, evidence

__all__ = ["Match", "Matches", "compared", "find_matches", "has_exact"]

Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]

IT, INDEXED = Side("it", "its"), Side("the indexed one", "the indexed one's")
# The best first: by what they are, then by how much they share.
ORDER = np.zeros(len(NAMES), np.int64)
ORDER[[EXACT, NEAR, CONTAINED_IN, CONTAINS]] = range(4)
# Unlike slots are alike in their low bytes by this chance.
BY_CHANCE = 1 / 256


@dataclass(frozen=True, slots=True)
class Match:
    """A document of the index that the text asked for is a copy of.

    `relation` is what the text is to it: exact, near, contained-in, contains. `containment` is the share of the text's
    shingles that it has. Both numbers are counted on kept sets of shingle hashes, unless `evidence` says "estimate":
    then `containment` is None, but for equal tokens.
    """

    id: str
    relation: str
    jaccard: float
    containment: float | None
    evidence: str


class Matches(NamedTuple):
    """Matches of several texts, by number of the text, the best first; `places` of their entries in the log."""

    asked: Counts
    places: Counts
    codes: Codes
    jaccard: Shares
    containment: Shares
    evidence: pa.Array

    def each(self, store: Store) -> Iterator[Match]:
        """One by one."""
        columns = self.places.tolist(), self.codes.tolist(), self.jaccard.tolist(), self.containment.tolist()
        for place, code, jaccard, containment, told in zip(*columns, self.evidence.to_pylist(), strict=True):
            id = store.log.id_at(place, store.fingerprint)
            known = None if isnan(containment) else containment
            yield Match(id, str(NAMES[code]), jaccard, known, told)


def compared(store: Store, document: Sketched, id: str) -> tuple[float | None, float | None]:
    """Jaccard of one document and an indexed one, and the share of its shingles that that has; None without sets.

    Errors: UnknownIdError, DamagedError.
    """
    located = store.locate_ids([id])
    if located.holders[0] < 0:
        raise UnknownIdError(f"{store.folder}: no document with the id {id!r}")
    if not store.fingerprint.verified:
        return None, None
    places = store.holders[int(located.holders[0])].places(located.rows)
    nothing = np.zeros(1, np.int64)
    same, shared, size, *_ = _compared(store, document, Candidates(nothing, places, nothing), store.hot)[0].tolist()
    own = int(document.sets.sizes[0])
    return (1.0, 1.0) if same else (shared / max(own + size - shared, 1), shared / max(own, 1))


NO_PLACES, NO_SHARES = np.zeros(0, np.int64), np.zeros(0, np.float64)
NO_MATCHES = Matches(NO_PLACES, NO_PLACES, np.zeros(0, np.int8), NO_SHARES, NO_SHARES, pa.array([], pa.string()))


class Candidates(NamedTuple):
    """Pairs of a text asked for and an entry of the log, and in how many slots they agree."""

    asked: Counts
    places: Counts
    equal: Counts


def find_matches(store: Store, documents: Sketched) -> Matches:
    """What the index has of each document. Errors: DamagedError."""
    found = _candidates(store, documents)
    if len(found.asked) == 0:
        return NO_MATCHES
    return _verified(store, documents, found) if store.fingerprint.verified else _estimated(store, documents, found)


def has_exact(store: Store, documents: Sketched) -> npt.NDArray[np.bool_]:
    """Whether a document with the same tokens is there, for each. Errors: DamagedError."""
    keys, table = documents.keys[:, -2].copy(), store.fingerprint.bands
    is_there = np.zeros(len(documents), bool)
    for holder in store.holders:
        found = collect(lambda start, hits: holder.find_key(table, keys, start, hits), len(documents))  # noqa: B023
        pairs = Candidates(found.asked, holder.places(found.rows), found.equal)
        is_there[found.asked[_same_digests(store, documents, pairs)]] = True
    seen: npt.NDArray[np.bool_] = is_there & ((documents.present & DIGEST) != 0)
    return seen


def _candidates(store: Store, documents: Sketched) -> Candidates:
    fingerprint = store.fingerprint
    samples = documents.samples
    holders_of_sample = np.zeros(len(samples.hashes), np.int64)
    holders = [holder for holder in store.holders if len(holder)]
    if fingerprint.samples:
        for holder in holders:
            holder.count_holders(samples.hashes, MOST_COLD, holders_of_sample)
    cold = (holders_of_sample <= MOST_COLD).astype(np.uint8)
    sizes = documents.sets.sizes
    asked = Asked(documents.keys, documents.present, documents.slots, sizes, samples, cold)
    parts = [Candidates(*[np.zeros(0, np.int64)] * 3)]
    for holder in holders:
        needed = _needed(fingerprint)
        found = collect(lambda start, hits: holder.find(asked, needed, start, hits), len(documents))  # noqa: B023
        parts.append(Candidates(found.asked, holder.places(found.rows), found.equal))
    return Candidates(*map(np.concatenate, zip(*parts, strict=True)))


def _needed(fingerprint: Fingerprint) -> Needed:
    config, bands = fingerprint.config, fingerprint.chosen_bands
    least = least_keys(least_containment(config, bands), fingerprint.recall)
    return Needed(fingerprint.threshold, fingerprint.least_slots, fingerprint.bands, least, fingerprint.sampling)


def _verified(store: Store, documents: Sketched, found: Candidates) -> Matches:
    """Those of the candidates that have a relation, counted on their sets."""
    counts = _compared(store, documents, found, store.hot)
    cold_sizes = documents.sets.sizes
    if store.hot.hashes.size:
        cold_sizes = np.empty(len(documents), np.int64)
        count_cold(documents.sets, store.hot, cold_sizes)
    same, shared, size_b, cold_shared, cold_b = counts.T
    # Units that are the same number are exact.
    other = np.where(same > 0, found.asked, -1)
    size_a, cold_a = documents.sets.sizes[found.asked], cold_sizes[found.asked]
    overlaps = Overlaps(found.asked, other, shared, size_a, size_b, cold_shared, cold_a, cold_b)
    codes = relations(overlaps, store.fingerprint.threshold, store.fingerprint.containment)
    is_exact = codes == EXACT
    jaccard = np.where(is_exact, 1.0, overlaps.jaccard)
    containment = np.where(is_exact, 1.0, shared / np.maximum(size_a, 1))
    chosen = _in_order(found, codes, jaccard, containment)
    told = evidence(overlaps.where(chosen), codes[chosen], IT, INDEXED)
    return Matches(found.asked[chosen], found.places[chosen], codes[chosen], jaccard[chosen], containment[chosen], told)


def _compared(store: Store, documents: Sketched, found: Candidates, hot: Hot) -> Counts:
    counts = np.zeros((len(found.asked), 5), np.int64)
    for words, chosen, inside in store.log.by_file(found.places):
        some = np.zeros((len(inside), 5), np.int64)
        pairs = Pairs(inside, found.asked[chosen])
        bad = compare_sets(words, pairs, documents.sets, documents.digests.ravel(), hot, some)
        if bad >= 0:
            raise store.log.damage(int(found.places[chosen][bad]))
        counts[chosen] = some
    return counts


def _estimated(store: Store, documents: Sketched, found: Candidates) -> Matches:
    """Those of the candidates that are near by their slots; containment is not known."""
    slots = store.fingerprint.slots
    is_exact = _same_digests(store, documents, found)
    jaccard = np.clip((found.equal / slots - BY_CHANCE) / (1 - BY_CHANCE), 0, 1)
    is_near = (jaccard >= store.fingerprint.threshold) & (documents.sets.sizes[found.asked] > 0)
    codes = np.where(is_exact, EXACT, np.where(is_near, NEAR, NO_RELATION)).astype(np.int8)
    jaccard = np.where(is_exact, 1.0, jaccard)
    containment = np.where(is_exact, 1.0, np.nan)
    chosen = _in_order(found, codes, jaccard, containment)
    told = [
        "same tokens" if code == EXACT else f"estimate: {equal} of {slots} slots agree"
        for code, equal in zip(codes[chosen].tolist(), found.equal[chosen].tolist(), strict=True)
    ]
    columns = found.asked[chosen], found.places[chosen], codes[chosen], jaccard[chosen], containment[chosen]
    return Matches(*columns, pa.array(told, pa.string()))


def _same_digests(store: Store, documents: Sketched, found: Candidates) -> npt.NDArray[np.bool_]:
    fingerprint, same = store.fingerprint, np.zeros(len(found.asked), bool)
    kept = Kept(fingerprint.verified, fingerprint.slots, fingerprint.bands)
    ids, digests = (documents.id_data, documents.id_offsets), documents.digests.ravel()
    for words, chosen, inside in store.log.by_file(found.places):
        marks = np.zeros(len(inside), np.uint8)
        bad = compare_ids(words, Pairs(inside, found.asked[chosen]), ids, digests, kept, marks)
        if bad >= 0:
            raise store.log.damage(int(found.places[chosen][bad]))
        same[chosen] = (marks & SAME_DIGEST) != 0
    are_same: npt.NDArray[np.bool_] = same & ((documents.present[found.asked] & DIGEST) != 0)
    return are_same


def _in_order(found: Candidates, codes: Codes, jaccard: Shares, containment: Shares) -> Counts:
    """Those that have a relation, text by text, the best first; of equals the one added first."""
    chosen = np.flatnonzero(codes != NO_RELATION)
    columns = found.places, -np.nan_to_num(containment), -jaccard, ORDER[codes], found.asked
    order = np.lexsort([column[chosen] for column in columns])
    in_order: Counts = chosen[order]
    return in_order
