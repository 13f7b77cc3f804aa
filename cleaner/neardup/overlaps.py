"""What pairs of documents share, counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

__all__ = ["Overlaps", "pack", "unpack"]

Counts = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.uint64]

U32 = np.uint64(32)


@dataclass(frozen=True)
class Overlaps:
    """Pairs of units `a`, `b`: how many distinct shingles they share and have; and how many that are not hot."""

    a: Counts
    b: Counts
    shared: Counts
    size_a: Counts
    size_b: Counts
    cold_shared: Counts
    cold_a: Counts
    cold_b: Counts

    @property
    def union(self) -> Counts:
        """Distinct shingles of both."""
        return self.size_a + self.size_b - self.shared

    @property
    def jaccard(self) -> Shares:
        """Exact quotients, so that .7 means 7 of 10."""
        return self.shared / np.maximum(self.union, 1)

    @property
    def cold_a_in_b(self) -> Shares:
        """The share of a's shingles that b has, without hot ones; not a number where a side has no other."""
        return _share(self.cold_shared, self.cold_a, self.cold_b)

    @property
    def cold_b_in_a(self) -> Shares:
        """The same of b's."""
        return _share(self.cold_shared, self.cold_b, self.cold_a)

    @property
    def columns(self) -> tuple[Counts, ...]:
        """All fields."""
        return tuple(getattr(self, field.name) for field in fields(self))

    @classmethod
    def none(cls) -> Overlaps:
        """No pairs."""
        return cls(*[np.zeros(0, np.int64)] * 8)

    @classmethod
    def without_hot(cls, a: Counts, b: Counts, shared: Counts, size_a: Counts, size_b: Counts) -> Overlaps:
        """Pairs of which no shingle is known to be hot."""
        return cls(a, b, shared, size_a, size_b, shared, size_a, size_b)

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
        return Overlaps(*(np.where(turned, *two) for two in zip(self.turned.columns, self.columns, strict=True)))

    @property
    def turned(self) -> Overlaps:
        """The same pairs, b first."""
        cold = self.cold_shared, self.cold_b, self.cold_a
        return Overlaps(self.b, self.a, self.shared, self.size_b, self.size_a, *cold)


def _share(shared: Counts, size: Counts, other: Counts) -> Shares:
    return np.where((size > 0) & (other > 0), shared / np.maximum(size, 1), np.nan)


def pack(a: Counts, b: Counts) -> Pairs:
    """Pairs of units as single numbers, a << 32 | b."""
    return a.astype(np.uint64) << U32 | b.astype(np.uint64)


def unpack(pairs: Pairs) -> tuple[Counts, Counts]:
    """What `pack` was given."""
    return (pairs >> U32).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
