"""Text runs to lines: white space as a browser shows it, a block of the page a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.document import INVISIBLE, Block
from cleaner.extract.layout import LayoutWriter

__all__ = ["LineWriter", "Lines"]

CELL_GAP = "\t"


class Lines(NamedTuple):
    """All lines of a page: their text, where each stands in it, the part of the page that it stands in, and which of
    them are headings and code.
    """

    text: str
    blocks: list[Block]
    paths: list[str]
    headings: list[int]
    code: list[int]


class LineWriter:
    """Takes text in the page's order; `lines` are those of `Lines`, `places` those of `Layout`."""

    def __init__(self, layout: LayoutWriter) -> None:
        self._layout = layout
        self.blocks: list[Block] = []
        self.paths: list[str] = []
        self.headings: list[int] = []
        self.code: list[int] = []
        # Of each line its node, its characters in links, its links, its characters in bold.
        self.places: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
        self._link_depth = self._bold_depth = 0
        self._linked = self._links = self._bold = 0
        self._parts: list[str] = []
        self._line: list[str] = []
        self._length = 0
        self._gap = 0
        self._has_text = False
        self._ends_in_space = True
        self._measured = self._width = 0
        # How many parts of the line there were when the last link in it ended.
        self._link_end = -1

    @property
    def position(self) -> tuple[int, int]:
        """Where what is said next will stand: after so many written parts, so far in the line that is open."""
        for part in self._line[self._measured :]:
            self._width += len(part)
        self._measured = len(self._line)
        return len(self._parts), self._width if self._has_text else 0

    def places_of(self, positions: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Where those positions came to stand in the text."""
        starts, ends = [], [0]
        for part in self._parts:
            starts.append(ends[-1])
            ends.append(ends[-1] + len(part))
        for parts, width in positions:
            # The first line has no gap before it.
            number = parts + (parts > 0)
            yield min(starts[number] + width, ends[number + 1]) if number < len(starts) else ends[-1]

    @property
    def lines(self) -> Lines:
        """All lines so far."""
        return Lines("".join(self._parts), self.blocks, self.paths, self.headings, self.code)

    def say(self, text: str) -> None:
        """More of the line that is open."""
        words = text.split()
        if not words:
            self._space()
            return
        if text[0].isspace():
            self._space()
        shown = " ".join(words)
        self._line.append(shown)
        if self._link_depth:
            self._linked += len(shown)
            if self._links == 0:
                self._links = 1
        if self._bold_depth:
            self._bold += len(shown)
        self._has_text = True
        self._ends_in_space = text[-1].isspace()
        if self._ends_in_space:
            self._line.append(" ")

    def enter(self, *, is_link: bool) -> None:
        """What follows stands in a link, or in bold; links of which one follows on the other are shown apart."""
        if is_link:
            if self._link_end == len(self._line) and self._line[-1][-1:].isalnum():
                self._space()
            self._link_depth += 1
            self._links += 1
        else:
            self._bold_depth += 1

    def leave(self, *, is_link: bool) -> None:
        """The link, the bold, is over."""
        if is_link:
            self._link_depth -= 1
            self._link_end = len(self._line) or -1
        else:
            self._bold_depth -= 1

    def _space(self) -> None:
        if not self._ends_in_space:
            self._line.append(" ")
            self._ends_in_space = True

    def cell(self) -> None:
        """A further cell of a row of data."""
        if self._has_text:
            self._line.append(CELL_GAP)
            self._ends_in_space = True

    @property
    def is_open(self) -> bool:
        """Whether anything was said of a line that has not ended."""
        return bool(self._line)

    def end(self, gap: int, path: str, *, is_heading: bool = False) -> None:
        """The line ends; `gap` line ends stand at least before the next one."""
        if self._line:
            if self._has_text:
                self._write("".join(self._line).rstrip(), path, is_heading=is_heading)
            self._line.clear()
            self._measured = self._width = 0
            self._link_end = -1
            self._has_text, self._ends_in_space = False, True
            self._linked = self._bold = 0
        self._links = 0
        self._gap = max(self._gap, gap)

    def verbatim(self, text: str, path: str) -> None:
        """Lines as they are, with their spaces; several empty ones are one."""
        self.end(2, path)
        for line in text.splitlines():
            if line.strip():
                self._write(line.rstrip(), path, is_code=True)
                self._gap = 1
            else:
                self._gap = 2
        self._gap = 2

    def _write(self, line: str, path: str, *, is_heading: bool = False, is_code: bool = False) -> None:
        if self._parts:
            self._parts.append("\n" * self._gap)
            self._length += self._gap
        self._gap = 0
        self._parts.append(line)
        end = self._length + len(line)
        # No character that ends a line is left in it, so it is one block, if it shows anything.
        if line.strip().strip(INVISIBLE):
            if is_heading:
                self.headings.append(len(self.blocks))
            if is_code:
                self.code.append(len(self.blocks))
            self.blocks.append(Block(self._length, end))
            self.paths.append(path)
            values = (self._layout.current, self._linked, self._links, self._bold)
            for column, value in zip(self.places, values, strict=True):
                column.append(value)
        self._length = end
