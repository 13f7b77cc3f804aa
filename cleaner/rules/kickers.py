"""Labels above a headline."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["kicker"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."


@rule(
    "KICKER01",
    "kicker above the headline",
    removes=(
        f"✂ BREAKING NEWS\n\nFerries stay in port as rain falls\n\n{STORY}",
        f"✂ Eilmeldung\nFähren bleiben wegen Regens im Hafen\n\n{STORY}",
    ),
    keeps=(
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nAnalysis\n\n{STORY}",
        f"Breaking news of the storm reached the harbour late.\n\n{STORY}",
    ),
)
def kicker(reading: Reading) -> Iterator[Span]:
    """Kicker phrases that stand alone above the prose."""
    for number in range(reading.first_prose):
        hit = reading.has(number, "kicker")
        if hit and hit.whole:
            yield Span(*reading.document.blocks[number], hit.words, 0.95)
