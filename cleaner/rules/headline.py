"""The headline: which line it is, and in which disguises it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.rules.phrases import UNSPACED, match_key

if TYPE_CHECKING:
    from cleaner.rules.reading import Reading

__all__ = ["HEAD_LINES", "LONGEST_HEADLINE", "Headline", "find_headline", "is_signed_off", "likeness"]

HEADING = re.compile(r"#{1,6}\s+(.*?)[\s#]*$")
FULL_STOP = re.compile(r"[^.…][.。।।]$")
# Between a headline and the outlet's name.
DIVIDER = re.compile(r"\s+[-–—|·•»:/]+\s+|\s*[|｜»]\s*|:\s+")
ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")

# The headline stands among the first lines, or nowhere.
HEAD_LINES = 15
LONGEST_HEADLINE = 240
# A headline says something: three words, or six characters where words are not spaced.
LEAST_WORDS, LEAST_UNSPACED = 3, 6
# An outlet's name is short.
OUTLET_WORDS = 5
# Slugs drop articles and prepositions; a content word of four letters is not dropped.
DROPPED_LETTERS = 3
# How much of the headline a shortened form must still say.
LEAST_SHARE = 0.6
# "The post … appeared first on …": so many words may stand around the headline below a text.
WORDS_AROUND = 9


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline: its text, its match key, and the number of its line (None: the text does not hold it)."""

    text: str
    key: str
    line: int | None


def find_headline(reading: Reading) -> Headline | None:
    """The given title, else a Markdown heading at the head, a line there that comes back, or the first
    line that looks like a headline above the prose.
    """
    candidates = list(_candidates(reading))
    if reading.document.title and match_key(reading.document.title):
        return _given(reading, " ".join(reading.document.title.split()))
    for number in candidates:
        if heading := HEADING.match(reading.lines[number]):
            return _headline(reading, number, heading[1])
    for number in candidates:
        if _comes_back(reading, number):
            return _headline(reading, number, reading.lines[number])
    for number in candidates:
        if _looks_like_one(reading, number):
            return _headline(reading, number, reading.lines[number])
    return None


def _headline(reading: Reading, number: int, text: str) -> Headline:
    clean = " ".join(text.split())
    return Headline(clean, match_key(clean), number)


def _given(reading: Reading, title: str) -> Headline:
    key = match_key(title)
    for number in range(min(HEAD_LINES, len(reading.lines))):
        heading = HEADING.match(reading.lines[number])
        line = heading[1] if heading else reading.lines[number]
        if len(line) <= LONGEST_HEADLINE and (match_key(line) == key or _with_outlet(line, key)):
            return Headline(title, key, number)
    return Headline(title, key, None)


def _candidates(reading: Reading) -> Iterator[int]:
    """Numbers of the lines above the prose that a rule has no other name for."""
    for number in range(min(reading.first_prose, HEAD_LINES)):
        unnamed = number not in reading.hits and number not in reading.banners
        if HEADING.match(reading.lines[number]) or (unnamed and _says_something(reading.keys[number])):
            yield number
    # A heading mark makes a headline of a line that is long enough to be prose.
    first = reading.first_prose
    if first < min(HEAD_LINES, len(reading.lines)) and HEADING.match(reading.lines[first]):
        yield first


def _says_something(key: str) -> bool:
    letters = sum(character.isalpha() for character in key)
    if UNSPACED.search(key):
        return letters >= LEAST_UNSPACED
    return len(key.split()) >= LEAST_WORDS and letters * 2 > len(key)


def _comes_back(reading: Reading, number: int) -> bool:
    """Whether a later line is this one again, in full or under the outlet's name."""
    key = reading.keys[number]
    if not key or (len(reading.places[key]) < 2 and not _among_the_first(reading, number, key)):
        return False
    return len(reading.lines[number]) <= LONGEST_HEADLINE


def _among_the_first(reading: Reading, number: int, key: str) -> bool:
    return any(
        other != number and key in reading.keys[other] and _with_outlet(reading.lines[other], key)
        for other in range(min(reading.first_prose, HEAD_LINES))
    )


def _looks_like_one(reading: Reading, number: int) -> bool:
    line = reading.lines[number]
    if len(line) > LONGEST_HEADLINE or FULL_STOP.search(line) or line.endswith((":", "：", ",", ";")):
        return False
    return reading.first_prose > number and reading.last_prose >= 0


def likeness(headline: Headline, line: str, key: str) -> str | None:
    """In which form `line` says the headline again; None if it does not.

    >>> headline = Headline("Le port du Havre et l’été", match_key("Le port du Havre et l’été"), 0)
    >>> for line in "LE PORT DU HAVRE ET L'ETE", "Le port du Havre et...", "port Havre lete", "Le port de Brest":
    ...     print(likeness(headline, line, match_key(line)))
    the same words
    cut short
    None
    None
    """
    if key == headline.key or key.replace(" ", "") == headline.key.replace(" ", ""):
        return "the same words"
    if ELLIPSIS.search(line) and headline.key.startswith(key) and _says_something(key):
        return "cut short"
    if headline.key in key and _with_outlet(line, headline.key):
        return "with the outlet's name"
    return "as a slug" if _is_slug(headline, key) else None


def is_signed_off(headline: Headline, key: str) -> bool:
    """Whether a line says the headline amid a few words, as a feed's last line does.

    >>> headline = Headline("Ferries stay in port", "ferries stay in port", 0)
    >>> is_signed_off(headline, match_key("The post Ferries stay in port appeared first on Lorne Herald."))
    True
    """
    before, found, after = f" {key} ".partition(f" {headline.key} ")
    around = len(before.split()) + len(after.split())
    return bool(found) and _says_something(headline.key) and around <= WORDS_AROUND


def _with_outlet(line: str, key: str) -> bool:
    """Whether a line is the headline and, behind or before a divider, a short name."""
    for divider in DIVIDER.finditer(line):
        left, right = match_key(line[: divider.start()]), match_key(line[divider.end() :])
        if key in (left, right):
            name = right if left == key else left
            return len(name.split()) <= OUTLET_WORDS
    return False


def _is_slug(headline: Headline, key: str) -> bool:
    """Whether `key` is the headline less some short words, in order."""
    words = key.split()
    if len(words) < LEAST_WORDS + 1 or len(key) < LEAST_SHARE * len(headline.key):
        return False
    if words[0] not in headline.key:
        return False
    return any(_is_thinned(form.split(), words) for form in _forms(headline))


def _forms(headline: Headline) -> Iterator[str]:
    yield headline.key
    # Some sites make a space of an apostrophe, others drop it.
    yield match_key(re.sub(r"['’‘`´]", " ", headline.text))


def _is_thinned(words: list[str], fewer: list[str]) -> bool:
    """Whether `fewer` is `words` in order, but for words of up to three letters left out."""
    place = 0
    for word in words:
        if place < len(fewer) and word == fewer[place]:
            place += 1
        elif len(word) > DROPPED_LETTERS:
            return False
    return place == len(fewer)
