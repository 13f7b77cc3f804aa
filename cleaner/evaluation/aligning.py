"""Which words of a document are those of its gold, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["LEAST_OF_A_LINE", "common_words", "kept_lines"]

LEAST_OF_A_LINE = 0.6
"""From this share of its words in the gold a line belongs to the gold."""

# The table has a bit for each pair of words: beyond this (128 MB) a document is not aligned.
MOST_PAIRS = 1 << 30


def common_words(document: Sequence[str], gold: Sequence[str]) -> list[int] | None:
    """Places in `document` of a longest common subsequence with `gold`, sorted; None where both are too long.

    Bit-parallel: a row of the table is one integer (Hyyrö 2004, "Bit-parallel LCS-length computation revisited").
    Where there is a choice, the earlier words of the document are taken.

    >>> common_words("share rain fell share rain on the bay".split(), "rain fell on the bay".split())
    [1, 2, 5, 6, 7]
    """
    if len(document) * len(gold) > MOST_PAIRS:
        return None
    return list(_matches(_rows(document, gold), len(gold)))[::-1]


def _rows(document: Sequence[str], gold: Sequence[str]) -> list[int]:
    """The table: in row i, bit j is 0 where word j of `gold` makes the common part of the first i words longer."""
    places: dict[str, int] = {}
    for at, word in enumerate(gold):
        places[word] = places.get(word, 0) | 1 << at
    every = (1 << len(gold)) - 1
    row = every
    rows = [row]
    for word in document:
        here = places.get(word)
        if here is not None:
            common = row & here
            row = ((row + common) | (row - common)) & every
        rows.append(row)
    return rows


def _matches(rows: Sequence[int], width: int) -> Iterator[int]:
    """Walk the table back from its end."""
    at, bit = len(rows) - 1, width - 1
    while at > 0 and bit >= 0:
        if rows[at] >> bit & 1:
            bit -= 1
            continue
        at -= 1
        if rows[at] >> bit & 1:
            yield at
            bit -= 1


def kept_lines(line_of: Sequence[int], lines: int, common: Sequence[int]) -> list[bool]:
    """For each of `lines` whether it belongs to the gold; `line_of` tells each word's line.

    >>> kept_lines([0, 0, 1, 1, 1], 2, [1, 2, 3])
    [False, True]
    """
    found, whole = [0] * lines, [0] * lines
    for line in line_of:
        whole[line] += 1
    for place in common:
        found[line_of[place]] += 1
    return [count >= LEAST_OF_A_LINE * size > 0 for count, size in zip(found, whole, strict=True)]
