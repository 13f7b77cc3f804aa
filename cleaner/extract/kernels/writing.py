"""Text to lines, as `cleaner.extract.lines.LineWriter` writes them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.extract.kernels.characters import ALNUM, INVISIBLE, character, is_space, put
from cleaner.extract.kernels.markup import Bytes, Int, Integers
from cleaner.kernel_cache import kernel

__all__ = ["LINE_COLUMNS", "Sheet", "clear", "end_code", "end_line", "enter_link", "say", "space"]

LINE_COLUMNS = (
    "start",
    "end",
    "nodes",
    "link_characters",
    "links",
    "bold_characters",
    "is_heading",
    "is_code",
    "paths",
)
BLANK, TAB, NEWLINE = (np.uint8(ord(sign)) for sign in " \t\n")
# The line that is open (also up to its last character that is no white space), what was written, what is open round it.
(
    LENGTH, SHOWN, TEXT_LENGTH, TEXT_SHOWN, LINKED, LINKS, BOLDED, ENDS_IN_SPACE, IS_VISIBLE, LAST, LINK_END, GAP,
    WRITTEN, CHARACTERS, LINES, NODES, IN_LINK, IN_BOLD, HEADINGS, CURRENT, PATH,
) = range(21)  # fmt: skip
STATES = 21


class Sheet(NamedTuple):
    """What lines are written on: the line that is open, the text, rows of `LINE_COLUMNS`, the state.

    `points[code point]` are bits for those below 2 ** 16.
    """

    line: Bytes
    text: Bytes
    lines: Integers
    state: Integers
    points: Bytes


@kernel
def say(markup: Bytes, start: Int, end: Int, sheet: Sheet) -> None:
    """More of the line that is open: white space is one space, none at its beginning."""
    line, state, points = sheet.line, sheet.state, sheet.points
    length, shown, last = state[LENGTH], state[SHOWN], state[LAST]
    in_space, is_visible = state[ENDS_IN_SPACE], state[IS_VISIBLE]
    said, inner = np.int64(0), np.int64(0)
    place = start
    while place < end:
        point, behind = character(markup, place)
        if is_space(point):
            if not in_space:
                line[length] = BLANK
                length += 1
                shown += 1
                in_space = last = np.int64(BLANK)
            inner = np.int64(said > 0)
        else:
            # What is not seen is seen as soon as there is a space in it.
            if point > 0xFFFF or not points[point] & INVISIBLE or 0 < state[TEXT_LENGTH] < length:
                is_visible = np.int64(1)
            length = put(line, length, point, markup, place, behind)
            shown += 1
            said += 1 + inner
            inner = np.int64(0)
            in_space = np.int64(0)
            last = point
            state[TEXT_LENGTH], state[TEXT_SHOWN] = length, shown
        place = behind
    state[LENGTH], state[SHOWN], state[LAST] = length, shown, last
    state[ENDS_IN_SPACE], state[IS_VISIBLE] = in_space, is_visible
    if said:
        if state[IN_LINK]:
            state[LINKED] += said
            state[LINKS] = max(state[LINKS], 1)
        if state[IN_BOLD]:
            state[BOLDED] += said


@kernel
def space(sheet: Sheet, sign: np.uint8) -> None:
    """A space, or what stands between two cells."""
    line, state = sheet.line, sheet.state
    line[state[LENGTH]] = sign
    state[LENGTH] += 1
    state[SHOWN] += 1
    state[LAST] = sign
    state[ENDS_IN_SPACE] = 1


@kernel
def enter_link(sheet: Sheet) -> None:
    """Links of which one follows on the other are shown apart."""
    state = sheet.state
    last = state[LAST]
    if state[LINK_END] == state[LENGTH] and last <= 0xFFFF and sheet.points[last] & ALNUM and not state[ENDS_IN_SPACE]:
        space(sheet, BLANK)
    state[IN_LINK] += 1
    state[LINKS] += 1


@kernel
def write(sheet: Sheet, is_code: int) -> None:
    """Set down what is open as a line."""
    state, text = sheet.state, sheet.text
    written = state[WRITTEN]
    if written:
        for _ in range(state[GAP]):
            text[written] = NEWLINE
            written += 1
        state[CHARACTERS] += state[GAP]
    state[GAP] = 0
    for place in range(state[TEXT_LENGTH]):
        text[written + place] = sheet.line[place]
    state[WRITTEN] = written + state[TEXT_LENGTH]
    start = state[CHARACTERS]
    state[CHARACTERS] += state[TEXT_SHOWN]
    if state[IS_VISIBLE]:
        row = sheet.lines[state[LINES]]
        row[0], row[1], row[2] = start, state[CHARACTERS], state[CURRENT]
        row[3], row[4], row[5] = state[LINKED], state[LINKS], state[BOLDED]
        row[6], row[7], row[8] = not is_code and state[HEADINGS] > 0, is_code, state[PATH]
        state[LINES] += 1


@kernel
def clear(state: Integers) -> None:
    """No line is open."""
    state[LENGTH] = state[SHOWN] = state[TEXT_LENGTH] = state[TEXT_SHOWN] = 0
    state[LINKED] = state[BOLDED] = state[IS_VISIBLE] = 0
    state[ENDS_IN_SPACE] = 1
    state[LINK_END] = -1


@kernel
def end_line(sheet: Sheet, gap: Int) -> None:
    """The line ends; `gap` line ends stand at least before the next one."""
    state = sheet.state
    if state[LENGTH]:
        write(sheet, 0)
        clear(state)
    state[LINKS] = 0
    state[GAP] = max(state[GAP], gap)


@kernel
def end_code(sheet: Sheet) -> None:
    """A line of code ends; several empty ones are one."""
    state = sheet.state
    if state[TEXT_LENGTH]:
        write(sheet, 1)
        state[GAP] = 1
    else:
        state[GAP] = 2
    clear(state)
