"""What an evaluation found, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.evaluation.fates import FalseCut, Missed
from cleaner.evaluation.measures import Table
from cleaner.evaluation.resampling import Interval
from cleaner.evaluation.rule_scores import Calibration, Cuts, RuleScore

__all__ = ["WORST", "Evaluation", "Problem", "Scores"]

WORST = 100
"""So many lines that were missed, and false cuts, are told in full."""


class Scores(NamedTuple):
    """Measures of so many documents."""

    documents: int
    measures: Mapping[str, Interval]


class Problem(NamedTuple):
    """A row that could not be measured, or a document that could not be cleaned, and why."""

    row: str
    id: str
    reason: str


@dataclass(frozen=True)
class Evaluation:
    """How good cleaning is on some documents with their gold.

    `unit` is what was drawn for the intervals, "source" or "document", `units` how many there are; `false_cuts` and
    `missed` are sorted, worst first. `ids`, `sites`, `groups_of`, `table` and `cuts` tell of each document.
    """

    unit: str
    units: int
    overall: Scores
    groups: Mapping[str, Mapping[str, Scores]]
    rules: tuple[RuleScore, ...]
    calibration: Calibration
    false_cuts: tuple[FalseCut, ...]
    missed: tuple[Missed, ...]
    bad: tuple[Problem, ...]
    failed: tuple[Problem, ...]
    unaligned: int
    ids: tuple[str, ...] = field(repr=False)
    sites: tuple[str | None, ...] = field(repr=False)
    groups_of: Mapping[str, tuple[str, ...]] = field(repr=False)
    table: Table = field(repr=False)
    cuts: Mapping[str, Cuts] = field(repr=False)

    def __getitem__(self, measure: str) -> float:
        """The value of a measure over all documents. Errors: KeyError where the gold does not tell it."""
        return self.overall.measures[measure].value

    def as_dict(self) -> dict[str, Any]:
        """All of it for JSON; of false cuts and of what was missed the worst."""
        return {
            "documents": self.overall.documents,
            "resampled": {"by": self.unit, "units": self.units},
            "overall": _as_dict(self.overall),
            "groups": {
                name: {value: _as_dict(scores) for value, scores in one.items()} for name, one in self.groups.items()
            },
            "rules": [{**rule._asdict(), "gain": rule.gain._asdict()} for rule in self.rules],
            "calibration": {
                "error": self.calibration.error,
                "codes": [one._asdict() for one in self.calibration.codes],
                "bins": [one._asdict() for one in self.calibration.bins],
            },
            "words_lost": sum(one.words for one in self.false_cuts),
            "false_cuts": [one._asdict() for one in self.false_cuts[:WORST]],
            "missed": [one._asdict() for one in self.missed],
            "bad": [one._asdict() for one in self.bad],
            "failed": [one._asdict() for one in self.failed],
            "unaligned": self.unaligned,
            "each": {
                "id": list(self.ids),
                "source": list(self.sites),
                **{f"by_{name}": list(values) for name, values in self.groups_of.items()},
                **{name: [int(value) for value in values] for name, values in self.table.items()},
            },
            "cuts": {code: one._asdict() for code, one in self.cuts.items()},
        }


def _as_dict(scores: Scores) -> dict[str, Any]:
    measures = {name: interval._asdict() for name, interval in scores.measures.items()}
    return {"documents": scores.documents, "measures": measures}
