"""Template twins: texts of one mould, each with news of its own. Weather, quotes, earnings, a company's releases.

By their shingles they are near, or one contains the other; a reader says they are different. Two of them are told from
copies by how many documents share what they share, and by where they differ. All of this must hold:

- nine tenths of the shingles that both have (hot ones aside) stand in 4 documents of their family or more; the family
  are all documents that related pairs join, equal token streams counted once;
- neither's lead, its first 50 tokens, is in the other: less than two thirds of the lead's shingles are;
- most of what of the lead is not in the other is its own: fewer than 4 documents of the corpus have it. The head of a
  site's page, which copies of one story on several sites differ in, stands on the site's other pages.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.hot import hot_of
from cleaner.neardup.kernels.heat import Hot, count_holders
from cleaner.neardup.kernels.proving import lead_hashes
from cleaner.neardup.kernels.sketching import Lengths
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.shingling import UNSPACED_EXTRA
from cleaner.neardup.union_find import components
from cleaner.neardup.units import Units

__all__ = ["MANY", "find_templates"]

Hashes = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]
Pairs = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

MANY = 4
"""So many documents make a mould: two or three that share most of their text may be versions of one."""

LEAD_TOKENS = 50
SHARED_BY_MANY = 0.9
SAME_LEAD = 2 / 3
# The lead is looked for in so many bytes: tokens of 50 in any language, with room for markup.
LEAD_BYTES = 2000


def find_templates(units: Units, related: Overlaps, hot: Hot, text: Callable[[int], str], n: int) -> Pairs:
    """Of the related pairs (a < b) those of template twins, as a << 32 | b, in order."""
    family = components(len(units), related.a, related.b)
    in_many = np.bincount(family, minlength=len(units))[family] >= MANY
    places = np.flatnonzero(in_many[related.a])
    if len(places) == 0:
        return np.zeros(0, np.uint64)
    members = np.unique(np.concatenate([related.a[places], related.b[places]]))
    leads = {unit: _lead(text(int(units.row[unit])), n) for unit in members.tolist()}
    known = hot_of(np.unique(np.concatenate(list(leads.values()))))
    held = np.zeros(len(known.hashes), np.int64)
    count_holders(units.sets, known, held)
    own = known.hashes[held < MANY]
    apart = places[
        [_are_apart(units, leads, own, pair) for pair in zip(related.a[places], related.b[places], strict=True)]
    ]
    found = related.where(apart[_by_many(units, related.where(apart), family, hot)])
    return pack(found.a, found.b)


def _are_apart(units: Units, leads: dict[int, Hashes], own: Hashes, pair: tuple[np.int64, np.int64]) -> bool:
    a, b = pair
    return _is_own(leads[int(a)], _set(units, b), own) and _is_own(leads[int(b)], _set(units, a), own)


def _lead(text: str, n: int) -> Hashes:
    data = np.frombuffer(text.encode()[:LEAD_BYTES] or b" ", np.uint8)
    return lead_hashes(data, fold_arrays(), Lengths(n, UNSPACED_EXTRA), LEAD_TOKENS)


def _set(units: Units, unit: np.int64) -> Hashes:
    return units.hashes[units.starts[unit] : units.starts[unit] + units.sizes[unit]]


def _is_own(lead: Hashes, other: Hashes, own: Hashes) -> bool:
    """Whether a lead is not in the other set, and most of what is not is its document's own."""
    missing = lead[~_is_in(lead, other)]
    return len(missing) > (1 - SAME_LEAD) * len(lead) and bool(_is_in(missing, own).sum() * 2 > len(missing))


def _is_in(values: Hashes, ordered: Hashes) -> Mask:
    """Which values a sorted array holds."""
    if len(ordered) == 0:
        return np.zeros(len(values), bool)
    found: Mask = ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values
    return found


def _by_many(units: Units, pairs: Overlaps, family: Rows, hot: Hot) -> Mask:
    """Which pairs have in common what many of their family hold."""
    found = np.zeros(len(pairs.a), bool)
    families = family[pairs.a]
    members = np.argsort(family, kind="stable")
    ordered = family[members]
    for root in np.unique(families).tolist():
        inside = members[np.searchsorted(ordered, root) : np.searchsorted(ordered, root, side="right")]
        hashes, counts = np.unique(np.concatenate([_set(units, unit) for unit in inside]), return_counts=True)
        many = hashes[counts >= MANY]
        for place in np.flatnonzero(families == root):
            sets = _set(units, pairs.a[place]), _set(units, pairs.b[place])
            found[place] = _shared_by_many(*sets, many, hot)
    return found


def _shared_by_many(one: Hashes, other: Hashes, many: Hashes, hot: Hot) -> bool:
    shared = one[_is_in(one, other)]
    shared = shared[~_is_in(shared, hot.hashes)]
    return bool(_is_in(shared, many).sum() >= SHARED_BY_MANY * len(shared))
