"""Passages that documents share: runs of some tokens or more that stand in both, exactly.

Candidates come of winnowed keys (kernels.seeds): any two documents with a run of so many tokens have a key in common. A
key that more than 64 documents hold is told apart by what stands beside it; where even that is held by more than 64,
as a disclaimer is, each of them is paired with the most preferred one that it shares a passage with, so that the cost
stays linear. Every run is then found on the texts.

Units are what is compared, so places are counted in tokens here; `spans` gives the characters of a row's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.config import LEAST_PASSAGE
from cleaner.neardup.candidates import MOST_IN_BUCKET
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.runs import Stream, Windows, common_runs, place_tokens, stream, windows
from cleaner.neardup.kernels.seeds import Length, Seeds, hash_streams, pairs_by_seeds, seed_postings, winnow
from cleaner.neardup.kernels.sketching import TOKENS_A_BYTE, Texts
from cleaner.neardup.kernels.sorting import radix_sort
from cleaner.neardup.overlaps import unpack
from cleaner.neardup.sketch import text_blocks
from cleaner.neardup.spool import Spool
from cleaner.neardup.threads import in_order
from cleaner.neardup.units import Units

__all__ = ["NO_PASSAGES", "Passages", "Span", "Spans", "find_passages", "passages_of"]

Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]

SEED_SHARE = 4
POSTINGS_AT_ONCE = 1 << 23
TOKENS_AT_ONCE = 1 << 20
PAIR_ROOM = 1 << 16
# Pairs come sorted by their first unit, so that a few texts serve many pairs.
KEPT_TEXTS = 256

Span = tuple[int, int, int, int]
"""A passage's characters in both texts: start and end in the one, start and end in the other."""


@dataclass(frozen=True)
class Passages:
    """Pairs of units (a << 32 | b, sorted, a < b) with what they share: rows `runs[firsts[i]:firsts[i + 1]]` of first
    token in a, first token in b, number of tokens."""

    least: int
    pairs: Pairs
    firsts: Rows
    runs: Rows

    def of(self, a: Rows, b: Rows) -> Iterator[Rows]:
        """The runs of some pairs, either unit first; none for a pair that shares no passage."""
        wanted = np.minimum(a, b).astype(np.uint64) << np.uint64(32) | np.maximum(a, b).astype(np.uint64)
        places = np.searchsorted(self.pairs, wanted)
        for turned, pair, place in zip((a > b).tolist(), wanted.tolist(), places.tolist(), strict=True):
            if place == len(self.pairs) or int(self.pairs[place]) != pair:
                yield self.runs[:0]
                continue
            runs = self.runs[self.firsts[place] : self.firsts[place + 1]]
            yield runs[np.argsort(runs[:, 1], kind="stable")][:, [1, 0, 2]] if turned else runs


NO_PASSAGES = Passages(0, np.zeros(0, np.uint64), np.zeros(1, np.int64), np.zeros((0, 3), np.int64))


def find_passages(
    units: Units,
    texts: Iterable[pa.Array],
    text: Callable[[int], str],
    least: int,
    preference: Rows,
    *,
    threads: int = 1,
    folder: Path | None = None,
) -> Passages:
    """Which units share a run of `least` tokens or more. `text` gives a row's text, `preference` the rows in order:
    of a passage that very many share each is paired with the first."""
    streams = _streams(units, texts, threads, folder)
    order = units.of_row[preference]
    order = order[np.sort(np.unique(order, return_index=True)[1])]
    length = Length(least, max(min(least, LEAST_PASSAGE), least // SEED_SHARE))
    seeds = _seeds(streams, order[order >= 0], length, folder)
    pairs = _candidates(streams, seeds, length)

    @lru_cache(maxsize=KEPT_TEXTS)
    def read(unit: int) -> Stream:
        return read_stream(text(int(units.row[unit])))

    @lru_cache(maxsize=KEPT_TEXTS)
    def read_windows(unit: int) -> Windows:
        return windows(read(unit), least)

    # A text that shares with many is indexed once, and all of them are looked up in it.
    order, turned = _by_hub(pairs, len(units))
    runs = [NO_PASSAGES.runs] * len(pairs)
    a, b = (side.tolist() for side in unpack(pairs))
    for place, is_turned in zip(order.tolist(), turned[order].tolist(), strict=True):
        hub, other = (b[place], a[place]) if is_turned else (a[place], b[place])
        found = common_runs(read(hub), read_windows(hub), read(other), least)
        runs[place] = _sorted(found[:, [1, 0, 2]] if is_turned else found)
    # Tokens of one 32-bit hash may differ on the texts.
    sizes = np.array([len(found) for found in runs], np.int64)
    return Passages(
        least, pairs[sizes > 0], np.cumsum([0, *sizes[sizes > 0]]), np.concatenate([*runs, NO_PASSAGES.runs])
    )


def _by_hub(pairs: Pairs, units: int) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """The order in which pairs are compared, those of one unit side by side, and for each pair whether its second unit
    is the one that is in more pairs."""
    a, b = unpack(pairs)
    degrees = np.bincount(a, minlength=units) + np.bincount(b, minlength=units)
    turned = degrees[b] > degrees[a]
    return np.lexsort((np.where(turned, a, b), np.where(turned, b, a))), turned


def read_stream(text: str) -> Stream:
    """A text's tokens for the compiled functions."""
    return stream(_bytes(text), fold_arrays())


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "replace") or b" ", np.uint8)


