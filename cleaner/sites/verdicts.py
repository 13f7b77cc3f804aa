"""Which lines are furniture, on the evidence of a site; all thresholds stand here."""

from __future__ import annotations

import math
import re

from cleaner.rules.reading import is_prose
from cleaner.sites.evidence import LineEvidence, SiteEvidence

__all__ = ["ALLOWED", "DENIED", "FURNITURE", "is_often", "least_bodies", "verdict"]

# A line is furniture if it stands in this share of the site's distinct texts, but in 3 at least (two texts share a line
# by chance or by copying), and 10 always do: on a large site a section's furniture is a small share of the whole, and
# ten writers do not hit on one line. Running text, which costs more to lose, needs one more, or the sure share.
SURE_SHARE = 1 / 3
LEAST_SHARE, LEAST_BODIES, ENOUGH_BODIES = 0.01, 3, 10
# A line amid the page's own prose may be a subheading that the site likes ("Background") or a passage that it quotes
# again and again: it goes only if the site shows it on this share of its texts, and on more than chance gives a few.
OFTEN_SHARE, LEAST_OFTEN = 0.2, 5
# Where most texts that hold a line have a word in common which hardly another text has, the line is about that
# word: a company's paragraph in its releases on a wire. A share of the site this large is a section's, not a subject's.
SUBJECT_SHARED, SUBJECT_SHARE = 2 / 3, 0.05
MOSTLY = 0.5

# A cell of a table is a number like many others, once its digits do not count; dates and times have more parts.
NUMBER_ALONE = re.compile(r"\W{0,2}0(?:[.,]0)?\W{0,2}")

FURNITURE, RARE, SUBJECT, QUOTED, NUMBER = "furniture", "too rare", "its subject's", "within prose", "number"
ALLOWED, DENIED = "allow", "deny"


def least_bodies(bodies: float) -> int:
    """So many distinct texts of a site must hold a line.

    >>> least_bodies(20), least_bodies(500), least_bodies(4000)
    (3, 5, 10)
    """
    return min(max(LEAST_BODIES, math.ceil(LEAST_SHARE * bodies)), ENOUGH_BODIES)


def is_often(count: float, bodies: float) -> bool:
    """Whether a line stands in so many texts that it goes even from amid their prose."""
    return count >= max(LEAST_OFTEN, OFTEN_SHARE * bodies)


def verdict(text: str, line: LineEvidence, site: SiteEvidence) -> str:
    """`furniture`, or why a line is none.

    >>> site = SiteEvidence(bodies=400)
    >>> verdict("About us", LineEvidence(12, "2024-01-01"), site), verdict("Menu", LineEvidence(2, ""), site)
    ('furniture', 'too rare')
    >>> verdict("Octane makes oil.", LineEvidence(12, "2024-01-01", shared=1.0), site)
    "its subject's"
    """
    is_text = is_prose(text)
    often = is_often(line.bodies, site.bodies)
    if line.bodies < least_bodies(site.bodies) + (is_text and line.bodies < SURE_SHARE * site.bodies):
        return RARE
    if line.shared >= SUBJECT_SHARED and line.bodies < SUBJECT_SHARE * site.bodies:
        return SUBJECT
    if is_text and line.inside > MOSTLY and not often:
        return QUOTED
    if not often and NUMBER_ALONE.fullmatch(text):
        return NUMBER
    return FURNITURE
