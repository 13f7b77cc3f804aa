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
    # By how much the best sequence that keeps a line beats the best that cuts it.
    lead = 0.0
    leads = []
    for gain in keep.tolist():
        leads.append(lead)
        lead = (to_cut if lead > to_cut else -to_kept if lead < -to_kept else lead) + gain
    state = lead >= 0
    states = []
    for lead in reversed(leads):
        states.append(state)
        state = lead >= -to_kept if state else lead > to_cut
    return np.array(states[::-1], bool)
