"""The pages of one site that are looked at: those with the smallest hashes, so that any order of reading draws the
same ones."""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from mmap import mmap
from typing import NamedTuple

from cleaner.sites.pages import PageLines

__all__ = ["Sample", "SampledPage", "SeenLines"]


class SampledPage(NamedTuple):
    """A page in the sample: hashes of its lines in their order, which of them are the longest, and what else counts.

    `edges` are the texts of lines that may have a varying part, as bytes, one a line.
    """

    date: str
    lines: array[int]
    longest: array[int]
    edges: bytes
    edge_numbers: tuple[int, ...]
    words: array[int]
    told: tuple[tuple[int, int], ...]


class SeenLines:
    """Which lines were seen before: one bit a hash, so now and then it says yes of a new one, which does no harm."""

    def __init__(self, bits: int = 1 << 29) -> None:
        self._bits = bits
        # Memory that nobody wrote to costs nothing.
        self._table = mmap(-1, bits >> 3)

    def add(self, number: int) -> bool:
        """Note a line; whether it was there."""
        place, bit = divmod(number % self._bits, 8)
        seen = self._table[place] >> bit & 1
        self._table[place] |= 1 << bit
        return bool(seen)


class Sample:
    """The pages of one site with the smallest hashes, and the texts of lines that stand on more than one."""

    __slots__ = ("_draws", "pages", "salt", "texts")

    def __init__(self, salt: int) -> None:
        self.salt = salt
        self.pages: dict[int, SampledPage] = {}
        self.texts: dict[int, str] = {}
        # Negative: a heap gives up its smallest.
        self._draws: list[int] = []

    def add(self, page: PageLines, most: int, seen: SeenLines) -> int:
        """Look at a page while there is room for `most`; by how many pages the sample grew."""
        known = self.pages.get(page.draw)
        if known:
            # The same page again: only its newest date counts.
            self.pages[page.draw] = known._replace(date=max(known.date, page.date))
            return 0
        is_full = len(self._draws) >= most
        if is_full and -page.draw <= self._draws[0]:
            return 0
        if is_full:
            del self.pages[-heapq.heapreplace(self._draws, -page.draw)]
        else:
            heapq.heappush(self._draws, -page.draw)
        for number, line in zip(page.hashes, page.lines, strict=True):
            # A line's text is kept from the second time on.
            if seen.add(number ^ self.salt) and number not in self.texts:
                self.texts[number] = line
        sizes = list(map(len, page.lines))
        by_size = sorted(range(len(sizes)), key=lambda at: (-sizes[at], page.hashes[at]))
        edges = "\n".join(page.lines[number] for number in page.edges).encode("utf-8", "replace")
        longest = array("H", by_size)
        self.pages[page.draw] = SampledPage(page.date, page.hashes, longest, edges, page.edges, page.words, page.told)
        return not is_full

    def trim(self, most: int) -> int:
        """Keep the `most` smallest draws; how many pages are left."""
        while len(self._draws) > most:
            del self.pages[-heapq.heappop(self._draws)]
        counts = Counter(line for page in self.pages.values() for line in page.lines)
        self.texts = {number: text for number, text in self.texts.items() if counts[number] > 1}
        return len(self.pages)
