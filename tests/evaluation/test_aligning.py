"""The alignment is a longest one, and takes words in order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation import aligning
from cleaner.evaluation.aligning import common_words, kept_lines
from tests.evaluation.reference import common_length

sequences = st.lists(st.sampled_from("abcd"), max_size=14)


@given(sequences, sequences)
def test_it_is_a_longest_common_subsequence(document: list[str], gold: list[str]) -> None:
    places = common_words(document, gold)
    assert places is not None
    assert len(places) == common_length(document, gold)
    assert places == sorted(set(places))
    rest = iter(gold)
    assert all(document[place] in rest for place in places)


def test_what_is_too_long_is_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aligning, "MOST_PAIRS", 5)
    assert common_words(["a", "b"], ["a", "b"]) == [0, 1]
    assert common_words(["a", "b", "c"], ["a", "b"]) is None


def test_a_line_needs_three_fifths_of_its_words() -> None:
    line_of = [0] * 5 + [1] * 5
    assert kept_lines(line_of, 3, [0, 1, 2, 5, 6]) == [True, False, False]
