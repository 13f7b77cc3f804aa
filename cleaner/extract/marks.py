"""What a page's markup says of its text: headings, lists, quotes, code, tables, emphasis and links, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element

from cleaner.extract.lines import LineWriter

__all__ = ["EMPHASIS", "HEADINGS", "IMAGES", "KINDS", "Mark", "Marks"]

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Elements that say the same are one kind.
EMPHASIS = {
    **dict.fromkeys(("em", "i"), "em"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "del"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "a": "a",
}
KINDS = {
    **EMPHASIS,
    **dict.fromkeys(("ul", "menu", "dir"), "ul"),
    **dict.fromkeys(("td", "th"), "td"),
    **{tag: tag for tag in ("img", "ol", "li", "blockquote", "pre", "table", "tr", *HEADINGS)},
}
"""The kinds of marks, by tag."""
ROWS = frozenset(("tr", "td", "th"))
IMAGES = frozenset(("img", "figure"))
"""The kinds of images, which hold no text: alone, and in a figure."""
# Where an image's address is until scripts have put it in its place; smaller ones are counters and icons.
SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
LEAST_SIDE = 32
# How pages name the language of code: HTML's own advice, highlight.js, GitHub, SyntaxHighlighter, Pygments (Sphinx).
LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-source-|highlight-(?!text)|brush:\s*|sourceCode\s+)([a-zA-Z][\w+#.-]{0,20})"
)
NO_LANGUAGE = frozenset(("default", "none", "plaintext", "text", "source", "wrapper"))
NUMBER = re.compile(r"\s*(-?\d{1,9})\s*\Z")


class Mark(NamedTuple):
    """The text's `[start, end)` stands in an element of this `kind`.

    `value`: of a list's item its marker ("-", "3."), of code its language, of a link its address, of a cell its tag, of
    an image its address and, on a line of its own, what it shows.
    """

    kind: str
    start: int
    end: int
    value: str = ""


class _Open(NamedTuple):
    kind: str
    value: str
    position: tuple[int, int]
    number: int


class Marks:
    """Collects marks while a tree is walked."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._closed: list[tuple[_Open, tuple[int, int]]] = []
        self._counts: list[int | None] = []
        self._begun = 0

    def begin(self, element: _Element, tag: str, position: tuple[int, int], *, in_data: bool = False) -> None:
        """An element of `KINDS` begins, `in_data` if in a row of a table of data; other rows are no rows."""
        kind = KINDS[tag] if in_data or tag not in ROWS else ""
        if tag == "img" and any(True for _ in element.iterancestors("figure")):
            kind = "figure"
        if tag == "ol":
            self._counts.append(_number(element.get("start"), 1))
        elif kind == "ul":
            self._counts.append(None)
        self._open.append(_Open(kind, self._value(element, tag, kind), position, self._begun))
        self._begun += 1

    def end(self, position: tuple[int, int]) -> None:
        """The element that began last ends."""
        mark = self._open.pop()
        if mark.kind in ("ul", "ol"):
            self._counts.pop()
        self._closed.append((mark, position))

    def marks(self, lines: LineWriter) -> Iterator[Mark]:
        """All of them, in the order of their beginnings."""
        closed = sorted(self._closed, key=lambda pair: pair[0].number)
        starts = lines.places_of(mark.position for mark, _ in closed)
        ends = lines.places_of(end for _, end in closed)
        for (mark, _), start, end in zip(closed, starts, ends, strict=True):
            if mark.kind:
                yield Mark(mark.kind, start, end, mark.value)

    def _value(self, element: _Element, tag: str, kind: str) -> str:
        if kind == "li":
            return self._marker(element)
        if kind == "a":
            return (element.get("href") or "").strip()
        if kind == "pre":
            return _language(element)
        if kind in IMAGES:
            return _image(element)
        return tag if kind == "td" else ""

    def _marker(self, item: _Element) -> str:
        """The marker of a list's item; items count on."""
        if not self._counts or self._counts[-1] is None:
            return "-"
        number = _number(item.get("value"), self._counts[-1])
        self._counts[-1] = number + 1
        return f"{max(number, 0)}."


def _number(value: str | None, otherwise: int) -> int:
    found = NUMBER.match(value or "")
    return int(found[1]) if found else otherwise


def _image(element: _Element) -> str:
    """An image's address and what it shows; empty for what is none to look at."""
    sides = (_number(element.get(side), LEAST_SIDE) for side in ("width", "height"))
    sources = (element.get(name) or "" for name in SOURCES)
    source = next((one.strip() for one in sources if one.strip() and not one.strip().startswith("data:")), "")
    return f"{source}\n{' '.join((element.get('alt') or '').split())}" if source and min(sides) >= LEAST_SIDE else ""


def _language(pre: _Element) -> str:
    """The language of the code in a pre, told by itself, what is in it, or what is around it."""
    parent = pre.getparent()
    around = () if parent is None else (parent, parent.getparent())
    for element in (pre, *pre.iterchildren("code"), *around):
        found = LANGUAGE.search(element.get("class") or "") if element is not None else None
        if found and found[1].lower() not in NO_LANGUAGE:
            return found[1].lower()
    return ""
