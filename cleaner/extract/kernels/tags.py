"""What tags are, and what can be told of an element by looking ahead."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.extract.kernels.characters import character, is_space
from cleaner.extract.kernels.markup import Bytes, Int, Integers, name_end, name_hash, next_tag, tag_end
from cleaner.kernel_cache import inlined, kernel

__all__ = ["FLAGS", "Tags", "gap_of", "is_data", "row_of", "skip"]

FLAGS = (
    "silent", "pre", "paragraph", "line", "break", "cell", "row", "heading", "landmark", "named", "link", "bold",
    "node",
)  # fmt: skip
"""What a tag may be; the places are bits of `Tags.flags`."""
SILENT, PRE, PARAGRAPH, LINE, BREAK, CELL, ROW, HEADING, LANDMARK, NAMED, LINK, BOLD, NODE = (
    1 << bit for bit in range(len(FLAGS))
)
LESS, SLASH = np.uint8(ord("<")), np.uint8(ord("/"))
# As `cleaner.extract.walk` has them.
LONGEST_ROW, MOST_CELLS = 200, 12


# Columns of a table of tags.
FLAG_BITS, NUMBER, LANDMARK_BITS = 0, 1, 2
Hashes = npt.NDArray[np.uint64]


class Tags(NamedTuple):
    """What tags are: `keys` is a hash table of their names, 0 where free; at the key's place `table` has the tag's bits
    of `FLAGS`, the layout's number, and bits of landmarks.

    Its last row is the root's, and has the bit of the landmark that what is hidden gets.
    """

    keys: Hashes
    table: Integers


@inlined
def gap_of(flags: Int) -> Int:
    """How many line ends stand at least where such an element begins or ends."""
    return 2 if flags & PARAGRAPH else 1


@inlined
def row_of(markup: Bytes, start: Int, end: Int, keys: Hashes) -> Int:
    """The row of a tag's name in the table; an empty one for a tag that says nothing."""
    found = name_hash(markup, start, end)
    mask = np.uint64(len(keys) - 1)
    place = found & mask
    while keys[place] and keys[place] != found:
        place = (place + np.uint64(1)) & mask
    return np.int64(place)


@kernel
def skip(markup: Bytes, place: Int) -> Int:
    """Where the end tag begins of the element whose inside begins at `place`."""
    depth = 1
    while True:
        place = next_tag(markup, place)
        if markup[place + 1] == SLASH:
            depth -= 1
            if not depth:
                return place
            place += 2
        else:
            place = tag_end(markup, name_end(markup, place + 1))
            depth += markup[place - 2] != SLASH


@kernel
def is_data(markup: Bytes, place: Int, keys: Hashes, table: Integers) -> bool:
    """Whether the cells of the row whose inside begins at `place` are short and hold nothing that makes a line."""
    depth, cells, length = 1, 0, 0
    place = next_tag(markup, place)
    while True:
        if markup[place + 1] == SLASH:
            depth -= 1
            if not depth:
                return True
            place = tag_end(markup, name_end(markup, place + 2))
        else:
            end = name_end(markup, place + 1)
            flags = table[row_of(markup, place + 1, end, keys), FLAG_BITS]
            cells += depth == 1
            if flags & PARAGRAPH or (flags & LINE and not flags & CELL):
                return False
            place = tag_end(markup, end)
            depth += markup[place - 2] != SLASH
        first, last, count = -1, -1, 0
        while markup[place] != LESS:
            point, place = character(markup, place)
            if not is_space(point):
                first = count if first < 0 else first
                last = count
            count += 1
        length += last - first + (first >= 0)
        # The row's end may follow: as many cells as there were by then count.
        if length > LONGEST_ROW or cells > MOST_CELLS:
            return False
