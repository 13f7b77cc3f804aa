"""The block model's making: HTML pages as they are, and in older markup."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.cleaning import document_of
from cleaner.document import HEADLINE, Document
from cleaner.errors import DocumentError
from cleaner.evaluation.aligning import common_words, kept_lines
from cleaner.evaluation.words import words
from cleaner.extract import Page, read_page
from cleaner.models.arrays import Features
from cleaner.models.block_model import (
    BlockModel,
    Blocks,
    Judged,
    decide,
    findings_of,
    second_features,
)
from cleaner.models.block_places import BlockPlaces
from cleaner.models.line_model import FAVOR
from cleaner.models.page_kind import KindModel, chances_of, kind_features
from cleaner.rules import Reading
from cleaner.training.additions import with_comments, with_teasers
from cleaner.training.ageing import aged
from cleaner.training.card import Made
from cleaner.training.examples import Example, Mask, codes_of, fold, single
from cleaner.training.fitting import FOLDS, FULL_SIZE, Size, calibration, fit, fit_kinds
from cleaner.training.pages import host_of, letters, rows
from cleaner.training.scoring import keep_f1
from cleaner.training.scripts import SCRIPTS, in_script

__all__ = [
    "BlockExample", "Labelled", "judge_unseen", "kept_of", "labelled_pages", "made_of_blocks", "read_examples",
    "read_labelled", "weight_of",
]  # fmt: skip

SETS = {
    "naeb": "naeb_dev",
    "wcxb_dev": "wcxb_dev",
    "trafeval": "trafeval_dev",
    "fundus": "fundus_dev",
    "magic_forum": "magic_forum_dev",
    "mozilla": "mozilla_dev",
}
MOST_LINES = 6000
# Pages of an online shop's collections are listings; sets of mixed pages hold articles above all.
KIND_OF = {"collection": "listing", "mixed": "article"}
# A segment that a line holds, or that holds a line of so many letters, tells of the line.
LEAST_LETTERS = 20
# So much of the pages in older markup is in another script than Latin.
FOREIGN = 0.4
# Of articles so much has comments added below it, so much teasers; what lies between both has both.
WITH_COMMENTS, WITH_BOTH, WITH_TEASERS = 0.4, 0.3, 0.6
# So many other articles are drawn for teasers.
OTHERS = 12
# A page whose truth is known of a few lines only counts for less.
SEGMENTS_WEIGHT = 0.5


class Labelled(NamedTuple):
    """A page of a set with its truth: the text of its article, or pieces that are in it and pieces that are not."""

    dataset: str
    kind: str
    site: str
    html: str
    gold: str | None
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    made: str | None
    script: str | None
    id: str


@dataclass
class BlockExample(Example):
    """A page of HTML; `places` are its lines' in the tree."""

    places: BlockPlaces = field(kw_only=True)

    @property
    def blocks(self) -> Blocks:
        """As the model sees it."""
        return Blocks(self.own, self.found, self.places)

    def second(self, opinion: npt.NDArray[np.float64]) -> Features:
        """The second stage's features."""
        return second_features(opinion, self.blocks)


def made_of_blocks(data: Path, seed: int, pool: Executor) -> tuple[BlockModel, Made]:
    """The block model fitted to the pages of a folder, and what its card tells."""
    examples = read_examples(data, seed, pool)
    stages = fit(examples, seed)
    kind, judged = judge_unseen(examples, seed)
    real = Counter(page.dataset for page in examples if page.made is None)
    made = Counter(page.dataset for page in examples if page.made is not None)
    ways: dict[str, Callable[[Example], Mask]] = {"keep all": lambda page: page.keep | True}
    ways |= {favor: partial(kept_of, judged, favor=favor) for favor in FAVOR}
    return BlockModel(stages, kind), Made(real, made, {name: keep_f1(examples, way) for name, way in ways.items()})


def read_examples(data: Path, seed: int, pool: Executor) -> list[BlockExample]:
    """All pages of a folder that can be learnt from."""
    found = pool.map(example, labelled_pages(data, seed), chunksize=20)
    return [page for page in found if page is not None]


def judge_unseen(
    examples: Sequence[BlockExample], seed: int, size: Size = FULL_SIZE
) -> tuple[KindModel, dict[int, Judged]]:
    """What tells a page's kind; and, by their `id()`, how pages are judged by what did not see their sites."""
    known = calibration(examples)
    log_odds = [np.interp(page.log_odds, *known) for page in examples]
    rows = [kind_features(page.blocks, odds) for page, odds in zip(examples, log_odds, strict=True)]
    kind, unseen = fit_kinds(examples, rows, [KIND_OF.get(page.kind, page.kind) for page in examples], seed, size)
    rows_of = zip(examples, log_odds, unseen, strict=True)
    return kind, {id(page): Judged(odds, chances_of(kinds), page.own.column("words")) for page, odds, kinds in rows_of}


def kept_of(judged: dict[int, Judged], page: Example, favor: str = "balanced") -> Mask:
    """The lines of a page that are kept in the end."""
    return decide(judged[id(page)], favor) & ~page.taken


