"""Cleaning is as good as it was: no measure under its floor in quality_floors.toml."""

from __future__ import annotations

import doctest
from collections.abc import Mapping

import pytest

import cleaner
from benchmarks import quality
from benchmarks.quality import Result

FLOORS = quality.load_floors()
HOW = "see `python -m benchmarks.quality --show`"


def check(results: Mapping[str, Result]) -> None:
    problems = quality.shortfalls(results, FLOORS)
    assert not problems, "\n".join([*problems, HOW])


def test_our_own_corpus() -> None:
    results = quality.measure(quality.news_sets(), learn=True)
    assert set(results) == {"news_text", "news_html"}
    check(results)


def test_development_sets() -> None:
    sets = quality.real_sets()
    if not sets:
        pytest.skip(f"no development data in {quality.DATA} (set CLEANER_DATA to its folder)")
    check(quality.measure(sets))


def test_cleaning_what_is_clean_takes_nothing() -> None:
    results = quality.again()
    if not results:
        pytest.skip(f"no press releases in {quality.DATA} (set CLEANER_DATA to its folder)")
    check(results)
    assert results["releases_twice"].measures[quality.UNCHANGED] > 0.999


@pytest.mark.parametrize("family", ["SHARE", "TITLE", "KICKER", "LINK", "FOLLOW", "SITE"])
def test_a_family_of_rules_that_does_nothing_is_noticed(family: str) -> None:
    results = quality.measure(quality.news_sets()[:1], cleaner.CleanConfig(ignore=(family,)), learn=True)
    assert any("news_text: line_f1 is" in problem for problem in quality.shortfalls(results, FLOORS))


def test_a_measure_under_its_floor_or_missing_is_told() -> None:
    results = {"news_text": Result(FLOORS["news_text"]["sha256"], 84, {"line_recall": 0.9})}
    problems = quality.shortfalls(results, FLOORS)
    floor = FLOORS["news_text"]["floors"]["line_recall"]
    assert f"news_text: line_recall is 0.9000, its floor is {floor:.4f}" in problems
    assert "news_text: token_f1 is nan, its floor is" in problems[0]


def test_other_data_than_that_of_the_floors_is_told() -> None:
    [text, _] = quality.news_sets()
    results = {"news_text": Result(text._replace(rows=text.rows[1:]).digest, 83, {})}
    [problem] = quality.shortfalls(results, FLOORS)
    assert "these are not the 84 documents that its floors were made on" in problem
    assert quality.shortfalls({"other": results["news_text"]}, FLOORS)[0].startswith("other: has no floors yet")


def test_floors_go_down_only_when_told_to() -> None:
    floors = {"a": {"documents": 2, "sha256": "x", "floors": {"f": 0.5, "g": 0.5}}, "away": {"floors": {}}}
    results = {"a": Result("x", 2, {"f": 0.49999, "g": 0.60009})}
    assert quality.merged(results, floors, lower=False)["a"]["floors"] == {"f": 0.5, "g": 0.6}
    assert quality.merged(results, floors, lower=True)["a"]["floors"] == {"f": 0.4999, "g": 0.6}
    assert "away" in quality.merged(results, floors, lower=True)
    other = {"a": Result("y", 2, {"f": 1.0})}
    assert quality.merged(other, floors, lower=False) == floors
    assert quality.merged(other, floors, lower=True)["a"] == {"documents": 2, "sha256": "y", "floors": {"f": 1.0}}


def test_the_table_shows_old_beside_new() -> None:
    floors = {"a": {"documents": 2, "sha256": "x", "floors": {"f": 0.5}}}
    shown = quality.table({"a": Result("y", 2, {"f": 0.4, "g": 0.7})}, floors)
    assert [line.split() for line in shown.splitlines()[1:3]] == [
        ["a", "f", "0.5000", "0.4000", "LOWER"],
        ["a", "g", "0.7000", "new"],
    ]
    assert "other documents" in shown


def test_the_same_sample_each_time() -> None:
    chosen = quality._sample(1000, 5)
    assert chosen == quality._sample(1000, 5) == sorted(set(chosen))
    assert set(chosen) <= set(quality._sample(1000, 6))


def test_examples_run() -> None:
    failed, tried = doctest.testmod(quality)
    assert (failed, tried > 0) == (0, True)
