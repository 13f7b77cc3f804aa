"""Paragraphs that stand twice in one document."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.reading import Reading, width
from cleaner.rules.rule import Span, rule

__all__ = ["repeated_paragraph"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# Refrains, table cells and list items come back; a paragraph of this width does not.
LEAST_WIDTH = 60


@rule(
    "REPEAT01",
    "paragraph that stood before",
    removes=(f"{STORY}\n\nThe mayor was seen on the quay.\n\n✂ {STORY}",),
    keeps=(f"{STORY}\n\nRow, row, row your boat\n\nThe skipper sang.\n\nRow, row, row your boat",),
)
def repeated_paragraph(reading: Reading) -> Iterator[Span]:
    """A line of some length that is, word for word, an earlier one."""
    # No character is wider than two.
    long = [number for number, line in enumerate(reading.lines) if 2 * len(line) >= LEAST_WIDTH]
    if len({reading.lines[number] for number in long}) == len(long):
        return
    first: dict[str, int] = {}
    for number in long:
        earlier = first.setdefault(reading.lines[number], number)
        if earlier != number and width(reading.lines[number]) >= LEAST_WIDTH:
            yield Span(*reading.document.blocks[number], f"the same as line {earlier + 1}", 0.97)
