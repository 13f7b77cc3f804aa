"""The fast model's making: the block model's pages, with what costs little of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleaner.document import Document
from cleaner.models.arrays import Features
from cleaner.models.block_model import Judged, decide
from cleaner.models.block_places import BlockPlaces
from cleaner.models.characters import Characters
from cleaner.models.fast_model import FastModel, fast_features, fast_second
from cleaner.models.line_model import FAVOR
from cleaner.training.blocks import Labelled, labelled_pages, read_labelled, weight_of
from cleaner.training.card import Made
from cleaner.training.examples import Example, Mask, single
from cleaner.training.fitting import Size, fit
from cleaner.training.scoring import keep_f1

__all__ = ["made_of_fast"]

# Fewer trees than the block model has: they are half of what the fast model costs.
SIZE = Size(first=100, second=60, seeds=1)
NOTHING = Characters.of(Document(""))


@dataclass
class FastExample(Example):
    """A page of HTML; `places` are its lines' in the tree."""

    places: BlockPlaces = field(kw_only=True)

    def second(self, opinion: npt.NDArray[np.float64]) -> Features:
        """The second stage's features."""
        return fast_second(opinion, self.own, self.places)


def made_of_fast(data: Path, seed: int, pool: Executor) -> tuple[FastModel, Made]:
    """The fast model fitted to the pages of a folder, and what its card tells."""
    found = pool.map(example, labelled_pages(data, seed), chunksize=20)
    examples = [page for page in found if page is not None]
    stages = fit(examples, seed, SIZE)
    judged = {id(page): Judged(stages.calibrated(page.log_odds), {}) for page in examples}
    ways: dict[str, Callable[[Example], Mask]] = {"keep all": lambda page: page.keep | True}
    ways |= {favor: partial(_kept, judged, favor=favor) for favor in FAVOR}
    real = Counter(page.dataset for page in examples if page.made is None)
    made = Counter(page.dataset for page in examples if page.made is not None)
    return FastModel(stages), Made(real, made, {name: keep_f1(examples, way) for name, way in ways.items()})


def _kept(judged: dict[int, Judged], page: Example, favor: str) -> Mask:
    return decide(judged[id(page)], favor)


def example(labelled: Labelled) -> FastExample | None:
    """Work out a page's features; None for one that teaches nothing."""
    read = read_labelled(labelled)
    if read is None:
        return None
    places = BlockPlaces(read.page.layout)
    own = fast_features(read.page, places)
    return FastExample(
        dataset=labelled.dataset,
        kind=labelled.kind,
        sites=(labelled.site,),
        made=labelled.made,
        own=single(own),
        found=NOTHING,
        keep=read.keep,
        known=read.known,
        words=read.word_counts,
        title=own.column("title") > 0,
        taken=np.zeros(len(read.keep), bool),
        weight=weight_of(labelled),
        places=places,
    )
