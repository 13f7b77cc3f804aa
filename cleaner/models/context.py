"""A line among its page's lines, after a first opinion of each: the second stage's features."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cleaner.models.arrays import Features, Numbers, best_run, nearest, shifted, stacked, window_means
from cleaner.models.characters import LONG_WORD, Characters

__all__ = ["context_features"]

# How far neighbours reach, in lines.
STEPS = (-3, -2, -1, 1, 2, 3)
WINDOWS = (2, 5, 15, 40)
# Cut-offs at which the best run of lines is asked for: a strict one, a middling one, a generous one.
CUTOFFS = (0.3, 0.5, 0.7)
SHARED_WINDOW = 5
FAR, RUN_FAR = 99, 60


def context_features(opinion: Numbers, words: Numbers, found: Characters) -> Features:
    """Features of all lines; `opinion` is the first stage's probability that a line is the article's."""
    count = len(opinion)
    mass = words * opinion
    total = max(mass.sum(), 1e-3)
    logs = np.log1p(words)
    columns = {"opinion": opinion} | _runs(opinion, words, mass, total)
    before = np.cumsum(mass)
    columns["mass_before"] = (before - mass) / total
    columns["mass_after"] = (total - before) / total
    for cutoff in (0.8, 0.5):
        columns[f"up_to_{cutoff}"], columns[f"down_to_{cutoff}"] = nearest(opinion > cutoff, FAR)
    columns |= _cohesion(opinion, logs, found)
    shared = columns["shared"]
    page = {
        "page_mass_share": total / max(words.sum(), 1),
        "page_mass": np.log1p(total),
        "page_surest": opinion.max(initial=0),
        "page_doubt": (words * np.minimum(opinion, 1 - opinion)).sum() / total,
        "page_shared": (shared * mass).sum() / max(mass.sum(), 1e-3),
    }
    pages = np.repeat(np.array(list(page.values()), float)[:, None], count, axis=1)
    around = _around(opinion, logs, words, count)
    return Features.of([(tuple(columns), stacked(columns.values(), count)), *around, (tuple(page), pages)])


def _around(opinion: Numbers, logs: Numbers, words: Numbers, count: int) -> Iterator[tuple[tuple[str, ...], Numbers]]:
    """The opinions of the lines around, one by one, and as means by the logarithm of words and by words."""
    yield from zip(STEP_NAMES, shifted(opinion[None], STEPS), strict=True)
    means = window_means(stacked([opinion, opinion], count), stacked([logs, words], count), WINDOWS)
    yield from zip(WINDOW_NAMES, means, strict=True)


STEP_NAMES = [(f"opinion{step:+d}",) for step in STEPS]
WINDOW_NAMES = [(f"opinion_{side}_{window}", f"mass_{side}_{window}") for window in WINDOWS for side in ("up", "down")]


def _runs(opinion: Numbers, words: Numbers, mass: Numbers, total: float) -> dict[str, Numbers]:
    """The best run of lines at each cut-off, and where a line stands to it."""
    count = len(opinion)
    numbers = np.arange(count)
    bounds = [best_run(words * (opinion - cutoff)) for cutoff in CUTOFFS]
    starts, ends = np.array(bounds).T[:, :, None]
    inside = ((numbers >= starts) & (numbers < ends)).astype(float)
    from_start = np.minimum(np.maximum(numbers - starts, -RUN_FAR), RUN_FAR).astype(float)
    from_end = np.minimum(np.maximum(numbers - ends + 1, -RUN_FAR), RUN_FAR).astype(float)
    columns: dict[str, Numbers] = {}
    for number, (cutoff, (start, end)) in enumerate(zip(CUTOFFS, bounds, strict=True)):
        share = mass[start:end].sum()
        columns[f"in_run_{cutoff}"] = inside[number]
        columns[f"from_start_{cutoff}"] = from_start[number]
        columns[f"from_end_{cutoff}"] = from_end[number]
        columns[f"run_share_{cutoff}"] = np.full(count, share / max(total, 1))
        columns[f"run_mean_{cutoff}"] = np.full(count, share / max(words[start:end].sum(), 1))
    return columns


def _cohesion(opinion: Numbers, logs: Numbers, found: Characters) -> dict[str, Numbers]:
    """How a line's longer words come back in what the first stage takes for the article, and in the rest."""
    line, word, is_long = found.word_lines, found.vocabulary[0], found.word_lengths > LONG_WORD
    own = opinion[line]
    inside = np.bincount(word, weights=own)[word] - own
    outside = np.bincount(word, weights=1 - own)[word] - (1 - own)
    values = [np.log1p(np.maximum(inside, 0)), inside > 0.7, np.log1p(np.maximum(outside, 0))]
    *sums, many = found.by_line([*(value * is_long for value in values), is_long])
    shared, shared_any, shared_outside = (total / np.maximum(many, 1) for total in sums)
    up, down = window_means(shared[None], logs[None], [SHARED_WINDOW])
    return {
        "shared": shared,
        "shared_any": shared_any,
        "shared_outside": shared_outside,
        f"shared_up_{SHARED_WINDOW}": up[0],
        f"shared_down_{SHARED_WINDOW}": down[0],
    }
