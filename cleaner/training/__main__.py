"""`python -m cleaner.training lines|blocks DATA`: make a model and its card anew."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.resources import files
from pathlib import Path

import click

from cleaner.training.blocks import made_of_blocks
from cleaner.training.card import BLOCK_CARD, LINE_CARD, card
from cleaner.training.lines import made_of_lines

MAKERS = {"lines": (made_of_lines, "line_model", LINE_CARD), "blocks": (made_of_blocks, "block_model", BLOCK_CARD)}


@click.command()
@click.argument("model", type=click.Choice(list(MAKERS)))
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Default: the package's own folder."
)
@click.option("--seed", default=1, show_default=True)
@click.option("-j", "--jobs", default=2, show_default=True)
def main(model: str, data: Path, out: Path | None, seed: int, jobs: int) -> None:
    """Fit a model to the pages of DATA; its card tells how good it is on sites that no part of a fit saw."""
    make, name, words = MAKERS[model]
    with ProcessPoolExecutor(jobs) as pool:
        stages, made = make(data, seed, pool)
    folder = out or Path(str(files("cleaner.models")))
    with (folder / f"{name}.npz").open("wb") as file:
        stages.write(file)
    text = card(words, made, seed, date.today())
    (folder / f"{name}.md").write_text(text, "utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
