"""Template twins: texts of one mould, each with news of its own. Weather, quotes, earnings, a company's releases.

By their shingles they are near, or one contains the other; a reader says they are different. They are told from copies
by where they differ, and by how many documents share the rest. A **gap** is what stands in each of the two between the
same words; of it those words are a document's **own** that the other has not there, and that no more than half of the
documents have that have the words before it: of thirty copies the one with a paragraph of its own has none. What a
text begins with, its dateline, counts nowhere, nor do addresses. Two texts are of one mould

- by their news: most of what they share stands in 3 documents or more, and either has ten words of its own in place of
  the other's; fewer words where more documents have what they share than are related to the two; of two that share no
  more than a part, and nothing of it alone, also news that several documents have; or
- by their slots: most of what they share stands in 3 documents or more, they belong to a family of 4 related ones or
  more, and differ at two places or more that 4 documents have, or in a figure where 10 have one; or
- by their figures: in place of the other's either has five figures and names of its own or more, a figure among them,
  and they are two fifths of its own words: the same show in another town on another day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.differing import Difference, Scale, Streams, differences, note_known
from cleaner.neardup.kernels.frequency import (
    Frequencies,
    count_documents_with,
    frequencies_of,
    note_starts,
    shared_by_some,
)
from cleaner.neardup.kernels.reading import Read, read_text
from cleaner.neardup.kernels.sketching import Lengths
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.shingling import UNSPACED_EXTRA
from cleaner.neardup.union_find import components
from cleaner.neardup.units import Units

__all__ = ["BY_FIGURES", "BY_NEWS", "BY_SLOTS", "NO_TEMPLATES", "Templates", "find_templates"]

Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.int8]

BY_NEWS, BY_SLOTS, BY_FIGURES = 1, 2, 3

SCALE = Scale(some=3, many=4, own_by=3, dateline=12, lead=60, series=10)
MOST = 0.65
# So many words of news at one place.
NEWS = 8
# So many in all, where so much of what is shared stands in more documents than are related to the two: that is a mould.
NEWS_IN_MOULD = ((0.7, 5), (0.85, 3))
# So many related ones are not two sites' heads before one story; fewer must begin alike, as a company's releases do.
FAMILY, ALIKE = 4, 2
# Two that share no more than a part, nothing of it alone, are told by news that several documents have, too.
ALL, SOME_RELATED, PARTLY = 0.95, 3, 0.7
# Of copies that were edited each for itself most gaps are one's alone; a few coincide by chance, but hardly with names
# or figures in both.
SLOTS, SHARE_OF_SLOTS, SLOTS_OF_ANY = 2, 0.5, 4
FIGURES, SHARE_OF_FIGURES = 5, 0.4

# So many shingles of its own has a side of every template: one word changes five.
LEAST_OWN = 5
# Shingles of the texts that are read at once: 50 MB with what is known of them.
SHINGLES_AT_ONCE = 1 << 22
# So many hashes stand in one place of the table of frequencies: they are next to each other, and the table is small.
IN_ONE_PLACE = 2
LEAST_BITS, MOST_BITS = 8, 26
MOST_FINE_BITS = 25
# A sixteenth of the hashes says whether a pair may share a mould: with 16 shared or more of them, and less than .35 of
# those in three documents, hardly one in a thousand has MOST of all there.
ALL_HASHES, LOW_HASHES = 1 << 32, 1 << 28
FEW_LOW, SURELY_LESS = 16, 0.35


class Templates(NamedTuple):
    """Pairs of units (a << 32 | b) in order, a < b, and why each is of one mould."""

    pairs: Pairs
    why: Codes

    def why_of(self, a: Rows, b: Rows) -> Codes:
        """Why pairs are template twins, 0 for those that are none."""
        wanted = pack(np.minimum(a, b), np.maximum(a, b))
        if len(self.pairs) == 0:
            return np.zeros(len(wanted), np.int8)
        place = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
        return np.where(self.pairs[place] == wanted, self.why[place], 0).astype(np.int8)


NO_TEMPLATES = Templates(np.zeros(0, np.uint64), np.zeros(0, np.int8))


def find_templates(units: Units, related: Overlaps, text: Callable[[int], str], n: int) -> Templates:
    """Of the related pairs (a < b, in order) those of template twins; `text` gives a row's text."""
    own = np.minimum(related.size_a, related.size_b) - related.shared
    both = np.flatnonzero((own >= LEAST_OWN) & (related.a != related.b))
    if len(both) == 0:
        return NO_TEMPLATES
    family = components(len(units), related.a, related.b)
    size = np.bincount(family, minlength=len(units))[family]
    pairs = related.where(both)
    in_doubt = pairs.where(_may_be_of_a_mould(units, pairs))
    # Where no mould is, only figures tell: they need no frequencies.
    table = _frequencies(units, np.unique(np.concatenate([in_doubt.a, in_doubt.b])), ALL_HASHES)
    why = np.zeros(len(both), np.int8)
    for places in _parts(pairs, family[pairs.a]):
        some = pairs.where(places)
        found = _differences(units, some, (size[some.a], table), text, n)
        why[places] = _judged(found, size[some.a], some.jaccard)
    twins = pairs.where(why > 0)
    return Templates(pack(twins.a, twins.b), why[why > 0])


