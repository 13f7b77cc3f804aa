"""Small array operations over a document's lines; a stack is [columns, lines].

A stack's columns lie one behind the other in memory: what is done along the lines runs over neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Features", "Numbers", "best_run", "nearest", "shifted", "stacked", "window_means"]

Numbers = npt.NDArray[np.float64]


class Features(NamedTuple):
    """Features of lines: `table` is [lines, features], the transpose of a stack; `names` are its columns'."""

    names: tuple[str, ...]
    table: Numbers

    @classmethod
    def of(cls, parts: Iterable[tuple[Sequence[str], Numbers]]) -> Features:
        """Named stacks, or single columns, as a table."""
        names, stacks = zip(*parts, strict=True)
        return cls(tuple(name for some in names for name in some), np.concatenate(stacks).T)

    def column(self, name: str) -> Numbers:
        """One of them."""
        return self.table[:, self.names.index(name)]

    def picked(self, names: tuple[str, ...]) -> Numbers:
        """Some of them, as a stack."""
        return self.table.T[_places(self.names, names)]


@lru_cache(maxsize=32)
def _places(names: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    return [names.index(name) for name in wanted]


def stacked(columns: Iterable[Numbers], count: int) -> Numbers:
    """Columns of `count` lines as a stack."""
    found = list(columns)
    return np.concatenate(found).reshape(len(found), count)


def shifted(stack: Numbers, steps: Sequence[int], outside: float = -1.0) -> Iterator[Numbers]:
    """For each step: what stands so many lines below each line (above for a negative one); `outside` beyond the page.

    >>> [moved.tolist() for moved in shifted(np.array([[1.0, 2, 3]]), (1, -2))]
    [[[2.0, 3.0, -1.0]], [[-1.0, -1.0, 1.0]]]
    """
    columns, count = stack.shape
    far = max(map(abs, steps))
    padded = np.full((columns, count + 2 * far), outside)
    padded[:, far : far + count] = stack
    return (padded[:, far + step : far + step + count] for step in steps)


def window_means(stack: Numbers, weights: Numbers, windows: Sequence[int]) -> Iterator[Numbers]:
    """For each window: the weighted means of the so many lines above each line, then of those below.

    `weights` are [columns, lines], or [1, lines].

    >>> [means.tolist() for means in window_means(np.array([[1.0, 3, 5]]), np.ones((1, 3)), [2])]
    [[[0.0, 1.0, 2.0]], [[4.0, 5.0, 0.0]]]
    """
    count, far = stack.shape[1], max(windows)
    sums, total = _padded_sums(stack * weights, far), _padded_sums(weights, far)
    for window in windows:
        many = total[:, window:] - total[:, :-window]
        # The means of the lines from each place on: those above a line end where it stands.
        means = (sums[:, window:] - sums[:, :-window]) / np.maximum(many, 1e-3, out=many)
        for first in (far - window, far + 1):
            yield means[:, first : first + count]


def _padded_sums(stack: Numbers, far: int) -> Numbers:
    """Sums of the lines above each line, and beyond the page on both sides so that windows are slices."""
    columns, count = stack.shape
    sums = np.zeros((columns, count + 2 * far + 1))
    inside = sums[:, far + 1 : far + 1 + count]
    np.cumsum(stack, axis=1, out=inside)
    if count:
        sums[:, far + 1 + count :] = inside[:, -1:]
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
