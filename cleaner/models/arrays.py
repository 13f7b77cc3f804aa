"""Small array operations over a document's lines; a table is [lines, columns]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Features", "Numbers", "best_run", "nearest", "shifted", "stacked", "window_means"]

Numbers = npt.NDArray[np.float64]


class Features(NamedTuple):
    """Features of lines: `table` is [lines, features], `names` its columns'."""

    names: tuple[str, ...]
    table: Numbers

    @classmethod
    def of(cls, columns: Mapping[str, Numbers]) -> Features:
        """Columns by name as a table."""
        return cls(tuple(columns), np.stack(list(columns.values()), axis=1))

    def column(self, name: str) -> Numbers:
        """One of them."""
        return self.table[:, self.names.index(name)]


def stacked(parts: Sequence[Features]) -> Features:
    """Features side by side."""
    names = tuple(name for part in parts for name in part.names)
    return Features(names, np.concatenate([part.table for part in parts], axis=1))


def shifted(table: Numbers, step: int, outside: float = -1.0) -> Numbers:
    """What stands `step` lines below each line (above for a negative step); `outside` beyond the page.

    >>> shifted(np.array([[1.0], [2], [3]]), 1).ravel().tolist()
    [2.0, 3.0, -1.0]
    >>> shifted(np.array([[1.0], [2], [3]]), -2).ravel().tolist()
    [-1.0, -1.0, 1.0]
    """
    moved = np.full(table.shape, outside)
    if step < 0:
        moved[-step:] = table[:step]
    else:
        moved[: max(len(table) - step, 0)] = table[step:]
    return moved


def window_means(table: Numbers, weights: Numbers, windows: Sequence[int]) -> Iterator[Numbers]:
    """For each window: the weighted means of the so many lines above each line, then of those below.

    `weights` are [lines, columns], or [lines, 1].

    >>> [means.ravel().tolist() for means in window_means(np.array([[1.0], [3], [5]]), np.ones((3, 1)), [2])]
    [[0.0, 1.0, 2.0], [4.0, 5.0, 0.0]]
    """
    count, far = len(table), max(windows)
    sums, total = _padded_sums(table * weights, far), _padded_sums(weights, far)
    for window in windows:
        for low, high in ((far - window, far), (far + 1, far + 1 + window)):
            many = total[high : high + count] - total[low : low + count]
            yield (sums[high : high + count] - sums[low : low + count]) / np.maximum(many, 1e-3)


def _padded_sums(table: Numbers, far: int) -> Numbers:
    """Sums of the lines above each line, and beyond the page on both sides so that windows are slices."""
    sums = np.zeros((len(table) + 2 * far + 1, table.shape[1]))
    inside = sums[far + 1 : far + 1 + len(table)]
    np.cumsum(table, axis=0, out=inside)
    if len(table):
        sums[far + 1 + len(table) :] = inside[-1]
    return sums


def best_run(values: Numbers) -> tuple[int, int]:
    """The `[start, end)` with the greatest sum (Kadane's maximum subarray).

    >>> best_run(np.array([-1.0, 2, -1, 3, -4, 1]))
    (1, 4)
    """
    sums = np.zeros(len(values) + 1)
    np.cumsum(values, out=sums[1:])
    end = int((sums - np.minimum.accumulate(sums)).argmax())
    return int(sums[: end + 1].argmin()), end


def nearest(marked: npt.NDArray[np.bool_], far: int) -> tuple[Numbers, Numbers]:
    """Lines from each line up, and down, to the next marked one; `far` where there is none, or none so near.

    >>> [steps.tolist() for steps in nearest(np.array([True, False, False, True]), 9)]
    [[9.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 9.0]]
    """
    count = len(marked)
    numbers = np.arange(count)
    above, below = np.full(count + 1, -far), np.full(count + 1, count + far)
    above[1:] = np.maximum.accumulate(np.where(marked, numbers, -far))
    below[:-1] = np.minimum.accumulate(np.where(marked, numbers, count + far)[::-1])[::-1]
    up, down = numbers - above[:-1], below[1:] - numbers
    return np.minimum(up, far).astype(float), np.minimum(down, far).astype(float)
