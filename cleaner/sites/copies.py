"""Which pages of a site are versions of one article: their prose recurs, and is no furniture for that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from cleaner.sites.pages import PROSE

__all__ = ["bodies_of"]

# What tells two bodies apart are their longest lines; those on more pages than an article has copies are left out,
# as chrome, where running text of the page's own remains.
BODY_LINES = 3
MOST_COPIES, MOST_COPIES_SHARE = 8, 0.05


def bodies_of(pages: Sequence[Sequence[int]], counts: Mapping[int, int]) -> list[int]:
    """A number for each page, equal for pages that are versions of one article.

    A page is the hashes of its lines, longest first; `counts` tells on how many pages each line is. Two pages are
    versions if two of the three longest lines that tell them apart are the same.

    >>> bodies_of([[11, 13, 15], [11, 13, 17], [21, 23, 25]], dict.fromkeys((11, 13), 2) | dict.fromkeys((15, 17), 1)
    ...     | dict.fromkeys((21, 23, 25), 1))
    [0, 0, 2]
    """
    most = max(MOST_COPIES, int(MOST_COPIES_SHARE * len(pages)))
    parent = list(range(len(pages)))
    first: dict[tuple[int, ...], int] = {}
    for number, lines in enumerate(pages):
        rare = [line for line in lines if counts[line] <= most]
        if not any(line & PROSE for line in rare):
            rare = list(lines)
        longest = sorted(rare[:BODY_LINES])
        for key in combinations(longest, 2) if len(longest) > 1 else [tuple(longest)]:
            _unite(parent, first.setdefault(key, number), number)
    return [_root(parent, number) for number in range(len(pages))]


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _unite(parent: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low
