"""The line model: two stages of trees give each line a probability, one decision is taken for the whole page.

First stage: a line, its neighbours, its page. Second: the first one's opinion of the lines around. Then the most
probable sequence of kept and cut lines under a cost of changing between them (Viterbi 1967), so that a doubtful line
goes with its neighbours. A text of which little would go, or in which rules found hardly any furniture, is clean.
The model knows no language's words; what it was trained on and how good it is stands in `line_model.md` beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.document import Finding
from cleaner.models import LINE_CODE
from cleaner.models.arrays import Features, Numbers
from cleaner.models.characters import Characters
from cleaner.models.context import context_features
from cleaner.models.decision import most_probable
from cleaner.models.gate import USUAL, Demand
from cleaner.models.line_features import line_features
from cleaner.models.trees import SymmetricTrees

if TYPE_CHECKING:
    from cleaner.rules import Reading

__all__ = ["FAVOR", "SECOND_OWN", "LineModel", "line_model", "second_features"]

FILE = "line_model.npz"
# Precision of what is kept, or recall: added to the log odds that a line is the article's.
FAVOR = {"precision": -1.0, "balanced": 0.0, "recall": 1.0}
# Where less than this share of the words would go, a line of more words than a label has goes only if that is surer, by
# so much in log odds: such a text was cleaned before, or is a wire's, and at its edges stand the article's last lines.
LITTLE_FURNITURE, LABEL_WORDS, MARGIN = 0.4, 6, 2.0
# What changing between kept and cut costs, in log odds.
CHANGE = 0.3
# Of a line that the first stage thinks so likely to be the article's it is sure.
LEAST_SURE = 0.7
STRONGEST = 3
EVIDENCE = ", ".join(["{} {:.3g}"] * STRONGEST)
# Features of the first stage that the second looks at again.
SECOND_OWN = (
    "words", "characters", "ends_sentence", "lower_words", "capital_words", "cohesion_long", "title_covered",
    "rule_any", "phrase", "place", "last_class", "first_class", "prose", "from_headline", "page_words",
    "line_from_end", "times",
)  # fmt: skip

Floats = npt.NDArray[np.float32]


def second_features(opinion: Numbers, own: Features, found: Characters) -> Features:
    """The second stage's features; `opinion` is the first stage's probability, `own` its features."""
    context = context_features(opinion, own.column("words"), found)
    again = own.table.T[_places(own.names, SECOND_OWN)]
    return Features.of([(context.names, context.table.T), (SECOND_OWN, again)])


@dataclass(frozen=True, eq=False)
class LineModel:
    """The trained stages with the names of their features, and what calibrates them.

    `calibration` is a pair of increasing sequences: log odds that a line is the article's as the trees give them, and
    as they prove on pages that the trees did not see.
    """

    first: SymmetricTrees
    first_names: tuple[str, ...]
    second: SymmetricTrees
    second_names: tuple[str, ...]
    calibration: tuple[Numbers, Numbers]

    @classmethod
    def read(cls, file: IO[bytes]) -> LineModel:
        """Read a model's file."""
        with np.load(file, allow_pickle=False) as arrays:
            first_names, second_names = (tuple(arrays[f"{stage}_names"].tolist()) for stage in ("first", "second"))
            first, second = (SymmetricTrees.from_arrays(stage, arrays) for stage in ("first", "second"))
            given, shown = arrays["calibration"]
            return cls(first, first_names, second, second_names, (given, shown))

    def write(self, file: IO[bytes]) -> None:
        """Write the model's file."""
        np.savez_compressed(
            file,
            allow_pickle=False,
            first_names=np.array(self.first_names),
            second_names=np.array(self.second_names),
            calibration=np.stack(self.calibration),
            **self.first.arrays("first"),
            **self.second.arrays("second"),
        )

    def findings(
        self, reading: Reading, findings: Sequence[Finding], least: Demand, favor: str = "balanced"
    ) -> Iterator[Finding]:
        """The lines that go beyond those that `findings` (the rules', site memory's) take; the headline never does.

        `least` is what the gate asks of them all together.
        """
        blocks = reading.document.blocks
        found = Characters.of(reading.document)
        own = line_features(reading, findings, found)
        opinion = self._opinion(own)
        words = own.column("words")
        if not _may_be_furniture(opinion, words, least.share):
            return
        table, log_odds = self._judge(opinion, own, found)
        kept = decide(log_odds + FAVOR[favor], words, least)
        if kept.all():
            return
        headline = reading.headline.line if reading.headline else None
        taken = {finding.start for finding in findings}
        open_lines = [number for number, block in enumerate(blocks) if number != headline and block.start not in taken]
        cut = [number for number in open_lines if not kept[number]]
        # A text of which nothing would stay is of a kind that the model does not know.
        if len(cut) == len(open_lines):
            return
        confidences = np.round(1 / (1 + np.exp(log_odds[cut])), 4).tolist()
        for number, evidence, confidence in zip(cut, self._evidence(table[cut]), confidences, strict=True):
            yield Finding(LINE_CODE, *blocks[number], evidence, confidence)

    def log_odds(self, own: Features, found: Characters) -> Numbers:
        """Each line's calibrated log odds to be the article's, from the first stage's features."""
        return self._judge(self._opinion(own), own, found)[1]

    def _opinion(self, own: Features) -> Numbers:
        """What the first stage thinks of each line: a probability."""
        chances: Numbers = 1 / (1 + np.exp(-self.first.log_odds(self._picked(own, self.first_names)).astype(float)))
        return chances

    def _judge(self, opinion: Numbers, own: Features, found: Characters) -> tuple[Floats, Numbers]:
        """The second stage's features [lines, features], and what it makes of them."""
        table = self._picked(second_features(opinion, own, found), self.second_names)
        log_odds: Numbers = np.interp(self.second.log_odds(table), *self.calibration)
        return table, log_odds

    def _picked(self, features: Features, names: tuple[str, ...]) -> Floats:
        """The columns that a stage asks for."""
        return features.table.T[_places(features.names, names)].astype(np.float32).T

    def _evidence(self, table: Floats) -> Iterator[str]:
        """For each line the features that spoke most against it, with their values."""
        moved = self.second.contributions(table)
        rows = np.arange(len(table))
        strongest = []
        for _ in range(STRONGEST):
            strongest.append(moved.argmin(axis=1))
            moved[rows, strongest[-1]] = np.inf
        names = np.array(self.second_names, object)
        told = [part for places in strongest for part in (names[places].tolist(), table[rows, places].tolist())]
        return map(EVIDENCE.format, *told)


