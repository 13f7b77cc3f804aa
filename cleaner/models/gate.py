"""Whether a text needs the line model at all: told from what the rules found, before anything is loaded."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Document, Finding

__all__ = ["LEAST_FURNITURE", "MOST_CHARACTERS", "MOST_LINES", "least_furniture"]

# Findings that clean texts have too.
NO_FURNITURE = ("TITLE", "REPEAT", "KICKER")
# A short text's lines have no surroundings to be judged by; one of very many lines, or characters, is no article, and
# its features would fill the memory.
LEAST_LINES, MOST_LINES, MOST_CHARACTERS = 20, 50_000, 4_000_000
# If less than this share of the words would go, the text is clean already; where rules found furniture at few places
# (so they do in nine of ten articles alone, and in one of fifty pages), or the page is short, much more must be to go.
LEAST_FURNITURE, LEAST_OF_FEW = 0.1, 0.35
FEW, FEW_OF_ALL, SHORT_PAGE = 3, 0.03, 40


def least_furniture(document: Document, findings: Sequence[Finding]) -> float | None:
    """The share of words from which the model's cuts count; None for a text that it leaves alone.

    >>> page = Document("Share\\n" * 3 + "Rain fell.\\n" * 50)
    >>> shares = [Finding("SHARE01", start, start + 5, "share", 0.9) for start in (0, 6, 12)]
    >>> least_furniture(page, shares), least_furniture(page, shares[:1]), least_furniture(page, [])
    (0.1, 0.35, None)
    """
    lines = len(document.blocks)
    places = len({finding.start for finding in findings if not finding.code.startswith(NO_FURNITURE)})
    if not places or not LEAST_LINES <= lines <= MOST_LINES or len(document.text) > MOST_CHARACTERS:
        return None
    few = places < max(FEW, FEW_OF_ALL * lines) or lines < SHORT_PAGE
    return LEAST_OF_FEW if few else LEAST_FURNITURE
