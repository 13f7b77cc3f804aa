"""A page's text as Markdown: what is left of it after the cuts, with what its markup says of it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from cleaner.document import HEADLINE, Cleaned, Cut
from cleaner.extract.emphasis import INLINE, Inline
from cleaner.extract.marks import HEADINGS, IMAGES, ROWS, Mark, Marks
from cleaner.extract.page import Page
from cleaner.extract.walk import Walk
from cleaner.rendering import Rendering, RenderingWriter

__all__ = ["as_markdown", "marks_of"]

LINE = re.compile(r"[^\n]*\S[^\n]*")
# A line end within a paragraph.
BREAK = "  \n"
FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)
LISTS = frozenset(("ul", "ol", "li"))
# What stands between two lines of one paragraph makes two of them.
IMAGE = Mark("img", 0, 0)
# A table has so many columns; one of a single column is a list of lines.
LEAST_CELLS = 2


class Line(NamedTuple):
    """A line of the text that is left: `[start, end)`, the elements around it from the outermost, and those in it."""

    start: int
    end: int
    around: tuple[Mark, ...]
    inner: tuple[Mark, ...]

    def within(self, *kinds: str) -> Mark | None:
        """The innermost element of these kinds around it."""
        return next((mark for mark in reversed(self.around) if mark.kind in kinds), None)

    def group(self) -> Mark | None:
        """What it is written with: all code of a pre, all rows of a table, all lines of a heading; None: alone."""
        table = self.within("table") if self.within("tr") else None
        return self.within("pre") or table or self.within(*HEADINGS)

    @property
    def containers(self) -> tuple[Mark, ...]:
        """The quotes and items of lists that it stands in."""
        return tuple(mark for mark in self.around if mark.kind in ("blockquote", "li"))


def as_markdown(page: Page, cleaned: Cleaned, *, links: bool = False) -> Cleaned:
    """The same with its rendering as Markdown; `links` keeps their addresses.

    >>> from cleaner.document import Document, Finding, apply
    >>> from cleaner.extract.page import read_page
    >>> page = read_page("<h2>Storm</h2><p>Rain <b>fell</b>. Share<ul><li>Wind<li>Snow</ul>")
    >>> cut = apply(Document(page.text), [Finding("SHARE01", 18, 24, "Share", 0.9)])
    >>> print(as_markdown(page, cut).shown, end="")
    ## Storm
    <BLANKLINE>
    Rain **fell**.
    <BLANKLINE>
    - Wind
    - Snow
    """
    found = marks_of(page)
    inline = Inline(cleaned.text, page.metadata.url, links=links)
    images = _left_of(_among_text(found, page, cleaned), cleaned.cuts) if links else ()
    marks = [mark for mark in found if mark.kind not in IMAGES]
    return replace(cleaned, rendering=_render(cleaned.text, list(_left_of(marks, cleaned.cuts)), images, inline))


def marks_of(page: Page) -> list[Mark]:
    """What the page's markup says of `page.text`, in the order of the elements."""
    marks = Marks()
    # How deep it is nested was seen when it was read.
    walk = Walk(sys.maxsize, marks)
    walk.all(page.tree)
    return list(marks.marks(walk.lines))


def _among_text(marks: Iterable[Mark], page: Page, cleaned: Cleaned) -> Iterator[Mark]:
    """The images that stand between lines that are left; of one in a figure, one line beside it is enough."""
    gone = [cut for cut in cleaned.cuts if cleaned.findings[cut.finding].code != HEADLINE]
    starts = [cut.start for cut in gone]

    def is_left(at: int) -> bool:
        number = bisect_right(starts, at) - 1
        return number < 0 or at >= starts[number] + len(gone[number].text)

    for mark in marks:
        if mark.kind in IMAGES and mark.value:
            above = len(page.text[: mark.start].rstrip()) - 1
            below = mark.start < len(page.text.rstrip())
            beside = [above >= 0 and is_left(above), below and is_left(mark.start)]
            if all(beside) or (mark.kind == "figure" and any(beside)):
                yield mark


