"""Which copy is kept: the order of preference among documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.neardup.corpus import Corpus

__all__ = ["Preference", "prefer"]

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Preference:
    """Sort keys of some rows, smaller is better: `keys[rule]` in the rules' order, the id last in any case."""

    keys: dict[str, Rows]

    def first_of(self, groups: Rows) -> Rows:
        """For each group 0, 1, ... the place of its preferred row."""
        order = self.order_within(groups)
        return order[np.searchsorted(groups[order], np.arange(groups.max(initial=-1) + 1))]

    def order_within(self, groups: Rows) -> Rows:
        """Places in order: group by group, the preferred first."""
        return np.lexsort((*reversed(self.keys.values()), groups))

    def rules_between(self, one: Rows, other: Rows) -> list[str]:
        """For each two rows the first rule by which they differ."""
        differ = np.array([key[one] != key[other] for key in self.keys.values()])
        names = list(self.keys)
        return [names[first] for first in differ.argmax(axis=0).tolist()]


def prefer(corpus: Corpus, rows: Rows, keep: Sequence[str]) -> Preference:
    """The preference among rows: `earliest` date (unknown last), `longest` text in characters, `first-id`."""
    measures = {
        "earliest": lambda: corpus.date_ranks(rows),
        "longest": lambda: -corpus.lengths(rows),
        "first-id": lambda: corpus.id_ranks[rows],
    }
    # Ids are distinct: with them last, no two rows are alike.
    rules = dict.fromkeys((*keep, "first-id"))
    return Preference({rule: measures[rule]() for rule in rules})
