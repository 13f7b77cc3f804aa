"""The headline, wherever it comes back."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import HEADLINE
from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["headline", "repeated_title", "title_variant"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."


@rule(
    HEADLINE,
    "the headline, kept as the title",
    removes=(f"✂ Ferries stay in port as rain falls\n\n{STORY}", f"✂ # Ferries stay in port\n\n{STORY}"),
    keeps=(STORY, f"{STORY}\n\nFerries stay in port"),
)
def headline(reading: Reading) -> Iterator[Span]:
    """The line that holds the headline: it leaves the body and becomes the title."""
    found = reading.headline
    if found and found.line is not None:
        yield Span(*reading.document.blocks[found.line], found.text, 1.0)


@rule(
    "TITLE01",
    "the headline again",
    removes=(
        f"Ferries stay in port as rain falls\n✂ FERRIES STAY IN PORT AS RAIN FALLS\n\n{STORY}",
        f"L'été à Brest-sur-Mer\n\n✂ lete a brest sur mer\n✂ L’ÉTÉ À BREST-SUR-MER !\n\n{STORY}",
        f"港の連絡船が三日続けて欠航\n\n✂ 港の連絡船が三日続けて欠航\n\n{STORY}",
    ),
    keeps=(f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries stay\n\n{STORY}",),
)
def repeated_title(reading: Reading) -> Iterator[Span]:
    """Lines with the headline's words, however they are written."""
    for number, form in reading.echoes:
        if form == "the same words":
            yield Span(*reading.document.blocks[number], form, 0.98)


@rule(
    "TITLE02",
    "the headline in another form",
    removes=(
        f"Ferries stay in the port of Lorne as rain falls\n\n{STORY}\n\n✂ ferries stay port lorne rain falls",
        f"Ferries stay in port as rain falls\n✂ Ferries stay in port as…\n\n{STORY}",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\n✂ Ferries stay in port as rain falls - Lorne Herald",
        f"✂ Ferries stay in port as rain falls | Lorne Herald\nFerries stay in port as rain falls\n\n{STORY}",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\n✂ The post Ferries stay in port as rain falls appeared first"
        " on Lorne Herald.",
    ),
    keeps=(
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries leave port as rain stops",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries stay in port as rain falls: when it started, why it"
        " lasted, what it costs the islands",
        f"Ferries of the Lorne islands stay in port as heavy rain falls\n\n{STORY}\n\n"
        "On Monday and Tuesday ferries of the Lorne islands stay in port as heavy rain falls.",
    ),
)
def title_variant(reading: Reading) -> Iterator[Span]:
    """Lines that say the headline as a slug, cut short, or with the outlet's name."""
    for number, form in reading.echoes:
        if form != "the same words":
            yield Span(*reading.document.blocks[number], form, 0.93)
