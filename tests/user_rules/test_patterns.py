"""Users' regular expressions: offsets are characters, what cannot be linear is refused with its cure."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner.user_rules.patterns as patterns
from cleaner.user_rules.patterns import Pattern, RefusedPatternError

# One to four bytes of UTF-8, and a lone surrogate.
CHARACTERS = "ab é1日😀𝒜\u0301\ud800"


@given(st.text(CHARACTERS, max_size=30), st.sampled_from(["a", "é", "日", "😀", "𝒜", "a b", "1"]))
def test_places_are_those_of_characters(line: str, word: str) -> None:
    assert list(Pattern(re.escape(word)).spans(line)) == [match.span() for match in re.finditer(re.escape(word), line)]


SOURCES = ["^a", "b$", "a é", r"\ba\b", r"[^a]$", "^é|1$"]


@given(st.lists(st.text(CHARACTERS, max_size=8), max_size=6), st.sampled_from(SOURCES))
def test_one_search_through_all_lines_misses_none(lines: list[str], source: str) -> None:
    pattern = Pattern(source)
    assert pattern.may_hold(lines) or not any(map(pattern.holds, lines))


@pytest.mark.parametrize("source", [r"\Aab", r"ab\z", r"(?-m)^ab", r"\Qab"])
def test_what_means_the_whole_text_is_looked_for_line_by_line(source: str) -> None:
    assert Pattern(source).may_hold(["x", "ab", "x"])


def test_a_lone_surrogate_is_one_character() -> None:
    assert list(Pattern("b").spans("a\ud800b")) == [(2, 3)]


@pytest.mark.parametrize(
    ("source", "told", "fragment"),
    [
        ("(?=a)b", "look-around cannot be matched in linear time", "(?="),
        ("(?!a)b", "look-around", "(?!"),
        ("(?<=a)b", "look-around", "(?<="),
        ("(?<!a)b", "look-around", "(?<!"),
        (r"(a)\1", "back-references cannot be matched in linear time", r"\1"),
        ("(?P<n>a)(?P=n)", "back-references", "(?P"),
        (r"ab\Z", "the end of the line is $", r"\Z"),
        (r"caf\u00e9", "write the character itself", r"\u"),
        ("a++", "no pattern backtracks", "++"),
        ("(?>a)", "no pattern backtracks", "(?>"),
        ("(?x) a b", "no verbose form", "(?x"),
        ("a{1001}", "at most 1000 repeats", "{1001}"),
        ("((a{1,100}){1,100}){1,100}", "at most 1000 repeats", "{1,100}"),
        ("(a", "RE2's", "(a"),
        ("[a", "RE2's", "[a"),
        ("*a", "RE2's", "*"),
    ],
)
def test_what_re2_has_not_is_refused_with_its_cure(source: str, told: str, fragment: str) -> None:
    with pytest.raises(RefusedPatternError, match=re.escape(told)) as refused:
        Pattern(source)
    assert refused.value.fragment == fragment


@pytest.mark.parametrize("source", ["", "^", "$", "x*", r"\b", r"\B", "a|", "(?i)", "^ *", "(foo)?"])
def test_what_matches_where_nothing_stands_is_refused(source: str) -> None:
    with pytest.raises(RefusedPatternError, match="matches"):
        Pattern(source)


@given(
    st.text("ab é日😀\ud800", max_size=40),
    st.sampled_from(["a+", "é|ab", "^a|b$", r"a\b", "[^a]", "日.?"]),
    st.integers(8, 12),
)
def test_a_search_in_parts_finds_what_one_search_does(line: str, source: str, seen: int) -> None:
    whole = list(Pattern(source).spans(line))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns, "SEEN", seen)
        parts = list(Pattern(source).spans(line))
    if source == "a+":  # the only one that reaches further than is seen
        parts = [span for span in parts if span[1] - span[0] < seen]
        whole = [span for span in whole if span[1] - span[0] < seen]
        assert set(whole) <= set(parts)
    else:
        assert parts == whole


class Counting:
    """A compiled pattern that counts the bytes it is shown."""

    def __init__(self, source: str) -> None:
        self.compiled = patterns._compiled(source)
        self.shown = 0

    def search(self, data: bytes, start: int, end: int) -> Any:
        self.shown += end - start
        return self.compiled.search(data, start, end)


@pytest.mark.parametrize("source", ["a.*b|a", "x", "a", "(a|aa)*b"])
def test_each_match_looks_only_so_far(source: str) -> None:
    """`a.*b|a` would look through the rest of the line for every `a`."""
    counting, line = Counting(source), b"a" * 40_000
    found = len(list(patterns._spans(counting, line)))
    assert found == (len(line) if source.startswith("a") else 0)
    assert counting.shown <= 2 * patterns.SEEN * found + 3 * len(line)


def test_a_line_has_no_more_matches_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST_MATCHES", 10)
    assert len(list(Pattern("a").spans("a" * 100))) == 10
