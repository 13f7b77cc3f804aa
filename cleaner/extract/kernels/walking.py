"""One way through a page's markup, compiled: what `cleaner.extract.walk.Walk` does, to the letter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.extract.kernels.markup import (
    ATTRIBUTES,
    Bytes,
    Int,
    Integers,
    attributes,
    hash_of,
    name_end,
    name_hash,
    next_tag,
    tag_end,
)
from cleaner.extract.kernels.tags import (
    BOLD,
    BREAK,
    CELL,
    FLAG_BITS,
    HEADING,
    LANDMARK,
    LANDMARK_BITS,
    LESS,
    LINK,
    NAMED,
    NODE,
    NUMBER,
    PRE,
    ROW,
    SILENT,
    SLASH,
    Hashes,
    Tags,
    gap_of,
    is_data,
    row_of,
    skip,
)
from cleaner.extract.kernels.verbatim import verbatim
from cleaner.extract.kernels.writing import (
    BLANK,
    CURRENT,
    GAP,
    HEADINGS,
    IN_BOLD,
    IN_LINK,
    LENGTH,
    LINES,
    LINK_END,
    NODES,
    PATH,
    STATES,
    TAB,
    TEXT_LENGTH,
    WRITTEN,
    clear,
    end_line,
    enter_link,
    say,
    space,
)
from cleaner.kernel_cache import inlined, kernel

__all__ = ["NODE_COLUMNS", "Walked", "walk"]

NODE_COLUMNS = (
    "parents", "depths", "tags", "landmarks", "first", "end", "class_start", "class_end", "id_start", "id_end",
    "itemprop_start", "itemprop_end", "role_start", "role_end", "style_start", "style_end",
)  # fmt: skip
PARENT, DEPTH, TAG, LANDMARKS, FIRST, FIRST_BEHIND, NAMES = range(7)
# Of `ATTRIBUTES` those that are asked for by name; those before `HIDDEN` are set down with a node.
CLASS, ID, HIDDEN, ARIA_HIDDEN = 0, 1, 5, 6
HASH_OF_TRUE = np.uint64(hash_of("true"))


class Walked(NamedTuple):
    """What `walk` fills: UTF-8 text, rows of `writing.LINE_COLUMNS` and of `NODE_COLUMNS`."""

    text: Bytes
    lines: Integers
    nodes: Integers


@inlined
def _begin_node(nodes: Integers, state: Integers, number: Int, landmarks: Int, spans: Integers) -> None:
    """An element of the layout begins; `spans` are those of its attributes' values."""
    row, above = state[NODES], state[CURRENT]
    nodes[row, PARENT], nodes[row, DEPTH], nodes[row, TAG] = above, nodes[above, DEPTH] + 1, number
    nodes[row, LANDMARKS], nodes[row, FIRST] = landmarks, state[LINES]
    for attribute in range(HIDDEN):
        column = NAMES + 2 * attribute
        nodes[row, column], nodes[row, column + 1] = spans[attribute, 0], spans[attribute, 1]
    state[CURRENT] = state[NODES]
    state[NODES] += 1


@inlined
def _finish_node(nodes: Integers, state: Integers) -> None:
    nodes[state[CURRENT], FIRST_BEHIND] = state[LINES]
    state[CURRENT] = nodes[state[CURRENT], PARENT]


@inlined
def _landmarks(markup: Bytes, row: Int, table: Integers, spans: Integers) -> Int:
    """What an element is by its tag, and whether it is hidden."""
    found: Int = table[row, LANDMARK_BITS]
    start, end = spans[ARIA_HIDDEN, 0], spans[ARIA_HIDDEN, 1]
    is_hidden = spans[HIDDEN, 0] >= 0 or (start >= 0 and name_hash(markup, start, end) == HASH_OF_TRUE)
    return found | table[-1, LANDMARK_BITS] if is_hidden else found


@inlined
def _says_name(markup: Bytes, spans: Integers) -> bool:
    """Whether the class, or the id where there is none, holds a name."""
    start, end = spans[CLASS, 0], spans[CLASS, 1]
    if end <= start:
        start, end = spans[ID, 0], spans[ID, 1]
    for place in range(start, end):
        if markup[place] > BLANK:
            return True
    return False


@inlined
def _begin(  # noqa: PLR0913, PLR0917
    markup: Bytes,
    place: Int,
    row: Int,
    keys: Hashes,
    table: Integers,
    spans: Integers,
    text: Bytes,
    lines: Integers,
    state: Integers,
    nodes: Integers,
    rows: Integers,
) -> None:
    """An element of the layout begins, whose inside begins at `place`."""
    flags = table[row, FLAG_BITS]
    if flags & CELL and rows[rows[0]]:
        if state[TEXT_LENGTH]:
            space(text, state, TAB)
    else:
        end_line(text, lines, state, gap_of(flags))
    if flags & ROW:
        rows[0] += 1
        rows[rows[0]] = markup[place - 2] == SLASH or is_data(markup, place, keys, table)
    state[HEADINGS] += (flags & HEADING) > 0
    _begin_node(nodes, state, table[row, NUMBER], _landmarks(markup, row, table, spans), spans)
    if flags & LANDMARK or (flags & NAMED and _says_name(markup, spans)):
        state[PATH] = state[CURRENT]


