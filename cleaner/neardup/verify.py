"""Exact verification: the Jaccard similarity of two sets of distinct shingles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.comparing import shared_of_pairs
from cleaner.neardup.kernels.proving import UNPROVED, Spelled, count_shared, spell
from cleaner.neardup.kernels.sketching import Lengths
from cleaner.neardup.shingling import UNSPACED_EXTRA, shingles
from cleaner.neardup.units import Units

__all__ = ["Overlaps", "Verifier", "pack", "unpack"]

Counts = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]

MARGIN = 2
"""Two shingles with one 32-bit hash count as shared: within so many shingles of the threshold the texts decide."""

# Pairs come sorted by their first unit, so that a few texts serve many pairs.
KEPT_TEXTS = 256
U32 = np.uint64(32)


@dataclass(frozen=True)
class Overlaps:
    """Pairs of units `a`, `b`: how many distinct shingles they share and have."""

    a: Counts
    b: Counts
    shared: Counts
    size_a: Counts
    size_b: Counts

    @property
    def union(self) -> Counts:
        """Distinct shingles of both."""
        return self.size_a + self.size_b - self.shared

    @property
    def jaccard(self) -> npt.NDArray[np.float64]:
        """Exact quotients, so that .7 means 7 of 10."""
        return self.shared / np.maximum(self.union, 1)

    @property
    def columns(self) -> tuple[Counts, ...]:
        """All fields."""
        return self.a, self.b, self.shared, self.size_a, self.size_b

    @classmethod
    def none(cls) -> Overlaps:
        """No pairs."""
        return cls(*[np.zeros(0, np.int64)] * 5)

    @classmethod
    def union_of(cls, parts: Sequence[Overlaps]) -> Overlaps:
        """The pairs of all parts, each once, in order."""
        both = cls(*map(np.concatenate, zip(*(part.columns for part in parts), strict=True)))
        _, first = np.unique(pack(both.a, both.b), return_index=True)
        return both.where(first)

    def where(self, chosen: npt.NDArray[np.bool_] | Counts) -> Overlaps:
        """Some of the pairs, by mask or by places."""
        return Overlaps(*(column[chosen] for column in self.columns))

    def ordered(self, ranks: Counts | None = None) -> Overlaps:
        """The same pairs with a < b, or with a before b in the order of the ranks."""
        turned = self.a > self.b if ranks is None else ranks[self.a] > ranks[self.b]
        other = Overlaps(self.b, self.a, self.shared, self.size_b, self.size_a)
        return Overlaps(*(np.where(turned, *two) for two in zip(other.columns, self.columns, strict=True)))


def pack(a: Counts, b: Counts) -> Pairs:
    """Pairs of units as single numbers, a << 32 | b."""
    return a.astype(np.uint64) << U32 | b.astype(np.uint64)


def unpack(pairs: Pairs) -> tuple[Counts, Counts]:
    """What `pack` was given."""
    return (pairs >> U32).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


class Verifier:
    """Compares units; `text` gives a row's text, for the pairs that hashes cannot decide."""

    def __init__(self, units: Units, text: Callable[[int], str], n: int, threshold: float) -> None:
        self._units = units
        self.threshold = threshold

        @lru_cache(maxsize=KEPT_TEXTS)
        def spelled(unit: int) -> Spelled:
            data = np.frombuffer(text(int(units.row[unit])).encode(), np.uint8)
            return spell(data, fold_arrays(), Lengths(n, UNSPACED_EXTRA))

        def count(a: int, b: int) -> tuple[int, int, int]:
            one, other = spelled(a), spelled(b)
            found = count_shared(one, np.argsort(one.hashes), other, np.argsort(other.hashes))
            if found[0] == UNPROVED:
                sets = [set(shingles(text(int(units.row[unit])), n)) for unit in (a, b)]
                found = len(sets[0] & sets[1]), len(sets[0]), len(sets[1])
            return int(found[0]), int(found[1]), int(found[2])

        self._count_on_texts = count

    def near(self, pairs: Pairs) -> Overlaps:
        """Of the pairs (a << 32 | b) those at or above the threshold."""
        # One more than the margin: the bound on the shared hashes is rounded.
        found = self._count(pairs, self.threshold, MARGIN + 2)
        found = self._recount(found.where(found.shared >= 0))
        return found.where(self.is_near(found))

    def is_near(self, found: Overlaps) -> npt.NDArray[np.bool_]:
        """Which pairs are near: at or above the threshold, and with shingles at all."""
        return (found.jaccard >= self.threshold) & (found.shared > 0)

    def overlaps(self, pairs: Pairs) -> Overlaps:
        """The overlaps of all the pairs."""
        return self._recount(self._count(pairs, 0.0, 0))

    def _count(self, pairs: Pairs, threshold: float, margin: int) -> Overlaps:
        units = self._units
        shared = np.empty(len(pairs), np.int64)
        shared_of_pairs(units.sets, pairs, threshold, margin, shared)
        a, b = unpack(pairs)
        return Overlaps(a, b, shared, units.sizes[a], units.sizes[b])

    def _recount(self, found: Overlaps) -> Overlaps:
        """Count on the texts where two shingles more or less would change the verdict."""
        union = found.union
        most = (found.shared + MARGIN) / np.maximum(union - MARGIN, 1)
        least = (found.shared - MARGIN) / (union + MARGIN)
        shared, size_a, size_b = found.shared.copy(), found.size_a.copy(), found.size_b.copy()
        in_doubt = (least < self.threshold) & (most >= self.threshold) & (found.a != found.b)
        for place in np.flatnonzero(in_doubt):
            counts = self._count_on_texts(int(found.a[place]), int(found.b[place]))
            shared[place], size_a[place], size_b[place] = counts
        return Overlaps(found.a, found.b, shared, size_a, size_b)
