"""Pairs that cleaning makes and unmakes, and why."""

from __future__ import annotations

import random

import pyarrow as pa

from cleaner.neardup.before_after import APART_CUT, EMPTIED, SHARED_CUT, compare_before_after
from cleaner.neardup.duplicates import find_duplicates
from tests.neardup.corpora import words

CHANCE = random.Random(1)
STORIES = [words(CHANCE, 60) for _ in range(3)]
CHROME = [words(CHANCE, 300) for _ in range(3)]


def text(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


def test_what_appears_and_what_vanishes() -> None:
    raw = {
        # One story on two sites; two stories on one site; a page of nothing but furniture; copies all along.
        "copy1": text(CHROME[0], STORIES[0]),
        "copy2": text(CHROME[1], STORIES[0]),
        "page1": text(CHROME[0], STORIES[1]),
        "page2": text(CHROME[0]),
        "same1": text(STORIES[2]),
        "same2": text(STORIES[2], ["again"]),
    }
    cleaned = {
        "copy1": text(STORIES[0]),
        "copy2": text(STORIES[0]),
        "page1": text(STORIES[1]),
        "page2": "",
        "same1": raw["same1"],
        "same2": raw["same2"],
    }
    ids = pa.array(list(raw))
    found = compare_before_after(find_duplicates(raw.items()), find_duplicates(cleaned.items()), ids)
    assert (found.raw.pairs, found.raw.alone) == (4, 3)
    assert dict(found.raw.why) == {EMPTIED: 2, SHARED_CUT: 1}
    assert (found.cleaned.pairs, found.cleaned.alone) == (2, 1)
    assert dict(found.cleaned.why) == {APART_CUT: 1}
    assert found.cleaned.examples == [("copy1", "copy2")]
    some = compare_before_after(
        find_duplicates(raw.items()), find_duplicates(cleaned.items()), pa.array(["same1", "same2"])
    )
    assert (some.raw.pairs, some.raw.alone, some.cleaned.pairs, some.cleaned.alone) == (1, 0, 1, 0)


def test_nothing_to_compare() -> None:
    none = find_duplicates([])
    found = compare_before_after(none, none, pa.array([], pa.string()))
    assert found.raw.as_dict() == {"pairs": 0, "alone": 0, "looked_at": 0, "why": {}, "examples": []}
