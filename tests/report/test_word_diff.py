"""Words side by side: what counts is what counts for copies, what is shown is the text itself."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from cleaner.report.word_diff import MOST_WORDS, compare_words

TEXT = st.lists(st.sampled_from("rain fell on the bay, Été 漢 字 — 7".split()), max_size=40).map(" ".join)


def test_case_accents_and_punctuation_make_no_difference() -> None:
    found = compare_words("Été: the «Bay» is FULL today!", "ete the bay - is full today")
    assert found.differences == ()


def test_a_character_of_a_script_without_spaces_is_a_word() -> None:
    found = compare_words("澜湾旧港的潮汐钟修复完成", "澜湾新港的潮汐钟修复完成")
    assert [(one.before, one.a, one.b) for one in found.differences] == [("澜湾", "旧", "新")]


def test_what_only_one_has_stands_against_nothing() -> None:
    found = compare_words("the bay is full of rain", "the bay is full of rain and snow")
    [difference] = found.differences
    assert (difference.a, difference.b) == ("", "and snow")


def test_texts_of_nothing() -> None:
    assert compare_words("", "—").differences == ()
    assert compare_words("", "rain").differences[0].b == "rain"


@given(a=TEXT, b=TEXT)
def test_differences_are_parts_of_the_texts(a: str, b: str) -> None:
    found = compare_words(a, b)
    for difference in found.differences:
        assert difference.a in a
        assert difference.b in b
    assert compare_words(a, a).differences == ()


def test_a_book_is_compared_in_part_and_in_time() -> None:
    words = [f"w{number * number % 7919}" for number in range(MOST_WORDS * 2)]
    other = [*words[:1000], "new", *words[1000:]]
    begun = time.process_time()
    found = compare_words(" ".join(words), " ".join(other))
    assert found.is_cut
    assert found.differences[0].b == "new"
    assert time.process_time() - begun < 20
