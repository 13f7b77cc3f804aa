"""Exact verification: the Jaccard similarity and the containments of two sets of distinct shingles."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.hot import cold_counts, hot_of
from cleaner.neardup.kernels.comparing import shared_of_pairs
from cleaner.neardup.kernels.heat import Hot
from cleaner.neardup.kernels.proving import UNPROVED, Spelled, count_shared, spell
from cleaner.neardup.kernels.sketching import Lengths
from cleaner.neardup.overlaps import Overlaps, unpack
from cleaner.neardup.relations import TEMPLATE, UPDATED, Codes, relations
from cleaner.neardup.shingling import UNSPACED_EXTRA, shingle_hash, shingles
from cleaner.neardup.templates import NO_TEMPLATES
from cleaner.neardup.units import Units

if TYPE_CHECKING:
    from cleaner.neardup.updates import Updates

__all__ = ["Verifier", "count_sets"]

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Pairs = npt.NDArray[np.uint64]

MARGIN = 2
"""Two shingles with one 32-bit hash count as shared: within so many shingles of the threshold the texts decide."""

# Pairs come sorted by their first unit, so that a few texts serve many pairs.
KEPT_TEXTS = 256


class Verifier:
    """Compares units; `text` gives a row's text, for the pairs that hashes cannot decide. Which shingles are `hot`,
    which pairs are `templates`, and how to tell which are `updates` is told later."""

    def __init__(
        self, units: Units, text: Callable[[int], str], n: int, threshold: float, containment: float | None = None
    ) -> None:
        self._units = units
        self.text = text
        self.threshold = threshold
        self.containment = containment
        self.hot = hot_of(np.zeros(0, np.uint32))
        self.templates = NO_TEMPLATES
        self.updates: Updates | None = None

        @lru_cache(maxsize=KEPT_TEXTS)
        def spelled(unit: int) -> Spelled:
            data = np.frombuffer(text(int(units.row[unit])).encode(), np.uint8)
            return spell(data, fold_arrays(), Lengths(n, UNSPACED_EXTRA))

        def count(a: int, b: int, hot: Hot) -> tuple[int, ...]:
            one, other = spelled(a), spelled(b)
            found = count_shared(one, np.argsort(one.hashes), other, np.argsort(other.hashes), hot)
            if found[0] == UNPROVED:
                sets = [set(shingles(text(int(units.row[unit])), n)) for unit in (a, b)]
                return count_sets(sets[0], sets[1], hot)
            return tuple(map(int, found))

        self._count_on_texts = count

    def unit_of(self, row: int) -> int:
        """A row's unit."""
        return int(self._units.of_row[row])

    def near(self, pairs: Pairs) -> Overlaps:
        """Of the pairs (a << 32 | b) those at or above the threshold."""
        # One more than the margin: the bound on the shared hashes is rounded.
        found = self._count(pairs, self.threshold, MARGIN + 2)
        found = found.where(found.shared >= 0)
        found = self._recount(found, self._may_turn(found))
        return found.where(self.is_near(found))

    def is_near(self, found: Overlaps) -> Mask:
        """Which pairs are near: at or above the threshold, and with shingles at all."""
        return (found.jaccard >= self.threshold) & (found.shared > 0)

    def relations(self, found: Overlaps) -> Codes:
        """How each a stands to its b."""
        codes = relations(found, self.threshold, self.containment)
        if self.updates:
            codes[self.updates(found, codes)] = UPDATED
        codes[self.templates.why_of(found.a, found.b) > 0] = TEMPLATE
        return codes

    def counted(self, pairs: Pairs) -> Overlaps:
        """The overlaps of all the pairs, whatever is hot."""
        found = self._count(pairs, 0.0, 0)
        return self._recount(found, self._may_turn(found))

    def overlaps(self, pairs: Pairs) -> Overlaps:
        """The overlaps of all the pairs, hot shingles told apart."""
        return self.cool(self.counted(pairs))

    def cool(self, found: Overlaps) -> Overlaps:
        """The same pairs, hot shingles told apart."""
        if self.containment is None:
            return found
        counts = np.stack([found.shared, found.size_a, found.size_b], axis=1)
        if self.hot.hashes.size:
            counts = cold_counts(self._units.sets, found.a, found.b, self.hot)
        found = Overlaps(*found.columns[:5], *counts.T)
        # Of near pairs nothing turns on it.
        return self._recount(found, self._may_turn_cold(found) & ~self.is_near(found))

    def _count(self, pairs: Pairs, threshold: float, margin: int) -> Overlaps:
        units = self._units
        shared = np.empty(len(pairs), np.int64)
        shared_of_pairs(units.sets, pairs, threshold, margin, shared)
        a, b = unpack(pairs)
        return Overlaps.without_hot(a, b, shared, units.sizes[a], units.sizes[b])

    def _may_turn(self, found: Overlaps) -> Mask:
        """Where two shingles more or less would change whether a pair is near."""
        union = found.union
        most = (found.shared + MARGIN) / np.maximum(union - MARGIN, 1)
        least = (found.shared - MARGIN) / (union + MARGIN)
        return (least < self.threshold) & (most >= self.threshold)

    def _may_turn_cold(self, found: Overlaps) -> Mask:
        """The same of containment, either way."""
        if self.containment is None:
            return np.zeros(len(found.a), bool)
        doubts = np.zeros(len(found.a), bool)
        for size in (found.cold_a, found.cold_b):
            least, most = (found.cold_shared + step for step in (-MARGIN, MARGIN))
            doubts |= (least < self.containment * (size + MARGIN)) & (most >= self.containment * (size - MARGIN))
        return doubts & (found.cold_shared > 0)

    def _recount(self, found: Overlaps, in_doubt: Mask) -> Overlaps:
        """Count on the texts."""
        places = np.flatnonzero(in_doubt & (found.a != found.b))
        if len(places) == 0:
            return found
        counts = np.stack(found.columns[2:])
        for place in places.tolist():
            counts[:, place] = self._count_on_texts(int(found.a[place]), int(found.b[place]), self.hot)
        return Overlaps(found.a, found.b, *counts)


def count_sets(one: set[str], other: set[str], hot: Hot) -> tuple[int, ...]:
    """Shingles shared, of one, of the other; then the same without hot ones."""
    hashes = set(hot.hashes.tolist())
    cold = [{shingle for shingle in some if shingle_hash(shingle.encode()) not in hashes} for some in (one, other)]
    pairs = ((one, other), cold)
    return tuple(size for a, b in pairs for size in (len(a & b), len(a), len(b)))
