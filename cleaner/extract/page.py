"""All text of a page as lines, in the page's order: what a reader of its source could see, nothing chosen yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from cleaner.document import Block, Metadata
from cleaner.errors import DocumentError
from cleaner.extract.lines import LineWriter
from cleaner.extract.metadata import read_metadata
from cleaner.extract.tree import parse_html

__all__ = ["Page", "read_page"]

# Not text: programs, styles, the page's name, what another page shows. (Not the head: the
# parser leaves elements in it that HTML 4 did not know.)
SILENT = frozenset(("script", "style", "title", "iframe"))
# A line of its own, with an empty line around it.
PARAGRAPHS = frozenset(
    "address article aside blockquote body center details dialog dir div dl fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header head hgroup hr main menu nav noscript ol p pre search section summary table ul "
    "audio video canvas".split()
)
# A line of its own among its like.
LINES = frozenset("br caption dd dt legend li optgroup option tr td th tbody thead tfoot button label textarea".split())
CELLS = frozenset(("td", "th"))
HEADINGS = frozenset(("h1", "h2"))
# A row of a table of data: short cells that hold words, not the columns of a page.
LONGEST_ROW, MOST_CELLS = 200, 12
# What an element says of its part in the page, nearest first.
LANDMARKS = frozenset("nav header footer aside form main article section figure table noscript".split())
NAMED = frozenset(("div", "ul", "ol"))
LONGEST_NAME = 40
CLOSED = SILENT | {"pre"}
# All others are inline: their text goes on in the line that is open.
TELLING_TAGS = (PARAGRAPHS | LINES | LANDMARKS | NAMED) - CLOSED
# A text of the JSON-LD is on the page if one stretch of so many of its characters is.
TELLING = 40
JSON_PATH = "script ld+json"


@dataclass(frozen=True)
class Page:
    """A page read: its tree, its metadata, and all its text.

    `blocks` are the lines of `text`; `paths` says of each where in the page it stood (`nav`, `div.related`);
    `headings` are the numbers of the lines that stand in h1 or h2, `code` of those that stand as they are in pre.
    """

    tree: HtmlElement
    metadata: Metadata
    is_forum: bool
    text: str
    blocks: tuple[Block, ...]
    paths: tuple[str, ...]
    headings: frozenset[int]
    code: frozenset[int]


def read_page(html: str, deepest: int = 2000) -> Page:
    """Parse a page and set down its text, a block of the page a line.

    White space is one space, as a browser shows it; an element that makes a paragraph has an empty line around it.
    A text that only the page's JSON-LD holds follows below the others.
    Errors: DocumentError for what is no HTML, and for a page nested deeper than `deepest`.

    >>> page = read_page("<nav>Home</nav><h1>Storm</h1><p>Rain<br>and <b>snow</b>fall<script>1</script>")
    >>> page.text
    'Home\\n\\nStorm\\n\\nRain\\nand snowfall\\n'
    >>> page.paths
    ('nav', 'body', 'body', 'body')
    """
    tree = parse_html(html)
    lines = LineWriter()
    _Walk(lines, deepest).all(tree)
    text = lines.text
    told = read_metadata(tree, [text[start:end] for start, end in lines.blocks])
    if told.texts:
        _add_missing(told.texts, lines)
        text = lines.text
    return Page(
        tree=tree,
        metadata=told.metadata,
        is_forum=told.is_forum,
        text=text and text + "\n",
        blocks=tuple(lines.blocks),
        paths=tuple(lines.paths),
        headings=frozenset(lines.headings),
        code=frozenset(lines.code),
    )


def _add_missing(texts: Iterable[str], lines: LineWriter) -> None:
    """Those texts of the JSON-LD that the page does not show."""
    shown = set(_stretches("".join(lines.text.split()), TELLING))
    for text in texts:
        told = [" ".join(line.split()) for line in text.splitlines()]
        if any(stretch in shown for stretch in _stretches("".join(text.split()), 1)):
            continue
        for line in filter(None, told):
            lines.say(line)
            lines.end(2, JSON_PATH)


def _stretches(text: str, step: int) -> Iterator[str]:
    """The text's stretches of `TELLING` characters, one at each `step`: those of two texts meet if one has every."""
    return (text[at : at + TELLING] for at in range(0, len(text) - TELLING + 1, step))


