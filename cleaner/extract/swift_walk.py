"""`Walk` compiled: the same lines and the same layout of a page, in a third of the time.

The tree is written down again, and one kernel reads it: libxml2's markup is well-formed. What only Python can tell
(patterns over names, roles and styles) is asked once for each of the names that a page has.
"""

from __future__ import annotations

from functools import cache
from html import unescape

import numpy as np
from lxml import etree
from lxml.etree import _Element

from cleaner.document import INVISIBLE, Block
from cleaner.errors import DocumentError
from cleaner.extract import walk
from cleaner.extract.kernels import characters
from cleaner.extract.kernels.markup import SENTINEL, Bytes, Integers, hash_of
from cleaner.extract.kernels.naming import Hashes, name_hashes, slots, spread
from cleaner.extract.kernels.tags import FLAGS, Tags
from cleaner.extract.kernels.walking import NODE_COLUMNS, Walked
from cleaner.extract.kernels.walking import walk as walk_markup
from cleaner.extract.kernels.writing import LINE_COLUMNS
from cleaner.extract.layout import Layout
from cleaner.extract.lines import Lines
from cleaner.extract.names import LANDMARKS, hints_of, landmark_of

__all__ = ["swift_walk"]

ROOT = "body"
# A hash table with free places: there are some seventy tags.
TABLE_SIZE = 512
# Makers of sites share names: a run meets most again.
MOST_NAMES = 1 << 16
HIDDEN = 1 << LANDMARKS.index("hidden")
POINTS = 1 << 16
CODE_LINE_ENDS = (b"\n", b"&#13;", "\x85".encode(), "\u2028".encode(), "\u2029".encode())


def swift_walk(tree: _Element, deepest: int) -> tuple[Lines, Layout]:
    """The lines of a tree and their layout, as `Walk` gives them; `slots` are other numbers for the same groups.

    Errors: DocumentError for a page nested deeper than `deepest`.

    >>> from cleaner.extract.tree import parse_html
    >>> lines, layout = swift_walk(parse_html("<h1>Storm</h1><p>Rain<br>and <b>snow</b>fall"), 2000)
    >>> lines.text, lines.headings
    ('Storm\\n\\nRain\\nand snowfall', [0])
    """
    # An XHTML page is written by rules of its own: names become ids, scripts stand in CDATA.
    tree.getroottree().docinfo.clear()
    markup = etree.tostring(tree, encoding="utf-8") + SENTINEL
    data = np.frombuffer(markup, np.uint8)
    most = markup.count(b"<") + 2
    if b"<pre" in markup:
        most += sum(map(markup.count, CODE_LINE_ENDS))
    room = Walked(
        np.empty(len(markup) + 4 * most, np.uint8),
        np.empty((most, len(LINE_COLUMNS)), np.int64),
        np.empty((most, len(NODE_COLUMNS)), np.int64),
    )
    written, line_count, node_count = walk_markup(data, _tags(), _points(), deepest, room)
    if written < 0:
        raise DocumentError(f"nested too deeply: over {deepest} elements in each other (--max-depth)")
    rows = dict(zip(LINE_COLUMNS, room.lines[:line_count].T, strict=True))
    nodes = room.nodes[:node_count]
    lines = Lines(
        room.text[:written].tobytes().decode(),
        list(map(Block, rows["start"].tolist(), rows["end"].tolist())),
        _paths(markup, nodes, rows["paths"]),
        np.flatnonzero(rows["is_heading"]).tolist(),
        np.flatnonzero(rows["is_code"]).tolist(),
    )
    return lines, _layout(markup, data, nodes, rows)


