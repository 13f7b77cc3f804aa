"""The fast model: the block model's idea with what costs little, where time counts for more than the last points of F1.

Of a line's text it sees its length and whether it ends as a sentence does; of the tree all that the block model sees.
No words are compared, no rule is asked, the page's kind is not told. What it was trained on and how good it is stands
in `fast_model.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Features, Numbers, best_run, shifted, stacked, window_means
from cleaner.models.block_features import TYPES, alike, around, holders, marks
from cleaner.models.block_places import BlockPlaces, group_means
from cleaner.models.line_features import FULL_PROSE, LEAST_PROSE, UNSPACED_WORD
from cleaner.models.two_stages import TwoStages

if TYPE_CHECKING:
    from cleaner.extract import Page

__all__ = ["FastModel", "fast_features", "fast_model", "fast_second"]

FILE = "fast_model.npz"
ENDS = frozenset('.!?…。！？؟।॥።։"”’»」』')
# Where so many characters come on one space, a script sets none.
UNSPACED = 12
STEPS = (-2, -1, 1, 2)
NEAR = ("words", "prose", "linked", "tag_paragraph", "tag_heading", "same_slot")
NEAR_NAMES = [tuple(f"{name}{step:+d}" for name in NEAR) for step in STEPS]
CUTOFFS, WINDOWS = (0.3, 0.5, 0.7), (2, 5, 15)
WINDOW_NAMES = [(f"opinion_{side}_{window}",) for window in WINDOWS for side in ("up", "down")]
SECOND_OWN = (
    "words", "prose", "linked", "tag_paragraph", "tag_heading", "tag_entry", "place", "slot_prose", "slot_lines",
    "in_holder_0.65", "named_comment", "named_related", "records", "page_linked", "page_prose", "page_forum",
)  # fmt: skip


def fast_features(page: Page, places: BlockPlaces) -> Features:
    """The first stage's features of all lines of a page."""
    count = len(page.blocks)
    lines = [page.text[start:end] for start, end in page.blocks]
    length = np.array([len(line) for line in lines], float)
    spaces = np.array([line.count(" ") for line in lines], float)
    ends = np.array([line[-1] in ENDS for line in lines], float)
    commas = np.array([line.count(",") + line.count("，") + line.count("、") for line in lines], float)
    inner = np.array([". " in line or "。" in line for line in lines], float)
    words = np.maximum(spaces + 1, UNSPACED_WORD * length * (spaces * UNSPACED < length - UNSPACED))
    prose = np.clip((words - LEAST_PROSE) / (FULL_PROSE - LEAST_PROSE), 0, 1) * np.maximum(ends, inner)
    title = (page.metadata.title or "").lower()
    columns = {
        "words": words,
        "length": length,
        "word_length": length / words,
        "prose": prose,
        "ends": ends,
        "commas": commas / words,
        "place": (np.cumsum(words) - words) / max(words.sum(), 1),
        "title": np.array([line.lower() == title for line in lines], float),
    }
    columns |= marks(places, np.maximum(length, 1))
    columns |= around(places, words, prose, columns["linked"])
    columns |= holders(places, words * prose)
    columns |= alike(places, words, prose, columns["linked"])
    near = shifted(stacked((columns[name] for name in NEAR), count), STEPS)
    facts = _page(page, columns, words)
    return Features.of(
        [
            (tuple(columns), stacked(columns.values(), count)),
            *zip(NEAR_NAMES, near, strict=True),
            (tuple(facts), np.repeat(np.array(list(facts.values()), float)[:, None], count, axis=1)),
        ]
    )


def _page(page: Page, columns: Mapping[str, Numbers], words: Numbers) -> dict[str, float]:
    total = max(words.sum(), 1)
    told = page.told
    facts = {
        name: float(any(word in kind for kind in told.types for word in kinds.split())) for name, kinds in TYPES.items()
    }
    facts |= {
        f"page_{name}": float((words * columns[name]).sum() / total)
        for name in ("linked", "prose", "tag_paragraph", "tag_entry", "in_article", "in_main")
    }
    return facts | {"page_forum": float(told.is_forum), "page_words": float(np.log1p(total))}


def fast_second(opinion: Numbers, own: Features, places: BlockPlaces) -> Features:
    """The second stage's features; `opinion` is the first stage's probability."""
    words = own.column("words").astype(float)
    count, mass = len(words), words * opinion
    total = max(mass.sum(), 1e-3)
    columns = {"opinion": opinion} | dict(group_means(places, opinion, words))
    before = np.cumsum(mass)
    columns["mass_before"], columns["mass_after"] = (before - mass) / total, (total - before) / total
    numbers = np.arange(count)
    for cutoff in CUTOFFS:
        start, end = best_run(words * (opinion - cutoff))
        columns[f"in_run_{cutoff}"] = ((numbers >= start) & (numbers < end)).astype(float)
        columns[f"from_run_{cutoff}"] = np.maximum(start - numbers, 0) - np.maximum(numbers - end + 1, 0.0)
        columns[f"run_share_{cutoff}"] = np.full(count, mass[start:end].sum() / total)
    columns["page_mass"] = np.full(count, np.log1p(total))
    near = shifted(opinion[None], STEPS)
    means = window_means(opinion[None], np.log1p(words)[None], WINDOWS)
    return Features.of(
        [
            (tuple(columns), stacked(columns.values(), count)),
            *zip([(f"opinion{step:+d}",) for step in STEPS], near, strict=True),
            *zip(WINDOW_NAMES, means, strict=True),
            (SECOND_OWN, own.picked(SECOND_OWN)),
        ]
    )


@dataclass(frozen=True, eq=False)
class FastModel:
    """The trained stages."""

    stages: TwoStages

    @classmethod
    def read(cls, file: IO[bytes]) -> FastModel:
        """Read the model's file."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(TwoStages.from_arrays(arrays))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The model as named arrays, for a file."""
        return self.stages.arrays()

    def judge(self, page: Page) -> Numbers:
        """The log odds of a page's lines to be its text."""
        places = BlockPlaces(page.layout)
        own = fast_features(page, places)
        _, log_odds = self.stages.judge(fast_second(self.stages.opinion(own), own, places))
        return log_odds


@cache
def fast_model() -> FastModel:
    """The model that ships."""
    with (files("cleaner.models") / FILE).open("rb") as file:
        return FastModel.read(file)