def _sorted(runs: Rows) -> Rows:
    return runs[np.lexsort((runs[:, 1], runs[:, 0]))]


def _streams(units: Units, texts: Iterable[pa.Array], threads: int, folder: Path | None) -> Sets:
    """The token hashes of each unit."""
    wanted = np.zeros(len(units.of_row), np.uint8)
    wanted[units.row] = 1
    spool, counts = Spool(folder), np.zeros(len(wanted), np.int64)

    def hashed(block: tuple[Texts, int]) -> npt.NDArray[np.uint32]:
        part, first = block
        rows = slice(first, first + len(part.offsets) - 1)
        out = np.empty(TOKENS_A_BYTE * int(part.offsets[-1] - part.offsets[0]) + 1, np.uint32)
        return out[: hash_streams(part, wanted[rows], fold_arrays(), out, counts[rows])]

    for tokens in in_order(hashed, _numbered(text_blocks(texts)), threads):
        spool.append(tokens)
    starts = np.cumsum(counts) - counts
    return Sets(spool.finish(), starts[units.row], counts[units.row])


def _numbered(blocks: Iterable[Texts]) -> Iterator[tuple[Texts, int]]:
    first = 0
    for block in blocks:
        yield block, first
        first += len(block.offsets) - 1


def _seeds(streams: Sets, order: Rows, length: Length, folder: Path | None) -> Seeds:
    """The keys of all units, in the order given."""
    spools = [Spool(folder) for _ in Seeds._fields]
    ends = np.cumsum(streams.sizes[order])
    first = 0
    while first < len(order):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + TOKENS_AT_ONCE)), first + 1)
        room = int(ends[min(last, len(order)) - 1]) - before
        part = Seeds(*(np.empty(room, np.uint32) for _ in spools))
        written = int(winnow(streams, order[first:last], length, part))
        for spool, column in zip(spools, part, strict=True):
            spool.append(column[:written])
        first = last
    return Seeds(*(spool.finish() for spool in spools))


def _candidates(streams: Sets, seeds: Seeds, length: Length) -> Pairs:
    """The pairs of units that share a passage by their tokens' hashes, in order."""
    total = len(seeds.keys)
    parts = 1 << (total // POSTINGS_AT_ONCE).bit_length()
    found = [np.zeros(0, np.uint64)]
    # Hashes are uniform, so that parts are alike; one key may be held by all, though.
    postings, room = np.empty(total + 1, np.uint64), np.empty(PAIR_ROOM, np.uint64)
    for part in range(parts):
        written = int(seed_postings(seeds.keys, part, parts, postings))
        radix_sort(postings[:written], np.empty(written, np.uint64))
        room, count = pairs_by_seeds(postings[:written], streams, seeds, length, MOST_IN_BUCKET, room)
        found.append(np.unique(room[: int(count)]))
    return np.unique(np.concatenate(found))


class Spans:
    """Where tokens stand in the rows' texts."""

    def __init__(self, text: Callable[[int], str]) -> None:
        @lru_cache(maxsize=KEPT_TEXTS)
        def placed(row: int) -> tuple[Rows, Rows]:
            return place_tokens(_bytes(text(row)), fold_arrays())

        self._placed = placed

    def of(self, row: int, other: int, runs: Rows) -> list[Span]:
        """The characters of runs that two rows share."""
        one, two = self._placed(row), self._placed(other)
        return [span for run in runs.tolist() if (span := _span(one, two, *run))]

    def whole(self, row: int, other: int, least: int) -> list[Span]:
        """Equal texts as one passage, if they are long enough."""
        size = len(self._placed(row)[0])
        return self.of(row, other, np.array([[0, 0, size]])) if size >= least else []


def _span(one: tuple[Rows, Rows], other: tuple[Rows, Rows], i: int, j: int, count: int) -> Span | None:
    """A run's characters, without tokens at its ends that share a character with a token outside."""
    while count and any(_is_split(side, first) for side, first in ((one, i), (other, j))):
        i, j, count = i + 1, j + 1, count - 1
    while count and any(_is_split(side, first + count) for side, first in ((one, i), (other, j))):
        count -= 1
    if not count:
        return None
    return int(one[0][i]), int(one[1][i + count - 1]), int(other[0][j]), int(other[1][j + count - 1])


def _is_split(placed: tuple[Rows, Rows], token: int) -> bool:
    """Whether a token begins in a character in which the one before it ends."""
    starts, ends = placed
    return 0 < token < len(starts) and bool(starts[token] < ends[token - 1])


def passages_of(a: str, b: str, least: int) -> list[Span]:
    """The passages of `least` tokens or more that two texts share, in the order of the first.

    >>> passages_of("Rain fell on the old bay.", "Today rain fell on the OLD pier", 4)
    [(0, 20, 6, 26)]
    """
    one = read_stream(a)
    runs = _sorted(common_runs(one, windows(one, least), read_stream(b), least))
    texts = (a, b)
    return Spans(texts.__getitem__).of(0, 1, runs)
