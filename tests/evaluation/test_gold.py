"""Rows of gold files: every shape is read, every other is told."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.evaluation.gold import Gold, content_of, gold_of

LINES = [{"t": "Share", "keep": 0}, {"t": "Rain fell.", "keep": True}, {"t": "Wind too.", "keep": 1}]


def test_lines_are_document_and_gold() -> None:
    row = {"id": "a", "lines": LINES, "dataset": "x"}
    assert content_of(row, InputConfig()) == {"id": "a", "dataset": "x", "text": "Share\nRain fell.\nWind too."}
    lines = (("Share", False), ("Rain fell.", True), ("Wind too.", True))
    assert gold_of(row, InputConfig()) == Gold("Rain fell.\nWind too.", lines)


def test_lines_beside_a_document_are_its_gold_only() -> None:
    row = {"html": "<p>Rain fell.<p>Wind too.", "lines": LINES}
    assert content_of(row, InputConfig()) == {"html": "<p>Rain fell.<p>Wind too."}
    assert gold_of(row, InputConfig()) == Gold("Rain fell.\nWind too.")


def test_segments_do_for_a_gold() -> None:
    row = {"text": "x", "gold": None, "with": ["a"], "without": []}
    assert gold_of(row, InputConfig()) == Gold(None, (), ("a",), ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": "x"}, "no gold: give gold"),
        ({"text": "x", "gold": ""}, "no gold: give gold"),
        ({"text": "x", "with": [], "without": []}, "no gold: give gold"),
        ({"text": "x", "gold": 5}, "its gold is neither"),
        ({"text": "x", "gold": ["a", None]}, "its gold is neither"),
        ({"text": "x", "with": "a"}, "its 'with' is no list of texts"),
        ({"lines": "a"}, "its lines are no list"),
        ({"lines": [{"t": "a", "keep": 2}]}, "its lines are no list"),
        ({"lines": [{"t": "a"}]}, "its lines are no list"),
    ],
)
def test_what_is_no_gold_is_told(row: dict[str, Any], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        gold_of(row, InputConfig())


def test_a_row_without_a_document_is_told() -> None:
    with pytest.raises(DocumentError, match="no text: give html, text, or lines"):
        content_of({"gold": "x", "text": None}, InputConfig())
