"""Words and bags are those of the published measures."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cleaner.evaluation.words import Overlap, lower_words, shingle_overlap, token_overlap, word_starts, words
from tests.evaluation import reference

LETTERS = "aB3_ -'.\n雨がー・한ΑΣσςİıé\u0307\u3099\u200b"
texts = st.one_of(st.text(LETTERS, max_size=40), st.text(max_size=40))


@given(texts)
def test_words_are_those_of_the_published_measure(text: str) -> None:
    assert words(text) == reference.tokens(text)
    assert len(word_starts(text)) == len(words(text))
    for start, word in zip(word_starts(text), words(text), strict=True):
        assert text.startswith(word, start)


@given(texts)
def test_lower_case_is_that_of_the_whole_text(text: str) -> None:
    assert lower_words(text, words(text)) == reference.tokens(text.lower())


@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_overlaps_are_those_of_bags(gold: list[str], found: list[str]) -> None:
    one, other = Counter(gold), Counter(found)
    assert token_overlap(gold, found) == Overlap((one & other).total(), len(found), len(gold))
    runs, others = reference.runs(" ".join(gold)), reference.runs(" ".join(found))
    assert shingle_overlap(gold, found) == Overlap((runs & others).total(), others.total(), runs.total())
