"""Who owns a character that several spans hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cleaner.spans import Owned, claim, join, runs, uncut

SPAN = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda found: (found[0], found[0] + found[1]))
SPANS = st.lists(SPAN, max_size=12).map(lambda spans: [(start, end, index) for index, (start, end) in enumerate(spans)])


def owners(spans: list[Owned]) -> dict[int, int]:
    """Character by character: the first span that holds it."""
    return {place: index for start, end, index in reversed(spans) for place in range(start, end)}


@given(SPANS)
def test_the_first_span_owns_a_character(spans: list[Owned]) -> None:
    assert owners(claim(spans)) == owners(spans)


@given(SPANS)
def test_claims_are_sorted_disjoint_and_whole(spans: list[Owned]) -> None:
    claimed = claim(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(claimed))
    assert join(claimed) == claimed


@given(SPANS)
def test_what_nobody_owns_is_left(spans: list[Owned]) -> None:
    text = "".join(chr(ord("a") + place % 26) for place in range(50))
    owned = owners(spans)
    left = "".join(character for place, character in enumerate(text) if place not in owned)
    assert "".join(uncut(text, claim(spans))) == left


def test_runs_end_where_a_number_is_missing() -> None:
    assert list(runs([])) == []
    assert list(runs([0, 2, 3, 9])) == [(0, 0), (2, 3), (9, 9)]
