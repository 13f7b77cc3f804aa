"""The text of a `pre` as it is, compiled."""

from __future__ import annotations

from cleaner.extract.kernels.characters import INVISIBLE, character, ends_line, is_space, put
from cleaner.extract.kernels.markup import Bytes, Int, Integers, name_end, tag_end
from cleaner.extract.kernels.tags import BREAK, FLAG_BITS, LESS, LINE, PARAGRAPH, SILENT, SLASH, Hashes, row_of, skip
from cleaner.extract.kernels.writing import (
    GAP,
    IS_VISIBLE,
    LENGTH,
    SHOWN,
    TEXT_LENGTH,
    TEXT_SHOWN,
    base_of,
    end_code,
)
from cleaner.kernel_cache import kernel

__all__ = ["verbatim"]

RETURN, NEWLINE = 13, 10


@kernel
def verbatim(  # noqa: PLR0913, PLR0917
    markup: Bytes,
    place: Int,
    text: Bytes,
    lines: Integers,
    state: Integers,
    points: Bytes,
    keys: Hashes,
    table: Integers,
) -> Int:
    """Write the text of the `pre` whose inside begins at `place`, line by line; where its end tag begins."""
    depth = 1
    # Whether a carriage return stands before, whether a line end does.
    after_return, at_begin = False, True
    while True:
        if markup[place] != LESS:
            point, behind = character(markup, place)
            if not ends_line(point):
                _say(point, markup, place, behind, text, state, points)
            elif not (point == NEWLINE and after_return):
                end_code(text, lines, state)
            after_return, at_begin = point == RETURN, point == NEWLINE
            place = behind
            continue
        is_end = markup[place + 1] == SLASH
        depth -= is_end
        if not depth:
            break
        name = place + 1 + is_end
        end = name_end(markup, name)
        flags = table[row_of(markup, name, end, keys), FLAG_BITS]
        place = tag_end(markup, end)
        is_empty = markup[place - 2] == SLASH
        depth += not is_end and not is_empty
        if flags & SILENT and not is_end and not is_empty:
            place = skip(markup, place)
        elif _breaks(flags, at_begin):
            end_code(text, lines, state)
            after_return, at_begin = False, True
    if state[LENGTH]:
        end_code(text, lines, state)
    state[GAP] = 2
    return place


@kernel
def _breaks(flags: Int, at_begin: bool) -> bool:
    """Whether a tag ends a line: a line break even an empty one."""
    if flags & BREAK and not flags & PARAGRAPH:
        return True
    return bool(flags & (PARAGRAPH | LINE)) and not at_begin


@kernel
def _say(  # noqa: PLR0917
    point: Int, markup: Bytes, place: Int, behind: Int, text: Bytes, state: Integers, points: Bytes
) -> None:
    is_text = not is_space(point)
    if is_text and (point > 0xFFFF or not points[point] & INVISIBLE or 0 < state[TEXT_LENGTH] < state[LENGTH]):
        state[IS_VISIBLE] = 1
    base = base_of(state)
    state[LENGTH] = put(text, base + state[LENGTH], point, markup, place, behind) - base
    state[SHOWN] += 1
    if is_text:
        state[TEXT_LENGTH], state[TEXT_SHOWN] = state[LENGTH], state[SHOWN]
