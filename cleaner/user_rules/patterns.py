"""Regular expressions of users, matched in time linear in the line's length: RE2 has no backtracking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

__all__ = ["Pattern", "RefusedPatternError"]

# One search is linear, but `a.*b|a` looks through the rest of the line for each of its matches. So the search for all
# of a line's matches sees so many bytes behind where a match may begin, and ends after so many matches.
SEEN, MOST_MATCHES = 1 << 11, 1 << 17
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
        if any(match and match.start() == match.end() for match in map(self._search, PROBES)):
            raise RefusedPatternError("the pattern matches where nothing stands, so everywhere; ask for a character")

    def holds(self, line: str) -> bool:
        """Whether it matches somewhere in a line."""
        return self._search(line) is not None

    def may_hold(self, lines: Sequence[str]) -> bool:
        """Whether one search through all lines finds it, as it does wherever `holds` does; it costs little."""
        return bool(ONE_LINE.search(self.source)) or self._search("\n".join(lines), "(?m:{})") is not None

    def _search(self, text: str, form: str = "{}") -> Any:
        return _compiled(form.format(self.source)).search(_utf8(text))

    def spans(self, line: str) -> Iterator[tuple[int, int]]:
        """The places where it matches, in characters; a match of more than five hundred may not be found."""
        data, at, characters = _utf8(line), 0, 0
        for start, end in islice(_spans(_compiled(self.source), data), MOST_MATCHES):
            first = characters + len(data[at:start].decode())
            at, characters = end, first + len(data[start:end].decode())
            yield first, characters


def _utf8(text: str) -> bytes:
    """What RE2 reads; a lone surrogate, which UTF-8 has not, stays one character."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", text).encode()


def _spans(compiled: Any, data: bytes) -> Iterator[tuple[int, int]]:
    """The matches that hold something, in bytes. RE2 knows what stands around the part that it is to look at."""
    at = 0
    while at < len(data):
        seen = min(at + 2 * SEEN, len(data))
        match = compiled.search(data, at, seen)
        if match and (match.start() < at + SEEN or seen == len(data)):
            at = match.end()
            if match.start() < at:
                yield match.span()
                continue
            at += 1
        elif seen == len(data):
            return
        else:
            at += SEEN
        while at < len(data) and data[at] & 0xC0 == 0x80:  # within a character
            at += 1


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
