"""A text in another dress: what is shown, and how the text itself comes back out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Edit", "Rendering", "RenderingWriter", "escape", "heading"]

# What Markdown (CommonMark, and GitHub's deletions) would read within a line as more than itself; at the end
# of a piece of it a mark may follow.
SPECIAL = re.compile(
    r"""
    `
    | \\(?=[!-/:-@\[-`{-~]|\Z)
    | \*(?=\S|\Z) | (?<=\S)\*
    | (?<![^\W_])_ | _(?![^\W_])    # within a word it means nothing
    | ~(?=~|\Z)
    | <(?=[a-zA-Z/!?])
    | \](?=[(\[:])
    | &(?=\#?\w{1,32};)
    """,
    re.VERBOSE,
)
# And at its beginning: headings, quotes, list items, fences, underlines of headings. Of a number its dot is escaped.
LEADING = re.compile(r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|(?<=\d)[.)](?=\s|$)|~(?=~~)|(?:=+|-+)(?=\s*$)")
NUMBER = re.compile(r"\d{1,9}")


class Edit(NamedTuple):
    """`length` characters at `at` of what is shown stand where the text has `plain`."""

    at: int
    length: int
    plain: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """What is shown of a text, and the `edits` (sorted) that give the text back.

    >>> Rendering("# Storm", (Edit(0, 2, ""),)).plain()
    'Storm'
    """

    text: str
    edits: tuple[Edit, ...] = ()

    def plain(self) -> str:
        """The text itself. Errors: ValueError for edits that are not of this text."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        done = 0
        for at, length, plain in self.edits:
            if not done <= at <= at + length <= len(self.text):
                raise ValueError("an edit lies outside of the text")
            yield self.text[done:at]
            yield plain
            done = at + length
        yield self.text[done:]


class RenderingWriter:
    """Takes pieces of `text`, in order, and marks between them; what is not taken is left out of what is shown."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shown: list[str] = []
        self._edits: list[Edit] = []
        self._length = self._done = self._marks_at = 0

    def mark(self, mark: str) -> None:
        """What is not of the text."""
        self._shown.append(mark)
        self._length += len(mark)

    def keep(self, start: int, end: int) -> None:
        """The text's `[start, end)`."""
        if start < end:
            self._note(start)
            self._shown.append(self._text[start:end])
            self._length += end - start
            self._done, self._marks_at = end, self._length

    def keep_escaped(self, start: int, end: int, places: Iterable[int]) -> None:
        """The text's `[start, end)`, a backslash before each of the `places`."""
        for place in places:
            self.keep(start, place)
            self.mark("\\")
            start = place
        self.keep(start, end)

    def close(self) -> Rendering:
        """All of it."""
        self._note(len(self._text))
        return Rendering("".join(self._shown), tuple(self._edits))

    def _note(self, start: int) -> None:
        """What was marked, and what was left out, since the last piece."""
        if self._length > self._marks_at or start > self._done:
            self._edits.append(Edit(self._marks_at, self._length - self._marks_at, self._text[self._done : start]))


def escape(text: str, start: int, end: int, *, leads: bool = False, also: str = "") -> list[int]:
    """Where a backslash must stand for `[start, end)` to mean itself in Markdown, and before the characters of `also`.

    `leads` if it begins a line.

    >>> escape("1. *a* b_c", 0, 10, leads=True)
    [1, 3, 5]
    """
    found = {match.start() for match in SPECIAL.finditer(text, start, end)}
    if also:
        found.update(at for at in range(start, end) if text[at] in also)
    if leads:
        number = NUMBER.match(text, start, end)
        if first := LEADING.match(text, number.end() if number else start, end):
            found.add(first.start())
    return sorted(found)


def heading(title: str) -> str:
    r"""A title as Markdown's first heading.

    >>> print(heading("Storm *over* the bay"))
    # Storm \*over\* the bay
    """
    writer = RenderingWriter(title)
    writer.mark("# ")
    writer.keep_escaped(0, len(title), escape(title, 0, len(title)))
    return writer.close().text
