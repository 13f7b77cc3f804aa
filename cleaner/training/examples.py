"""Pages made ready to be learnt from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.document import HEADLINE, Document, split_blocks
from cleaner.evaluation.words import words
from cleaner.models.arrays import Features
from cleaner.models.characters import Characters
from cleaner.models.line_features import line_features
from cleaner.rules import ALL_RULES, Reading
from cleaner.training.pages import TrainingPage

__all__ = ["Example", "example", "fold"]


@dataclass
class Example:
    """A page's lines: the first stage's features, the truth, words as the measure counts them.

    `taken` are lines that a rule takes, `title` the headline's; `opinion` is filled in while fitting.
    """

    page: TrainingPage
    own: Features
    found: Characters
    keep: npt.NDArray[np.bool_]
    words: npt.NDArray[np.int64]
    title: npt.NDArray[np.bool_]
    taken: npt.NDArray[np.bool_]
    opinion: npt.NDArray[np.float64] | None = None

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """Each line by its share of its page's words: every page counts alike, as in the measure."""
        weights: npt.NDArray[np.float64] = (self.words + 1.0) / (self.words + 1.0).sum()
        return weights


def fold(site: str, folds: int) -> int:
    """The fold of a site: all its pages are in one."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % folds


def example(page: TrainingPage) -> Example:
    """Work out a page's features."""
    lines = [line._replace(text=" ".join(line.text.split())) for line in page.lines]
    lines = [line for line in lines if any(split_blocks(line.text))]
    document = Document("\n".join(line.text for line in lines))
    reading = Reading(document)
    findings = [finding for rule in ALL_RULES for finding in rule(reading)]
    found = Characters.of(document)
    own = line_features(reading, findings, found)
    spans = {(finding.start, finding.end): finding.code for finding in findings}
    codes = [spans.get((block.start, block.end)) for block in document.blocks]
    return Example(
        page,
        Features(own.names, own.table.astype(np.float32)),
        found,
        np.array([line.keep for line in lines]),
        np.array([len(words(line.text)) for line in lines]),
        np.array([code == HEADLINE for code in codes]),
        np.array([code not in (None, HEADLINE) for code in codes]),
    )