def labelled_pages(data: Path, seed: int) -> Iterator[Labelled]:
    """Each page as it is, and once more: with comments or teasers below it, in older markup, in another script."""
    pages = [_labelled(name, row) for name, file in SETS.items() for row in rows(data / f"{file}.jsonl.zst")]
    # What is put below a page comes from sites of its own fold: no fit that does not see the page has seen them.
    forums, articles = _by_fold(pages, "forum"), _by_fold(pages, "article")
    for page in pages:
        yield page
        chooser = random.Random(f"{seed} {page.id}")
        own = fold(page.site, FOLDS)
        made = _with_more(page, chooser.choice(forums[own]), chooser.sample(articles[own], OTHERS), chooser)
        script = chooser.choice(list(SCRIPTS)) if chooser.random() < FOREIGN else None
        yield made._replace(html=aged(made.html, chooser), made="aged", script=script)


def _with_more(page: Labelled, forum: Labelled, others: Sequence[Labelled], chooser: random.Random) -> Labelled:
    """An article with something below it, or the page as it is."""
    if not page.gold or KIND_OF.get(page.kind, page.kind) != "article":
        return page
    html, drawn = page.html, chooser.random()
    if drawn < WITH_COMMENTS:
        posts = [line for line in (forum.gold or "").splitlines() if len(line) >= LEAST_LETTERS]
        html = with_comments(html, page.gold, posts, chooser)
    if WITH_BOTH < drawn < WITH_TEASERS:
        lines = [[line for line in (other.gold or "").splitlines() if line.strip()] for other in others]
        html = with_teasers(html, page.gold, [(one[0], one[1]) for one in lines if len(one) > 1], chooser)
    return page._replace(html=html)


def _by_fold(pages: Sequence[Labelled], kind: str) -> dict[int, list[Labelled]]:
    """The pages of a kind whose whole text is known, by the fold of their site."""
    found: dict[int, list[Labelled]] = defaultdict(list)
    for page in pages:
        if page.gold and KIND_OF.get(page.kind, page.kind) == kind:
            found[fold(page.site, FOLDS)].append(page)
    return found


def _labelled(name: str, row: dict[str, Any]) -> Labelled:
    gold = row.get("gold")
    return Labelled(
        dataset=name,
        kind="forum" if name == "magic_forum" else row.get("type") or "article",
        site=row.get("publisher") or host_of(row.get("url"), row["id"]),
        html=row["html"],
        gold="\n".join(gold) if isinstance(gold, list) else gold or None,
        wanted=tuple(row.get("with") or ()),
        unwanted=tuple(row.get("without") or ()),
        made=None,
        script=None,
        id=row["id"],
    )


class Lines(NamedTuple):
    """A page's lines with their truth: which are kept, of which it is known; `word_counts` are of words as measured."""

    page: Page
    document: Document
    keep: Mask
    known: Mask
    word_counts: npt.NDArray[np.int64]


def read_labelled(labelled: Labelled) -> Lines | None:
    """A page with its lines' truth; None for one that cannot be read, has no line, or whose truth is unknown."""
    try:
        page = read_page(labelled.html)
    except DocumentError:
        return None
    if not 0 < len(page.blocks) <= MOST_LINES:
        return None
    document = document_of(page, Document(""))
    texts = [document.text[start:end] for start, end in document.blocks]
    truth = _of_gold(texts, labelled.gold) if labelled.gold else _of_segments(texts, labelled)
    if truth is None or not truth[1].any():
        return None
    if labelled.script:
        page = in_script(page, labelled.script)
        document = document_of(page, Document(""))
    return Lines(page, document, *truth, np.array([len(words(text)) for text in texts]))


def example(labelled: Labelled) -> BlockExample | None:
    """Work out a page's features; None for one that teaches nothing."""
    read = read_labelled(labelled)
    if read is None:
        return None
    page, document = read.page, read.document
    reading = Reading(document)
    findings = findings_of(page, reading)
    own, found, places = Blocks.of(page, reading, findings)
    codes = codes_of(document, findings)
    return BlockExample(
        dataset=labelled.dataset,
        kind=labelled.kind,
        sites=(labelled.site,),
        made=labelled.made,
        own=single(own),
        found=found,
        keep=read.keep,
        known=read.known,
        words=read.word_counts,
        title=np.array([code == HEADLINE for code in codes]),
        taken=np.array([code not in (None, HEADLINE) for code in codes]),
        weight=weight_of(labelled),
        places=places,
    )


def weight_of(labelled: Labelled) -> float:
    """What a page counts for: less where its truth is known of a few lines only."""
    return 1.0 if labelled.gold else SEGMENTS_WEIGHT


def _of_gold(texts: Sequence[str], gold: str) -> tuple[Mask, Mask] | None:
    """Which lines are the gold's, by a longest common sequence of words; all are known."""
    own = [(number, word.lower()) for number, text in enumerate(texts) for word in words(text)]
    common = common_words([word for _, word in own], [word.lower() for word in words(gold)])
    if common is None:
        return None
    keep = kept_lines([number for number, _ in own], len(texts), common)
    return np.array(keep), np.ones(len(texts), bool)


def _of_segments(texts: Sequence[str], labelled: Labelled) -> tuple[Mask, Mask]:
    """Which lines hold wanted pieces, or are part of one; known are these and the unwanted ones."""
    lines = [letters(text) for text in texts]

    def told(pieces: tuple[str, ...]) -> Mask:
        wanted = list(filter(None, map(letters, pieces)))
        return np.array(
            [any(one in line or (len(line) >= LEAST_LETTERS and line in one) for one in wanted) for line in lines]
        )

    keep, cut = told(labelled.wanted), told(labelled.unwanted)
    return keep & ~cut, keep ^ cut