class _Walk:
    """One way through a tree, without calling itself: a page may be nested deeper than Python calls."""

    def __init__(self, lines: LineWriter, deepest: int) -> None:
        self._lines = lines
        self._deepest = deepest
        self._headings = 0
        self._rows: list[bool] = []
        self._paths = ["body"]

    def all(self, tree: HtmlElement) -> None:
        """Set down the text of an element and of all in it."""
        say, depth = self._lines.say, 0
        walker = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walker:
            tag = str(element.tag)
            if event == "start":
                depth += 1
                if depth > self._deepest:
                    raise DocumentError(f"nested too deeply: over {self._deepest} elements in each other (--max-depth)")
                if tag in CLOSED:
                    self._closed(element, tag)
                    walker.skip_subtree()
                    continue
                if tag in TELLING_TAGS:
                    self._begin(element, tag)
                if text := element.text:
                    say(text)
                continue
            depth -= 1
            if tag in TELLING_TAGS:
                self._finish(tag)
            if text := element.tail:
                say(text)
        self._end_line(0)

    def _closed(self, element: HtmlElement, tag: str) -> None:
        """An element whose inside is not looked at."""
        if tag == "pre":
            self._lines.verbatim("".join(_verbatim(element)), self._paths[-1])

    def _begin(self, element: HtmlElement, tag: str) -> None:
        if tag in CELLS and self._in_data:
            self._lines.cell()
        else:
            self._break(tag)
        if tag == "tr":
            self._rows.append(_is_data(element))
        self._headings += tag in HEADINGS
        self._paths.append(_name(element, tag) or self._paths[-1])

    def _finish(self, tag: str) -> None:
        if not (tag in CELLS and self._in_data):
            self._break(tag)
        if tag == "tr":
            self._rows.pop()
        self._headings -= tag in HEADINGS
        self._paths.pop()

    @property
    def _in_data(self) -> bool:
        return bool(self._rows) and self._rows[-1]

    def _break(self, tag: str) -> None:
        """A line ends where an element that makes a line begins or ends."""
        if tag in PARAGRAPHS:
            self._end_line(2)
        elif tag in LINES:
            self._end_line(1)

    def _end_line(self, gap: int) -> None:
        self._lines.end(gap, self._paths[-1], is_heading=self._headings > 0)


def _verbatim(element: HtmlElement) -> Iterator[str]:
    """The text of a pre with its spaces; elements in it that make lines still do."""
    walker = etree.iterwalk(element, events=("start", "end"))
    last = "\n"
    for event, inner in walker:
        tag, is_start = str(inner.tag), event == "start"
        is_br = tag == "br" and is_start
        if is_br or (inner is not element and tag in PARAGRAPHS | LINES and not last.endswith("\n")):
            yield (last := "\n")
        if is_start and tag in SILENT:
            walker.skip_subtree()
        elif text := inner.text if is_start else inner.tail if inner is not element else None:
            yield (last := text)


def _name(element: HtmlElement, tag: str) -> str:
    """What an element is called in evidence; empty for one that says nothing of its part in the page."""
    if tag in LANDMARKS:
        return tag
    name = (element.get("class") or element.get("id") or "") if tag in NAMED else ""
    return f"{tag}.{name.split()[0][:LONGEST_NAME]}" if name.strip() else ""


def _is_data(row: HtmlElement) -> bool:
    """Whether a row's cells are short and hold nothing that makes a line."""
    length = 0
    for element in row.iterdescendants():
        tag = element.tag
        if tag in PARAGRAPHS or (tag in LINES and tag not in CELLS) or len(row) > MOST_CELLS:
            return False
        length += len(element.text or "") + len(element.tail or "")
        if length > LONGEST_ROW:
            return False
    return True