def _may_be_of_a_mould(units: Units, pairs: Overlaps) -> npt.NDArray[np.bool_]:
    """Which pairs may share what other documents have too, told by the lowest hashes; so may those that have few."""
    members = np.unique(np.concatenate([pairs.a, pairs.b]))
    table = _frequencies(units, members, LOW_HASHES)
    counts = np.zeros((len(pairs.a), 2), np.int64)
    shared_by_some(units.sets, (pairs.a, pairs.b), table, LOW_HASHES, counts)
    return (counts[:, 0] < FEW_LOW) | (counts[:, 1] >= SURELY_LESS * counts[:, 0])


def _frequencies(units: Units, members: Rows, limit: int) -> Frequencies:
    """In how many units the shingles of some units stand, of those below the limit."""
    sets = [_set(units, unit) for unit in members.tolist()]
    hashes = np.concatenate([one[: np.searchsorted(one, limit)] for one in sets] or [np.zeros(0, np.uint32)])
    # Sorted, each once: much faster than `np.unique`.
    hashes = np.sort(hashes)
    hashes = hashes[np.concatenate([[True], hashes[1:] != hashes[:-1]])] if len(hashes) else hashes
    bits = (len(hashes) * (ALL_HASHES // limit) // IN_ONE_PLACE).bit_length()
    bits = min(max(bits, LEAST_BITS), MOST_BITS)
    fine = min(bits + 4, MOST_FINE_BITS)
    starts, present = np.zeros((1 << bits) + 1, np.int32), np.zeros(1 + (1 << fine) // 64, np.uint64)
    table = Frequencies(hashes, np.zeros(len(hashes), np.uint8), starts, bits, present, fine)
    note_starts(table)
    if len(hashes):
        count_documents_with(units.sets, np.argsort(units.starts), table, limit)
    return table


def _set(units: Units, unit: int) -> npt.NDArray[np.uint32]:
    return units.hashes[units.starts[unit] : units.starts[unit] + units.sizes[unit]]


def _parts(pairs: Overlaps, families: Rows) -> Iterator[Rows]:
    """Places of pairs, family by family, so that few texts are read more than once; so many that memory is bounded."""
    order = np.argsort(families, kind="stable")
    part = np.cumsum((pairs.size_a + pairs.size_b)[order]) // SHINGLES_AT_ONCE
    yield from np.split(order, np.flatnonzero(np.diff(part)) + 1)


def _differences(
    units: Units, pairs: Overlaps, known: tuple[Rows, Frequencies], text: Callable[[int], str], n: int
) -> Difference:
    """`known` is how many are related to each pair, and the frequencies."""
    family, table = known
    members = np.unique(np.concatenate([pairs.a, pairs.b]))
    streams = _streams([_read(text(int(row)), n) for row in units.row[members]], table)
    numbers = tuple(np.searchsorted(members, side) for side in (pairs.a, pairs.b))
    one_each = [np.zeros(len(pairs.a), np.int64) for _ in range(12)]
    both_sides = [np.zeros((len(pairs.a), 2), np.int64) for _ in range(3)]
    found = Difference(*one_each, *both_sides)
    differences(streams, units.sets, (numbers[0], numbers[1], family), members, SCALE, found)
    return found


def _read(text: str, n: int) -> Read:
    return read_text(np.frombuffer(text.encode() or b" ", np.uint8), fold_arrays(), Lengths(n, UNSPACED_EXTRA))


def _streams(texts: list[Read], table: Frequencies) -> Streams:
    starts = np.concatenate([[0], np.cumsum([len(text.tokens) for text in texts])])
    tokens, shingles, lengths, kinds = (np.concatenate(column) for column in zip(*texts, strict=True))
    held = np.empty(len(tokens), np.uint8)
    frequencies_of(shingles, table, held)
    streams = Streams(tokens, shingles, lengths, kinds, held, np.zeros_like(held), starts.astype(np.int64))
    note_known(streams)
    return streams


def _judged(found: Difference, family: Rows, jaccard: npt.NDArray[np.float64]) -> Codes:
    """Why pairs are of one mould, 0 where they are not; `family` says how many related ones there are."""
    some, others = (share / np.maximum(found.shared, 1) for share in (found.by_some, found.by_others))
    begins_alike = (found.alike >= ALIKE) | (family >= FAMILY) | (others >= MOST)
    lead = found.lead + np.where(begins_alike, found.opening, 0)
    by_news = (some >= MOST) & (np.maximum(found.largest, lead) >= NEWS)
    for share, words in NEWS_IN_MOULD:
        by_news |= (others >= share) & (lead + found.beyond >= words)
    by_news |= (some >= ALL) & (family >= SOME_RELATED) & (jaccard < PARTLY) & (found.newest >= NEWS)
    is_filled = (found.slots >= SLOTS) & (found.slots >= SHARE_OF_SLOTS * found.gaps)
    is_filled &= (found.slots >= SLOTS_OF_ANY) | (found.names.min(axis=1) >= SLOTS)
    by_slots = (some >= MOST) & (family >= FAMILY) & (is_filled | (found.serials > 0))
    # On each side.
    mostly_names = (found.names >= FIGURES) & (found.names >= SHARE_OF_FIGURES * found.words) & (found.figures > 0)
    return np.select([by_news, by_slots, mostly_names.all(axis=1)], [BY_NEWS, BY_SLOTS, BY_FIGURES], 0).astype(np.int8)
