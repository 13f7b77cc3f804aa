"""Whether a text needs the line model at all: told from what the rules found, before anything is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Document, Finding

__all__ = ["LEAST_FURNITURE", "MOST_CHARACTERS", "MOST_LINES", "USUAL", "Demand", "demand"]

# Findings that clean texts have too; signs between parts and addresses below the text are furniture, but prove no page.
NO_FURNITURE = ("TITLE", "REPEAT", "KICKER")
NO_PROOF = ("SEP", "LINK05")
# A short text's lines have no surroundings to be judged by; one of very many lines, or characters, is no article, and
# its features would fill the memory.
LEAST_LINES, MOST_LINES, MOST_CHARACTERS = 20, 50_000, 4_000_000
# If less than this share of the words would go, the text is clean already; where rules found furniture at few places
# (so they do in nine of ten articles alone, and in one of fifty pages), or the page is short, much more must be to go.
LEAST_FURNITURE, LEAST_OF_FEW = 0.1, 0.35
FEW, FEW_OF_ALL, SHORT_PAGE = 3, 0.03, 40
# A page's frame is of many kinds and stands at many places; in a manual, a table or a poem is a line here and there
# that looks like one kind of it. This is kinds times places a line. Where in a long text it is next to nothing, that is
# no page; where it is little, and of few kinds, what would go must be furniture by so much in log odds.
NO_FRAME, THIN_FRAME, MANY_KINDS, SURE = 0.015, 0.15, 4, 1.75
SOME_LINES, MANY_LINES = 100, 180


class Demand(NamedTuple):
    """What the model's cuts must come to: this share of the words, and on average such log odds against them."""

    share: float = LEAST_FURNITURE
    sure: float = 0.0


USUAL = Demand()


def demand(document: Document, findings: Sequence[Finding]) -> Demand | None:
    """What is asked of the model on this text; None: that it leave the text alone.

    >>> page = Document("Share\\n" * 3 + "Rain fell.\\n" * 50)
    >>> shares = [Finding("SHARE01", start, start + 5, "share", 0.9) for start in (0, 6, 12)]
    >>> demand(page, shares), demand(page, shares[:1]), demand(page, [])
    (Demand(share=0.1, sure=0.0), Demand(share=0.35, sure=0.0), None)
    """
    lines = len(document.blocks)
    if not LEAST_LINES <= lines <= MOST_LINES or len(document.text) > MOST_CHARACTERS:
        return None
    furniture = [finding for finding in findings if not finding.code.startswith(NO_FURNITURE)]
    proof = [finding for finding in furniture if not finding.code.startswith(NO_PROOF)]
    kinds = len({finding.code for finding in proof})
    frame = kinds * len({finding.start for finding in proof}) / lines
    if not furniture or (lines >= SOME_LINES and frame < NO_FRAME):
        return None
    places = len({finding.start for finding in furniture})
    few = places < max(FEW, FEW_OF_ALL * lines) or lines < SHORT_PAGE
    thin = lines >= MANY_LINES and kinds < MANY_KINDS and frame < THIN_FRAME
    return Demand(LEAST_OF_FEW if few else USUAL.share, SURE if thin else USUAL.sure)
