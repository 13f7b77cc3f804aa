"""`python -m cleaner.training DATA`: make the line model and its card anew."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt

from cleaner.models.line_model import FAVOR, LineModel, decide
from cleaner.training.card import card
from cleaner.training.examples import Example, example, fold
from cleaner.training.fitting import calibrated, fit, opinions
from cleaner.training.mixing import in_other, synthetic
from cleaner.training.pages import Line, TrainingPage, bulletins, read_pages

FOLDS, CHECK_FOLD = 5, 4


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Default: the package's own folder."
)
@click.option("--seed", default=1, show_default=True)
@click.option("-j", "--jobs", default=2, show_default=True)
def main(data: Path, out: Path | None, seed: int, jobs: int) -> None:
    """Fit the line model to the pages of DATA, once without the sites of one fold to tell how good it is."""
    chooser = random.Random(seed)
    pages = all_pages(data, chooser)
    click.echo(f"{len(pages)} pages, {sum(page.made is not None for page in pages)} of them synthetic", err=True)
    with ProcessPoolExecutor(jobs) as pool:
        examples = list(pool.map(example, pages, chunksize=50))
    unseen = [page for page in examples if _is_unseen(page.page)]
    seen = [page for page in examples if all(fold(site, FOLDS) != CHECK_FOLD for site in page.page.sites)]
    trial = calibrated(fit(seen, seed), unseen)
    click.echo("fitted without the check sites", err=True)
    figures = {name: scores(unseen, keep) for name, keep in _ways(trial).items()}
    model = replace(fit(examples, seed), calibration=trial.calibration)
    folder = out or Path(str(files("cleaner.models")))
    with (folder / "line_model.npz").open("wb") as file:
        model.write(file)
    (folder / "line_model.md").write_text(card(pages, figures, seed, date.today()), "utf-8")
    click.echo((folder / "line_model.md").read_text("utf-8"))


def all_pages(data: Path, chooser: random.Random) -> list[TrainingPage]:
    """Real pages and synthetic ones; a synthetic page's parts come from sites of one fold."""
    real = read_pages(data)
    by_fold: dict[int, list[TrainingPage]] = defaultdict(list)
    for page in real:
        by_fold[fold(page.sites[0], FOLDS)].append(page)
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


def _is_unseen(page: TrainingPage) -> bool:
    return all(fold(site, FOLDS) == CHECK_FOLD for site in page.sites)


Keep = Callable[[Example], npt.NDArray[np.bool_]]


def _ways(model: LineModel) -> dict[str, Keep]:
    """Ways to keep lines, by name: what the card compares."""

    def by_model(page: Example, favor: str) -> npt.NDArray[np.bool_]:
        return decide(opinions(model, page) + FAVOR[favor], page.own.column("words")) & ~page.taken

    ways: dict[str, Keep] = {"keep all": lambda page: page.keep | True, "rules": lambda page: ~page.taken}
    for favor in FAVOR:
        ways[f"rules and model, {favor}"] = lambda page, favor=favor: by_model(page, favor)  # type: ignore[misc]
    return ways


def scores(pages: Iterable[Example], keep: Keep) -> dict[str, tuple[int, float]]:
    """Pages and mean F1 of kept lines weighted by words, by set; of clean texts the share of words kept."""
    found: dict[str, list[float]] = defaultdict(list)
    for page in pages:
        kept = keep(page) | page.title
        words = page.words * ~page.title
        right, wrong, lost = (words[mask].sum() for mask in (kept & page.keep, kept & ~page.keep, ~kept & page.keep))
        if page.page.made == "none":
            found["clean texts, words kept"].append(right / max(right + lost, 1))
        elif page.page.made is None:
            f1 = 2 * right / max(2 * right + wrong + lost, 1)
            found[page.page.dataset].append(f1)
            if page.page.dataset == "wcxb_dev":
                found[f"wcxb_dev {page.page.kind}"].append(f1)
    return {name: (len(values), float(np.mean(values))) for name, values in sorted(found.items())}


if __name__ == "__main__":
    main()
