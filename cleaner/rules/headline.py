"""The headline: which line it is, and in which disguises it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cleaner.rules.phrases import UNSPACED, match_key

if TYPE_CHECKING:
    from cleaner.rules.reading import Reading

__all__ = ["Headline", "find_echoes", "find_headline", "likeness"]

HEADING = re.compile(r"#{1,6}\s+(.*?)[\s#]*$")
FULL_STOP = re.compile(r"[^.…][.。।।]$")
# Between a headline and the outlet's name.
DIVIDER = re.compile(r"\s+[-–—|·•»:/]+\s+|\s*[|｜»_]\s*|:\s+")
# Makers of addresses leave out what marks a sentence: a line that has it is a heading of the text's own.
NO_SLUG = re.compile(r"[,;:?!，、；：？！؟،“”«»„\"]")
# Who wrote a text: a small word and names.
BYLINE = re.compile(
    r"(?i:by|von|par|por|di|da|door|af|av|oleh|bởi|автор|autor|auteur|autore)[:\s]\s{0,3}"
    r"[^\W\d_a-zа-я][^\s,;:!?]{0,24}(?:\s(?:and|und|et|y|e|en|och|og|[^\W\d_a-zа-я][^\s,;:!?]{0,24})){1,6}$"
)
ELLIPSIS = re.compile(r"(?:…|\.\.\.)\W*$")

# The headline stands among the first lines, or nowhere.
HEAD_LINES = 15
# Another form of it stands soon below the prose: a list of a hundred thousand lines is not compared with candidates.
TAIL_LINES = 50
LONGEST_HEADLINE = 240
# A headline says something: three words, or six characters where words are not spaced.
LEAST_WORDS, LEAST_UNSPACED = 3, 6
# An outlet's name is short.
OUTLET_WORDS = 5
# A section's name above a headline is this short.
LABEL_WORDS = 4
# What makers of addresses write for letters that ASCII lacks.
TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
# How much of the headline a slug must still say: it drops small words, never most of them.
LEAST_SHARE = 0.6
# "The post … appeared first on …": so many words may stand around the headline below a text.
WORDS_AROUND = 9


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline: its text, its match key, and the number of its line (None: the text does not hold it).

    `is_sure` unless only its look and place speak for it.
    """

    text: str
    key: str
    line: int | None
    is_sure: bool = True


def find_headline(reading: Reading) -> Headline | None:
    """The given title, else a Markdown heading at the head, a line there that comes back, or the first
    line that looks like a headline above the prose.
    """
    if reading.document.title and match_key(reading.document.title):
        return _given(reading, " ".join(reading.document.title.split()))
    candidates = list(_candidates(reading))
    for number in candidates:
        if heading := HEADING.match(reading.lines[number]):
            return _headline(number, heading[1], True)
    for number in candidates:
        if _comes_back(reading, number):
            return _headline(number, reading.lines[number], True)
    for number in candidates:
        if _looks_like_one(reading, number):
            return _headline(number, reading.lines[number], False)
    return None


def _headline(number: int, text: str, is_sure: bool) -> Headline:
    clean = " ".join(text.split())
    return Headline(clean, match_key(clean), number, is_sure)


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
        key = reading.keys[number]
        unnamed = number not in reading.hits and number not in reading.banners
        says = _says_something(key) or (" " in key and reading.times[key] > 1 and _is_mostly_letters(key))
        if HEADING.match(reading.lines[number]) or (unnamed and says and not BYLINE.match(reading.lines[number])):
            yield number
    # A heading mark makes a headline of a line that is long enough to be prose.
    first = reading.first_prose
    if first < min(HEAD_LINES, len(reading.lines)) and HEADING.match(reading.lines[first]):
        yield first


def _says_something(key: str) -> bool:
    letters = sum(map(str.isalpha, key))
    if UNSPACED.search(key):
        return letters >= LEAST_UNSPACED
    return len(key.split()) >= LEAST_WORDS and letters * 2 > len(key)


def _is_mostly_letters(key: str) -> bool:
    """Whether a line is words rather than a date or a number."""
    return sum(map(str.isdigit, key)) * 4 < len(key)


def _comes_back(reading: Reading, number: int) -> bool:
    """Whether another line above or below the prose is this one again, in full or in another form."""
    key, line = reading.keys[number], reading.lines[number]
    if not key or len(line) > LONGEST_HEADLINE:
        return False
    if reading.times[key] > 1:
        return True
    itself = Headline(line, key, number)
    # A line above the prose that says less may be the headline itself, and this one the page's title with the
    # outlet's name: a slug counts below only.
    below = reading.last_prose + 1
    head, tail = range(min(reading.first_prose, HEAD_LINES)), range(below, min(below + TAIL_LINES, len(reading.lines)))
    return any(_says_again(reading, itself, other, {"as a slug"}) for other in head) or any(
        _says_again(reading, itself, other, set()) for other in tail
    )


