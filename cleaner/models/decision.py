"""One decision for all lines of a page."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Numbers

__all__ = ["CHANGE", "best_cutoff", "most_probable"]

# What changing between kept and cut costs on a page, in log odds: by F1 on sites that were not learnt from.
CHANGE = 0.1
# A page of which less is to be expected has no text: its lines are not kept for being the likeliest.
LEAST_F1 = 0.4


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


def best_cutoff(log_odds: Numbers, words: Numbers) -> float:
    """The log odds from which on keeping lines gives the greatest F1, weighted by words, that is to be expected.

    It is half that F1, as a probability; half of `LEAST_F1` where less is to be expected.
    Source: Lipton, Elkan and Naryanaswamy, Optimal Thresholding of Classifiers to Maximize F1 Measure, ECML PKDD 2014.

    >>> sure, unsure = (best_cutoff(np.array(odds), np.ones(3)) for odds in ([2.0, 2, -9], [-0.5, -0.6, -3]))
    >>> round(sure, 2), round(unsure, 2)
    (-0.13, -1.03)
    """
    order = np.argsort(-log_odds, kind="stable")
    likely = np.cumsum((words / (1 + np.exp(-log_odds)))[order])
    f1 = 2 * likely / np.maximum(np.cumsum(words[order]) + likely[-1:], 1)
    half = f1.max(initial=0).clip(LEAST_F1, 1) / 2
    return float(np.log(half / (1 - half)))
