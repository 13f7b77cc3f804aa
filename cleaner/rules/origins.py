"""Where a text came from: source labels, and the ends of press releases."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["source"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
# Behind "Source:" stands a name.
NAME_WORDS = 8
# Behind "View the original release on" stands an address or a headline.
ORIGIN_WORDS = 40


@rule(
    "SOURCE01",
    "source line",
    removes=(
        f"{STORY}\n\n✂ Source\n\nShare this article",
        f"{STORY}\n\n✂ Source: Lorne Herald",
        f"{STORY}\n\n✂ View the original release on www.wire.example",
    ),
    keeps=(
        f"{STORY}\n\nSource of the fire was a lamp, the inspector wrote in his report to the harbour master.",
        f"{STORY}\n\nSource: the harbour master, who had seen the boats leave, count them twice and lock the gate.",
    ),
)
def source(reading: Reading) -> Iterator[Span]:
    """Lines that name the text's origin and nothing else."""
    for number, hit in reading.holding("source").items():
        words = len(reading.keys[number].split())
        most = NAME_WORDS if len(hit.phrase.head.split()) == 1 else ORIGIN_WORDS
        if hit.whole or words <= most:
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.whole else 0.9)
