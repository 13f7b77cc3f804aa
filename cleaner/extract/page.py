"""All text of a page as lines, in the page's order: what a reader of its source could see, nothing chosen yet."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from cleaner.document import Block, Metadata
from cleaner.extract.layout import Layout
from cleaner.extract.metadata import Told, read_metadata
from cleaner.extract.payloads import LEAST_SHOWN, payload_text
from cleaner.extract.swift_walk import swift_walk
from cleaner.extract.tree import parse_html
from cleaner.extract.walk import walk, with_lines

__all__ = ["Page", "make_swift", "read_page"]

# A text of the JSON-LD is on the page if one stretch of so many of its characters is.
TELLING = 40
# What is left of a text that the page only begins, at least.
LEAST_REST, LEAST_REST_SHARE = 200, 0.25
# Its beginning may read otherwise: a dateline, a drop cap.
LATEST_SHOWN = 200
# schema.org's types of readers' comments begin so.
COMMENT_TYPE, COMMENT_TYPES = "Comment", re.compile(r"schema\.org/(?:User)?Comments?\s*$")

# Attributes of a template that is a declarative shadow root.
SHADOW, SHADOWS = "shadowroot", ("shadowrootmode", "shadowroot")


@dataclass(frozen=True)
class Page:
    """A page read: its tree, what it is told of by its head and its JSON-LD, and all its text.

    `blocks` are the lines of `text`; `paths` says of each where in the page it stood (`nav`, `div.related`);
    `headings` are the numbers of the lines that stand in h1 or h2, `code` of those that stand as they are in pre,
    `rest` of those with which the JSON-LD goes on where the page breaks off its article.
    """

    tree: _Element
    told: Told
    text: str
    blocks: tuple[Block, ...]
    paths: tuple[str, ...]
    headings: frozenset[int]
    code: frozenset[int]
    rest: range
    layout: Layout

    @property
    def metadata(self) -> Metadata:
        """What the page says of itself."""
        return self.told.metadata


# How trees are walked in this process.
_walk = walk


def make_swift() -> None:
    """Read pages by the compiled walk from now on: the same, sooner. It takes half a second to load, ten to compile."""
    global _walk  # noqa: PLW0603 - what was compiled is the process's
    if _walk is not swift_walk:
        # The first call compiles.
        swift_walk(parse_html("<p>Storm"), 9)
        _walk = swift_walk


def read_page(html: str, deepest: int = 2000) -> Page:
    """Parse a page and set down its text, a block of the page a line.

    White space is one space, as a browser shows it; an element that makes a paragraph has an empty line around it.
    A text, or the rest of one, that only the page's JSON-LD holds follows below the others; of a
    page that shows next to nothing, that of the data for its scripts.
    Errors: DocumentError for what is no HTML, and for a page nested deeper than `deepest`.

    >>> page = read_page("<nav>Home</nav><h1>Storm</h1><p>Rain<br>and <b>snow</b>fall<script>1</script>")
    >>> page.text
    'Home\\n\\nStorm\\n\\nRain\\nand snowfall\\n'
    >>> page.paths
    ('nav', 'body', 'body', 'body')
    """
    tree = parse_html(html)
    if COMMENT_TYPE in html:
        _name_comments(tree)
    if SHADOW in html:
        _open_shadows(tree)
    lines, layout = _walk(tree, deepest)
    told = read_metadata(tree, [lines.text[start:end] for start, end in lines.blocks])
    texts = told.texts
    if len(lines.text) < LEAST_SHOWN and not any(texts) and (payload := payload_text(tree)):
        texts = (payload,)
    rest = range(0)
    if texts:
        whole, rests = _missing(texts, lines.text)
        rest = range(len(lines.blocks), len(lines.blocks) + len(rests))
        if rests or whole:
            lines, layout = with_lines(lines, layout, [*rests, *whole])
    return Page(
        tree=tree,
        told=told,
        text=lines.text and lines.text + "\n",
        blocks=tuple(lines.blocks),
        paths=tuple(lines.paths),
        headings=frozenset(lines.headings),
        code=frozenset(lines.code),
        rest=rest,
        layout=layout,
    )


def _name_comments(tree: _Element) -> None:
    """Give what its type says is a comment that name too: names are what lines are known by."""
    for element in tree.iterfind(".//*[@itemtype]"):
        if COMMENT_TYPES.search(element.get("itemtype", "")):
            element.set("itemprop", f"{element.get('itemprop', '')} comment".strip())


def _open_shadows(tree: _Element) -> None:
    """Give a template that is shown where it stands another name: what is in any other, scripts make copies of."""
    for element in tree.iter("template"):
        if any(element.get(name) for name in SHADOWS):
            element.tag = SHADOW


def _missing(texts: Iterable[str], page: str) -> tuple[list[str], list[str]]:
    """The lines of those texts of the JSON-LD that the page does not show; and of those that it begins, the rest."""
    squeezed = "".join(page.split())
    shown = set(_stretches(squeezed, TELLING))
    whole: list[str] = []
    rests: list[str] = []
    for text in texts:
        bare = "".join(text.split())
        # A shorter text need not hold one of the page's stretches.
        if len(bare) < 2 * TELLING:
            whole += [] if bare in squeezed else _lines(text)
        elif (first := _first_shown(bare, shown)) is not None:
            # From the end on: what is shown is shown to its end, most of the time.
            last = next(at for at in range(len(bare) - TELLING, -1, -1) if bare[at : at + TELLING] in shown)
            rests += _lines(_rest(text, bare, squeezed, first, last))
        else:
            whole += _lines(text)
    return whole, rests


def _first_shown(text: str, shown: Container[str]) -> int | None:
    return next((at for at, one in enumerate(_stretches(text, 1)) if one in shown), None)


def _lines(text: str) -> Iterator[str]:
    return filter(None, (" ".join(line.split()) for line in text.splitlines()))


def _rest(text: str, bare: str, page: str, first: int, last: int) -> str:
    """What stands of a text behind the `last` stretch of it that the page shows (places in `bare`, the text without
    spaces); empty where that is little, as it is unless the page breaks off to be paid for.
    """
    if first > LATEST_SHOWN:
        return ""
    at = last + TELLING
    # The stretches are the page's: the page may go on for less than another.
    there = page.find(bare[last:at]) + TELLING
    while at < len(bare) and page[there : there + 1] == bare[at]:
        at, there = at + 1, there + 1
    if len(bare) - at < max(LEAST_REST, LEAST_REST_SHARE * len(bare)):
        return ""
    for number, character in enumerate(text):
        at -= not character.isspace()
        if at < 0:
            return text[number:]
    return ""


def _stretches(text: str, step: int) -> Iterator[str]:
    """The text's stretches of `TELLING` characters, one at each `step`: those of two texts meet if one has every."""
    return (text[at : at + TELLING] for at in range(0, len(text) - TELLING + 1, step))
