"""Characters in UTF-8 markup."""

from __future__ import annotations

import numpy as np

from cleaner.extract.kernels.markup import Bytes, Int
from cleaner.kernel_cache import inlined

__all__ = ["ALNUM", "INVISIBLE", "character", "ends_line", "is_plain", "is_space", "put"]

# What a character is, as bits of a table.
ALNUM, INVISIBLE = 1, 2
AMPERSAND, NUMBER_SIGN, SEMICOLON, BLANK, DELETE = (np.uint8(ord(sign)) for sign in "&#; \x7f")
LESS, GREATER, QUOTE = (np.int64(ord(sign)) for sign in '<>"')


@inlined
def is_space(point: Int) -> bool | np.bool_:
    """As `str.isspace`."""
    if point < 0x80:
        return point == 0x20 or 9 <= point <= 13 or 28 <= point <= 31
    return (
        point == 0x85
        or point == 0xA0
        or point == 0x1680
        or 0x2000 <= point <= 0x200A
        or point == 0x2028
        or point == 0x2029
        or point == 0x202F
        or point == 0x205F
        or point == 0x3000
    )


@inlined
def ends_line(point: Int) -> bool | np.bool_:
    """As `str.splitlines`, of what an XML tree can hold."""
    return point == 10 or point == 13 or point == 0x85 or point == 0x2028 or point == 0x2029


@inlined
def is_plain(byte: np.uint8) -> bool | np.bool_:
    """Whether a byte is a character of ASCII that stands for itself and is seen."""
    return BLANK < byte < DELETE and byte != AMPERSAND


@inlined
def character(markup: Bytes, place: Int) -> tuple[Int, Int]:
    """The code point at `place`, and the place behind it."""
    lead = np.int64(markup[place])
    if lead < 0x80:
        return _reference(markup, place) if lead == AMPERSAND else (lead, place + 1)
    size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    point = lead & (0x7F >> size)
    for follower in range(place + 1, place + size):
        point = point << 6 | np.int64(markup[follower] & 0x3F)
    return point, place + size


@inlined
def _reference(markup: Bytes, place: Int) -> tuple[Int, Int]:
    """What `&lt;`, `&gt;`, `&quot;`, `&#13;` or `&amp;` stands for: a serializer writes no others into UTF-8."""
    second = markup[place + 1]
    if second == NUMBER_SIGN:
        place += 2
        point = np.int64(0)
        while markup[place] != SEMICOLON:
            point = point * 10 + np.int64(markup[place]) - 48
            place += 1
        return point, place + 1
    if second == ord("l"):
        return LESS, place + 4
    if second == ord("g"):
        return GREATER, place + 4
    if second == ord("q"):
        return QUOTE, place + 6
    return np.int64(AMPERSAND), place + 5


@inlined
def put(line: Bytes, length: Int, point: Int, markup: Bytes, start: Int, end: Int) -> Int:
    """Append a character; where the line ends now."""
    if markup[start] == AMPERSAND:
        line[length] = np.uint8(point)
        return length + 1
    for place in range(start, end):
        line[length] = markup[place]
        length += 1
    return length
