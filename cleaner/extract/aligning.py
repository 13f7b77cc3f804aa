"""Where in a page's text the runs of an extractor's output stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaner.document import Block
from cleaner.rules.phrases import UNSPACED

__all__ = ["Aligned", "align"]

# A run of so many characters is looked for anywhere; a shorter one only between its neighbours, or it would be
# found in a menu.
LONG = 24
# An extractor may leave something out of a run: its pieces are then looked for, and their halves, the short ones no
# farther than NEAR.
PIECE = 48
LEAST, SHORT, NEAR = 4, 12, 200


class Aligned(NamedTuple):
    """What was found: spans of the text, sorted, disjoint, each inside one block; and how many characters were not.

    `total` and `missing` count characters that are no white space.
    """

    spans: tuple[tuple[int, int], ...]
    total: int
    missing: int


def align(text: str, blocks: Sequence[Block], runs: Sequence[str]) -> Aligned:
    """Find each run in the text, white space apart: those that stand once first, the others between them.

    >>> text = "Home News\\nRain fell all day on the harbour.\\nHome"
    >>> found = align(text, [Block(0, 9), Block(10, 43), Block(44, 48)], ["Rain fell all  day on the harbour.", "Home"])
    >>> [text[start:end] for start, end in found.spans], found.missing
    (['Rain fell all day on the harbour.', 'Home'], 0)
    """
    page = _Squeezed(text, blocks)
    wanted = list(filter(None, map(_squeeze, runs)))
    found = list(_locate(page.text, wanted, 0, len(page.text), page.whole))
    total, aligned = sum(map(len, wanted)), sum(end - start for start, end in found)
    return Aligned(tuple(page.spans(found)), total, total - aligned)


def _squeeze(text: str) -> str:
    """A text without white space and without what does not print: extractors drop it."""
    squeezed = "".join(text.split())
    return squeezed if squeezed.isprintable() else "".join(filter(str.isprintable, squeezed))


def _only_place(page: str, run: str, whole: Mapping[str, int]) -> int | None:
    """Where a run stands, if that is one place; most runs are whole blocks, which need not be looked for."""
    if run in whole:
        return whole[run] if whole[run] >= 0 else None
    place = page.find(run)
    return place if place >= 0 and page.find(run, place + 1) < 0 else None


def _following(places: Sequence[int | None], end: int) -> list[int]:
    """For each run where the next one with a known place begins."""
    nearest = accumulate(reversed(places), lambda known, place: known if place is None else place, initial=end)
    return list(nearest)[-2::-1] if places else []


def _locate(page: str, runs: Sequence[str], done: int, end: int, whole: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Where runs stand that follow each other between `done` and `end`: those that stand once, then the others."""
    places = [_only_place(page, run, whole) if len(run) >= LONG else None for run in runs]
    for run, place, following in zip(runs, places, _following(places, end), strict=True):
        for span in [(place, place + len(run))] if place is not None else _in_parts(page, run, done, following):
            yield span
            done = span[1]


def _in_parts(page: str, run: str, done: int, following: int) -> Iterator[tuple[int, int]]:
    """Where a run stands: whole, wherever that is, else in pieces between its neighbours."""
    place = _between(page, run, done, following)
    if place < 0:
        # Extractors move some things: what stands below the one before, else what stands nearest above it.
        place = page.find(run, done)
    if place < 0:
        place = page.rfind(run, 0, done)
    if place >= 0:
        yield place, place + len(run)
    elif len(run) > 2 * PIECE:
        yield from _locate(page, [run[at : at + PIECE] for at in range(0, len(run), PIECE)], done, following, {})
    else:
        yield from _halves(page, run, done, following)


def _between(page: str, run: str, done: int, following: int) -> int:
    """A run's place between its neighbours: next to the one before; at the head next to the one behind."""
    return page.find(run, done, following) if done or following == len(page) else page.rfind(run, 0, following)


def _halves(page: str, run: str, done: int, following: int) -> Iterator[tuple[int, int]]:
    """Where the halves of a run stand that is nowhere whole, in order; what is not there is not."""
    # Letters stand everywhere, a character that is a word does not.
    if len(run) < 2 or (len(run) < 2 * LEAST and not UNSPACED.search(run)):
        yield from _edges(page, run, done, following)
        return
    first, second = run[: len(run) // 2], run[len(run) // 2 :]
    behind = _near(page, second, done, following)
    place = _near(page, first, done, behind if behind >= 0 else following)
    if place >= 0:
        spans = [(place, place + len(first))]
    else:
        spans = list(_halves(page, first, done, behind if behind >= 0 else following))
    yield from spans
    done = spans[-1][1] if spans else done
    if behind >= 0:
        yield behind, behind + len(second)
    else:
        yield from _halves(page, second, done, following)


def _near(page: str, piece: str, done: int, following: int) -> int:
    """A piece's place; the shorter it is, the likelier it stands where it does not belong."""
    return _between(page, piece, done, following if len(piece) >= SHORT else min(following, done + NEAR))


def _edges(page: str, piece: str, done: int, following: int) -> Iterator[tuple[int, int]]:
    """What of a piece goes on where the one before ends, and what leads to where the one behind begins."""
    head = _common(piece, page[done:following]) if done else 0
    tail = _common(piece[head:][::-1], page[done + head : following][::-1]) if following < len(page) else 0
    if head:
        yield done, done + head
    if tail:
        yield following - tail, following


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their heads."""
    different = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(different, min(len(one), len(other)))


class _Squeezed:
    """The blocks' text without white space, and the way back."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._source = text
        self._blocks = blocks
        parts = [_squeeze(text[start:end]) for start, end in blocks]
        self.text = "".join(parts)
        self._firsts = list(accumulate(map(len, parts), initial=0))
        # Where each block begins; -1 for those that stand more than once.
        self.whole: dict[str, int] = {}
        for part, first in zip(parts, self._firsts, strict=False):
            self.whole[part] = first if part not in self.whole else -1

    def spans(self, found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Squeezed spans as spans of the text, cut at the blocks' ends."""
        for start, end in _united(found):
            block = bisect_right(self._firsts, start) - 1
            while self._firsts[block] < end:
                first, behind = self._firsts[block : block + 2]
                if first < behind:
                    yield self._span(block, max(start, first) - first, min(end, behind) - first)
                block += 1

    def _span(self, block: int, start: int, end: int) -> tuple[int, int]:
        first, last = self._blocks[block]
        if start == 0 and end == self._firsts[block + 1] - self._firsts[block]:
            return first, last
        places = [
            place
            for place, character in enumerate(self._source[first:last], first)
            if not character.isspace() and character.isprintable()
        ]
        return places[start], places[end - 1] + 1


def _united(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans sorted, those that touch or overlap made one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
