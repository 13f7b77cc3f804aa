"""What is counted in one document; every measure follows from these whole numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.evaluation.gold import Gold
from cleaner.evaluation.words import Overlap, lower_words, shingle_overlap, token_overlap, words

__all__ = ["Counts", "LineCounts", "compare", "holds_title", "with_title"]

SPACE = re.compile(r"\s+")
# A headline of fewer words must be a line of its own: "Rain" would begin many an article.
FEWEST_TITLE_WORDS = 4

NONE = Overlap(0, 0, 0)


class LineCounts(NamedTuple):
    """Words by the truth of their line: kept rightly, kept though furniture, lost though of the article."""

    kept: int
    left: int
    lost: int


class Counts(NamedTuple):
    """One document: bags of shingles and of words (common, in the text, in the gold), words by line, segments.

    `has_gold` and `has_lines` are 0 where there is nothing to measure against.
    """

    has_gold: int
    shingle_common: int
    shingle_found: int
    shingle_gold: int
    token_common: int
    token_found: int
    token_gold: int
    has_lines: int
    line_kept: int
    line_left: int
    line_lost: int
    segments_found: int
    segments_wanted: int
    segments_left: int
    segments_unwanted: int


def compare(gold: Gold, text: str, lines: LineCounts | None) -> Counts:
    """Count a text against its gold. An empty gold text has no bags, as in the published measures.

    >>> compare(Gold("rain fell"), "rain fell. share", None).token_found
    3
    """
    shingles, tokens = _overlaps(gold.text, text) if gold.text else (NONE, NONE)
    squashed = _squash(text) if gold.wanted or gold.unwanted else ""
    found, left = (sum(_squash(one) in squashed for one in part) for part in (gold.wanted, gold.unwanted))
    segments = (found, len(gold.wanted), left, len(gold.unwanted))
    return Counts(int(bool(gold.text)), *shingles, *tokens, int(lines is not None), *(lines or (0, 0, 0)), *segments)


def _overlaps(gold: str, text: str) -> tuple[Overlap, Overlap]:
    """Of shingles and of words; shingles heed the case, as in the published measure."""
    one, other = words(gold), words(text)
    return shingle_overlap(one, other), token_overlap(lower_words(gold, one), lower_words(text, other))


def _squash(text: str) -> str:
    return SPACE.sub(" ", text).strip()


def with_title(title: str | None, text: str) -> str:
    """The headline above the text, unless it stands there.

    >>> with_title("Storm", "Rain fell."), with_title("Storm", "Storm at sea.")
    ('Storm\\nRain fell.', 'Storm at sea.')
    """
    title = title or ""
    return text if text.startswith(title) else f"{title}\n{text}"


def holds_title(gold: str, titles: Sequence[str | None]) -> bool:
    """Whether a gold begins with one of these headlines: as its first line, or as its first words if they are many.

    >>> holds_title("STORM\\nRain fell.", ["Storm"]), holds_title("Storm warning.", ["Storm"])
    (True, False)
    """
    first, _, _ = gold.lstrip().partition("\n")
    line = words(first.lower())
    for title in titles:
        headline = words((title or "").lower())
        if headline and (
            line == headline or (len(headline) >= FEWEST_TITLE_WORDS and line[: len(headline)] == headline)
        ):
            return True
    return False
