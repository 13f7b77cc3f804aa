"""Labels above a headline."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.headline import Headline
from cleaner.rules.phrases import UNSPACED
from cleaner.rules.reading import SENTENCE_END, Reading, width
from cleaner.rules.rule import Span, rule

__all__ = ["kicker", "label"]

# "Updated at 5 pm on Monday" is about the longest kicker.
KICKER_WORDS = 7
LABEL_WORDS, LABEL_WIDTH = 4, 32
# A line of so many spaces above the text is a headline, even if it stands once.
SURE_WORDS = 6
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
    for number, hit in reading.holding("kicker").items():
        if number < reading.first_prose and len(reading.keys[number].split()) <= KICKER_WORDS:
            yield Span(*reading.document.blocks[number], hit.words, 0.95)


@rule(
    "KICKER02",
    "label above the headline",
    removes=(
        f"✂ Harbour life\n\nFerries stay in port as rain falls\nFerries stay in port as rain falls\n\n{STORY}\n\n"
        "Share this article",
        f"✂ Inland\n\nFerries stay in the port of Lorne as rain falls\n\n{STORY}\n\nShare this article",
    ),
    keeps=(
        f"Harbour life\n\nFerries stay in port as rain falls\n\n{STORY}",
        "Inland\n\nFerries stay in port as rain falls\n\nShare\n\nThe Lorne Herald",
        f"He laughed.\n\nFerries stay in port as rain falls\nFerries stay in port as rain falls\n\n{STORY}",
    ),
)
def label(reading: Reading) -> Iterator[Span]:
    """Words that stand right above a headline which other lines or the reader confirm: a section, a series, a place."""
    found = reading.headline
    if not found or not found.line:
        return
    if not (found.is_sure or _is_section(reading, found)) or not _is_page(reading):
        return
    number = found.line - 1
    words, line = reading.keys[number].split(), reading.lines[number]
    if words and len(words) <= LABEL_WORDS and width(line) <= LABEL_WIDTH and not SENTENCE_END.search(line):
        yield Span(*reading.document.blocks[number], "a few words above the headline", 0.8)


def _is_page(reading: Reading) -> bool:
    """Whether the text is a page's, or its headline comes again right above the prose, as pages write it."""
    return reading.is_backed() or any(number < reading.first_prose for number, _ in reading.echoes)


def _is_section(reading: Reading, headline: Headline) -> bool:
    """Whether one word opens the document above a headline that nothing confirms but many words and the text below."""
    above = headline.line == 1 and " " not in reading.keys[0] and not UNSPACED.search(reading.keys[0])
    return above and headline.key.count(" ") >= SURE_WORDS and reading.first_prose <= 1 + SURE_WORDS // 2
