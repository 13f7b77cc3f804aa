"""Updated versions: two texts of one source or one address of which the later one says more, or other numbers.

Of two units that are near, or of which one contains the other (template twins aside), one is the updated version of the
other if

- a document of each has the same url; or the same source, and then half of the shingles of the one's lead, its first
  50 tokens, stand in the other, and no more than 31 days lie between them: of one source come many texts that share all
  but their news, month by month;
- the first dates of both there are known, and one is later: neither is the other cut short (a day and an hour of it);
- the later text has a number that the earlier one has not, or is longer by a shingle's tokens or more.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.neardup.corpus import Corpus
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.folding import SINGLE_MARK
from cleaner.neardup.kernels.runs import place_tokens
from cleaner.neardup.overlaps import Overlaps
from cleaner.neardup.passages import read_stream
from cleaner.neardup.relations import CONTAINED_IN, CONTAINS, NEAR, Codes
from cleaner.neardup.sketch import sketch
from cleaner.neardup.units import Units

__all__ = ["Update", "Updates"]

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ORDERED = (NEAR, CONTAINED_IN, CONTAINS)
# Pairs come sorted by their first unit.
KEPT_TEXTS = 1024
SAME_STORY = 0.5
MOST_DAYS = 31
LEAD_TOKENS = 50
# The lead is looked for in so many characters: tokens of 50 in any language, with room for markup.
LEAD_CHARACTERS = 2000
# What a folded text has between tokens, and before tokens of unspaced scripts.
GAP, MARK = "\0", chr(SINGLE_MARK)


class Update(NamedTuple):
    """The rows of the earlier and of the later version, and what makes it one."""

    earlier: int
    later: int
    why: str


class Updates:
    """Tells which related units are versions of one text; `n` is a shingle's length."""

    def __init__(self, corpus: Corpus, units: Units, n: int) -> None:
        self._corpus, self._units, self._n = corpus, units, n
        self._known: dict[tuple[int, int], Update | None] = {}

        @lru_cache(maxsize=KEPT_TEXTS)
        def read(unit: int) -> tuple[Counter[str], int]:
            return read_numbers(corpus.text(int(units.row[unit])))

        @lru_cache(maxsize=KEPT_TEXTS)
        def lead(unit: int) -> npt.NDArray[np.uint32]:
            return sketch([pa.array([lead_of(corpus.text(int(units.row[unit])))], pa.large_string())], n).hashes

        self._lead = lead
        self._read, self._first = read, lru_cache(maxsize=KEPT_TEXTS)(self._first_dates)

    def __call__(self, found: Overlaps, codes: Codes) -> Mask:
        """Which of the pairs are versions of one text; `codes` are their relations so far."""
        mask = np.zeros(len(codes), bool)
        if self._has_none:
            return mask
        places = np.flatnonzero(np.isin(codes, ORDERED))
        pairs = zip(found.a[places].tolist(), found.b[places].tolist(), strict=True)
        mask[places] = [self.of(a, b) is not None for a, b in pairs]
        return mask

    def of(self, a: int, b: int) -> Update | None:
        """How two units that are near or contained stand in time; None where neither updates the other."""
        key = min(a, b), max(a, b)
        if key not in self._known:
            self._known[key] = self._update(*key)
        return self._known[key]

    def tell(self, a: int, b: int, one: str, other: str) -> str:
        """In words which of two versions is the later, and why; `one` and `other` are what a and b are called."""
        update = self.of(a, b)
        if update is None:
            return ""
        is_later = self._units.of_row[update.later] == a
        dates = (self._corpus.dates[row].as_py() for row in (update.later, update.earlier))
        return f"{one if is_later else other} is the later, {{}} after {{}}, {update.why}".format(*dates)

    @cached_property
    def _has_none(self) -> bool:
        corpus = self._corpus
        count = len(corpus)
        no_place = corpus.sources.null_count == corpus.urls.null_count == count
        return bool(no_place or corpus.dates.null_count == count)

    def _update(self, a: int, b: int) -> Update | None:
        one, other = self._first(a), self._first(b)
        for kind, name in sorted(one.keys() & other.keys()):
            (date, row), (other_date, other_row) = one[kind, name], other[kind, name]
            if date.startswith(other_date) or other_date.startswith(date):
                continue
            if kind == "source" and not (_days(date, other_date) <= MOST_DAYS and self._one_story(a, b)):
                continue
            pair = ((a, row), (b, other_row)) if date < other_date else ((b, other_row), (a, row))
            if why := self._what_is_new(pair[0][0], pair[1][0]):
                return Update(pair[0][1], pair[1][1], why)
        return None

    def _one_story(self, a: int, b: int) -> bool:
        return max(self._lead_in(a, b), self._lead_in(b, a)) >= SAME_STORY

    def _lead_in(self, unit: int, other: int) -> float:
        """The share of a unit's lead that stands in another."""
        lead, sets = self._lead(unit), self._units.sets
        there = sets.hashes[sets.starts[other] : sets.starts[other] + sets.sizes[other]]
        return float(np.isin(lead, there).mean()) if len(lead) else 0.0

    def _what_is_new(self, earlier: int, later: int) -> str | None:
        (old, before), (new, after) = self._read(earlier), self._read(later)
        if new - old:
            return "with other numbers"
        return f"longer by {after - before} words" if after - before >= self._n else None

    def _first_dates(self, unit: int) -> dict[tuple[str, str], tuple[str, int]]:
        """By source and by url the first date of a unit's documents and its row; of equal dates the smallest id's."""
        corpus, ranks = self._corpus, self._corpus.id_ranks
        first: dict[tuple[str, str], tuple[str, int]] = {}
        for row in self._rows(unit):
            date = corpus.dates[row].as_py()
            for kind, column in (("source", corpus.sources), ("url", corpus.urls)):
                name = column[row].as_py() if date else None
                known = first.get((kind, name)) if name else None
                if name and (known is None or (date, ranks[row]) < (known[0], ranks[known[1]])):
                    first[kind, name] = date, row
        return first

    def _rows(self, unit: int) -> list[int]:
        order, ordered = self._by_unit
        own: list[int] = order[slice(*np.searchsorted(ordered, [unit, unit + 1]))].tolist()
        return own

    @cached_property
    def _by_unit(self) -> tuple[Rows, Rows]:
        order = np.argsort(self._units.of_row, kind="stable")
        return order, self._units.of_row[order]