def _layout(markup: bytes, data: Bytes, rows: Integers, lines: dict[str, Integers]) -> Layout:
    nodes = dict(zip(NODE_COLUMNS, np.ascontiguousarray(rows.T), strict=True))
    parents, landmarks = nodes["parents"], nodes["landmarks"]
    hashes = name_hashes(data, rows)
    for number in np.flatnonzero((nodes["role_end"] >= 0) | (nodes["style_end"] >= 0)).tolist():
        role, style = (_value(markup, rows[number], f"{name}_start") for name in ("role", "style"))
        landmarks[number] |= landmark_of("", role, style)
    hints = _hints(markup, rows, hashes)
    return Layout(
        parents=parents,
        depths=nodes["depths"],
        tags=nodes["tags"],
        slots=np.unique(slots(hashes, rows), return_inverse=True)[1],
        landmarks=landmarks,
        within=spread(landmarks, parents),
        hints=hints,
        hinted=spread(hints, parents),
        first=nodes["first"],
        end=nodes["end"],
        nodes=lines["nodes"].copy(),
        link_characters=lines["link_characters"].copy(),
        links=lines["links"].copy(),
        bold_characters=lines["bold_characters"].copy(),
    )


# What names hint at, by their hash.
_known: dict[int, int] = {}


def _hints(markup: bytes, rows: Integers, hashes: Hashes) -> Integers:
    distinct, first, which = np.unique(hashes, return_index=True, return_inverse=True)
    found = []
    for value, number in zip(distinct.tolist(), first.tolist(), strict=True):
        hints = _known.get(value)
        if hints is None:
            names = filter(None, (_value(markup, rows[number], f"{name}_start") for name in walk.NAMING))
            hints = _known[value] = hints_of(" ".join(names).lower().translate(walk.NO_DIGITS))
        found.append(hints)
    if len(_known) > MOST_NAMES:
        _known.clear()
    return np.array(found, np.int64)[which]


COLUMNS = {name: number for number, name in enumerate(NODE_COLUMNS)}


def _value(markup: bytes, row: Integers, start: str) -> str | None:
    """The value of an attribute, whose span begins in that column."""
    column = COLUMNS[start]
    first, end = row[column : column + 2].tolist()
    return unescape(markup[first:end].decode()) if first >= 0 else None


def _paths(markup: bytes, rows: Integers, which: Integers) -> list[str]:
    """What the part of the page is called that each line stands in."""
    named, lines = np.unique(which, return_inverse=True)
    names = [_name(markup, rows[number]) if number >= 0 else ROOT for number in named.tolist()]
    return [names[number] for number in lines.tolist()]


def _name(markup: bytes, row: Integers) -> str:
    tag = walk.TAGS[int(row[COLUMNS["tags"]])]
    if tag in walk.LANDMARKS:
        return tag
    name = _value(markup, row, "class_start") or _value(markup, row, "id_start") or ""
    return walk.named(tag, name)


@cache
def _points() -> Bytes:
    """What the characters below 2 ** 16 are, as bits."""
    points = np.fromiter((chr(point).isalnum() for point in range(POINTS)), np.uint8, POINTS) * np.uint8(
        characters.ALNUM
    )
    points[[ord(sign) for sign in INVISIBLE]] |= characters.INVISIBLE
    return points


@cache
def _tags() -> Tags:
    keys, table = np.zeros(TABLE_SIZE, np.uint64), np.zeros((TABLE_SIZE + 1, 3), np.int64)
    for name in sorted(frozenset().union(*MEMBERS.values())):
        key = hash_of(name)
        place = key % TABLE_SIZE
        while keys[place]:
            place = (place + 1) % TABLE_SIZE
        flags = sum(1 << bit for bit, flag in enumerate(FLAGS) if name in MEMBERS[flag])
        keys[place] = key
        table[place] = flags, walk.TAG_NUMBERS.get(name, 0), landmark_of(name, None, None)
    table[-1] = 0, walk.TAG_NUMBERS[ROOT], HIDDEN
    return Tags(keys, table)


MEMBERS: dict[str, frozenset[str]] = {
    "silent": walk.SILENT,
    "pre": frozenset(("pre",)),
    "paragraph": walk.PARAGRAPHS,
    "line": walk.LINES,
    "break": walk.BREAKS,
    "cell": walk.CELLS,
    "row": frozenset(("tr",)),
    "heading": walk.HEADINGS,
    "landmark": walk.LANDMARKS,
    "named": walk.NAMED,
    "link": frozenset(("a",)),
    "bold": walk.BOLD,
    "node": walk.TELLING_TAGS,
}
