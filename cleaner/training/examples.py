"""Pages made ready to be learnt from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cleaner.document import HEADLINE, Document, Finding, split_blocks
from cleaner.evaluation.words import words
from cleaner.models.arrays import Features
from cleaner.models.characters import Characters
from cleaner.models.line_features import line_features
from cleaner.models.line_model import second_features
from cleaner.rules import ALL_RULES, Reading
from cleaner.training.pages import TrainingPage

__all__ = ["Example", "Mask", "codes_of", "example", "fold", "single"]

Mask = npt.NDArray[np.bool_]


@dataclass
class Example:
    """A page's lines: the first stage's features, the truth, words as the measures count them.

    `sites` are the hosts that its parts come from; `known` tells of which lines the truth is known, `taken` which ones
    a rule takes, `title` which one is the headline; `weight` is the page's own. Filled in while fitting, by stages that
    did not see the site: `opinion`, the first one's probability, `judged`, what the second looks at, its `log_odds`.
    """

    dataset: str
    kind: str
    sites: tuple[str, ...]
    made: str | None
    own: Features
    found: Characters
    keep: Mask
    known: Mask
    words: npt.NDArray[np.int64]
    title: Mask
    taken: Mask
    weight: float = 1.0
    opinion: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    judged: Features = field(default_factory=lambda: Features((), np.zeros((0, 0))))
    log_odds: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def weights(self) -> npt.NDArray[np.float64]:
        """Each line by its share of its page's words: every page counts alike, as in the measures."""
        words = (self.words + 1.0) * self.known
        weights: npt.NDArray[np.float64] = self.weight * words / max(words.sum(), 1.0)
        return weights

    def second(self, opinion: npt.NDArray[np.float64]) -> Features:
        """The second stage's features."""
        return second_features(opinion, self.own, self.found)


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
    codes = codes_of(document, findings)
    return Example(
        dataset=page.dataset,
        kind=page.kind,
        sites=page.sites,
        made=page.made,
        own=single(own),
        found=found,
        keep=np.array([line.keep for line in lines]),
        known=np.ones(len(lines), bool),
        words=np.array([len(words(line.text)) for line in lines]),
        title=np.array([code == HEADLINE for code in codes]),
        taken=np.array([code not in (None, HEADLINE) for code in codes]),
    )


def codes_of(document: Document, findings: Sequence[Finding]) -> list[str | None]:
    """For each line the code of a finding that takes all of it."""
    spans = {(finding.start, finding.end): finding.code for finding in findings}
    return [spans.get((block.start, block.end)) for block in document.blocks]


def single(features: Features) -> Features:
    """Features in half of the memory."""
    return Features(features.names, features.table.astype(np.float32))
