"""How good kept lines are, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from cleaner.training.card import Figures
from cleaner.training.examples import Example, Mask

__all__ = ["CLEAN", "f1_of", "keep_f1", "sets_of"]

CLEAN = "clean texts, words kept"
"""The row of texts without furniture."""
BY_KIND = "wcxb_dev"


def f1_of(page: Example, kept: Mask) -> float:
    """F1 of a page's kept lines weighted by words.

    Headlines are left out; of lines whose truth is not known nothing counts.
    """
    right, wrong, lost = _words(page, kept)
    return float(2 * right / max(2 * right + wrong + lost, 1))


def keep_f1(pages: Iterable[Example], keep: Callable[[Example], Mask]) -> Figures:
    """Pages and mean F1 by set; of clean texts the share of words kept."""
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        kept = keep(page)
        if page.made == "none":
            right, _, lost = _words(page, kept)
            found[CLEAN].append(right / max(right + lost, 1))
        elif page.made in (None, "aged"):
            for name in sets_of(page):
                found[name].append(f1_of(page, kept))
    return {name: (len(values), float(np.mean(values))) for name, values in sorted(found.items())}


def sets_of(page: Example) -> tuple[str, ...]:
    """The sets that a page counts for: its own, with those of pages in older markup apart, and its kind's."""
    if page.made == "aged":
        return (f"{page.dataset}, aged",)
    return (page.dataset, f"{page.dataset} {page.kind}") if page.dataset == BY_KIND else (page.dataset,)


def _words(page: Example, kept: Mask) -> tuple[int, int, int]:
    """Words rightly kept, wrongly kept, lost."""
    words = page.words * (page.known & ~page.title)
    right, wrong, lost = (int(words[mask].sum()) for mask in (kept & page.keep, kept & ~page.keep, ~kept & page.keep))
    return right, wrong, lost
