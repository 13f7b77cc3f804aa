"""Template twins: texts of one mould, each with news of its own. Weather, quotes, earnings, a company's releases.

By their shingles they are near, or one contains the other; a reader says they are different. They are told from copies
by where they differ, and by how many documents share the rest. A **gap** is what stands in each of the two between the
same words; of it those words are a document's **own** that the other has not there, and that no more than half of the
documents have that have the words before it: of thirty copies the one with a paragraph of its own has none. What a
text begins with, its dateline, counts nowhere. Two texts are of one mould

- by their news: most of what they share stands in 3 documents or more, and either has ten words of its own in place of
  the other's; or
- by their slots: most of what they share stands in 3 documents or more, they belong to a family of 4 related ones or
  more, and differ at two places or more that 4 documents have; or
- by their figures: in place of the other's either has six figures and names of its own or more, a figure among them,
  and they are two fifths of its own words: the same show in another town on another day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.differing import Difference, Scale, Streams, differences
from cleaner.neardup.kernels.frequency import Frequencies, count_documents_with, frequencies_of, note_starts
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

SCALE = Scale(many=3, own_by=3, dateline=12, lead=60, mould=4)
SHARED_BY_MANY = 0.65
NEWS = 10
# A family of so many is no two sites' heads before one story; fewer must begin alike, as a company's releases do.
FAMILY, ALIKE = 4, 2
SLOTS = 2
FIGURES, SHARE_OF_FIGURES = 6, 0.4

# Fewer shingles of its own than a side of every template has.
LEAST_OWN = 8
# Shingles of the texts that are read at once: 50 MB with what is known of them.
SHINGLES_AT_ONCE = 1 << 22
# The table of frequencies has so many places for each hash, so that hardly two stand in one.
PLACES = 2
LEAST_BITS, MOST_BITS = 8, 26


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
    table = _frequencies(units, np.unique(np.concatenate([pairs.a, pairs.b])))
    why = np.zeros(len(both), np.int8)
    for places in _parts(pairs, family[pairs.a]):
        some = pairs.where(places)
        why[places] = _judged(_differences(units, some, table, text, n), size[some.a])
    found = pairs.where(why > 0)
    return Templates(pack(found.a, found.b), why[why > 0])


def _frequencies(units: Units, members: Rows) -> Frequencies:
    """In how many units the shingles of some units stand."""
    hashes = np.unique(np.concatenate([_set(units, unit) for unit in members.tolist()]))
    bits = min(max((PLACES * len(hashes)).bit_length(), LEAST_BITS), MOST_BITS)
    table = Frequencies(hashes, np.zeros(len(hashes), np.uint8), np.zeros((1 << bits) + 1, np.int64), bits)
    note_starts(table)
    count_documents_with(units.sets, table)
    return table


def _set(units: Units, unit: int) -> npt.NDArray[np.uint32]:
    return units.hashes[units.starts[unit] : units.starts[unit] + units.sizes[unit]]


def _parts(pairs: Overlaps, families: Rows) -> Iterator[Rows]:
    """Places of pairs, family by family, so that few texts are read more than once; so many that memory is bounded."""
    order = np.argsort(families, kind="stable")
    part = np.cumsum((pairs.size_a + pairs.size_b)[order]) // SHINGLES_AT_ONCE
    yield from np.split(order, np.flatnonzero(np.diff(part)) + 1)


def _differences(units: Units, pairs: Overlaps, table: Frequencies, text: Callable[[int], str], n: int) -> Difference:
    members = np.unique(np.concatenate([pairs.a, pairs.b]))
    streams = _streams([_read(text(int(row)), n) for row in units.row[members]], table)
    numbers = tuple(np.searchsorted(members, side) for side in (pairs.a, pairs.b))
    one_each = [np.zeros(len(pairs.a), np.int64) for _ in range(7)]
    both_sides = [np.zeros((len(pairs.a), 2), np.int64) for _ in range(3)]
    found = Difference(*one_each, *both_sides)
    differences(streams, units.sets, (numbers[0], numbers[1]), members, SCALE, found)
    return found


def _read(text: str, n: int) -> Read:
    return read_text(np.frombuffer(text.encode() or b" ", np.uint8), fold_arrays(), Lengths(n, UNSPACED_EXTRA))


def _streams(texts: list[Read], table: Frequencies) -> Streams:
    starts = np.concatenate([[0], np.cumsum([len(text.tokens) for text in texts])])
    tokens, shingles, lengths, kinds = (np.concatenate(column) for column in zip(*texts, strict=True))
    held = np.empty(len(tokens), np.uint8)
    frequencies_of(shingles, table, held)
    return Streams(tokens, shingles, lengths, kinds, held, starts.astype(np.int64))


def _judged(found: Difference, family: Rows) -> Codes:
    """Why pairs are of one mould, 0 where they are not; `family` says how many related ones there are."""
    is_mould = found.by_many >= SHARED_BY_MANY * np.maximum(found.shared, 1)
    begins_alike = (found.alike >= ALIKE) | (family >= FAMILY)
    lead = np.where(begins_alike, np.maximum(found.lead, found.opening), found.lead)
    by_news = is_mould & (lead + found.beyond >= NEWS)
    by_slots = is_mould & (family >= FAMILY) & (found.slots >= SLOTS)
    # On each side.
    mostly_names = (found.names >= FIGURES) & (found.names >= SHARE_OF_FIGURES * found.words) & (found.figures > 0)
    return np.select([by_news, by_slots, mostly_names.all(axis=1)], [BY_NEWS, BY_SLOTS, BY_FIGURES], 0).astype(np.int8)