def _says_again(reading: Reading, headline: Headline, number: int, but_not: set[str]) -> bool:
    key = reading.keys[number]
    form = likeness(headline, reading.lines[number], key) if key and number != headline.line else None
    return form is not None and form not in but_not


def _looks_like_one(reading: Reading, number: int) -> bool:
    line = reading.lines[number]
    if len(line) > LONGEST_HEADLINE or FULL_STOP.search(line) or line.endswith((":", "：", ",", ";")):
        return False
    if reading.first_prose <= number or reading.last_prose < 0:
        return False
    words = len(reading.keys[number].split())
    spaced = not UNSPACED.search(reading.keys[number])
    is_label = (
        spaced
        and words <= LABEL_WORDS
        and number + 1 < reading.first_prose
        and _says_something(reading.keys[number + 1])
    )
    # A few words above a line that says much more are a section's name, or a place.
    return not (
        is_label and len(reading.keys[number + 1].split()) >= 2 * words and _looks_like_one(reading, number + 1)
    )


def find_echoes(reading: Reading) -> Iterator[tuple[int, str]]:
    """The lines that say the document's headline again, and in which form."""
    found, last_prose = reading.headline, reading.last_prose
    if not found or not found.key:
        return
    for number, key in enumerate(reading.keys):
        # Deep inside the prose only the very words count: there a shorter form may be a subheading.
        near = number < HEAD_LINES or number >= last_prose or key == found.key
        if near and key and number != found.line and (form := _form(reading, found, number, last_prose)):
            yield number, form


def _form(reading: Reading, found: Headline, number: int, last_prose: int) -> str | None:
    key = reading.keys[number]
    # A text's last sentence may say the headline's words in its own; a feed's line writes them as the headline does.
    is_below = number > last_prose or found.text in reading.lines[number]
    if number >= last_prose > 0 and is_below and found.key in key and is_signed_off(found, key) and key != found.key:
        return "amid a few words below the text"
    if len(reading.lines[number]) > LONGEST_HEADLINE:
        return None
    if number < HEAD_LINES or number > last_prose:
        return likeness(found, reading.shown[number], key)
    return "the same words" if key == found.key else None


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
    # The first character tells most lines apart, before either is written without spaces.
    if key[:1] == headline.key[:1] and key.replace(" ", "") == headline.key.replace(" ", ""):
        return "the same words"
    if "…" in line or "..." in line:
        if _is_cut_short(headline, line, key):
            return "cut short"
        if any(_is_cut_short(headline, part, match_key(part)) for part in DIVIDER.split(line)):
            return "cut short, with the outlet's name"
    if headline.key in key and _with_outlet(line, headline.key):
        return "with the outlet's name"
    return "as a slug" if _is_slug(headline, key) and NO_SLUG.search(line) is None else None


def _is_cut_short(headline: Headline, line: str, key: str) -> bool:
    """Whether a line is the headline's beginning, in full or as a slug, and an ellipsis."""
    if not ELLIPSIS.search(line) or not _says_something(key):
        return False
    return headline.key.startswith(key) or (len(key.split()) > LEAST_WORDS and _in_order(headline, key.split()))


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
    # The first word tells most lines apart, before the headline is written in all ways.
    if len(key) < LEAST_SHARE * len(headline.key) or key.partition(" ")[0] not in _letters(headline.text):
        return False
    words = key.split(" ")
    return len(words) > LEAST_WORDS and words[0] in _words(headline.text) and _in_order(headline, words)


def _in_order(headline: Headline, words: list[str]) -> bool:
    """Whether `words` are words of the headline, in its order, in one of the ways a site writes them."""
    for form in _forms(headline.text):
        rest = iter(form.split())
        if all(word in rest for word in words):
            return True
    return False


@lru_cache(maxsize=256)
def _letters(text: str) -> str:
    """A headline without spaces, and with its letters spelled: every word of every form stands in it."""
    forms = (text,) if text.isascii() else (text, _transliterated(text))
    return " ".join(match_key(form).replace(" ", "") for form in forms)


def _transliterated(text: str) -> str:
    return text if text.isascii() else text.lower().translate(TRANSLITERATED)


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    """The words of all forms of a headline."""
    return frozenset(word for form in _forms(text) for word in form.split(" "))


@lru_cache(maxsize=256)
def _forms(text: str) -> tuple[str, ...]:
    """Match keys of a headline: apostrophes and hyphens that part or join, digits in groups or not, letters spelled."""
    ways = (
        text,
        re.sub(r"['’‘`´]", " ", text),
        re.sub(r"(?<=\w)[-‐‑](?=\w)", "", text),
        re.sub(r"(?<=\d)[.,\s](?=\d)", "", text),
        _transliterated(text),
    )
    return tuple(dict.fromkeys(map(match_key, dict.fromkeys(ways))))
