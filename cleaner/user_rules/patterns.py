"""Regular expressions of users, matched in time linear in the line's length: RE2 has no backtracking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

__all__ = ["Pattern", "RefusedPatternError"]

# One search is linear, but `a.*b|a` looks through the rest of the line for each of its matches. So many characters may
# be looked through for the matches within one line; it allows a thousand matches in a line of a million characters.
MOST_SEARCHED = 1 << 30
# A pattern that matches nothing at one of these places would match nothing everywhere.
PROBES = ("", "a", "1", "a b", "-", "é")
LOOK_AROUND = re.compile(r"\(\?<?[=!]")
BACK_REFERENCE = re.compile(r"\\[1-9]|\(\?P$|\\k")
CURES = (
    (LOOK_AROUND, "look-around cannot be matched in linear time; match the words themselves, or add a second rule"),
    (BACK_REFERENCE, "back-references cannot be matched in linear time; write the repeated part out"),
    (re.compile(r"\\Z"), "the end of the line is $"),
    (re.compile(r"\\[uUN]"), "write the character itself, or \\x{e9}"),
    (re.compile(r"\(\?>|[+*?}]\+"), "no pattern backtracks, so possessive and atomic groups are not needed"),
    (re.compile(r"\(\?x"), "there is no verbose form; write the pattern in one line"),
    (re.compile(r"\{\d*,?\d*\}|too large"), "at most 1000 repeats, nested ones multiplied; use fewer"),
)
OTHER_CURE = "the syntax is RE2's, https://github.com/google/re2/wiki/Syntax"
# Where these are, a pattern means something else in many lines than in one.
ONE_LINE = re.compile(r"\\[AzQ]|\(\?[a-zA-Z]*-")
SURROGATE = re.compile("[\ud800-\udfff]")


class RefusedPatternError(ValueError):
    """A pattern that cannot be taken; `fragment` is the part of it that is at fault, where it is known."""

    def __init__(self, told: str, fragment: str = "") -> None:
        super().__init__(told)
        self.fragment = fragment


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression in RE2's syntax; it is compiled once a process.

    Errors: RefusedPatternError for one that is wrong, that RE2 has not, or that matches where nothing stands.

    >>> list(Pattern("(?i)Prognose").spans("☀😀 PROGNOSE"))
    [(3, 11)]
    >>> Pattern(r"(a)\\1")
    Traceback (most recent call last):
    cleaner.user_rules.patterns.RefusedPatternError: invalid escape sequence: \\1; back-references cannot ...
    """

    source: str

    def __post_init__(self) -> None:
        if not self.source:
            raise RefusedPatternError("an empty pattern matches everywhere; say what is to be found")
        spans = (match.span() for probe in PROBES for match in _searched(self.source, probe))
        if any(start == end for start, end in spans):
            raise RefusedPatternError("the pattern matches where nothing stands, so everywhere; ask for a character")

    def holds(self, line: str) -> bool:
        """Whether it matches somewhere in a line."""
        return next(self.spans(line), None) is not None

    def may_hold(self, lines: Sequence[str]) -> bool:
        """Whether one search through all lines finds it, as it does wherever `holds` does; it costs little."""
        if ONE_LINE.search(self.source):
            return True
        return next(_searched(f"(?m:{self.source})", "\n".join(lines)), None) is not None

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """The places where it matches, in characters; the first few in a line of many millions."""
        for match in islice(_searched(self.source, line), max(1, MOST_SEARCHED // max(1, len(line)))):
            start, end = match.span()
            if start < end:
                yield start, end


def _searched(source: str, text: str) -> Iterator[Any]:
    """What RE2 finds; it reads UTF-8, which has no lone surrogates. Errors: RefusedPatternError."""
    if not text.isascii():
        text = SURROGATE.sub("\ufffd", text)
    found: Iterator[Any] = _compiled(source).finditer(text)
    return found


@cache
def _compiled(source: str) -> Any:
    """Errors: RefusedPatternError."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        return re2.compile(source, options)
    except re2.error as error:
        told = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
        fragment = told.partition(": ")[2]
        cure = next((cure for sign, cure in CURES if sign.search(told)), OTHER_CURE)
        raise RefusedPatternError(f"{told}; {cure}", fragment) from None