def _days(one: str, other: str) -> int:
    """Days between two dates; where only a year or a month is known, from its first day; very many if one is none.

    >>> _days("2024-05-01T10:00Z", "2024-04"), _days("2024", "2024-01-09")
    (30, 8)
    """
    try:
        days = [datetime.strptime((date + "-01-01")[:10], "%Y-%m-%d") for date in (one, other)]
    except ValueError:
        return sys.maxsize
    return abs((days[0] - days[1]).days)


def lead_of(text: str) -> str:
    """A text's first 50 tokens.

    >>> lead_of("Rain fell. " * 40)[-10:]
    ' Rain fell'
    """
    text = text[:LEAD_CHARACTERS]
    _, ends = place_tokens(np.frombuffer(text.encode() or b" ", np.uint8), fold_arrays())
    return text[: int(ends[LEAD_TOKENS - 1])] if len(ends) >= LEAD_TOKENS else text


def read_numbers(text: str) -> tuple[Counter[str], int]:
    """The tokens that hold a digit, and the number of all tokens.

    >>> read_numbers("Oil rose 3.5% on 3 May")
    (Counter({'3': 2, '5': 1}), 7)
    """
    words = read_stream(text).folded.tobytes().decode().replace(MARK, "").split(GAP)
    words = [word for word in words if word]
    return Counter(word for word in words if not word.isalpha() and any(map(str.isdecimal, word))), len(words)
