"""What each rule gains and costs, and whether its findings are as sure as it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from cleaner.evaluation.fates import Check, CodeCuts
from cleaner.evaluation.measures import Array, Table, line_f1
from cleaner.evaluation.resampling import DIGITS, Interval, Units, intervals

__all__ = ["Bin", "Calibration", "CodeCalibration", "Cuts", "RuleScore", "calibrate", "cuts_of", "gains", "rule_scores"]

BINS = 10


class Cuts(NamedTuple):
    """What one rule cut: places of documents, words of furniture and of the article."""

    documents: tuple[int, ...]
    right: tuple[int, ...]
    wrong: tuple[int, ...]


class RuleScore(NamedTuple):
    """One rule: words cut rightly and wrongly, share of documents touched, line F1 with minus without its cuts."""

    code: str
    right: int
    wrong: int
    precision: float | None
    documents: int
    share: float
    gain: Interval


class CodeCalibration(NamedTuple):
    """One rule's findings: their mean confidence beside the share that was right; `error` is the mean gap of bins."""

    code: str
    findings: int
    confidence: float
    precision: float
    error: float


class Bin(NamedTuple):
    """Findings of a confidence in [low, high)."""

    low: float
    high: float
    findings: int
    confidence: float
    precision: float


class Calibration(NamedTuple):
    """Expected calibration error over all findings, by code, by confidence."""

    error: float | None
    codes: tuple[CodeCalibration, ...]
    bins: tuple[Bin, ...]


def cuts_of(documents: Sequence[Iterable[CodeCuts]]) -> dict[str, Cuts]:
    """Code -> its cuts, by document."""
    rows: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for at, cuts in enumerate(documents):
        for code, right, wrong in cuts:
            rows[code].append((at, right, wrong))
    return {code: Cuts(*(tuple(column) for column in zip(*rows[code], strict=True))) for code in sorted(rows)}


def gains(table: Table, cuts: Cuts) -> Array:
    """For each document its line F1 minus what it were with these cuts undone.

    >>> from cleaner.evaluation.counting import Counts
    >>> from cleaner.evaluation.measures import table_of
    >>> counts = Counts(*[0] * 7, 1, 8, 0, 2, 0, 0, 0, 0)
    >>> gains(table_of([counts]), Cuts((0,), (4,), (2,))).round(3).tolist()
    [0.056]
    """
    right, wrong = np.zeros(len(table["has_lines"])), np.zeros(len(table["has_lines"]))
    right[list(cuts.documents)] = cuts.right
    wrong[list(cuts.documents)] = cuts.wrong
    kept, left, lost = table["line_kept"], table["line_left"], table["line_lost"]
    result: Array = line_f1(kept, left, lost) - line_f1(kept + wrong, left + right, lost - wrong)
    return result


def rule_scores(table: Table, units: Units, cuts: Mapping[str, Cuts]) -> tuple[RuleScore, ...]:
    """All rules that cut something, by code."""
    valid = table["has_lines"]
    each = {code: gains(table, one) for code, one in cuts.items()}

    def mean_gains(weights: Array) -> dict[str, Array]:
        whole = np.maximum(weights @ valid, 1)
        return {code: weights @ (gain * valid) / whole for code, gain in each.items()}

    found = intervals(units, mean_gains)
    documents = max(int(valid.sum()), 1)
    return tuple(_score(code, one, documents, found[code]) for code, one in cuts.items())


def _score(code: str, cuts: Cuts, documents: int, gain: Interval) -> RuleScore:
    right, wrong, touched = sum(cuts.right), sum(cuts.wrong), len(cuts.documents)
    precision = round(right / (right + wrong), DIGITS) if right + wrong else None
    return RuleScore(code, right, wrong, precision, touched, round(touched / documents, DIGITS), gain)


def calibrate(checks: Counter[Check]) -> Calibration:
    """Mean confidence beside observed precision; the expected calibration error weights bins by their findings.

    >>> found = calibrate(Counter({Check("A01", 0.9, True): 3, Check("A01", 0.9, False): 1}))
    >>> found.error, found.codes[0].precision
    (0.15, 0.75)
    """
    by_code: dict[str, Counter[Check]] = defaultdict(Counter)
    for check, count in checks.items():
        by_code[check.code][check] += count
    codes = tuple(_code(code, by_code[code]) for code in sorted(by_code))
    bins = _bins(checks)
    return Calibration(_error(bins), codes, bins)


def _code(code: str, checks: Counter[Check]) -> CodeCalibration:
    findings, confidence, precision = _means(checks)
    return CodeCalibration(code, findings, confidence, precision, _error(_bins(checks)) or 0.0)


def _means(checks: Counter[Check]) -> tuple[int, float, float]:
    findings = checks.total()
    confidence = sum(count * check.confidence for check, count in sorted(checks.items())) / findings
    right = sum(count for check, count in checks.items() if check.is_right)
    return findings, round(confidence, DIGITS), round(right / findings, DIGITS)


def _bins(checks: Counter[Check]) -> tuple[Bin, ...]:
    """Tenths; a confidence of 1 is in the last."""
    by_bin: dict[int, Counter[Check]] = defaultdict(Counter)
    for check, count in checks.items():
        by_bin[min(int(check.confidence * BINS + 1e-9), BINS - 1)][check] += count
    return tuple(Bin(at / BINS, (at + 1) / BINS, *_means(by_bin[at])) for at in sorted(by_bin))


def _error(bins: Sequence[Bin]) -> float | None:
    findings = sum(one.findings for one in bins)
    gaps = sum(one.findings * abs(one.confidence - one.precision) for one in bins)
    return round(gaps / findings, DIGITS) if findings else None
