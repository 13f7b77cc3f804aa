"""The line model's making: pages of text, real and synthetic."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from cleaner.models.line_model import FAVOR, decide
from cleaner.models.two_stages import TwoStages
from cleaner.training.card import Figures, Made
from cleaner.training.examples import Example, Mask, example, fold
from cleaner.training.fitting import fit
from cleaner.training.mixing import in_other, synthetic
from cleaner.training.pages import Line, TrainingPage, bulletins, read_pages
from cleaner.training.scoring import keep_f1

__all__ = ["made_of_lines"]

# A synthetic page's parts come from sites of one such fold.
MIXING_FOLDS = 5


def made_of_lines(data: Path, seed: int, pool: Executor) -> tuple[TwoStages, Made]:
    """The line model fitted to the pages of a folder, and what its card tells."""
    pages = all_pages(data, random.Random(seed))
    examples = list(pool.map(example, pages, chunksize=50))
    stages = fit(examples, seed)
    real = Counter(page.dataset for page in pages if page.made is None)
    made = Counter(page.dataset for page in pages if page.made is not None)
    return stages, Made(real, made, _figures(examples, stages))


def _figures(examples: Sequence[Example], stages: TwoStages) -> dict[str, Figures]:
    """How good each way to keep lines is."""

    def by_model(page: Example, favor: str) -> Mask:
        log_odds = stages.calibrated(page.log_odds)
        return decide(log_odds + FAVOR[favor], page.own.column("words")) & ~page.taken

    ways: dict[str, Callable[[Example], Mask]] = {
        "keep all": lambda page: page.keep | True,
        "rules": lambda page: ~page.taken,
    }
    ways |= {f"rules and model, {favor}": partial(by_model, favor=favor) for favor in FAVOR}
    return {name: keep_f1(examples, keep) for name, keep in ways.items()}


def all_pages(data: Path, chooser: random.Random) -> list[TrainingPage]:
    """Real pages and synthetic ones; a synthetic page's parts come from sites of one fold."""
    real = read_pages(data)
    by_fold: dict[int, list[TrainingPage]] = defaultdict(list)
    for page in real:
        by_fold[fold(page.sites[0], MIXING_FOLDS)].append(page)
    made = [page for number in sorted(by_fold) for page in synthetic(by_fold[number], chooser)]
    chinese = [page for page in real if page.language == "zh"]
    for number, (title, paragraphs) in enumerate(bulletins(data, chooser)):
        other = chooser.choice(chinese)
        made.append(_bulletin(number, title, paragraphs, other, chooser))
    return [page for page in (*real, *made) if len(page.lines) > 1]


def _bulletin(
    number: int, title: str, paragraphs: Sequence[str], other: TrainingPage, chooser: random.Random
) -> TrainingPage:
    """A bulletin in another page's furniture; one in four alone."""
    lines = (Line(title, chooser.random() < 1 / 2), *(Line(text, True) for text in paragraphs))
    page = TrainingPage(f"bulletin {number}", "xinwenlianbo", "zh", "article", other.sites, lines)
    if chooser.random() < 1 / 4:
        return replace(page, lines=tuple(line._replace(keep=True) for line in lines), made="none")
    return in_other(page, other)