def _left_of(marks: Iterable[Mark], cuts: Sequence[Cut]) -> Iterator[Mark]:
    """The marks over the text that the cuts leave; rows and cells of which nothing is left are still counted."""
    starts = [cut.start for cut in cuts]
    gone = list(accumulate((len(cut.text) for cut in cuts), initial=0))

    def place(at: int) -> int:
        number = bisect_right(starts, at)
        # A place within a cut is where the cut was.
        return max(at, starts[number - 1] + len(cuts[number - 1].text)) - gone[number] if number else at

    for mark in marks:
        moved = mark._replace(start=place(mark.start), end=place(mark.end))
        if moved.start < moved.end or mark.kind in ROWS or mark.kind in IMAGES:
            yield moved


def _lines(text: str, marks: Sequence[Mark]) -> Iterator[Line]:
    """The lines that show something, with the elements around and in each."""
    active: list[Mark] = []
    number = 0
    for match in LINE.finditer(text):
        start, end = match.span()
        while number < len(marks) and marks[number].start < end:
            active.append(marks[number])
            number += 1
        active = [mark for mark in active if mark.end > start]
        around = tuple(mark for mark in active if mark.kind not in INLINE and mark.start <= start)
        yield Line(start, end, around, tuple(mark for mark in active if mark.kind in INLINE))


def _render(text: str, marks: Sequence[Mark], images: Iterable[Mark], inline: Inline) -> Rendering:
    writer = _Writer(text, _cells(marks), inline, images)
    solid = [mark for mark in marks if mark.start < mark.end and mark.kind != "td"]
    for group, lines in groupby(_lines(text, solid), Line.group):
        writer.group(group, list(lines))
    return writer.close()


def _cells(marks: Iterable[Mark]) -> dict[int, list[Mark]]:
    """The cells of each row, by where the row begins."""
    cells: dict[int, list[Mark]] = {}
    row: list[Mark] = []
    for mark in marks:
        if mark.kind == "tr":
            row = []
            if mark.start < mark.end:
                cells[mark.start] = row
        elif mark.kind == "td":
            row.append(mark)
    return cells


