"""How two documents stand to each other, by exact counts.

Of those that hold, the first counts: exact (equal tokens), template (near or contained, but of one mould: `templates`
tells), updated-version (near or contained, and the later text of one source: `updates` tells), near (Jaccard at or
above the threshold), contained-in or contains (cold containment at or above the setting: of the one's shingles that
are not hot, so many stand in the other), shares-passage (`passages` tells).
Where each contains the other, the one with fewer cold shingles is contained, of equals the first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.overlaps import Overlaps

__all__ = [
    "CONTAINED_IN",
    "CONTAINS",
    "EXACT",
    "NAMES",
    "NEAR",
    "NO_RELATION",
    "SHARES_PASSAGE",
    "TEMPLATE",
    "UPDATED",
    "joins",
    "relations",
]

Codes = npt.NDArray[np.int8]

NAMES = (None, "exact", "near", "contained-in", "contains", "template", "updated-version", "shares-passage")
NO_RELATION, EXACT, NEAR, CONTAINED_IN, CONTAINS, TEMPLATE, UPDATED, SHARES_PASSAGE = range(len(NAMES))

MOST_OF = 0.5
"""A contained document joins its container only if it makes up at least so much of it: a round-up, which contains ten
stories, must not make one cluster of them."""


def relations(found: Overlaps, threshold: float, containment: float | None) -> Codes:
    """What each a is to its b; a and b are units, of which equal ones are exact.

    >>> counts = [np.array([number]) for number in (1, 2, 8, 8, 20, 8, 8, 20)]
    >>> NAMES[relations(Overlaps(*counts), 0.7, 0.8)[0]]
    'contained-in'
    """
    codes = np.full(len(found.a), NO_RELATION, np.int8)
    if containment is not None:
        inside, around = found.cold_a_in_b >= containment, found.cold_b_in_a >= containment
        codes[around] = CONTAINS
        codes[inside & ~(around & (found.cold_b < found.cold_a))] = CONTAINED_IN
    codes[(found.jaccard >= threshold) & (found.shared > 0)] = NEAR
    codes[found.a == found.b] = EXACT
    return codes


def joins(found: Overlaps, codes: Codes) -> npt.NDArray[np.bool_]:
    """Which pairs make their documents members of one cluster."""
    most_of_b = (codes == CONTAINED_IN) & (found.cold_b_in_a >= MOST_OF)
    most_of_a = (codes == CONTAINS) & (found.cold_a_in_b >= MOST_OF)
    joined: npt.NDArray[np.bool_] = np.isin(codes, (EXACT, NEAR, UPDATED)) | most_of_a | most_of_b
    return joined
