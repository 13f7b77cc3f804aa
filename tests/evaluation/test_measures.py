"""Measures equal the published formulas; means, medians and intervals are what they say."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation.counting import LineCounts, compare, holds_title
from cleaner.evaluation.gold import Gold
from cleaner.evaluation.measures import MEASURES, measured, table_of
from cleaner.evaluation.resampling import intervals, units_of
from tests.evaluation import reference

texts = st.text("ab C雨\n", max_size=24)
golds = texts.filter(bool)


def values_of(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    table = table_of(compare(Gold(gold), text, None) for gold, text in pairs)
    return {name: float(value[0]) for name, value in measured(table, np.ones((1, len(pairs)))).items()}


@given(st.lists(st.tuples(golds, texts), min_size=1, max_size=6))
def test_bags_equal_the_published_formulas(pairs: list[tuple[str, str]]) -> None:
    assert values_of(pairs) == pytest.approx(reference.measures(pairs))


def test_an_example_by_hand() -> None:
    found = values_of([("a b c d e", "a b c d x"), ("p q r s", "")])
    assert found == pytest.approx(
        {
            "token_f1": 0.4,
            "token_f1_median": 0.4,
            "shingle_precision": 0.5,
            "shingle_recall": 0.25,
            "shingle_f1": 1 / 3,
        }
    )


def test_lines_are_weighted_by_words_then_averaged() -> None:
    lines = [LineCounts(8, 2, 2), LineCounts(0, 0, 0), LineCounts(0, 5, 0)]
    table = table_of(compare(Gold(None), "", one) for one in lines)
    found = measured(table, np.ones((1, 3)))
    assert found["line_f1"] == pytest.approx((0.8 + 1.0 + 0.0) / 3)
    assert found["line_precision"] == pytest.approx((0.8 + 0.0) / 2)
    assert found["line_recall"] == pytest.approx(0.8)
    assert "token_f1" not in found


def test_segments_are_counted_over_all_documents() -> None:
    rows = [
        (Gold(None, (), ("rain  fell", "wind"), ("share",)), "Rain fell. rain\nfell. share"),
        (Gold(None, (), ("snow",), ("tags", "ads")), "snow"),
    ]
    table = table_of(compare(gold, text, None) for gold, text in rows)
    found = {name: float(value[0]) for name, value in measured(table, np.ones((1, 2))).items()}
    # Found: rain fell, snow; missed: wind; kept though unwanted: share; kept out: tags, ads.
    assert found == pytest.approx(
        {"segment_f1": 4 / 6, "segment_precision": 2 / 3, "segment_recall": 2 / 3, "segment_accuracy": 4 / 6}
    )


@given(st.lists(st.tuples(golds, texts), min_size=1, max_size=5), st.data())
def test_weights_are_repeated_documents(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)).filter(any))
    table = table_of(compare(Gold(gold), text, None) for gold, text in pairs)
    weighted = measured(table, np.array([weights], dtype=float))
    repeated = [pair for pair, weight in zip(pairs, weights, strict=True) for _ in range(weight)]
    assert {name: float(value[0]) for name, value in weighted.items()} == pytest.approx(values_of(repeated))


def test_intervals_hold_the_value_and_are_the_same_each_time() -> None:
    random = np.random.default_rng(1)
    values = random.normal(0.7, 0.1, 200)
    units = units_of([None] * 200)

    def mean(weights: np.ndarray) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        return {"mean": weights @ values / weights.sum(axis=1)}

    found = intervals(units, mean)["mean"]
    assert found == intervals(units, mean)["mean"]
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    # The normal approximation is close at 200 documents.
    width = 2 * 1.96 * statistics.stdev(values) / 200**0.5
    assert found.high - found.low == pytest.approx(width, rel=0.15)


def test_pages_of_one_source_are_drawn_together() -> None:
    values = np.array([0.0] * 50 + [1.0] * 50)

    def mean(weights: np.ndarray) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        return {"mean": weights @ values / weights.sum(axis=1)}

    by_source = intervals(units_of(["a"] * 50 + ["b"] * 50), mean)["mean"]
    by_document = intervals(units_of([None] * 100), mean)["mean"]
    assert (by_source.low, by_source.high) == (0.0, 1.0)
    assert by_document.low is not None
    assert by_document.low > 0.35


def test_one_unit_has_no_interval() -> None:
    assert intervals(units_of(["a"]), lambda weights: {"x": weights[:, 0]})["x"] == (1.0, None, None)


def test_a_source_is_drawn_only_where_there_are_two() -> None:
    assert units_of(["a", "a"]).name == "document"
    assert units_of(["a", "b", None, None]).count == 4


@pytest.mark.parametrize(
    ("gold", "titles", "holds"),
    [
        ("Storm over the bay\nRain fell.", ["Storm over the Bay!"], True),
        ("Storm over the bay Rain fell.", [None, "Storm over the bay"], True),
        ("Rain\nIt fell.", ["rain"], True),
        ("Rain fell.", ["Rain"], False),
        ("It fell.\nStorm over the bay", ["Storm over the bay"], False),
        ("\n Storm over the bay", ["", None], False),
    ],
)
def test_a_golds_beginning_tells_whether_it_holds_the_headline(gold: str, titles: list[str], holds: bool) -> None:
    assert holds_title(gold, titles) is holds


def test_every_measure_has_a_name_for_people() -> None:
    from cleaner.report.evaluation_tables import MEASURE_NAMES

    assert set(MEASURE_NAMES) == set(MEASURES)