@inlined
def _finish(flags: Int, text: Bytes, lines: Integers, state: Integers, nodes: Integers, rows: Integers) -> None:
    if not (flags & CELL and rows[rows[0]]):
        end_line(text, lines, state, gap_of(flags))
    rows[0] -= (flags & ROW) > 0
    state[HEADINGS] -= (flags & HEADING) > 0
    _finish_node(nodes, state)


@inlined
def _enter(flags: Int, text: Bytes, lines: Integers, state: Integers, points: Bytes) -> None:
    """An element begins that is none of the layout."""
    if flags & BREAK:
        end_line(text, lines, state, gap_of(flags))
    elif flags & LINK:
        enter_link(text, state, points)
    elif flags & BOLD:
        state[IN_BOLD] += 1


@inlined
def _leave(flags: Int, text: Bytes, lines: Integers, state: Integers) -> None:
    if flags & BREAK:
        end_line(text, lines, state, gap_of(flags))
    elif flags & LINK:
        state[IN_LINK] -= 1
        state[LINK_END] = state[LENGTH] if state[LENGTH] else -1
    elif flags & BOLD:
        state[IN_BOLD] -= 1


@kernel
def walk(  # noqa: PLR0912, PLR0915 - the hot loop
    markup: Bytes, tags: Tags, points: Bytes, deepest: Int, found: Walked
) -> tuple[Int, Int, Int]:
    """Walk through markup; how many bytes, lines and nodes there are, or (-1, -1, -1): nested deeper than `deepest`.

    `points[code point]` are bits for those below 2 ** 16. The column `paths` of
    lines holds the node that names the part of the page, -1 for none; spans of attributes are (-1, -1) where none is.
    """
    text, lines, nodes = found
    keys, table = tags
    state = np.zeros(STATES, np.int64)
    spans = np.full((len(ATTRIBUTES), 2), -1, np.int64)
    # Of each open element its tag's flags and the path around it; whether each open row is one of data, behind how
    # many there are.
    open_flags = np.zeros(deepest + 2, np.int64)
    paths, rows = np.zeros(deepest + 2, np.int64), np.zeros(deepest + 2, np.int64)
    clear(state)
    state[PATH] = -1
    _begin_node(nodes, state, table[-1, NUMBER], 0, spans)
    nodes[0, PARENT] = nodes[0, DEPTH] = state[CURRENT] = 0
    place: Int = 0
    depth, last = 0, len(markup) - 4
    while place < last:
        if markup[place] != LESS:
            start = place
            place = next_tag(markup, place)
            say(markup, start, place, text, state, points)
            continue
        if markup[place + 1] == SLASH:
            place = tag_end(markup, name_end(markup, place + 2))
            depth -= 1
        else:
            if depth >= deepest:
                return -1, -1, -1
            end = name_end(markup, place + 1)
            row = row_of(markup, place + 1, end, keys)
            flags = table[row, FLAG_BITS]
            place = attributes(markup, end, spans) if flags & (NODE | PRE) else tag_end(markup, end)
            is_empty = markup[place - 2] == SLASH
            if flags & SILENT:
                if not is_empty:
                    place = tag_end(markup, name_end(markup, skip(markup, place) + 2))
                continue
            if flags & PRE:
                end_line(text, lines, state, 2)
                _begin_node(nodes, state, table[row, NUMBER], _landmarks(markup, row, table, spans), spans)
                if not is_empty:
                    place = verbatim(markup, place, text, lines, state, points, keys, table)
                    place = tag_end(markup, name_end(markup, place + 2))
                state[GAP] = 2
                _finish_node(nodes, state)
                continue
            open_flags[depth], paths[depth] = flags, state[PATH]
            if flags & NODE:
                _begin(markup, place, row, keys, table, spans, text, lines, state, nodes, rows)
            else:
                _enter(flags, text, lines, state, points)
            if not is_empty:
                depth += 1
                continue
        flags = open_flags[depth]
        if flags & NODE:
            _finish(flags, text, lines, state, nodes, rows)
            state[PATH] = paths[depth]
        else:
            _leave(flags, text, lines, state)
    end_line(text, lines, state, 0)
    nodes[0, FIRST_BEHIND] = state[LINES]
    return state[WRITTEN], state[LINES], state[NODES]