class _Writer:
    """Writes groups of lines, each with what the quotes and lists around it ask for."""

    def __init__(self, text: str, cells: dict[int, list[Mark]], inline: Inline, images: Iterable[Mark]) -> None:
        self._text = text
        self._out = RenderingWriter(text)
        self._cells = cells
        self._inline = inline
        self._images = deque(images)
        self._last: Line | None = None
        self._last_group: Mark | None = None

    def group(self, group: Mark | None, lines: list[Line]) -> None:
        """Lines that are written together."""
        kind = group.kind if group else ""
        if kind == "table" and max(len(self._row(line)) for line in lines) < LEAST_CELLS:
            group, kind = None, ""
        for line in lines if kind == "" else lines[:1]:
            # Within a quote or a list an image would end it.
            if not line.containers:
                self._show_images(line.start)
            self._begin(line, group)
            if kind == "pre":
                self._code(lines, group.value if group else "")
            elif kind == "table":
                self._table(lines)
            elif kind:
                self._heading(lines, HEADINGS[kind])
            else:
                self._inline.write(self._out, line.start, line.end, line.inner, leads=True)
        self._last, self._last_group = lines[-1], group

    def close(self) -> Rendering:
        """All is written."""
        self._show_images(len(self._text))
        if self._last:
            self._out.mark("\n")
        return self._out.close()

    def _show_images(self, upto: int) -> None:
        """The images up to this place, a paragraph each."""
        while self._images and self._images[0].start <= upto:
            if image := self._inline.image(self._images.popleft()):
                self._out.mark(f"\n\n{image}" if self._last else f"{image}\n\n")
                self._last_group = self._last_group or IMAGE

    def _begin(self, line: Line, group: Mark | None) -> None:
        """End what stands above, and begin the line."""
        last = self._last
        common = _common(last.containers, line.containers) if last else 0
        opened = line.containers[common:]
        if last:
            is_alone = group is None and self._last_group is None
            self._out.mark(self._gap(last, line, common, alone=is_alone))
        self._out.mark(_indent(line.containers[:common]))
        for mark in opened:
            self._out.mark(f"{mark.value} " if mark.kind == "li" else "> ")
        self._last, self._last_group = line, group

    def _gap(self, last: Line, line: Line, common: int, *, alone: bool) -> str:
        """What ends one line and leads to another with which it has so many quotes and lists in common."""
        opened = line.containers[common:]
        if opened and opened[0].kind == "li" and _outermost_list(last) is _outermost_list(line):
            # A list that begins with another number than 1 does not end the paragraph above it.
            is_next = [mark.kind for mark in last.containers[common:]][:1] == ["li"]
            if is_next or (common and opened[0].value in ("-", "1.")):
                return "\n"
        is_break = self._text.count("\n", last.end, line.start) == 1
        if alone and is_break and not opened and len(last.containers) == common:
            return BREAK
        return f"\n{_indent(line.containers[:common]).rstrip()}\n"

    def _heading(self, lines: Sequence[Line], level: int) -> None:
        self._out.mark("#" * level)
        for line in lines:
            self._out.mark(" ")
            inner = [mark for mark in line.inner if mark.kind != "strong"]
            self._inline.write(self._out, line.start, line.end, inner)

    def _code(self, lines: Sequence[Line], language: str) -> None:
        start, end = lines[0].start, lines[-1].end
        longest = max((len(found) for found in FENCE.findall(self._text, start, end)), default=2)
        fence, indent = "`" * (longest + 1), _indent(lines[0].containers)
        self._out.mark(f"{fence}{language}\n{indent}")
        self._out.keep(lines[0].start, lines[0].end)
        for above, line in pairwise(lines):
            gap = self._text.count("\n", above.end, line.start)
            if not indent:
                self._out.keep(above.end, line.start)
            else:
                self._out.mark(f"\n{indent.rstrip()}" * (gap - 1) + f"\n{indent}")
            self._out.keep(line.start, line.end)
        self._out.mark(f"\n{indent}{fence}")

    def _row(self, line: Line) -> list[Mark]:
        row = line.within("tr")
        return self._cells.get(row.start, []) if row else []

    def _table(self, lines: Sequence[Line]) -> None:
        rows = [self._row(line) for line in lines]
        columns = max(map(len, rows))
        indent = _indent(lines[0].containers)
        ruler = f"\n{indent}|{' --- |' * columns}"
        has_head = all(cell.value == "th" for cell in rows[0])
        if not has_head:
            self._out.mark(f"|{'  |' * columns}{ruler}\n{indent}")
        for number, (line, row) in enumerate(zip(lines, rows, strict=True)):
            self._out.mark(f"\n{indent}|" if number else "|")
            for cell in row:
                self._out.mark(" ")
                start, end = max(cell.start, line.start), min(cell.end, line.end)
                self._inline.write(self._out, start, end, line.inner, also="|")
                self._out.mark(" |")
            self._out.mark("  |" * (columns - len(row)))
            if number == 0 and has_head:
                self._out.mark(ruler)


def _common(one: Sequence[Mark], other: Sequence[Mark]) -> int:
    """How many of the outermost are the same elements."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a is not b), min(len(one), len(other))
    )


def _indent(containers: Iterable[Mark]) -> str:
    """How a further line within quotes and items of lists begins."""
    return "".join(" " * (len(mark.value) + 1) if mark.kind == "li" else "> " for mark in containers)


def _outermost_list(line: Line) -> Mark | None:
    return next((mark for mark in line.around if mark.kind in LISTS), None)
