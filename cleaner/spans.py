"""Spans that belong to somebody: who owns a character that several point at, and what nobody owns."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush

__all__ = ["Owned", "claim", "join", "runs", "uncut"]

Owned = tuple[int, int, int]
"""Start, end, and the number of the finding that has them."""


def uncut(text: str, owned: Sequence[Owned]) -> Iterator[str]:
    """The pieces of a text that nobody owns."""
    done = 0
    for start, end, _ in owned:
        yield text[done:start]
        done = end
    yield text[done:]


def claim(spans: Iterable[Owned]) -> list[Owned]:
    """Disjoint spans, sorted: what an earlier span holds is taken out of the later ones."""
    given = list(spans)
    alone = sorted(given)
    last = 0
    for start, end, _ in alone:
        if start < last:
            break
        last = end
    else:
        return alone
    placed = sorted([(start, end, rank, index) for rank, (start, end, index) in enumerate(given)])
    owned: list[Owned] = []
    last = last_start = -1
    for start, end, _, index in placed:
        if start >= last:
            owned.append((start, end, index))
            last_start, last = start, end
        elif (start, end) != (last_start, last):
            return _first_in_rank(sorted([(start, rank, end, index) for start, end, rank, index in placed]))
    return owned


def _first_in_rank(ranked: Sequence[tuple[int, int, int, int]]) -> list[Owned]:
    """From left to right: of the spans (start, rank, end, index) that have begun, the first in rank owns a place."""
    owned: list[Owned] = []
    begun: list[tuple[int, int, int]] = []
    place, owner = 0, -1
    untils = [*(start for start, *_ in ranked[1:]), sys.maxsize]
    for (start, rank, end, index), until in zip(ranked, untils, strict=True):
        heappush(begun, (rank, end, index))
        place = max(place, start)
        while begun and place < until:
            first, its_end, its_index = begun[0]
            if its_end <= place:
                heappop(begun)
                continue
            stop = min(its_end, until)
            if first == owner and owned[-1][1] == place:
                owned[-1] = owned[-1][0], stop, its_index
            else:
                owned.append((place, stop, its_index))
            place, owner = stop, first
    return owned


def join(owned: Iterable[Owned]) -> list[Owned]:
    """Neighbours of one finding become one span."""
    joined: list[Owned] = []
    first, last, owner = 0, -1, -1
    for start, end, index in owned:
        if start == last and index == owner:
            joined[-1] = first, end, index
        else:
            joined.append((start, end, index))
            first, owner = start, index
        last = end
    return joined


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of ascending numbers, from 0 on.

    >>> list(runs([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    first = last = -2
    for number in numbers:
        if number != last + 1:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last
