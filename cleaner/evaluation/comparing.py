"""Two evaluations of the same documents: what rose, what fell, and whether that could be chance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner.errors import UsageError
from cleaner.evaluation.counting import Counts
from cleaner.evaluation.measures import Array, Table, measured
from cleaner.evaluation.resampling import Interval, Units, intervals, units_of
from cleaner.evaluation.result import Evaluation
from cleaner.evaluation.rule_scores import Cuts, gains

__all__ = ["Comparison", "compare_with", "read_baseline"]

NO_CUTS = Cuts((), (), ())


class Comparison(NamedTuple):
    """Paired differences, now minus before, over the documents that both know.

    `rules` are differences of the mean gain in line F1.
    """

    documents: int
    only_now: int
    only_before: int
    overall: Mapping[str, Interval]
    groups: Mapping[str, Mapping[str, Mapping[str, Interval]]]
    rules: Mapping[str, Interval]

    def fell(self, measures: Sequence[str]) -> list[str]:
        """Those of `measures` whose whole interval lies below 0."""
        found = ((name, self.overall.get(name)) for name in measures)
        return [name for name, one in found if one and (one.value if one.high is None else one.high) < 0]

    def as_dict(self) -> dict[str, Any]:
        """All of it for JSON."""
        groups = {name: {value: _as_dict(one) for value, one in values.items()} for name, values in self.groups.items()}
        return {**self._asdict(), "overall": _as_dict(self.overall), "groups": groups, "rules": _as_dict(self.rules)}


def _as_dict(found: Mapping[str, Interval]) -> dict[str, Any]:
    return {name: one._asdict() for name, one in found.items()}


def read_baseline(path: Path) -> dict[str, Any]:
    """An earlier eval.json. Errors: UsageError for what is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
        each, cuts = content["each"], content["cuts"]
        sizes = {len(each[name]) for name in ("id", *Counts._fields)}
        if len(sizes) != 1 or not all({*Cuts._fields} <= one.keys() for one in cuts.values()):
            raise ValueError("its documents are not whole")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name an eval.json with --baseline") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: no eval.json that this version can read; make it again with cleaner eval") from error
    return dict(content)


def compare_with(now: Evaluation, baseline: Mapping[str, Any]) -> Comparison:
    """Paired differences to an earlier evaluation, resampled like the evaluation itself.

    Errors: UsageError where no document is in both.
    """
    each = baseline["each"]
    before_at = {id: at for at, id in enumerate(each["id"])}
    places = [(at, before_at[id]) for at, id in enumerate(now.ids) if id in before_at]
    if not places:
        raise UsageError("--baseline: no document is in both; name an eval.json of the same gold")
    ours, theirs = ([pair[side] for pair in places] for side in (0, 1))
    pair = _Pair(
        {name: column[ours] for name, column in now.table.items()},
        {name: np.array(each[name], dtype=np.float64)[theirs] for name in Counts._fields},
        units_of([now.sites[at] for at in ours]),
    )
    groups: dict[str, dict[str, dict[str, Interval]]] = {}
    for name, values in now.groups_of.items():
        chosen = [values[at] for at in ours]
        groups[name] = {
            value: pair.some([at for at, one in enumerate(chosen) if one == value]).differences()
            for value in now.groups[name]
            if value in chosen
        }
    return Comparison(
        documents=len(places),
        only_now=len(now.ids) - len(places),
        only_before=len(before_at) - len(places),
        overall=pair.differences(),
        groups=groups,
        rules=pair.rules(
            {code: _some(cuts, ours) for code, cuts in now.cuts.items()},
            {code: _some(Cuts(*map(tuple, one.values())), theirs) for code, one in baseline["cuts"].items()},
        ),
    )


class _Pair(NamedTuple):
    """The same documents, now and before."""

    now: Table
    before: Table
    units: Units

    def some(self, chosen: Sequence[int]) -> _Pair:
        now, before = ({name: column[chosen] for name, column in table.items()} for table in self[:2])
        return _Pair(now, before, self.units.some(chosen))

    def differences(self) -> dict[str, Interval]:
        def difference(weights: Array) -> dict[str, Array]:
            now, before = measured(self.now, weights), measured(self.before, weights)
            return {name: now[name] - before[name] for name in now if name in before}

        return intervals(self.units, difference)

    def rules(self, now: Mapping[str, Cuts], before: Mapping[str, Cuts]) -> dict[str, Interval]:
        each = {
            code: gains(self.now, now.get(code, NO_CUTS)) - gains(self.before, before.get(code, NO_CUTS))
            for code in sorted({*now, *before})
        }
        valid = self.now["has_lines"] * self.before["has_lines"]

        def difference(weights: Array) -> dict[str, Array]:
            whole = np.maximum(weights @ valid, 1)
            return {code: weights @ (gain * valid) / whole for code, gain in each.items()}

        return intervals(self.units, difference)


def _some(cuts: Cuts, chosen: Sequence[int]) -> Cuts:
    """Cuts of the chosen documents, by their new places."""
    new = {old: at for at, old in enumerate(chosen)}
    rows = [(new[at], right, wrong) for at, right, wrong in zip(*cuts, strict=True) if at in new]
    return Cuts(*(tuple(column) for column in zip(*rows, strict=True))) if rows else NO_CUTS
