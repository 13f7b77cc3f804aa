"""The block model: which lines of an HTML page are the article's, by their text and by their place in the page's tree.

As the line model it has two stages of trees and one decision for the whole page; it sees the tree beside the text, and
has no gate: a page always has furniture. What it was trained on and how good it is stands in `block_model.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO, TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.models.arrays import Features, Numbers, stacked
from cleaner.models.block_features import block_features
from cleaner.models.block_places import BlockPlaces, group_means
from cleaner.models.characters import Characters
from cleaner.models.context import context_features
from cleaner.models.decision import CHANGE, best_cutoff, most_probable
from cleaner.models.line_features import line_features
from cleaner.models.line_model import FAVOR, SECOND_OWN
from cleaner.models.page_kind import KindModel, kind_features
from cleaner.models.two_stages import TwoStages
from cleaner.rules import ALL_RULES, Reading

if TYPE_CHECKING:
    from cleaner.document import Finding
    from cleaner.extract import Page

__all__ = [
    "OF_ARTICLES", "BlockModel", "Blocks", "Judged", "as_one", "block_model", "decide", "findings_of",
    "second_features", "shift_of",
]  # fmt: skip

FILE = "block_model.npz"
# What is added to a line's log odds where the page is an article, and where it is none: by F1 on sites that were not
# learnt from.
OF_ARTICLES, OF_OTHERS = -0.25, 0.75
# An article taken for a listing keeps much that is not its own: the page must be so likely of another kind, less where
# what an article's cut-off keeps is no likelier the text than so.
SURELY_OTHER, LIKELY_OTHER, LIKELY_TEXT = 0.6, 0.5, 0.8
# What is added for code: hardly any furniture is shown as such.
OF_CODE = 2.0
# Features of the tree that the second stage looks at again.
SECOND_PLACES = (
    "linked", "tag_paragraph", "tag_heading", "tag_entry", "in_holder_0.65", "slot_prose", "slot_lines", "held_share_1",
    "prose_share_1", "prose_share_2", "linked_1", "linked_2", "records", "body_pairs", "named_comment", "named_related",
    "named_side", "named_article", "in_article", "in_aside", "in_footer", "in_nav", "in_header", "page_forum",
    "page_linked", "page_paragraphs", "type_article", "type_product", "type_listing",
)  # fmt: skip


class Blocks(NamedTuple):
    """A page's lines as the stages see them: the first one's features, characters, places in the tree."""

    own: Features
    found: Characters
    places: BlockPlaces

    @classmethod
    def of(cls, page: Page, reading: Reading, findings: Sequence[Finding]) -> Blocks:
        """Read all lines of a page; `reading` and `findings` are of all its text."""
        found, places = Characters.of(reading.document), BlockPlaces(page.layout)
        text = line_features(reading, findings, found)
        tree = block_features(page, found, text, places)
        return cls(Features.of([(text.names, text.table.T), (tree.names, tree.table.T)]), found, places)


def second_features(opinion: Numbers, blocks: Blocks) -> Features:
    """The second stage's features; `opinion` is the first stage's probability."""
    own, found, places = blocks
    words = own.column("words").astype(float)
    context = context_features(opinion, words, found)
    groups = dict(group_means(places, opinion, words))
    again = SECOND_OWN + SECOND_PLACES
    return Features.of(
        [
            (context.names, context.table.T),
            (tuple(groups), stacked(groups.values(), len(words))),
            (again, own.picked(again)),
        ]
    )


def findings_of(page: Page, reading: Reading) -> list[Finding]:
    """What our rules find in all text of a page, but for what it shows as code: that is no furniture."""
    code = {page.blocks[number].start for number in page.code}
    return [finding for rule in ALL_RULES for finding in rule(reading) if finding.start not in code]


class Judged(NamedTuple):
    """What the model says of a page: its lines' log odds to be its text, and how likely the page is of each kind.

    `words` are how many each line has; None: all count alike.
    """

    log_odds: Numbers
    kinds: Mapping[str, float]
    words: Numbers | None = None


@dataclass(frozen=True, eq=False)
class BlockModel:
    """The trained stages, and the ensembles that tell a page's kind."""

    stages: TwoStages
    kind: KindModel

    @classmethod
    def read(cls, file: IO[bytes]) -> BlockModel:
        """Read the model's file."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(TwoStages.from_arrays(arrays), KindModel.from_arrays(arrays))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The model as named arrays, for a file."""
        return self.stages.arrays() | self.kind.arrays()

    def judge(self, blocks: Blocks) -> Judged:
        """Judge a page."""
        _, log_odds = self.stages.judge(second_features(self.stages.opinion(blocks.own), blocks))
        return Judged(log_odds, self.kind.chances(kind_features(blocks, log_odds)), blocks.own.column("words"))


def as_one(log_odds: Numbers, page: Page) -> Numbers:
    """Log odds with the lines of each piece of code judged together, and likelier: half of a program is none."""
    code = np.array(sorted(page.code), np.int64)
    _, pieces = np.unique(page.layout.nodes[code], return_inverse=True)
    joined = log_odds.copy()
    if len(code):
        joined[code] = (np.bincount(pieces, weights=log_odds[code]) / np.bincount(pieces))[pieces] + OF_CODE
    return joined


def decide(judged: Judged, favor: str = "balanced") -> npt.NDArray[np.bool_]:
    """Which lines are kept, for the page as a whole; more of them where it is a page of another kind than an article.

    >>> odds = np.array([-9.0, 4, -0.1, 4])
    >>> decide(Judged(odds, {"article": 0.9, "listing": 0.1})).tolist()
    [False, True, False, True]
    >>> decide(Judged(odds, {"article": 0.1, "listing": 0.9})).tolist()
    [False, True, True, True]
    """
    return most_probable(judged.log_odds + shift_of(judged, favor), CHANGE, CHANGE)


def shift_of(judged: Judged, favor: str = "balanced") -> float:
    """What is added to a page's log odds for its kind, and for what is to be favored.

    Sure of little, the model would keep too little of a listing or a product's page: there lines are kept as it gives
    the greatest F1 to be expected.

    >>> article, forum = ({"article": chance, "forum": 1 - chance} for chance in (0.9, 0.1))
    >>> shift_of(Judged(np.ones(1), article)) < 0 < shift_of(Judged(np.ones(1), forum))
    True
    """
    return _of_kind(judged) + FAVOR[favor]


def _of_kind(judged: Judged) -> float:
    others = {kind: chance for kind, chance in judged.kinds.items() if kind != "article"}
    if not others:
        # Where no kinds are told none moves it.
        return 0.0
    kind = max(others, key=lambda one: others[one])
    words = np.ones(len(judged.log_odds)) if judged.words is None else judged.words
    # Of a forum it is no less sure than of an article.
    if kind != "forum" and others[kind] >= LIKELY_OTHER and _likeliness(judged.log_odds, words) < LIKELY_TEXT:
        return -best_cutoff(judged.log_odds, words)
    return OF_OTHERS if others[kind] >= SURELY_OTHER else OF_ARTICLES


def _likeliness(log_odds: Numbers, words: Numbers) -> float:
    """How likely the words that an article's cut-off keeps are the text, on the whole."""
    kept = words * (log_odds + OF_ARTICLES > 0)
    return float((kept / (1 + np.exp(-log_odds))).sum() / max(kept.sum(), 1))


@cache
def block_model() -> BlockModel:
    """The model that ships."""
    with (files("cleaner.models") / FILE).open("rb") as file:
        return BlockModel.read(file)
