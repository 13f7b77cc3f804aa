"""Where in a page's text the runs of an extractor's output stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaner.document import Block

__all__ = ["Aligned", "align"]

# A run of so many characters is looked for anywhere; a shorter one only between its neighbours, or it would be
# found in a menu.
LONG = 24
# An extractor may leave something out of a run: its halves are then looked for, the short ones no farther than this.
NEAR = 200


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
    wanted = [words for run in runs if (words := _words(run))]
    joined = ["".join(words) for words in wanted]
    places = [_only_place(page.text, run) if len(run) >= LONG else None for run in joined]
    following = _following(places, len(page.text))
    found: list[tuple[int, int]] = []
    done = 0
    for words, run, place, end in zip(wanted, joined, places, following, strict=True):
        new = [(place, place + len(run))] if place is not None else _in_parts(page.text, words, done, end)
        found += new
        done = new[-1][1] if new else done
    total, aligned = sum(map(len, joined)), sum(end - start for start, end in found)
    return Aligned(tuple(page.spans(found)), total, total - aligned)


def _words(text: str) -> list[str]:
    """A text's words without what does not print: extractors drop it."""
    words = text.split()
    if not text.isprintable() and not all(map(str.isprintable, words)):
        words = ["".join(filter(str.isprintable, word)) for word in words]
    return words


def _only_place(page: str, run: str) -> int | None:
    place = page.find(run)
    return place if place >= 0 and page.find(run, place + 1) < 0 else None


def _following(places: Sequence[int | None], end: int) -> list[int]:
    """For each run where the next one with a known place begins."""
    nearest = accumulate(reversed(places), lambda known, place: known if place is None else place, initial=end)
    return list(nearest)[-2::-1] if places else []


def _in_parts(page: str, words: Sequence[str], done: int, following: int) -> list[tuple[int, int]]:
    """Where a run's words stand: together, wherever that is, else each half by itself between the neighbours."""
    run = "".join(words)
    place = _between(page, run, done, following)
    if place < 0:
        # Extractors move some things: what stands below the one before, else what stands nearest above it.
        place = page.find(run, done)
    if place < 0:
        place = page.rfind(run, 0, done)
    return [(place, place + len(run))] if place >= 0 else list(_halves(page, words, done, following))


def _between(page: str, run: str, done: int, following: int) -> int:
    """A run's place between its neighbours: next to the one before; at the head next to the one behind."""
    return page.find(run, done, following) if done or following == len(page) else page.rfind(run, 0, following)


def _halves(page: str, words: Sequence[str], done: int, following: int) -> Iterator[tuple[int, int]]:
    """Where the halves of a run stand that is nowhere whole, near each other and in order; what is not there is not."""
    middle = len(words) // 2
    for half in (words[:middle], words[middle:]) if middle else ():
        run = "".join(half)
        # The shorter a piece, the likelier it stands where it does not belong.
        place = _between(page, run, done, following if len(run) >= LONG else min(following, done + NEAR))
        for span in [(place, place + len(run))] if place >= 0 else _halves(page, half, done, following):
            yield span
            done = span[1]


class _Squeezed:
    """The blocks' text without white space, and the way back."""

    def __init__(self, text: str, blocks: Sequence[Block]) -> None:
        self._source = text
        self._blocks = blocks
        parts = ["".join(_words(text[start:end])) for start, end in blocks]
        self.text = "".join(parts)
        self._firsts = list(accumulate(map(len, parts), initial=0))

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
