"""Bootstrap: what a measure might have been with other documents, or other sources, of the same kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.evaluation.measures import Array

__all__ = ["REPLICATES", "Interval", "Units", "intervals", "units_of"]

REPLICATES = 1000
SEED = 20_000
LEVEL = 0.95
# Digits that a difference of machines or of the order of sums does not reach.
DIGITS = 6
AT_ONCE = 100

Found = Mapping[str, Array]


class Interval(NamedTuple):
    """A value and its 95 % interval; `low` and `high` are None where there is only one unit to draw."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, eq=False)
class Units:
    """What is drawn: sources or documents; for each document the number of its unit."""

    name: str
    of: NDArray[np.intp]

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.of.max()) + 1 if len(self.of) else 0

    def some(self, chosen: Sequence[int]) -> Units:
        """Those of some documents."""
        _, numbers = np.unique(self.of[list(chosen)], return_inverse=True)
        return Units(self.name, numbers)


def units_of(sites: Sequence[str | None]) -> Units:
    """Sources, where there are two at least (a document without one stands for itself); else documents.

    >>> units_of(["a", "b", "a"]).count, units_of([None, None]).name
    (2, 'document')
    """
    name = "source" if len(set(sites) - {None}) > 1 else "document"
    numbers: dict[object, int] = {}
    keys = ((site if site is not None and name == "source" else (at,)) for at, site in enumerate(sites))
    return Units(name, np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.intp))


def intervals(units: Units, measure: Callable[[Array], Found]) -> dict[str, Interval]:
    """Each value that `measure` gives for weights of documents, with its percentile interval.

    The seed is fixed: the same documents give the same intervals.
    """
    values = measure(np.ones((1, len(units.of))))
    drawn: dict[str, list[Array]] = {name: [] for name in values}
    if units.count > 1:
        for weights in _samples(units):
            found = measure(weights)
            for name, values_drawn in drawn.items():
                values_drawn.append(found.get(name, np.full(len(weights), np.nan)))
    return {name: _interval(float(value[0]), drawn[name]) for name, value in values.items()}


def _samples(units: Units) -> Iterator[Array]:
    random = np.random.default_rng(SEED)
    chances = np.full(units.count, 1 / units.count)
    for _ in range(0, REPLICATES, AT_ONCE):
        yield random.multinomial(units.count, chances, size=AT_ONCE)[:, units.of].astype(np.float64)


def _interval(value: float, drawn: Sequence[Array]) -> Interval:
    every = np.concatenate(drawn) if drawn else np.empty(0)
    every = every[~np.isnan(every)]
    if not len(every):
        return Interval(round(value, DIGITS), None, None)
    low, high = np.quantile(every, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(round(value, DIGITS), round(float(low), DIGITS), round(float(high), DIGITS))
