"""An evaluation as tables of text, for a terminal and for Markdown alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.report.stats import rule_names

__all__ = ["MEASURE_NAMES", "Section", "evaluation_tables"]

MEASURE_NAMES = {
    "token_f1": "word F1, mean",
    "token_f1_median": "word F1, median",
    "shingle_f1": "4-word shingles, F1",
    "shingle_precision": "4-word shingles, precision",
    "shingle_recall": "4-word shingles, recall",
    "line_f1": "lines by words, F1",
    "line_precision": "lines by words, precision",
    "line_recall": "lines by words, recall",
    "segment_f1": "segments, F1",
    "segment_precision": "segments, precision",
    "segment_recall": "segments, recall",
    "segment_accuracy": "segments, accuracy",
}
# Those that fit beside each other in the table of a group.
SHORT_NAMES = {"token_f1": "word F1", "shingle_f1": "shingle F1", "line_f1": "line F1", "segment_f1": "segment F1"}

# Of four digits a smaller difference shows none.
LEADING_ZERO = re.compile(r"^([+-]?)0(?=\.)")

Found = Mapping[str, Any]


class Section(NamedTuple):
    """A table: `sides` has l or r for each column; the last columns of `head` may be empty."""

    title: str
    note: str
    head: tuple[str, ...]
    sides: str
    rows: Sequence[tuple[str, ...]]


def evaluation_tables(found: Found, most: int) -> Iterator[Section]:
    """The tables of an evaluation (`Evaluation.as_dict()`), each with `most` rows at the most."""
    yield _overall(found)
    for name, groups in found["groups"].items():
        yield from _group(name, groups, most)
    yield from _rules(found, most)
    yield from _calibration(found["calibration"], most)
    if "comparison" in found:
        yield from _comparison(found, most)
    yield from _false_cuts(found, most)
    yield from _missed(found["missed"], most)
    for name in ("failed", "bad"):
        yield from _problems(name, found[name], most)


def _overall(found: Found) -> Section:
    drawn = found["resampled"]
    many = f"{drawn['units']:,} {drawn['by']}s" if drawn["units"] != 1 else f"1 {drawn['by']}"
    note = f"{_count(found['documents'], 'document')}; intervals of 95 %, resampled by {drawn['by']} ({many})"
    note += f"; {found['unaligned']:,} too long for lines" if found["unaligned"] else ""
    rows = [(MEASURE_NAMES[name], _bare(one["value"], ".4f"), _range(one)) for name, one in _measures(found["overall"])]
    return Section("Overall", note, ("measure", "value", "95 % interval"), "lrr", rows)


def _measures(scores: Found) -> Iterator[tuple[str, Found]]:
    for name in MEASURE_NAMES:
        if name in scores["measures"]:
            yield name, scores["measures"][name]


def _group(name: str, groups: Found, most: int) -> Iterator[Section]:
    if len(groups) < 2:
        return
    shown = [key for key in SHORT_NAMES if any(key in one["measures"] for one in groups.values())]
    rows = []
    for value, scores in list(groups.items())[:most]:
        cells = (_value_and_range(scores["measures"].get(key)) for key in shown)
        rows.append((value, f"{scores['documents']:,}", *cells))
    head = (name, "docs", *(SHORT_NAMES[key] for key in shown))
    yield Section(f"By {name}", _more(groups, most), head, "l" + "r" * (len(head) - 1), rows)


def _rules(found: Found, most: int) -> Iterator[Section]:
    """Those that cut most words first."""
    rules = sorted(found["rules"], key=lambda rule: (-rule["right"] - rule["wrong"], rule["code"]))
    if not rules:
        return
    names = rule_names()
    rows = [
        (
            rule["code"],
            names.get(rule["code"], ""),
            f"{rule['right']:,}",
            f"{rule['wrong']:,}",
            "" if rule["precision"] is None else _bare(rule["precision"], ".3f"),
            f"{rule['share']:.1%}".replace("%", " %"),
            _bare(rule["gain"]["value"], "+.4f"),
            _range(rule["gain"], "+.4f"),
        )
        for rule in rules[:most]
    ]
    head = ("rule", "what goes", "rightly", "wrongly", "precision", "docs", "F1 gain", "95 % interval")
    note = "words cut; gain: line F1 minus what it were without this rule's cuts" + _more(rules, most, "; ")
    yield Section("Rules", note, head, "llrrrrrr", rows)


def _calibration(found: Found, most: int) -> Iterator[Section]:
    if not found["codes"]:
        return
    note = f"expected calibration error {found['error']:.3f} over all findings"
    codes = sorted(found["codes"], key=lambda one: (-one["findings"], one["code"]))
    rows = [(one["code"], *_sureness(one)) for one in codes[:most]]
    head = ("rule", "findings", "confidence", "right", "too sure by")
    yield Section("Confidence of rules", note + _more(codes, most, "; "), head, "lrrrr", rows)
    rows = [(f"{one['low']:.1f} to {one['high']:.1f}", *_sureness(one)) for one in found["bins"]]
    yield Section("Confidence, all findings", "", ("from", *head[1:]), "lrrrr", rows)


def _sureness(one: Found) -> tuple[str, ...]:
    said, right = one["confidence"], one["precision"]
    return f"{one['findings']:,}", _bare(said, ".3f"), _bare(right, ".3f"), _bare(said - right, "+.3f")


def _comparison(found: Found, most: int) -> Iterator[Section]:
    compared = found["comparison"]
    note = f"{_count(compared['documents'], 'document')} in both"
    for key, where in (("only_now", "only here"), ("only_before", "only in the baseline")):
        note += f", {compared[key]:,} {where}" if compared[key] else ""
    rows = [(MEASURE_NAMES[name], *_difference(one)) for name, one in compared["overall"].items()]
    head = ("measure", "now - before", "95 % interval", "")
    yield Section("Against the baseline", note, head, "lrrl", rows)
    for name, groups in compared["groups"].items():
        shown = [key for key in SHORT_NAMES if any(key in one for one in groups.values())]
        rows = [
            (value, *(_value_and_range(one.get(key), "+.3f") for key in shown))
            for value, one in list(groups.items())[:most]
        ]
        head = (name, *(SHORT_NAMES[key] for key in shown))
        if len(rows) > 1:
            yield Section(f"Against the baseline, by {name}", _more(groups, most), head, "l" + "r" * len(shown), rows)
    moved = {code: one for code, one in compared["rules"].items() if one["value"]}
    rows = [
        (code, _bare(one["value"], "+.4f"), _range(one, "+.4f"), _verdict(one))
        for code, one in list(moved.items())[:most]
    ]
    if rows:
        head = ("rule", "F1 gain", "95 % interval", "")
        yield Section("Against the baseline, by rule", _more(moved, most), head, "lrrl", rows)


def _difference(one: Found) -> tuple[str, ...]:
    return _bare(one["value"], "+.4f"), _range(one, "+.4f"), _verdict(one)


def _verdict(one: Found) -> str:
    if one["low"] is None:
        return ""
    return "fell" if one["high"] < 0 else "rose" if one["low"] > 0 else ""


def _false_cuts(found: Found, most: int) -> Iterator[Section]:
    rows = [
        (f"{one['words']:,}", one["code"], _bare(one["confidence"], ".2f"), one["id"], one["evidence"], one["text"])
        for one in found["false_cuts"][:most]
    ]
    if rows:
        note = f"{found['words_lost']:,} words of golds lost; worst first"
        yield Section("False cuts", note, ("words", "rule", "conf.", "document", "evidence", "text"), "rlrlll", rows)


def _missed(missed: Sequence[Found], most: int) -> Iterator[Section]:
    rows = [(f"{one['words']:,}", one["id"], one["text"]) for one in missed[:most]]
    if rows:
        yield Section("Furniture that stayed", "worst lines first", ("words", "document", "text"), "rll", rows)


def _problems(name: str, problems: Sequence[Found], most: int) -> Iterator[Section]:
    title = {"failed": "Could not be cleaned, counted as empty", "bad": "Bad rows, not measured"}[name]
    rows = [(one["row"], "" if one["id"] == one["row"] else one["id"], one["reason"]) for one in problems[:most]]
    if rows:
        note = _count(len(problems), "row") + _more(problems, most, "; ")
        yield Section(title, note, ("row", "document", "reason"), "lll", rows)


def _range(one: Found, form: str = ".4f") -> str:
    return "" if one["low"] is None else f"{_bare(one['low'], form)} to {_bare(one['high'], form)}"


def _value_and_range(one: Found | None, form: str = ".3f") -> str:
    """Narrow, for a column beside others."""
    if one is None:
        return ""
    interval = "" if one["low"] is None else f" [{_bare(one['low'], form)} {_bare(one['high'], form)}]"
    return _bare(one["value"], form) + interval


def _bare(value: float, form: str) -> str:
    """A number without the 0 before its point.

    >>> _bare(0.25, ".3f"), _bare(-0.25, "+.3f"), _bare(1.0, ".3f")
    ('.250', '-.250', '1.000')
    """
    return LEADING_ZERO.sub(r"\1", f"{value:{form}}")


def _more(rows: Any, most: int, before: str = "") -> str:
    return f"{before}{len(rows) - most:,} more in eval.json" if len(rows) > most else ""


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
