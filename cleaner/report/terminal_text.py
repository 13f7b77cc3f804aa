"""Text of strangers on a terminal: nothing of it is obeyed, and columns stay columns in every script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size

__all__ = ["Cells", "anchor", "ending", "first_cells", "one_line", "pad", "visible", "wrap"]

Cells = int
"""A width: a terminal's cells, of which a character takes none, one or two."""

ESCAPED = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Format characters that belong to writing itself: joiners of Persian and of Indic scripts, Arabic number signs.
PART_OF_WRITING = "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd"
RIGHT_TO_LEFT = ("R", "AL", "AN")
LEFT_TO_RIGHT_MARK = "\u200e"
MORE = "…"
# Below this share of its room a text is cut inside a word: many scripts have no spaces to cut at.
LEAST_FILLED = 0.7
LEAST_WORDS = 0.4


def visible(text: str) -> str:
    """A text that a terminal only shows: control, direction and lone surrogate characters escaped, a tab as spaces.

    >>> visible("a\\tb \\x1b[31mred\\u202e")
    'a    b \\\\x1b[31mred\\\\u202e'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    if unicodedata.category(character) in ESCAPED and character not in PART_OF_WRITING:
        return character.encode("unicode_escape").decode("ascii")
    return character


def one_line(text: str) -> str:
    """A text with every run of white space as one space, to be shown in one line.

    >>> one_line(" a\\r\\n\\u00a0b ")
    'a b'
    """
    return visible(" ".join(text.split()))


def anchor(text: str) -> str:
    """A text that leaves its line running from left to right, so that the columns around it keep their order."""
    is_reversed = any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in text)
    return f"{LEFT_TO_RIGHT_MARK}{text}{LEFT_TO_RIGHT_MARK}" if is_reversed else text


def pad(text: str, width: Cells) -> str:
    """A text filled with spaces, or cut, to a width.

    >>> pad("漢字", 5), pad("漢字", 3)
    ('漢字 ', '漢 ')
    """
    return set_cell_size(text, width)


def first_cells(text: str, width: Cells) -> str:
    """The first words of a text, with `…` where more follow.

    >>> first_cells("rain fell on the bay", 12), first_cells("rain", 12)
    ('rain fell …', 'rain')
    >>> first_cells("消息 潮汐钟修复完成", 12)
    '消息 潮汐 …'
    """
    if cell_len(text) <= width:
        return text
    room = max(width - len(MORE) - 1, 2)
    head = next(wrap(text, room))
    if cell_len(head) < room * LEAST_FILLED:
        head = next(_pieces(text, room)).rstrip()
    return f"{head} {MORE}"


def ending(text: str, width: Cells) -> str:
    """The last characters of a text, with `…` in front where more precede.

    >>> ending("rain fell on the bay", 8), ending("潮汐钟修复完成", 8)
    ('… bay', '… 复完成')
    """
    if cell_len(text) <= width:
        return text
    at = len(text)
    room = width - len(MORE) - 1
    while at and (room := room - cell_len(text[at - 1])) >= 0:
        at -= 1
    tail = text[at:]
    word = tail if text[at - 1 : at].isspace() else tail.partition(" ")[2]
    return f"{MORE} {(word if cell_len(word) >= (width - 2) * LEAST_WORDS else tail).lstrip()}"


def wrap(text: str, width: Cells) -> Iterator[str]:
    """A text in lines of a width, between words where that is possible; at least one line.

    >>> list(wrap("rain fell on the bay", 9)), list(wrap("漢字かな", 5)), list(wrap("", 9))
    (['rain fell', 'on the', 'bay'], ['漢字', 'かな'], [''])
    """
    line, used = "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            yield line
        *full, line = _pieces(word, width)
        yield from full
        used = cell_len(line)
    yield line


def _pieces(word: str, width: Cells) -> Iterator[str]:
    """A word in pieces of a width; marks stay with their letter, for they take no cell."""
    begin, used = 0, 0
    for at, character in enumerate(word):
        size = cell_len(character)
        if used + size > width and used:
            yield word[begin:at]
            begin, used = at, 0
        used += size
    yield word[begin:]
