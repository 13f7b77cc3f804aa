"""How good kept lines are, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from cleaner.training.card import Figures
from cleaner.training.examples import Example, Mask

__all__ = ["CLEAN", "keep_f1"]

CLEAN = "clean texts, words kept"
"""The row of texts without furniture."""
BY_KIND = "wcxb_dev"


def keep_f1(pages: Iterable[Example], keep: Callable[[Example], Mask]) -> Figures:
    """Pages and mean F1 of kept lines weighted by words, by set; of clean texts the share of words kept.

    Headlines are left out; of lines whose truth is not known nothing counts.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        words = page.words * (page.known & ~page.title)
        kept = keep(page)
        right, wrong, lost = (words[mask].sum() for mask in (kept & page.keep, kept & ~page.keep, ~kept & page.keep))
        f1 = 2 * right / max(2 * right + wrong + lost, 1)
        if page.made == "none":
            found[CLEAN].append(right / max(right + lost, 1))
        elif page.made is None:
            found[page.dataset].append(f1)
            if page.dataset == BY_KIND:
                found[f"{page.dataset} {page.kind}"].append(f1)
        elif page.made == "aged":
            found[f"{page.dataset}, aged"].append(f1)
    return {name: (len(values), float(np.mean(values))) for name, values in sorted(found.items())}
