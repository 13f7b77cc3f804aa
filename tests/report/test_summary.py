"""The summary: it adds up, fits the terminal, and needs no colour."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cleaner.document import Document, Finding, apply
from cleaner.report.stats import Balance, make_stats
from cleaner.report.summary import Reason, frequent_reasons, summarize
from cleaner.report.tally import Tally, measure

COPIES = {
    "threshold": 0.7,
    "clusters": 2,
    "documents": 5,
    "pairs": {"exact": 1, "near": 2},
    "tables": ["duplicates.csv", "pairs.csv"],
    "largest": [
        {"id": "a", "size": 3, "title": "A headline that is far too long for any terminal " * 4},
        {"id": "b", "size": 2, "title": None},
    ],
}


def stats(**others: Any) -> dict[str, Any]:
    tally = Tally()
    for _ in range(3):
        cleaned = apply(
            Document("Rain\nShare\nSnow"), [Finding("SHARE01", 5, 10, "", 1.0), Finding("SITE01", 5, 10, "", 1.0)]
        )
        tally.add(measure("utf-8", len("Rain\nShare\nSnow"), False, cleaned, None))
    tally.quarantined = 1
    given = {"skipped": {".pdf": 2}, "copies": COPIES, "warnings": ["source 'x': all gone"], **others}
    return {**make_stats(tally, Balance(4, 2, 1, 0, 1), **given), "timing": {"all": 2.0}}


def shown(width: int, **others: Any) -> str:
    file = io.StringIO()
    summary = summarize(stats(**others), Path("out dir"), "documents/", "run")
    Console(file=file, width=width).print(summary)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, shown(width).splitlines())) <= width


def test_everything_is_told() -> None:
    text = " ".join(shown(100).split())
    for part in (
        "4 records",
        "kept 2 50.0 %",
        "flagged 1",
        "dropped 0",
        "quarantined 1",
        "SHARE01",
        "2 .pdf",
        "all gone",
        "cleaner verify 'out dir'",
        "cleaner restore 'out dir' -o DIR",
        "5 documents in 2 clusters",
    ):
        assert part in text
    assert "SITE01" not in text


def test_a_run_without_copies_says_so() -> None:
    assert "none at a threshold of 0.7" in shown(80, copies={**COPIES, "clusters": 0})
    assert "Copies" not in shown(80, copies=None)


def test_a_balance_that_does_not_add_up_is_seen() -> None:
    assert Balance(4, 2, 1, 0, 1).holds
    assert not Balance(5, 2, 1, 0, 1).holds


def test_the_most_frequent_reasons_come_first_each_with_an_id() -> None:
    rows = [{"id": f"{reason}{number}", "reason": reason} for number in range(4) for reason in "abcde"[number:]]
    assert frequent_reasons(rows) == [Reason("d", 4, "d0"), Reason("e", 4, "e0"), Reason("c", 3, "c0")]


def test_reasons_are_shown_and_command_no_terminal() -> None:
    file = io.StringIO()
    reasons = [Reason("binary", 1, "odd\x1b[31m.txt")]
    Console(file=file, width=80).print(summarize(stats(), Path("out"), "documents/", "run", reasons))
    assert "Quarantine  1  binary, such as odd\\x1b[31m.txt" in file.getvalue()
