"""One decision for all lines of a page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Numbers

__all__ = ["most_probable"]


def most_probable(keep: Numbers, to_cut: float, to_kept: float) -> npt.NDArray[np.bool_]:
    """Which lines to keep: the sequence of greatest sum of `keep` (log odds of the kept) less the changes' costs.

    Viterbi's algorithm over two states, linear in lines.

    >>> most_probable(np.array([2.0, -0.5, 3.0, -4.0]), 1.0, 1.0).tolist()
    [True, True, True, False]
    """
    came_to_kept, came_to_cut = [], []
    kept = cut = 0.0
    for gain in keep.tolist():
        from_cut, from_kept = cut - to_kept > kept, kept - to_cut > cut
        came_to_kept.append(from_cut)
        came_to_cut.append(from_kept)
        kept, cut = (cut - to_kept if from_cut else kept) + gain, kept - to_cut if from_kept else cut
    state = kept >= cut
    states = []
    for from_cut, from_kept in zip(reversed(came_to_kept), reversed(came_to_cut), strict=True):
        states.append(state)
        state = not from_cut if state else from_kept
    return np.array(states[::-1], bool)