def decide(log_odds: Numbers, words: npt.NDArray[np.floating], least: Demand = USUAL) -> npt.NDArray[np.bool_]:
    """Which lines are kept, for the page as a whole: all, if those that would go are less than `least` asks.

    >>> decide(np.array([-9.0, 4, -0.1, 4]), np.array([30, 40, 20, 30])).tolist()
    [False, True, True, True]
    >>> decide(np.array([-9.0, 4, 4, 4]), np.array([3, 40, 20, 30])).tolist()
    [True, True, True, True]
    """
    kept = most_probable(log_odds, CHANGE, CHANGE)
    if words[~kept].sum() < LITTLE_FURNITURE * words.sum():
        kept = most_probable(log_odds + MARGIN * (words >= LABEL_WORDS), CHANGE, CHANGE)
    cut, against = words[~kept].sum(), -(log_odds * words)[~kept].sum()
    enough = cut >= least.share * words.sum() and against >= least.sure * cut
    return kept if enough else np.ones(len(kept), bool)


def _may_be_furniture(opinion: Numbers, words: Numbers, least: float) -> bool:
    """Whether the first stage doubts enough for the second to be asked: of most texts it is sure."""
    return bool(words[opinion < LEAST_SURE].sum() >= least / 2 * words.sum())


@lru_cache(maxsize=16)
def _places(names: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    return [names.index(name) for name in wanted]


@cache
def line_model() -> LineModel:
    """The model that ships."""
    with (files("cleaner.models") / FILE).open("rb") as file:
        return LineModel.read(file)
