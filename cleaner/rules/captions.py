"""Who took the picture: credits and labels of captions. The caption itself is text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.rules.phrases import UNSPACED, Hit
from cleaner.rules.reading import SENTENCE_END, Reading
from cleaner.rules.rule import Span, rule
from cleaner.rules.word_lists import alternatives, words_of

__all__ = ["credit"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# "Photo by Jane Doe for the Lorne Herald / Agency": names, not a sentence.
CREDIT_WORDS, CREDIT_UNSPACED = 12, 24
# News and picture agencies, as they sign.
AGENCIES = words_of("agency")
AGENCY = re.compile(rf"(?:^|[/(\[©|–—-]\s{{0,3}}|\bvia )(?:{alternatives('agency')})\s{{0,3}}[)\]]?$")
# The last characters tell most lines that no agency signs.
ENDING = 3
ENDINGS = frozenset(agency[-ENDING:] for agency in AGENCIES)
AGENCY_WIDTH = 70
CELL = re.compile(r"[^:：]{2,30}[:：]\s?[^\s:：][^:：]{0,60}$")


@rule(
    "CREDIT01",
    "photo credit, caption label",
    removes=(
        f"{STORY}\n\n✂ Photo: Jane Doe / Lorne Herald\n\n{STORY}",
        f"{STORY}\n\n✂ (Photo by Jane Doe)\n\n{STORY}",
        f"{STORY}\n\n✂ Jane Doe/Getty Images\n\n{STORY}",
        f"{STORY}\n\n✂ Photo credit\n\n{STORY}",
    ),
    keeps=(
        f"{STORY}\n\nPhotos of the harbour will be shown in the town hall\n\n{STORY}",
        f"{STORY}\n\nImage: how the quay will look when it is done.\n\n{STORY}",
        f"{STORY}\n\nGraphics: 8 GB\n\n{STORY}",
        f"{STORY}\n\nMemory: plenty\nGraphics: Iris\n\n{STORY}",
        f"{STORY}\n\nImages\n\n{STORY}",
    ),
)
def credit(reading: Reading) -> Iterator[Span]:
    """Lines that say whose a picture is, and nothing else."""
    named = reading.holding("credit")
    for number, line in enumerate(reading.lines):
        hit = named.get(number)
        if hit and _is_credit(reading, number, hit):
            yield Span(*reading.document.blocks[number], hit.words, 0.93)
        elif len(line) <= AGENCY_WIDTH and _ending(line) in ENDINGS and _is_signed(line):
            yield Span(*reading.document.blocks[number], "names and an agency", 0.9)


def _is_credit(reading: Reading, number: int, hit: Hit) -> bool:
    if reading.prose[number]:
        return False
    if hit.whole:
        # "Images" alone may head a section; two words and more say what they are.
        return " " in reading.keys[number] or bool(UNSPACED.search(reading.keys[number]))
    return names_somebody(reading.lines[number], reading.keys[number], hit) and not _is_cell(reading, number)


def _is_cell(reading: Reading, number: int) -> bool:
    """Whether lines beside this one label something else: "Graphics: Iris" stands in a table of parts."""
    return any(
        0 <= other < len(reading.lines) and CELL.match(reading.lines[other]) and not reading.hits.get(other)
        for other in (number - 1, number + 1)
    )


def names_somebody(line: str, key: str, hit: Hit) -> bool:
    """Whether what a credit's phrase leaves open is names: few words, no small one first, no number."""
    words = key.split()
    spaced = not UNSPACED.search(key)
    if len(words) > CREDIT_WORDS or (not spaced and len(key) > CREDIT_UNSPACED):
        return False
    if not hit.phrase.head:
        return True
    if any(map(str.isdigit, key)) and "©" not in line:
        return False
    name = line.lstrip(" ([（【*_")[len(hit.phrase.head) :].lstrip(" :：-–—|/©(")
    if SENTENCE_END.search(line.rstrip(")]")) and len(words) > CREDIT_WORDS // 2 and "/" not in line:
        return False
    letters = [word[0] for word in name.split() if word[0].isalpha()]
    small = sum(letter.islower() for letter in letters)
    return bool(name) and not name[0].islower() and small * 2 < max(len(letters), 1)


def _ending(line: str) -> str:
    return line.rstrip(")] ")[-ENDING:]


def _is_signed(line: str) -> bool:
    """Whether a line is names behind which an agency's stands."""
    found = AGENCY.search(line)
    if not found or SENTENCE_END.search(line[: found.start()]):
        return False
    words = line[: found.start()].split()
    return (
        len(words) <= CREDIT_WORDS // 2 and all(not word[0].islower() for word in words) and bool(words or "(" in line)
    )
