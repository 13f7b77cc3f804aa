"""Which threshold and which shingle length tell pairs that are the same from pairs that are not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands, choose_bands
from cleaner.neardup.kernels.comparing import Sets, shared_of_pairs
from cleaner.neardup.overlaps import pack
from cleaner.neardup.sketch import Wanted, sketch

__all__ = ["Calibration", "Point", "Share", "calibrate", "wilson"]

Shares = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LENGTHS = (1, 2, 3, 4, 5, 7)
THRESHOLDS = tuple(step / 20 for step in range(1, 20))
MEASURES = ("jaccard", "containment")
# The normal quantile of 95 %.
Z = 1.959964


class Share(NamedTuple):
    """A share and its 95 % interval (Wilson 1927); of nothing it is not known: 0 to 1."""

    value: float
    low: float
    high: float


class Point(NamedTuple):
    """How good one threshold is, with shingles of n tokens; `found` pairs reach it, `right` of them are the same."""

    n: int
    measure: str
    threshold: float
    found: int
    right: int
    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / both if self.found and both else 0.0


@dataclass(frozen=True)
class Calibration:
    """All points; `values[n, measure]` are the pairs' similarities, `same` which of them are the same.

    `best` is the point suggested, `usual` the best one by Jaccard at the n that runs use; `bands` is what it makes
    of `usual`.
    """

    same: Mask
    values: dict[tuple[int, str], Shares]
    points: tuple[Point, ...]
    best: Point
    usual: Point
    bands: Bands

    def curve(self, n: int, measure: str) -> list[Point]:
        """The points of one shingle length and measure, by threshold."""
        return [point for point in self.points if (point.n, point.measure) == (n, measure)]


def wilson(right: int, all: int) -> Share:  # noqa: A002 - the share is of all
    """A share of some trials, and its interval.

    >>> tuple(round(number, 3) for number in wilson(9, 10)), wilson(0, 0)
    ((0.9, 0.596, 0.982), Share(value=0.0, low=0.0, high=1.0))
    """
    if all == 0:
        return Share(0.0, 0.0, 1.0)
    share, square = right / all, Z * Z / all
    middle = (share + square / 2) / (1 + square)
    half = Z * math.sqrt(share * (1 - share) / all + square / all / 4) / (1 + square)
    return Share(share, max(middle - half, 0.0), min(middle + half, 1.0))


def calibrate(
    pairs: Sequence[tuple[str, str]], same: Sequence[bool], config: DedupConfig, least_precision: float | None = None
) -> Calibration:
    """Measure pairs of texts over thresholds and shingle lengths, and suggest.

    Suggested is the best F1; with a precision asked for, the most recall that has it. Of equal ones the larger
    threshold, and what runs use: Jaccard, and the n of the config.
    """
    values = _similarities(pairs, sorted({*LENGTHS, config.n}))
    truth = np.array(same, bool)
    points = tuple(
        _point(key, threshold, similarity, truth) for key, similarity in values.items() for threshold in THRESHOLDS
    )

    def worth(point: Point) -> tuple[bool, float, bool, bool, float]:
        meets = least_precision is None or (point.found > 0 and point.precision.value >= least_precision)
        value = point.f1 if least_precision is None else point.recall.value
        return (meets, round(value, 6), point.measure == "jaccard", point.n == config.n, point.threshold)

    best = max(points, key=worth)
    usual = max((point for point in points if (point.n, point.measure) == (config.n, "jaccard")), key=worth)
    bands = choose_bands(DedupConfig(threshold=usual.threshold, recall=config.recall, n=config.n))
    return Calibration(truth, values, points, best, usual, bands)


def _similarities(pairs: Sequence[tuple[str, str]], lengths: Sequence[int]) -> dict[tuple[int, str], Shares]:
    """Jaccard and the larger containment of each pair; 0 where a text is too short."""
    texts = {text: None for pair in pairs for text in pair}
    places = {text: place for place, text in enumerate(texts)}
    a, b = (np.array([places[pair[side]] for pair in pairs], np.int64) for side in (0, 1))
    array = pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.large_string())
    bands = choose_bands(DedupConfig())
    found = {}
    for n in lengths:
        sketches = sketch([array], n, Wanted.of(bands))
        shared = np.empty(len(pairs), np.int64)
        sets = Sets(sketches.hashes, sketches.starts, sketches.sizes.astype(np.int64))
        shared_of_pairs(sets, pack(a, b), 0.0, 0, shared)
        size_a, size_b = sets.sizes[a], sets.sizes[b]
        found[n, "jaccard"] = shared / np.maximum(size_a + size_b - shared, 1)
        found[n, "containment"] = shared / np.maximum(np.minimum(size_a, size_b), 1)
    return found


def _point(key: tuple[int, str], threshold: float, similarity: Shares, same: Mask) -> Point:
    reaches = similarity >= threshold
    found, right = int(reaches.sum()), int((reaches & same).sum())
    return Point(*key, threshold, found, right, wilson(right, found), wilson(right, int(same.sum())))
