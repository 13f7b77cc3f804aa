"""The page's decision: the best sequence of all, and clean texts left alone."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cleaner.models.decision import LEAST_F1, best_cutoff, most_probable
from cleaner.models.line_model import decide


def worth(states: tuple[bool, ...], gains: list[float], to_cut: float, to_kept: float) -> float:
    total = sum(gain for state, gain in zip(states, gains, strict=True) if state)
    for before, after in pairwise(states):
        total -= to_cut if before and not after else to_kept if after and not before else 0
    return total


@given(gains=st.lists(st.floats(-5, 5), min_size=1, max_size=8), to_cut=st.floats(0, 3), to_kept=st.floats(0, 3))
def test_no_other_sequence_is_worth_more(gains: list[float], to_cut: float, to_kept: float) -> None:
    found = tuple(most_probable(np.array(gains), to_cut, to_kept).tolist())
    best = max(worth(states, gains, to_cut, to_kept) for states in product([True, False], repeat=len(gains)))
    assert worth(found, gains, to_cut, to_kept) >= best - 1e-9


def test_no_line() -> None:
    assert most_probable(np.zeros(0), 1, 1).tolist() == []


def test_a_text_of_which_little_would_go_stays_whole() -> None:
    odds = np.array([4.0, 5, -6])
    assert decide(odds, np.array([40.0, 50, 3])).all()
    assert decide(odds, np.array([40.0, 50, 30])).tolist() == [True, True, False]


def test_a_paragraph_goes_from_a_lightly_furnished_page_only_if_that_is_surer() -> None:
    odds = np.array([4.0, 5, -1.5])
    assert decide(odds, np.array([40.0, 50, 30])).all()
    assert not decide(odds, np.array([40.0, 50, 90])).all()
    assert not decide(odds - 2, np.array([40.0, 50, 30])).all()
    assert not decide(odds, np.array([20.0, 20, 5])).all()


lines = st.lists(st.tuples(st.floats(-6, 6), st.integers(1, 50)), min_size=1, max_size=8)


def expected_f1(kept: tuple[bool, ...], odds: list[float], words: list[int]) -> float:
    likely = [many / (1 + np.exp(-one)) for one, many in zip(odds, words, strict=True)]
    right = sum(some for some, state in zip(likely, kept, strict=True) if state)
    return float(2 * right / (sum(many for many, state in zip(words, kept, strict=True) if state) + sum(likely)))


@given(lines)
def test_no_other_lines_promise_more_than_those_from_the_cutoff_on(page: list[tuple[float, int]]) -> None:
    odds, words = [one for one, _ in page], [many for _, many in page]
    cutoff = best_cutoff(np.array(odds), np.array(words, float))
    greatest = max(expected_f1(kept, odds, words) for kept in product([True, False], repeat=len(page)))
    if greatest > LEAST_F1:
        assert expected_f1(tuple(one >= cutoff - 1e-9 for one in odds), odds, words) >= greatest - 1e-6


def test_a_page_without_likely_lines_is_not_kept_for_the_likeliest() -> None:
    assert best_cutoff(np.full(3, -5.0), np.ones(3)) > -1.5
    assert best_cutoff(np.zeros(0), np.zeros(0)) > -1.5
