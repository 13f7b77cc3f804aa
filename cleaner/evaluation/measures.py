"""Means over documents. Each is a function of weights, so that a bootstrap sample is one row of weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.evaluation.counting import Counts

__all__ = ["MEASURES", "Array", "Table", "line_f1", "measured", "table_of"]

Array = NDArray[np.float64]
Table = Mapping[str, Array]
"""The fields of Counts as columns, a number for each document."""


class _Mean(NamedTuple):
    """One value a document, and 1 where it has one."""

    values: Array
    valid: Array

    def of(self, weights: Array) -> Array:
        """A mean for each row of weights; NaN where no document has a value."""
        return _divide(weights @ (self.values * self.valid), weights @ self.valid)


def table_of(counts: Iterable[Counts]) -> Table:
    """Documents as columns."""
    rows = np.array(list(counts), dtype=np.float64).reshape(-1, len(Counts._fields))
    return MappingProxyType(dict(zip(Counts._fields, rows.T, strict=True)))


def _divide(part: Array, whole: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Array = np.where(whole > 0, part / whole, np.nan)
    return result


def _share(part: Array, whole: Array, asked: Array) -> _Mean:
    """`part` of `whole` in each document that is asked and has any of the whole."""
    shares: Array = np.nan_to_num(_divide(part, whole))
    return _Mean(shares, ((whole > 0) & (asked > 0)).astype(np.float64))


def _f1(precision: Array, recall: Array) -> Array:
    both = precision + recall
    result: Array = np.where(both > 0, 2 * precision * recall / np.where(both > 0, both, 1), both)
    return result


def _shingles(table: Table) -> tuple[_Mean, _Mean]:
    common, asked = table["shingle_common"], table["has_gold"]
    return _share(common, table["shingle_found"], asked), _share(common, table["shingle_gold"], asked)


def _tokens(table: Table) -> _Mean:
    """F1 of each document; two empty bags agree."""
    sizes = table["token_found"] + table["token_gold"]
    return _Mean(np.where(sizes > 0, 2 * table["token_common"] / np.maximum(sizes, 1), 1.0), table["has_gold"])


def _median(mean: _Mean, weights: Array) -> Array:
    """A weighted median for each row of weights: between the two middle values as statistics.median has it."""
    chosen = np.flatnonzero(mean.valid)
    if not len(chosen):
        return np.full(len(weights), np.nan)
    order = chosen[np.argsort(mean.values[chosen], kind="stable")]
    reached = np.cumsum(weights[:, order], axis=1)
    whole = reached[:, -1:]
    last = len(order) - 1
    low = np.minimum((reached < np.ceil(whole / 2)).sum(axis=1), last)
    high = np.minimum((reached < np.floor(whole / 2) + 1).sum(axis=1), last)
    values = mean.values[order]
    result: Array = np.where(whole[:, 0] > 0, (values[low] + values[high]) / 2, np.nan)
    return result


def line_f1(kept: Array, left: Array, lost: Array) -> Array:
    """F1 of keeping words, by the truth of their lines; nothing kept where nothing is to be kept is 1.

    >>> line_f1(np.array([8.0, 0.0]), np.array([2.0, 0.0]), np.array([2.0, 0.0])).tolist()
    [0.8, 1.0]
    """
    whole = 2 * kept + left + lost
    result: Array = np.where(whole > 0, 2 * kept / np.maximum(whole, 1), 1.0)
    return result


def _lines(table: Table) -> _Mean:
    return _Mean(line_f1(table["line_kept"], table["line_left"], table["line_lost"]), table["has_lines"])


def _line_share(table: Table, other: str) -> _Mean:
    kept = table["line_kept"]
    return _share(kept, kept + table[other], table["has_lines"])


def _segments(table: Table, weights: Array) -> tuple[Array, Array, Array, Array]:
    """Sums: wanted that stand there, unwanted that do, wanted, unwanted."""
    names = ("segments_found", "segments_left", "segments_wanted", "segments_unwanted")
    found, left, wanted, unwanted = (weights @ table[name] for name in names)
    return found, left, wanted, unwanted


def _segment_f1(table: Table, weights: Array) -> Array:
    found, left, wanted, unwanted = _segments(table, weights)
    return np.where(wanted + unwanted > 0, _divide(2 * found, np.maximum(found + left + wanted, 1)), np.nan)


def _segment_precision(table: Table, weights: Array) -> Array:
    found, left, _, _ = _segments(table, weights)
    return _divide(found, found + left)


def _segment_recall(table: Table, weights: Array) -> Array:
    found, _, wanted, _ = _segments(table, weights)
    return _divide(found, wanted)


def _segment_accuracy(table: Table, weights: Array) -> Array:
    found, left, wanted, unwanted = _segments(table, weights)
    return _divide(found + unwanted - left, wanted + unwanted)


Measure = Callable[[Table, Array], Array]

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "token_f1": lambda table, weights: _tokens(table).of(weights),
        "token_f1_median": lambda table, weights: _median(_tokens(table), weights),
        "shingle_f1": lambda table, weights: _f1(*(mean.of(weights) for mean in _shingles(table))),
        "shingle_precision": lambda table, weights: _shingles(table)[0].of(weights),
        "shingle_recall": lambda table, weights: _shingles(table)[1].of(weights),
        "line_f1": lambda table, weights: _lines(table).of(weights),
        "line_precision": lambda table, weights: _line_share(table, "line_left").of(weights),
        "line_recall": lambda table, weights: _line_share(table, "line_lost").of(weights),
        "segment_f1": _segment_f1,
        "segment_precision": _segment_precision,
        "segment_recall": _segment_recall,
        "segment_accuracy": _segment_accuracy,
    }
)
"""Name -> a value for each row of weights (documents in columns); NaN where the documents do not tell.

Shingles and words are those of the published measures: precision, recall and word F1 of each document, then the mean
(and the median); shingle F1 is taken of the two means. Lines are weighted by their words, then averaged over
documents. Segments are counted over all documents.
"""


def measured(table: Table, weights: Array) -> dict[str, Array]:
    """All measures that these documents tell of.

    >>> counts = Counts(1, 2, 4, 2, 4, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0)
    >>> {name: value.tolist() for name, value in measured(table_of([counts]), np.ones((1, 1))).items()}["token_f1"]
    [0.5]
    """
    found = {name: measure(table, weights) for name, measure in MEASURES.items()}
    return {name: values for name, values in found.items() if not np.isnan(values).all()}
