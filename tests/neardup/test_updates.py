"""Updated versions: of one source or address, later, with other numbers or more to say."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest

from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from tests.neardup.corpora import words

STORY = ["12 dead", *words(random.Random(1), 120)]
BEFORE = {"text": " ".join(STORY), "date": "2024-05-01", "source": "herald", "url": None}
GROWN = {"text": " ".join([*STORY, *words(random.Random(2), 30)])}
COUNTED = {"text": " ".join(["15 dead", *STORY[1:]])}
SHORTER = {"text": " ".join(STORY[:100])}


def found(*changes: dict[str, Any], **config: Any) -> Duplicates:
    records = [{"id": f"v{number}", **BEFORE, **change} for number, change in enumerate(changes)]
    columns = {name: [record[name] for record in records] for name in ("id", "text", "date", "source", "url")}
    return find_duplicates(
        pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()}), **config
    )


def relation(*changes: dict[str, Any]) -> str:
    (row,) = found(*changes).pairs.to_pylist()
    return str(row["relation"])


@pytest.mark.parametrize("later", [GROWN, COUNTED])
def test_a_later_text_of_one_source_that_says_more_or_other_numbers(later: dict[str, Any]) -> None:
    (row,) = found({}, {**later, "date": "2024-05-02"}).pairs.to_pylist()
    assert (row["a"], row["b"], row["relation"]) == ("v0", "v1", "updated-version")
    why = "longer by 30 words" if later is GROWN else "with other numbers"
    assert row["evidence"].endswith(f"; b is the later, 2024-05-02 after 2024-05-01, {why}")
    (row,) = found({**later, "date": "2024-05-02"}, {}).pairs.to_pylist()
    assert row["evidence"].endswith(f"; a is the later, 2024-05-02 after 2024-05-01, {why}")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({**GROWN}, "near"),
        ({**GROWN, "date": None}, "near"),
        ({**GROWN, "date": "2024-05"}, "near"),
        ({**GROWN, "date": "2024-05-01T10:00Z"}, "near"),
        ({**GROWN, "date": "2024-05-02", "source": "post"}, "near"),
        ({**GROWN, "date": "2024-05-02", "source": None}, "near"),
        ({**GROWN, "date": "2024-06-02"}, "near"),
        ({**SHORTER, "date": "2024-05-02"}, "near"),
        ({"text": BEFORE["text"].upper(), "date": "2024-05-02"}, "exact"),
        ({**SHORTER, "date": "2024-04-30"}, "updated-version"),
    ],
)
def test_what_is_none(change: dict[str, Any], expected: str) -> None:
    assert relation({}, change) == expected


def test_an_address_says_more_than_a_source() -> None:
    later = {**GROWN, "date": "2025-01-01", "source": "post"}
    assert relation({"url": "//port.example/storm"}, {**later, "url": "//port.example/storm"}) == "updated-version"
    assert relation({"url": "//port.example/storm"}, {**later, "url": "//port.example/other"}) == "near"


def test_texts_that_begin_otherwise_are_no_versions() -> None:
    tail = words(random.Random(4), 400)
    one, other = (" ".join([*words(random.Random(seed), 60), *tail]) for seed in (3, 5))
    assert relation({"text": one}, {"text": f"{other} 7", "date": "2024-05-02"}) == "near"


def test_a_date_that_is_none_tells_nothing() -> None:
    assert relation({"date": "2024-13-45"}, {**GROWN, "date": "2024-14-01"}) == "near"


def test_versions_are_one_cluster_however_much_the_text_grew() -> None:
    grown = {"text": " ".join([*STORY, *words(random.Random(6), 400)]), "date": "2024-05-02"}
    result = found({}, grown)
    (row,) = result.pairs.to_pylist()
    assert (row["relation"], row["jaccard"] < 0.3) == ("updated-version", True)
    assert result.clusters() == [["v0", "v1"]]
    table = {row["id"]: row for row in result.table.to_pylist()}
    assert table["v1"]["relation"] == "updated-version"
    assert "it is the later" in table["v1"]["reason"]
    # Of another source it is a text with another in it.
    assert found({}, {**grown, "source": "post"}).clusters() == []


def test_copies_elsewhere_do_not_hide_who_has_both_versions() -> None:
    """The first version stands, a day before, in another paper too."""
    copy = {"source": "post", "date": "2024-04-30"}
    rows = found({}, copy, {**GROWN, "date": "2024-05-02"}).pairs.to_pylist()
    assert {(row["a"], row["b"]): row["relation"] for row in rows} == {
        ("v0", "v1"): "exact",
        ("v0", "v2"): "updated-version",
    }


def test_with_jaccard_alone_none_are_told() -> None:
    result = found({}, {**GROWN, "date": "2024-05-02"}, config=DedupConfig(containment=None))
    assert result.pairs.column("relation").to_pylist() == ["near"]


def test_dates_and_sources_of_any_type() -> None:
    dates = pa.array([19844, 19845], pa.date32())
    texts = [BEFORE["text"], GROWN["text"]]
    table = pa.table({"id": [1, 2], "text": texts, "date": dates, "source": pa.array([7, 7])})
    assert find_duplicates(table).pairs.column("relation").to_pylist() == ["updated-version"]
    table = pa.table({"id": [1, 2], "text": texts, "date": dates, "source": pa.array(["x", "x"]).dictionary_encode()})
    assert find_duplicates(table).pairs.column("relation").to_pylist() == ["updated-version"]


def test_explain_tells_it() -> None:
    result = found({}, {**GROWN, "date": "2024-05-02"})
    assert result.explain("v0", "v1").relation == "updated-version"
    assert "b is the later" in result.explain("v0", "v1").reason
    assert "a is the later" in result.explain("v1", "v0").reason
