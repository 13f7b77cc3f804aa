"""What each part of the block model brings: pages decided without it, by fits that did not see their sites.

Fits are small and have several seeds, since a seed alone moves a set's F1 by .01; the intervals are those of the pages'
differences, drawn by site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.evaluation.resampling import Interval, intervals, units_of
from cleaner.models.block_model import OF_ARTICLES, decide, shift_of
from cleaner.models.decision import CHANGE, most_probable
from cleaner.models.line_features import RULE_FEATURES
from cleaner.training.blocks import BlockExample, judge_unseen, kept_of
from cleaner.training.examples import Mask
from cleaner.training.fitting import Size, fit_unseen
from cleaner.training.scoring import f1_of, sets_of

__all__ = ["Row", "ablation", "as_table"]

Numbers = npt.NDArray[np.float64]
Way = Callable[[BlockExample], Mask]

# A tenth of the time of a full fit.
SMALL = Size(first=90, second=60, seeds=1, lines=30)
WHOLE, ALL_SETS, MEAN = "the whole model", "all", "mean"
# The beginnings of the names of features that tell of one thing.
FEATURES: Mapping[str, tuple[str, ...]] = {
    "what JSON-LD and Open Graph tell": ("type_", "body_pairs", "description_pairs", "page_body_told"),
    "the title": ("title_", "rule_title", "headline_known", "from_headline"),
    "what rules find, as features": RULE_FEATURES,
}
MADE = "pages made older, with comments and teasers"


class Row(NamedTuple):
    """The F1 by set of the whole model, or by how much it differs without a part."""

    name: str
    sets: Mapping[str, Interval]


def ablation(examples: Sequence[BlockExample], seeds: Sequence[int]) -> Iterator[Row]:
    """The whole model, then it without each part; the means of the seeds."""
    real = [page for page in examples if page.made is None]
    found = _scores(examples, real, seeds)
    whole = found.pop(WHOLE)
    yield Row(WHOLE, _by_set(real, whole))
    for name, scores in found.items():
        yield Row(name, _by_set(real, scores - whole))
    yield Row(MADE, _by_set(real, _scores(real, real, seeds)[WHOLE] - whole))
    for name, begins in FEATURES.items():
        with _hidden(examples, begins):
            yield Row(name, _by_set(real, _scores(examples, real, seeds)[WHOLE] - whole))


def _scores(
    examples: Sequence[BlockExample], judged: Sequence[BlockExample], seeds: Sequence[int]
) -> dict[str, Numbers]:
    """The F1 of each judged page, in each way to decide, by fits to all."""
    by_seed: list[dict[str, Numbers]] = []
    for seed in seeds:
        fit_unseen(examples, seed, SMALL)
        by_seed.append(
            {name: np.array([f1_of(page, way(page)) for page in judged]) for name, way in _ways(examples, seed)}
        )
    return {name: np.mean([scores[name] for scores in by_seed], axis=0) for name in by_seed[0]}


def _ways(examples: Sequence[BlockExample], seed: int) -> Iterator[tuple[str, Way]]:
    """The decision, and it without each part of it."""
    _, judged = judge_unseen(examples, seed, SMALL)

    def shifted(page: BlockExample) -> Numbers:
        found = judged[id(page)]
        return found.log_odds + shift_of(found)

    yield WHOLE, partial(kept_of, judged)
    yield "rules on what is kept", lambda page: decide(judged[id(page)])
    yield "costs of changing between lines", lambda page: (shifted(page) > 0) & ~page.taken
    yield (
        "the page's kind in the decision",
        lambda page: most_probable(judged[id(page)].log_odds + OF_ARTICLES, CHANGE, CHANGE) & ~page.taken,
    )
    second = [page.log_odds for page in examples]
    for page in examples:
        page.log_odds = np.log(page.opinion / (1 - page.opinion))
    _, by_first = judge_unseen(examples, seed, SMALL)
    yield "the second stage", partial(kept_of, by_first)
    for page, log_odds in zip(examples, second, strict=True):
        page.log_odds = log_odds


@contextmanager
def _hidden(examples: Sequence[BlockExample], begins: tuple[str, ...]) -> Iterator[None]:
    """Without the features whose names begin so."""
    before = [page.own for page in examples]
    places = [place for place, name in enumerate(before[0].names) if name.startswith(begins)]
    for page in examples:
        table = page.own.table.copy()
        table[:, places] = 0
        page.own = page.own._replace(table=table)
    yield
    for page, own in zip(examples, before, strict=True):
        page.own = own


def _by_set(pages: Sequence[BlockExample], values: Numbers) -> dict[str, Interval]:
    """The mean of the pages' values by set."""
    names = [{ALL_SETS, *sets_of(page)} for page in pages]
    found = {}
    for name in sorted(set().union(*names)):
        own = [place for place, sets in enumerate(names) if name in sets]
        units = units_of([pages[place].sites[0] for place in own])
        found[name] = intervals(units, partial(_mean, values[own]))[MEAN]
    return found


def _mean(values: Numbers, drawn: Numbers) -> dict[str, Numbers]:
    """The mean for each row of weights."""
    return {MEAN: drawn @ values / drawn.sum(1)}


def as_table(rows: Sequence[Row], seeds: int) -> str:
    """Markdown; differences in thousandths."""
    names = list(rows[0].sets)
    lines = [
        f"F1 of kept lines weighted by words; mean of {seeds} seeds. Below the first row the difference without a",
        "part, in thousandths, with its 95 % interval over sites.",
        "",
        "| without | " + " | ".join(names) + " |",
        "|---|" + "---|" * len(names),
    ]
    for number, row in enumerate(rows):
        cells = (_cell(row.sets[name], is_difference=number > 0) for name in names)
        lines.append(f"| {row.name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(found: Interval, *, is_difference: bool) -> str:
    if not is_difference or found.low is None or found.high is None:
        return f"{found.value:.3f}"
    return f"{1000 * found.value:+.0f} [{1000 * found.low:+.0f} {1000 * found.high:+.0f}]"
