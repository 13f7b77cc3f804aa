"""The headline, wherever it comes back."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.document import HEADLINE, LINE_END
from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["headline", "repeated_title", "title_variant"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# "… appeared first on Lorne Herald."
LEAST_SIGNED = 3


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
        f"Ferries stay in port\n\n{STORY}\n\n✂ Ferries stay in port\n\nShare this article",
        f"Ferries stay in port\n\n{STORY}\n\n✂ ferries-stay-in-port",
        "Ferries stay in port\n✂ Ferries stay in port\n\nIt rained.",
    ),
    keeps=(
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries stay\n\n{STORY}",
        "Row, row, row your boat\nGently down the stream\nRow, row, row your boat\nLife is but a dream",
        f"The rain it raineth every day\n\n{STORY}\n\nThe rain it raineth every day\n\n{STORY}",
    ),
)
def repeated_title(reading: Reading) -> Iterator[Span]:
    """Lines with the headline's words, however they are written."""
    for number, form in reading.echoes:
        if form == "the same words" and not _is_own(reading, number, form):
            yield Span(*reading.document.blocks[number], form, 0.98)


@rule(
    "TITLE02",
    "the headline in another form",
    removes=(
        f"Ferries stay in the port of Lorne as rain falls\n\n{STORY}\n\n✂ ferries stay port lorne rain falls",
        f"Ferries stay in port as rain falls\n✂ Ferries stay in port as…\n\n{STORY}",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\n✂ Ferries stay in port as rain falls - Lorne Herald\n\n"
        "Share this article",
        f"✂ Ferries stay in port as rain falls | Lorne Herald\nFerries stay in port as rain falls\n\n{STORY}",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\n✂ The post Ferries stay in port as rain falls appeared first"
        " on Lorne Herald.",
    ),
    keeps=(
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries leave port as rain stops",
        f"Sort the fish by size\n\n{STORY}\n\nSee Catch - Sort the fish by size",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\nFerries stay in port as rain falls: when it started, why it"
        " lasted, what it costs the islands",
        f"Ferries of the Lorne islands stay in port as heavy rain falls\n\n{STORY}\n\n"
        "On Monday and Tuesday ferries of the Lorne islands stay in port as heavy rain falls.",
    ),
)
def title_variant(reading: Reading) -> Iterator[Span]:
    """Lines that say the headline as a slug, cut short, or with the outlet's name."""
    for number, form in reading.echoes:
        if form != "the same words" and not _is_own(reading, number, form):
            yield Span(*reading.document.blocks[number], form, 0.93)


def _is_own(reading: Reading, number: int, form: str) -> bool:
    """Whether a text that nothing tells to be a page's says its headline again: a refrain, a subheading, a menu's path.

    A headline above the prose comes again there, and below it as addresses and feeds write it.
    """
    if reading.is_backed(number):
        return False
    line, found = reading.lines[number], reading.headline
    if not found or " " not in line or (found.line == number - 1 and _ends_part(reading, number)):
        return False
    if number < reading.first_prose < len(reading.lines):
        return form == "as a slug" and line != line.lower()
    if form == "as a slug":
        return number < reading.last_prose or "(" in line
    signed = line.partition(found.text)[2] if form.startswith("amid") else ""
    return len(signed.split()) < LEAST_SIGNED


def _ends_part(reading: Reading, number: int) -> bool:
    """Whether an empty line follows: a headline's second line stands apart from the text, a poem's does not."""
    blocks = reading.document.blocks
    last = number + 1 == len(blocks)
    return last or len(LINE_END.findall(reading.document.text, blocks[number].end, blocks[number + 1].start)) > 1
