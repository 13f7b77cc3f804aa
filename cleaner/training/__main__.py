"""`python -m cleaner.training lines|blocks|fast DATA` makes a model and its card anew, `ablation DATA` a table."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, Protocol

import click
import numpy as np
import numpy.typing as npt

from cleaner.training.ablation import ablation, as_table
from cleaner.training.blocks import made_of_blocks, read_examples
from cleaner.training.card import BLOCK_CARD, FAST_CARD, LINE_CARD, Made, Words, card
from cleaner.training.fast import made_of_fast
from cleaner.training.lines import made_of_lines


class Fitted(Protocol):
    """What a maker gives: something that can be stored."""

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """As named arrays."""


class Model(NamedTuple):
    """How a model is made, where it is kept, what its card says."""

    make: Callable[[Path, int, Executor], tuple[Fitted, Made]]
    file: str
    words: Words


MODELS = {
    "lines": Model(made_of_lines, "line_model", LINE_CARD),
    "blocks": Model(made_of_blocks, "block_model", BLOCK_CARD),
    "fast": Model(made_of_fast, "fast_model", FAST_CARD),
}


DATA = click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
JOBS = click.option("-j", "--jobs", default=2, show_default=True, help="Processes that work out features.")


@click.group()
def main() -> None:
    """Make a model and its card anew; see what its parts bring."""


def _making(model: str) -> click.Command:
    make, name, words = MODELS[model]

    @click.command(model, help="Fit the model; its card tells how good it is on sites that no part of a fit saw.")
    @DATA
    @click.option(
        "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Default: the package's own folder."
    )
    @click.option("--seed", default=1, show_default=True)
    @JOBS
    def command(data: Path, out: Path | None, seed: int, jobs: int) -> None:
        with ProcessPoolExecutor(jobs) as pool:
            fitted, made = make(data, seed, pool)
        folder = out or Path(str(files("cleaner.models")))
        with (folder / f"{name}.npz").open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **fitted.arrays())
        text = card(words, made, seed, date.today())
        (folder / f"{name}.md").write_text(text, "utf-8")
        click.echo(text)

    return command


for one in MODELS:
    main.add_command(_making(one))


@main.command("ablation")
@DATA
@click.option("--seeds", default=3, show_default=True)
@JOBS
def without_parts(data: Path, seeds: int, jobs: int) -> None:
    """The block model without each of its parts, in small fits: a table."""
    with ProcessPoolExecutor(jobs) as pool:
        examples = read_examples(data, 1, pool)
    rows = list(ablation(examples, range(1, seeds + 1)))
    click.echo(as_table(rows, seeds))


if __name__ == "__main__":
    main()
