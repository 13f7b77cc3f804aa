"""Text to lines, as `cleaner.extract.lines.LineWriter` writes them.

Lines stand in `text` one behind the other, rows of `LINE_COLUMNS` in `lines`; the `state` tells of the line that is
open (it stands where it will stay), of what was written, and of what is open round it; `points[code point]` are bits
for those below 2 ** 16. (Arrays are handed on one by one: to take them out of a tuple, numba counts references.)
"""

from __future__ import annotations

import numpy as np

from cleaner.extract.kernels.characters import ALNUM, INVISIBLE, character, is_plain, is_space, put
from cleaner.extract.kernels.markup import Bytes, Int, Integers
from cleaner.kernel_cache import inlined

__all__ = ["LINE_COLUMNS", "clear", "end_code", "end_line", "enter_link", "say", "space"]

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


@inlined
def base_of(state: Integers) -> Int:
    """Where the line that is open begins: behind as many line ends as must stand before it."""
    written: Int = state[WRITTEN]
    return written + state[GAP] if written else written


@inlined
def say(markup: Bytes, start: Int, end: Int, text: Bytes, state: Integers, points: Bytes) -> None:
    """More of the line that is open: white space is one space, none at its beginning."""
    base = base_of(state)
    length, shown, last = state[LENGTH], state[SHOWN], state[LAST]
    text_length, text_shown = state[TEXT_LENGTH], state[TEXT_SHOWN]
    in_space, is_visible = state[ENDS_IN_SPACE], state[IS_VISIBLE]
    said, inner = np.int64(0), np.int64(0)
    place = start
    while place < end:
        if is_plain(markup[place]):
            # Most of a text: a word of ASCII letters.
            run = length
            while place < end and is_plain(markup[place]):
                text[base + length] = markup[place]
                length += 1
                place += 1
            last = np.int64(text[base + length - 1])
            count, is_visible = length - run, np.int64(1)
        else:
            point, behind = character(markup, place)
            if is_space(point):
                if not in_space:
                    text[base + length] = BLANK
                    length += 1
                    shown += 1
                    in_space = last = np.int64(BLANK)
                inner = np.int64(said > 0)
                place = behind
                continue
            # What is not seen is seen as soon as there is a space in it.
            if point > 0xFFFF or not points[point] & INVISIBLE or 0 < text_length < length:
                is_visible = np.int64(1)
            length = put(text, base + length, point, markup, place, behind) - base
            place, last, count = behind, point, np.int64(1)
        shown += count
        said += count + inner
        inner = in_space = np.int64(0)
        text_length, text_shown = length, shown
    state[TEXT_LENGTH], state[TEXT_SHOWN] = text_length, text_shown
    state[LENGTH], state[SHOWN], state[LAST] = length, shown, last
    state[ENDS_IN_SPACE], state[IS_VISIBLE] = in_space, is_visible
    if said:
        if state[IN_LINK]:
            state[LINKED] += said
            state[LINKS] = max(state[LINKS], 1)
        if state[IN_BOLD]:
            state[BOLDED] += said


@inlined
def space(text: Bytes, state: Integers, sign: np.uint8) -> None:
    """A space, or what stands between two cells."""
    text[base_of(state) + state[LENGTH]] = sign
    state[LENGTH] += 1
    state[SHOWN] += 1
    state[LAST] = sign
    state[ENDS_IN_SPACE] = 1


@inlined
def enter_link(text: Bytes, state: Integers, points: Bytes) -> None:
    """Links of which one follows on the other are shown apart."""
    last = state[LAST]
    if state[LINK_END] == state[LENGTH] and last <= 0xFFFF and points[last] & ALNUM and not state[ENDS_IN_SPACE]:
        space(text, state, BLANK)
    state[IN_LINK] += 1
    state[LINKS] += 1


@inlined
def write(text: Bytes, lines: Integers, state: Integers, is_code: int) -> None:
    """Set down what is open as a line."""
    base = base_of(state)
    for place in range(state[WRITTEN], base):
        text[place] = NEWLINE
    start = state[CHARACTERS] + base - state[WRITTEN]
    state[WRITTEN], state[CHARACTERS] = base + state[TEXT_LENGTH], start + state[TEXT_SHOWN]
    state[GAP] = 0
    if state[IS_VISIBLE]:
        row = state[LINES]
        lines[row, 0], lines[row, 1], lines[row, 2] = start, state[CHARACTERS], state[CURRENT]
        lines[row, 3], lines[row, 4], lines[row, 5] = state[LINKED], state[LINKS], state[BOLDED]
        lines[row, 6], lines[row, 7], lines[row, 8] = not is_code and state[HEADINGS] > 0, is_code, state[PATH]
        state[LINES] += 1


@inlined
def clear(state: Integers) -> None:
    """No line is open."""
    state[LENGTH] = state[SHOWN] = state[TEXT_LENGTH] = state[TEXT_SHOWN] = 0
    state[LINKED] = state[BOLDED] = state[IS_VISIBLE] = 0
    state[ENDS_IN_SPACE] = 1
    state[LINK_END] = -1


@inlined
def end_line(text: Bytes, lines: Integers, state: Integers, gap: Int) -> None:
    """The line ends; `gap` line ends stand at least before the next one."""
    if state[LENGTH]:
        write(text, lines, state, 0)
        clear(state)
    state[LINKS] = 0
    state[GAP] = max(state[GAP], gap)


@inlined
def end_code(text: Bytes, lines: Integers, state: Integers) -> None:
    """A line of code ends; several empty ones are one."""
    if state[TEXT_LENGTH]:
        write(text, lines, state, 1)
        state[GAP] = 1
    else:
        state[GAP] = 2
    clear(state)
