"""Contact blocks at the ends of press releases."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from cleaner.rules.phrases import Hit, match_key, phrases_in, phrases_of_kind
from cleaner.rules.reading import SENTENCE_END, Reading
from cleaner.rules.rule import Span, rule
from cleaner.rules.word_lists import alternatives

__all__ = ["contact"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

E_MAIL = re.compile(r"[^\s@]@[^\s@.]+\.[^\s@]")
# Seven digits and more with what stands between them in telephone numbers.
PHONE = re.compile(r"(?:\d[\s().+/\u2010-\u2015-]{0,3}){7}")
WEB = re.compile(r"\b[\w-]{2,63}\.(?:com|org|net|co|io|de|fr|eu|uk|gov|edu|info|example)\b", re.IGNORECASE)
# A line of a block is a name, a role, an address: this many words; a block is this many lines.
LINE_WORDS, BLOCK_LINES = 14, 16
# Behind a block stand at most so many paragraphs, or a quarter of all.
MOST_AFTER = 4
# A heading to which the name is glued: "Contact DetailsLorne Ferries".
GLUE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-ÞА-Я])|[:：]")
LONGEST_HEADING = 48
# So many characters tell most lines that no heading begins with.
PREFIX = 3
# What heads the paragraph in which an organisation describes itself.
ABOUT = re.compile(rf"#{{0,6}}\s{{0,3}}(?:{alternatives('about')})\b", re.IGNORECASE)
ABOUT_WORDS = 8


@rule(
    "CONTACT01",
    "contact block",
    removes=(
        f"{STORY}\n\n✂ Media Contact:\n✂ Jane Doe\n✂ Lorne Ferries\n✂ +44 20 5550 0100\n✂ press@ferries.example",
        f"{STORY}\n\nAbout Lorne Ferries\n{STORY}\n\n✂ Media Contact:Jane Doe\n✂ press@ferries.example",
        f"{STORY}\n\n✂ Lorne FerriesLorne, Coastwww.ferries.example+44 20 5550 0100press@ferries.example",
        f"{STORY}\n\n✂ Contact DetailsJane Doe\n✂ +44 20 5550 0100\n\nAbout Lorne Ferries\n{STORY}",
        f"{STORY}\n\n✂ About Lorne Ferries\n✂ Press contact: Jane Doe, press@ferries.example",
    ),
    keeps=(
        f"{STORY}\n\nContact\n\n{STORY}",
        f"{STORY}\n\nContact: how the ferries talk to the shore.\n\n{STORY}",
        f"{STORY}\n\nAbout Lorne Ferries\n{STORY}",
    ),
)
def contact(reading: Reading) -> Iterator[Span]:
    """Headings of contact blocks below the first prose with the names, numbers and addresses under them."""
    done = -1
    prose = reading.prose_lines
    most_after = max(MOST_AFTER, len(prose) // 4)
    for number, words, plain in _headings(reading):
        if number <= done:
            continue
        lines = list(_block(reading, number))
        reached = sum(_reaches(reading.lines[line]) for line in lines)
        # A bare "Website:" or "Phone" heads a block only if more of the kind follows.
        if reached < (2 if plain else 1) or len(prose) - bisect_right(prose, lines[-1]) > most_after:
            continue
        above = number - 1
        if above > reading.first_prose and _is_about(reading, above):
            yield Span(*reading.document.blocks[above], "heads a text that is not there", 0.8)
        for line in lines:
            yield Span(*reading.document.blocks[line], words, 0.92)
        done = lines[-1]


def _headings(reading: Reading) -> Iterator[tuple[int, str, bool]]:
    """Numbers of the lines that head a block, the phrase they do it with, and whether it is a word that says little."""
    named, prose, last_prose, prefixes = reading.holding("contact"), reading.prose, reading.last_prose, _prefixes()
    below = max(reading.first_prose + 1, 1)
    likely = {
        number
        for number, line in enumerate(reading.lines[below:], below)
        if line[:PREFIX].lower() in prefixes or ("@" in line and number > last_prose)
    }
    for number in sorted(likely.union(named)):
        line = reading.lines[number]
        if prose[number] or number < below:
            continue
        if hit := named.get(number):
            if hit.whole or hit.marked or (_speaks_of_contact(hit) and _reaches(line)):
                yield number, hit.words, not _speaks_of_contact(hit)
        elif number > last_prose and _reaches_twice(line):
            yield number, "an address and a number", False
        elif line[:PREFIX].lower() in prefixes and (glued := _glued(line)):
            yield number, glued.words, False


def _speaks_of_contact(hit: Hit) -> bool:
    """Whether a phrase is more than the name of a way to reach somebody."""
    return " " in hit.phrase.head or "contact" in hit.phrase.head or "kontakt" in hit.phrase.head


def _glued(line: str) -> Hit | None:
    """The phrase to which a name is glued.

    >>> _glued("Contact DetailsLorne Ferries").words
    'contact details (en)'
    """
    glue = GLUE.search(line, 0, LONGEST_HEADING)
    if not glue or line[: glue.start()].isspace():
        return None
    head = line[: glue.start()]
    if head.isascii() and head.lower() not in _contact_heads():
        return None
    head = match_key(head)
    if head not in _contact_heads():
        return None
    return next(hit for hit in phrases_in(head, head) if hit.whole and hit.kind == "contact")


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(head[:PREFIX] for head in _contact_heads())


@cache
def _contact_heads() -> frozenset[str]:
    return frozenset(phrase.head for phrase in phrases_of_kind("contact") if not phrase.tail)


def _block(reading: Reading, heading: int) -> Iterator[int]:
    """The heading and the lines under it, down to prose, or to what heads prose."""
    yield heading
    last = min(heading + BLOCK_LINES, len(reading.lines))
    for number in range(heading + 1, last):
        line = reading.lines[number]
        if reading.prose[number] or line.startswith("#") or not reading.keys[number]:
            return
        reaches = _reaches(line)
        if len(reading.keys[number].split()) > LINE_WORDS or (
            SENTENCE_END.search(line) and not reaches and len(line) > 40
        ):
            return
        heads = number + 1 < len(reading.lines) and reading.prose[number + 1]
        if _is_about(reading, number) or (heads and not reaches):
            return
        yield number


def _reaches(line: str) -> bool:
    """Whether somebody can be reached with what a line says."""
    if "://" in line or "www." in line or ("@" in line and E_MAIL.search(line)):
        return True
    return bool(PHONE.search(line) or ("." in line and WEB.search(line)))


def _reaches_twice(line: str) -> bool:
    """Whether a short line has an e-mail address and a telephone number."""
    return len(line.split()) <= LINE_WORDS and bool(E_MAIL.search(line) and PHONE.search(line))


def _is_about(reading: Reading, number: int) -> bool:
    line = reading.lines[number]
    return bool(ABOUT.match(line)) and len(line.split()) <= ABOUT_WORDS and not SENTENCE_END.search(line)
