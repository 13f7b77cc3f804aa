"""Two stages of trees on lines, as they are stored, and what they say: the machinery that all models here share.

The first stage judges each line by its own features and its page's, the second by what the first thinks of the lines
around. Which features these are is the business of the model that uses the stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Features, Numbers
from cleaner.models.trees import SymmetricTrees

__all__ = ["TwoStages"]

STRONGEST = 3
EVIDENCE = ", ".join(["{} {:.3g}"] * STRONGEST)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TwoStages:
    """The trained stages with the names of their features, and what calibrates them.

    `calibration` is a pair of increasing sequences: log odds that a line is the article's as the trees give them, and
    as they prove on pages that the trees did not see.
    """

    first: SymmetricTrees
    first_names: tuple[str, ...]
    second: SymmetricTrees
    second_names: tuple[str, ...]
    calibration: tuple[Numbers, Numbers]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> TwoStages:
        """Back from what `arrays` gave."""
        first_names, second_names = (tuple(arrays[f"{stage}_names"].tolist()) for stage in ("first", "second"))
        first, second = (SymmetricTrees.from_arrays(stage, arrays) for stage in ("first", "second"))
        given, shown = arrays["calibration"]
        return cls(first, first_names, second, second_names, (given, shown))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The stages as named arrays, for a file."""
        return {
            "first_names": np.array(self.first_names),
            "second_names": np.array(self.second_names),
            "calibration": np.stack(self.calibration),
            **self.first.arrays("first"),
            **self.second.arrays("second"),
        }

    def opinion(self, own: Features) -> Numbers:
        """What the first stage thinks of each line: the probability that it is the article's."""
        log_odds = self.first.log_odds(_table(own, self.first_names)).astype(float)
        chances: Numbers = 1 / (1 + np.exp(-log_odds))
        return chances

    def judge(self, features: Features) -> tuple[Floats, Numbers]:
        """The second stage's table [lines, features], and the calibrated log odds that it gives."""
        table = _table(features, self.second_names)
        return table, self.calibrated(self.second.log_odds(table))

    def calibrated(self, log_odds: npt.NDArray[np.floating]) -> Numbers:
        """What the second stage's log odds prove to be."""
        shown: Numbers = np.interp(log_odds, *self.calibration)
        return shown

    def evidence(self, table: Floats) -> Iterator[str]:
        """For each row of `judge`'s table the features that spoke most against the line, with their values."""
        moved = self.second.contributions(table)
        rows = np.arange(len(table))
        strongest = []
        for _ in range(STRONGEST):
            strongest.append(moved.argmin(axis=1))
            moved[rows, strongest[-1]] = np.inf
        names = np.array(self.second_names, object)
        told = [part for places in strongest for part in (names[places].tolist(), table[rows, places].tolist())]
        return map(EVIDENCE.format, *told)


def _table(features: Features, names: tuple[str, ...]) -> Floats:
    """The columns that a stage asks for."""
    return features.picked(names).astype(np.float32).T
