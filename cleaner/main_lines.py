"""Which lines of an HTML page are its main text: the block model decides, or trafilatura where that is asked for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cleaner.config import CleanConfig
from cleaner.document import Document
from cleaner.extract import NO_COMMENTS, MainText, Page, chosen_text, find_comments, is_beyond_trafilatura, main_text
from cleaner.models.block_model import Blocks, Judged, as_one, block_model, decide, findings_of, shift_of
from cleaner.models.fast_model import fast_model
from cleaner.models.page_kind import likeliest
from cleaner.rules import Reading
from cleaner.sites import SiteMemory

__all__ = ["Decided", "main_lines"]

# A line that the site shows on many pages is its furniture: at most so likely is it the article's, in log odds.
RECURRING = -4.0
# The features of so many lines take 1.5 GB.
MOST_LINES = 200_000
# Above this share of an extractor's characters that are not found on the page, the ledger says so.
MOST_UNALIGNED = 0.01
# A forum's posts are its text, a product's reviews and a list's notes on its entries are part of it.
ALL_THEIRS = ("forum", "listing", "product")


class Decided(NamedTuple):
    """The main text, the page's kind, and what is to be said of how the text was found."""

    main: MainText
    kind: str | None = None
    notes: tuple[str, ...] = ()


def main_lines(page: Page, document: Document, config: CleanConfig, sites: SiteMemory | None = None) -> Decided:
    """Decide for a page; `document` is all its text with what is known of it.

    Where the model takes every line for furniture, and for a page of too many lines, trafilatura decides, and a note
    says so.
    Errors: DocumentError for a page on which trafilatura fails.
    """
    if config.extractor == "trafilatura":
        return _by_trafilatura(page, document, config)
    if not page.blocks:
        return Decided(MainText((), ()))
    if len(page.blocks) > MOST_LINES:
        return _by_trafilatura(page, document, config, f"more than {MOST_LINES:,} lines are too many for the model")
    recurring = sites.recurring(document) if sites else None
    reading = Reading(document, recurring.banners if recurring else frozenset())
    judged = Judged(fast_model().judge(page), {}) if config.fast else _judged(page, reading)
    log_odds = as_one(judged.log_odds, page)
    if recurring:
        spans = {(finding.start, finding.end) for finding in recurring.findings(reading)}
        of_site = [number for number, block in enumerate(page.blocks) if block in spans]
        log_odds[of_site] = np.minimum(log_odds[of_site], RECURRING)
    judged = judged._replace(log_odds=log_odds)
    favor = config.favor
    kept = decide(judged, favor)
    if not kept.any():
        # Precision that leaves nothing is none: it must not keep more than the balance does.
        favor = "balanced"
        kept = decide(judged, favor)
    kind = likeliest(judged.kinds) if judged.kinds else None
    if not kept.any() and not is_beyond_trafilatura(page):
        return _by_trafilatura(page, document, config, "the model found no text")._replace(kind=kind)
    kept[page.rest] = kept.any()
    # As sure as the decision was.
    chances = 1 / (1 + np.exp(log_odds + shift_of(judged, favor)))
    has_comments = kind not in ALL_THEIRS and not page.told.is_forum
    comments = find_comments(page, np.flatnonzero(kept).tolist()) if has_comments else NO_COMMENTS
    main = chosen_text(
        page, kept.tolist(), chances.tolist(), document.title, comments, with_comments=config.comments == "keep"
    )
    return Decided(main, kind)


def _judged(page: Page, reading: Reading) -> Judged:
    """What the block model says."""
    return block_model().judge(Blocks.of(page, reading, findings_of(page, reading)))


def _by_trafilatura(page: Page, document: Document, config: CleanConfig, why: str | None = None) -> Decided:
    main = main_text(page, document.title, document.url, with_comments=config.comments == "keep")
    notes = [f"trafilatura decided: {why}"] if why else []
    if main.unaligned > MOST_UNALIGNED:
        notes.append(f"{main.unaligned:.1%} of the main text is not on the page")
    return Decided(main, notes=tuple(notes))
