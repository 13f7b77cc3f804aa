"""Chains, what is kept and why."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from cleaner.config import DedupConfig
from cleaner.neardup.clusters import least_like
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.shingling import shingles
from tests.neardup.corpora import words

STORY = words(random.Random(5), 60)
TEXT = " ".join(STORY)


def sliding(step: int, count: int) -> list[str]:
    """Texts of which each is near the next and far from the others: windows on one long text."""
    long = words(random.Random(6), 60 + step * count)
    return [" ".join(long[start * step : start * step + 60]) for start in range(count)]


def test_a_chain_is_one_cluster_and_says_how() -> None:
    found = find_duplicates(list(zip("abcd", sliding(8, 4), strict=True)))
    rows = {row["id"]: row for row in found.table.to_pylist()}
    kept = next(row["id"] for row in rows.values() if row["keep"])
    order = "abcd".index(kept)
    assert len(rows) == 4
    for place, name in enumerate("abcd"):
        distance = abs(place - order)
        if distance == 1:
            assert rows[name]["reason"].endswith("shingles shared")
            assert rows[name]["jaccard"] >= 0.7
        elif distance > 1:
            step = "abcd"[place + (1 if place < order else -1)]
            assert rows[name]["reason"] == f"via {step}"
            assert rows[name]["relation"] == "near"
            assert rows[name]["jaccard"] < 0.7
    assert found.pairs.column("jaccard").to_pylist() == pytest.approx([48 / 64] * 3)


def test_a_long_chain_is_split() -> None:
    """Who is further from the kept one than two steps at the threshold is no longer its copy."""
    names = [f"w{place:02}" for place in range(12)]
    found = find_duplicates(list(zip(names, sliding(8, 12), strict=True)))
    texts = dict(zip(names, sliding(8, 12), strict=True))
    clusters = found.clusters()
    assert len(clusters) > 1
    assert sorted(name for cluster in clusters for name in cluster) == names
    for kept, *others in clusters:
        for other in others:
            one, two = set(shingles(texts[kept])), set(shingles(texts[other]))
            assert len(one & two) / len(one | two) >= least_like(0.7)
    # The pairs tell of what the clusters no longer do.
    assert found.pairs.num_rows == 11


def test_who_is_left_alone_by_a_split_is_in_no_cluster() -> None:
    found = find_duplicates(list(zip("abcd", sliding(13, 4), strict=True)), DedupConfig(threshold=0.6))
    assert all(len(cluster) > 1 for cluster in found.clusters())
    assert len(found.table) == sum(map(len, found.clusters()))


def corpus(**columns: list[object]) -> pa.Table:
    return pa.table(columns)


@pytest.mark.parametrize(
    ("ids", "dates", "extra", "keep", "kept", "reason"),
    [
        (["b", "a"], ["2024-02-01", "2024-03-01"], ["", ""], None, "b", "kept: earliest date 2024-02-01"),
        (
            ["b", "a"],
            ["2024-02-01T10:00", "2024-02-01T09:59"],
            ["", ""],
            None,
            "a",
            "kept: earliest date 2024-02-01T09:59",
        ),
        (["b", "a"], [None, "2024-03-01"], ["", ""], None, "a", "kept: earliest date 2024-03-01"),
        (["b", "a"], ["2024-03-01", "1 March 1999"], ["", ""], None, "b", "kept: earliest date 2024-03-01"),
        (["b", "a"], [None, None], ["!!", ""], None, "b", "kept: longest text, "),
        (["b", "a"], [None, None], ["", ""], None, "a", "kept: smallest id"),
        (["b", "a"], ["2024-01-01", "2025-01-01"], ["", ""], ("first-id",), "a", "kept: smallest id"),
        (["b", "a"], ["2025-01-01", "2024-01-01"], ["!", ""], ("longest", "earliest"), "b", "kept: longest text, "),
        ([10, 9], [None, None], ["", ""], None, 9, "kept: smallest id"),
        (["10", "9"], [None, None], ["", ""], None, "10", "kept: smallest id"),
        (["\uffff", "\U00010000"], [None, None], ["", ""], None, "\uffff", "kept: smallest id"),
    ],
)
def test_what_is_kept(
    ids: list[object],
    dates: list[str | None],
    extra: list[str],
    keep: tuple[str, ...] | None,
    kept: object,
    reason: str,
) -> None:
    table = pa.table({"id": ids, "text": [TEXT + more for more in extra], "date": pa.array(dates, pa.string())})
    config = DedupConfig(keep=keep) if keep else DedupConfig()
    rows = find_duplicates(table, config).table.to_pylist()
    chosen = [row for row in rows if row["keep"]]
    assert [row["id"] for row in chosen] == [kept]
    assert chosen[0]["reason"].startswith(reason)


def test_rows_are_sorted_by_cluster_then_id() -> None:
    other = " ".join(words(random.Random(9), 20))
    found = find_duplicates([("z", TEXT), ("m", TEXT), ("y", other + "!"), ("a", other), ("k", TEXT)])
    assert found.table.column("id").to_pylist() == ["k", "m", "z", "a", "y"]
    assert found.clusters() == [["k", "m", "z"], ["y", "a"]]


def test_near_members_that_met_in_no_band_have_a_pair_all_the_same() -> None:
    texts = [" ".join([*STORY[: 60 - cut], *words(random.Random(cut), cut)]) for cut in range(10)]
    found = find_duplicates([(f"d{place}", text) for place, text in enumerate(texts)])
    pairs = {frozenset((row["a"], row["b"])) for row in found.pairs.to_pylist()}
    for row in found.table.to_pylist():
        if not row["keep"] and not row["reason"].startswith("via"):
            assert frozenset((row["id"], row["cluster_id"])) in pairs


def test_explain() -> None:
    near = " ".join(STORY[:-3])
    found = find_duplicates([("a", TEXT), ("b", near), ("c", TEXT.upper()), ("d", "too short"), ("e", "other " * 9)])
    explained = found.explain("a", "b")
    assert (explained.relation, explained.shared, explained.size_a, explained.size_b) == ("near", 53, 56, 53)
    assert explained.kept == "a"
    assert explained.meeting.met
    assert found.explain("a", "c").relation == "exact"
    assert found.explain("a", "d").reason.startswith("too short")
    assert found.explain("a", "e").reason == (
        "Jaccard 0.000000 is below the threshold 0.7, containment 0.000000 below 0.8"
    )
    with pytest.raises(KeyError):
        found.explain("a", "nobody")


def test_explain_a_chain() -> None:
    found = find_duplicates(list(zip("abc", sliding(8, 3), strict=True)))
    explained = found.explain("a", "c")
    assert explained.relation is None
    assert explained.reason.endswith("others join them in one cluster")
