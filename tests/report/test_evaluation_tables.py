"""Tables of an evaluation: what is left out is told, what fell is named, an empty one needs no table."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

import cleaner
from cleaner.evaluation.comparing import compare_with
from cleaner.report.evaluation_tables import Section, evaluation_tables
from cleaner.report.evaluation_text import as_markdown, on_terminal

PROSE = "It rained for three days on the coast, and the lifeboat stayed in its shed all week long."


def rows(most: int) -> list[dict[str, Any]]:
    lines = [{"t": PROSE, "keep": 1}, {"t": "Share on Facebook", "keep": 0}, {"t": "\u05d2\u05e9\u05dd ads", "keep": 0}]
    return [{"id": f"{at}", "language": "abcdef"[at % 6], "source": f"s{at}", "lines": lines} for at in range(most)]


def tables(content: dict[str, Any], most: int) -> dict[str, Section]:
    return {section.title: section for section in evaluation_tables(content, most)}


def test_what_is_left_out_is_told() -> None:
    found = tables(cleaner.evaluate(rows(12)).as_dict(), 4)
    assert len(found["By language"].rows) == 4
    assert found["By language"].note == "2 more in eval.json"
    assert "resampled by source (12 sources)" in found["Overall"].note
    assert all(
        len(row) == len(section.head) == len(section.sides) for section in found.values() for row in section.rows
    )


def test_a_group_alone_has_no_table() -> None:
    assert "By language" not in tables(cleaner.evaluate(rows(1)).as_dict(), 4)


def test_what_fell_is_named() -> None:
    before = cleaner.evaluate(rows(12))
    now = cleaner.evaluate(rows(12), cleaner.CleanConfig(ignore=("SHARE",)))
    content = {**now.as_dict(), "comparison": compare_with(now, before.as_dict()).as_dict()}
    found = tables(content, 9)
    verdicts = {row[0]: row[-1] for row in found["Against the baseline"].rows}
    assert (verdicts["lines by words, F1"], verdicts["lines by words, recall"]) == ("fell", "")
    assert [row[0] for row in found["Against the baseline, by rule"].rows] == ["SHARE01"]
    assert len(found["Against the baseline, by language"].rows) == 6


def test_nothing_measured_is_still_a_table() -> None:
    content = cleaner.evaluate([{"text": "x"}]).as_dict()
    assert [section.title for section in evaluation_tables(content, 9)] == ["Overall", "Bad rows, not measured"]


@pytest.mark.parametrize("width", [60, 100, 160])
def test_it_fits_its_terminal(width: int) -> None:
    file = io.StringIO()
    content = cleaner.evaluate(rows(12)).as_dict()
    Console(file=file, width=width).print(on_terminal(evaluation_tables(content, 9)))
    assert max(map(len, file.getvalue().splitlines())) <= width + 2  # two marks around text from right to left


def test_markdown_has_a_table_for_each() -> None:
    sections = list(evaluation_tables(cleaner.evaluate(rows(3)).as_dict(), 9))
    text = as_markdown("Evaluation", ["about"], sections)
    assert text.startswith("# Evaluation\n\nabout\n\n## Overall\n")
    assert text.count("\n## ") == len(sections)
