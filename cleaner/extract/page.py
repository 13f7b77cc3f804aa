"""All text of a page as lines, in the page's order: what a reader of its source could see, nothing chosen yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from cleaner.document import Block, Metadata
from cleaner.extract.layout import Layout
from cleaner.extract.metadata import Told, read_metadata
from cleaner.extract.payloads import LEAST_SHOWN, payload_text
from cleaner.extract.swift_walk import swift_walk
from cleaner.extract.tree import parse_html
from cleaner.extract.walk import walk, with_lines

__all__ = ["Page", "read_page"]

# A text of the JSON-LD is on the page if one stretch of so many of its characters is.
TELLING = 40


@dataclass(frozen=True)
class Page:
    """A page read: its tree, what it is told of by its head and its JSON-LD, and all its text.

    `blocks` are the lines of `text`; `paths` says of each where in the page it stood (`nav`, `div.related`);
    `headings` are the numbers of the lines that stand in h1 or h2, `code` of those that stand as they are in pre.
    """

    tree: _Element
    told: Told
    text: str
    blocks: tuple[Block, ...]
    paths: tuple[str, ...]
    headings: frozenset[int]
    code: frozenset[int]
    layout: Layout

    @property
    def metadata(self) -> Metadata:
        """What the page says of itself."""
        return self.told.metadata


def read_page(html: str, deepest: int = 2000, *, swift: bool = False) -> Page:
    """Parse a page and set down its text, a block of the page a line.

    White space is one space, as a browser shows it; an element that makes a paragraph has an empty line around it.
    A text that only the page's JSON-LD holds follows below the others; of a page that shows next to nothing, that of
    the data for its scripts.
    A `swift` reader is compiled: it needs half a second to begin, and gives the same in a third of the time.
    Errors: DocumentError for what is no HTML, and for a page nested deeper than `deepest`.

    >>> page = read_page("<nav>Home</nav><h1>Storm</h1><p>Rain<br>and <b>snow</b>fall<script>1</script>")
    >>> page.text
    'Home\\n\\nStorm\\n\\nRain\\nand snowfall\\n'
    >>> page.paths
    ('nav', 'body', 'body', 'body')
    """
    tree = parse_html(html)
    lines, layout = swift_walk(tree, deepest) if swift else walk(tree, deepest)
    told = read_metadata(tree, [lines.text[start:end] for start, end in lines.blocks])
    texts = told.texts
    if len(lines.text) < LEAST_SHOWN and not any(texts) and (payload := payload_text(tree)):
        texts = (payload,)
    if texts and (missing := list(_missing(texts, lines.text))):
        lines, layout = with_lines(lines, layout, missing)
    return Page(
        tree=tree,
        told=told,
        text=lines.text and lines.text + "\n",
        blocks=tuple(lines.blocks),
        paths=tuple(lines.paths),
        headings=frozenset(lines.headings),
        code=frozenset(lines.code),
        layout=layout,
    )


def _missing(texts: Iterable[str], page: str) -> Iterator[str]:
    """The lines of those texts of the JSON-LD that the page does not show."""
    squeezed = "".join(page.split())
    shown = set(_stretches(squeezed, TELLING))
    for text in texts:
        bare = "".join(text.split())
        # A shorter text need not hold one of the page's stretches.
        is_shown = bare in squeezed if len(bare) < 2 * TELLING else any(one in shown for one in _stretches(bare, 1))
        if not is_shown:
            yield from filter(None, (" ".join(line.split()) for line in text.splitlines()))


def _stretches(text: str, step: int) -> Iterator[str]:
    """The text's stretches of `TELLING` characters, one at each `step`: those of two texts meet if one has every."""
    return (text[at : at + TELLING] for at in range(0, len(text) - TELLING + 1, step))
