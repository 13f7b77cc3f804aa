"""A page's tree to lines of text, and where in the tree each line stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from lxml import etree
from lxml.etree import _Element

from cleaner.document import Block
from cleaner.errors import DocumentError
from cleaner.extract.layout import Layout, LayoutWriter, Signs
from cleaner.extract.lines import Lines, LineWriter
from cleaner.extract.marks import KINDS, Marks
from cleaner.extract.names import hints_of, landmark_of

__all__ = ["JSON_PATH", "TAGS", "Walk", "walk", "with_lines"]

# Not text: programs, styles, the page's name, what another page shows, what scripts may make copies of, how characters
# are read (ruby). (Not the head: the parser leaves elements in it that HTML 4 did not know.)
SILENT = frozenset(("script", "style", "title", "iframe", "template", "rt", "rp", "rtc"))
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
# They end a line and hold nothing.
BREAKS = frozenset(("br", "hr"))
# How many line ends stand at least where such an element begins or ends.
GAPS = dict.fromkeys(LINES, 1) | dict.fromkeys(PARAGRAPHS, 2)
# All others are inline: their text goes on in the line that is open.
TELLING_TAGS = (PARAGRAPHS | LINES | LANDMARKS | NAMED) - CLOSED - BREAKS
BOLD = frozenset(("b", "strong"))
COUNTED = BOLD | {"a"}
JSON_PATH = "script ld+json"
GAP = "\n\n"
TAGS = (JSON_PATH, "body", "pre", *sorted(TELLING_TAGS - {"body"}))
"""The tags of nodes; their places here are their numbers in a `Layout`."""
TAG_NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
NAMING = ("class", "id", "itemprop")
NO_DIGITS = str.maketrans("", "", "0123456789")


def walk(tree: _Element, deepest: int) -> tuple[Lines, Layout]:
    """The lines of a tree, and their places in it. Errors: DocumentError for one nested deeper than `deepest`."""
    way = Walk(deepest)
    way.all(tree)
    return way.lines.lines, way.close()


def with_lines(lines: Lines, layout: Layout, more: Sequence[str]) -> tuple[Lines, Layout]:
    """With further lines below, which stand nowhere in the tree.

    >>> from cleaner.extract.tree import parse_html
    >>> lines, layout = with_lines(*walk(parse_html("<p>Storm"), 2000), ["Rain."])
    >>> lines.text, lines.paths, layout.end.tolist()
    ('Storm\\n\\nRain.', ['body', 'script ld+json'], [2, 1, 1, 2])
    """
    text = GAP.join(filter(None, (lines.text, *more)))
    start = len(text) - len(GAP.join(more))
    blocks = list(
        accumulate(
            more,
            lambda last, line: Block(last.end + len(GAP), last.end + len(GAP) + len(line)),
            initial=Block(0, start - len(GAP)),
        )
    )[1:]
    told = Lines(text, lines.blocks + blocks, lines.paths + [JSON_PATH] * len(more), lines.headings, lines.code)
    return told, layout.with_node(TAG_NUMBERS[JSON_PATH], len(more))


class Walk:
    """One way through a tree, without calling itself: a page may be nested deeper than Python calls.

    What it meets is told to `marks`, where somebody asks for them.
    """

    def __init__(self, deepest: int, marks: Marks | None = None) -> None:
        self.layout = LayoutWriter()
        self.lines = LineWriter(self.layout)
        self._deepest = deepest
        self._marks = marks
        self._headings = 0
        self._rows: list[bool] = []
        self._paths = ["body"]
        # An element's signs by its tag and attributes: most of a page's elements have their like in it.
        self._signs: dict[tuple[object, ...], Signs] = {}
        self.layout.begin(Signs(TAG_NUMBERS["body"]), 0)

    def all(self, tree: _Element) -> None:  # noqa: PLR0912 - the hot loop: a call an element would cost a fifth
        """Set down the text of an element and of all in it."""
        lines, depth, marks = self.lines, 0, self._marks
        say, end = lines.say, self._end_line
        walker = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
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
                elif tag in BREAKS:
                    end(GAPS[tag])
                elif tag in COUNTED:
                    lines.enter(is_link=tag == "a")
                if marks and tag in KINDS:
                    marks.begin(element, tag, lines.position, in_data=self._in_data)
                if text := element.text:
                    say(text)
                continue
            depth -= 1
            if tag in TELLING_TAGS:
                self._finish(tag)
            elif tag in BREAKS:
                end(GAPS[tag])
            elif tag in COUNTED:
                lines.leave(is_link=tag == "a")
            if marks and tag in KINDS:
                marks.end(lines.position)
            # Most of what follows an element's end is white space where no line is open.
            if (text := element.tail) and (lines.is_open or not text.isspace()):
                say(text)
        self._end_line(0)

    def close(self) -> Layout:
        """The page is over."""
        self.layout.finish(len(self.lines.blocks))
        return self.layout.layout(*self.lines.places)

    def _closed(self, element: _Element, tag: str) -> None:
        """An element whose inside is not looked at."""
        if tag == "pre":
            self._end_line(2)
            self._node(element, tag)
            if self._marks:
                self._marks.begin(element, tag, self.lines.position)
            self.lines.verbatim("".join(_verbatim(element)), self._paths[-1])
            self.layout.finish(len(self.lines.blocks))

    def _begin(self, element: _Element, tag: str) -> None:
        if tag in CELLS and self._in_data:
            self.lines.cell()
        else:
            self._end_line(GAPS[tag])
        if tag == "tr":
            self._rows.append(_is_data(element))
        self._headings += tag in HEADINGS
        self._paths.append(self._node(element, tag) or self._paths[-1])

    def _node(self, element: _Element, tag: str) -> str:
        """Begin a node; its name in evidence."""
        key = (tag, *element.items())
        signs = self._signs.get(key)
        if signs is None:
            signs = self._signs[key] = _signs(element, tag)
        self.layout.begin(signs, len(self.lines.blocks))
        return signs.path

    def _finish(self, tag: str) -> None:
        if not (tag in CELLS and self._in_data):
            self._end_line(GAPS[tag])
        if tag == "tr":
            self._rows.pop()
        self._headings -= tag in HEADINGS
        self._paths.pop()
        self.layout.finish(len(self.lines.blocks))

    @property
    def _in_data(self) -> bool:
        return bool(self._rows) and self._rows[-1]

    def _end_line(self, gap: int) -> None:
        """A line ends where an element that makes a line begins or ends."""
        self.lines.end(gap, self._paths[-1], is_heading=self._headings > 0)


def _signs(element: _Element, tag: str) -> Signs:
    """What an element says of its part in the page."""
    get = element.get
    # Numbers in names tell an element from its like.
    names = " ".join(filter(None, map(get, NAMING))).lower().translate(NO_DIGITS)
    hidden = get("hidden") is not None or get("aria-hidden") == "true"
    landmarks = landmark_of(tag, get("role"), get("style"), hidden=hidden)
    return Signs(TAG_NUMBERS[tag], names, landmarks, hints_of(names) if names else 0, _name(element, tag))


def _verbatim(element: _Element) -> Iterator[str]:
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


def _name(element: _Element, tag: str) -> str:
    """What an element is called in evidence; empty for one that says nothing of its part in the page."""
    if tag in LANDMARKS:
        return tag
    return named(tag, element.get("class") or element.get("id") or "") if tag in NAMED else ""


def named(tag: str, name: str) -> str:
    """A tag with the first of its names; empty without one.

    >>> named("div", "related box")
    'div.related'
    """
    return f"{tag}.{name.split(maxsplit=1)[0][:LONGEST_NAME]}" if name.strip() else ""


def _is_data(row: _Element) -> bool:
    """Whether a row's cells are short and hold nothing that makes a line."""
    length = 0
    for element in row.iterdescendants():
        tag = element.tag
        if tag in PARAGRAPHS or (tag in LINES and tag not in CELLS) or len(row) > MOST_CELLS:
            return False
        length += len((element.text or "").strip()) + len((element.tail or "").strip())
        if length > LONGEST_ROW:
            return False
    return True
