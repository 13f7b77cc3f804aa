"""The phrases of all languages in one automaton.

A phrase file holds tables `[kind]` with one list a language. A phrase with one `…` leaves something open there:
`read also …` begins a line, `… on facebook` ends one, `follow … on telegram` does both. A `:` before the `…`
asks for a mark (colon, dash, bar, arrow) or the line's end after the words. A table `[kind_if_language]` counts
only in a document of that language.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from cleaner.text.folding import fold

if TYPE_CHECKING:
    import ahocorasick

__all__ = [
    "LONGEST_LINE",
    "OPEN",
    "Hit",
    "Phrase",
    "all_phrases",
    "holds_phrase",
    "match_key",
    "own_phrase",
    "phrases_in",
]

LONGEST_LINE = 320
"""Characters: furniture lines are shorter; a longer line is not looked at for phrases."""

OPEN = "…"
ONLY_LANGUAGE = "_if_language"
APOSTROPHE = dict.fromkeys(map(ord, "'’‘ʼ`´"))
ASCII_KEY = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord("'"): None, ord("`"): None}
# Vowel signs of the Indic scripts, Myanmar and Khmer are no word characters to `re`, but they are parts of words.
NOT_WORD = re.compile(r"(?:[^\w\u0900-\u0963\u0970-\u0dff\u1000-\u1049\u1050-\u109f\u1780-\u17d3]|_)+")
E_MAIL = re.compile(r"\be mail\b")
# Labels of these kinds may be followed by what they label, behind a mark, on their own line.
LABELS = frozenset({"read_more", "related", "prev_next", "tags", "follow"})
# Between a label and what it labels. A hyphen counts only with space beside it: "e-mail" is one word.
MARK = re.compile(r"\s*(?:[:：|›»>→▶►⇒•·]|[-–—](?=\s|$)|$)")
# Scripts that write without spaces: there a word may begin and end anywhere.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[\U00020000-\U0003ffff]"
)


class Phrase(NamedTuple):
    """One furniture phrase: what kind of line it makes, in which language.

    `head` and `tail` are match keys; a whole-line phrase has no tail and is not open.
    """

    kind: str
    language: str
    head: str
    tail: str
    is_open: bool
    wants_mark: bool
    only_language: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase in a line. `whole` if nothing else stands there; `marked` if a mark follows the phrase."""

    phrase: Phrase
    whole: bool
    marked: bool

    @property
    def kind(self) -> str:
        """The phrase's kind."""
        return self.phrase.kind

    @property
    def words(self) -> str:
        """The phrase as evidence."""
        return f"{self.phrase.head} … {self.phrase.tail}".strip(" …") + f" ({self.phrase.language})"


def match_key(line: str) -> str:
    """What of a line counts for comparing: folded words with one space between.

    Case, accents, width, punctuation and emoji do not matter; apostrophes join what they stand between.

    >>> match_key("  ► L’Été, C’EST ici !")
    'lete cest ici'
    """
    if line.isascii():
        key = " ".join(line.lower().translate(ASCII_KEY).split())
    else:
        key = NOT_WORD.sub(" ", fold(line.translate(APOSTROPHE))).strip()
    return E_MAIL.sub("email", key) if "e mail" in key else key


@cache
def all_phrases() -> tuple[Phrase, ...]:
    """Every phrase that ships, in a fixed order."""
    found: list[Phrase] = []
    for file in sorted(files("cleaner.phrases").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            found += _read(tomllib.loads(file.read_text("utf-8")))
    return tuple(found)


def _read(tables: dict[str, object]) -> Iterator[Phrase]:
    for table, languages in tables.items():
        if not isinstance(languages, dict):
            continue
        kind = table.removesuffix(ONLY_LANGUAGE)
        for language, wordings in languages.items():
            for wording in wordings:
                yield _phrase(kind, language, wording, table != kind)


def _phrase(kind: str, language: str, wording: str, only_language: bool) -> Phrase:
    head, gap, tail = wording.partition(OPEN)
    wants_mark = bool(gap) and head.rstrip().endswith((":", "："))
    return Phrase(kind, language, match_key(head), match_key(tail), bool(gap), wants_mark, only_language)


@cache
def _automaton() -> ahocorasick.Automaton:
    import ahocorasick

    by_word: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in all_phrases():
        # A phrase open on both sides is found by its head, and its tail looked for then.
        by_word[phrase.head or phrase.tail].append(phrase)
    automaton = ahocorasick.Automaton()
    for word, phrases in by_word.items():
        automaton.add_word(word, (len(word), tuple(phrases)))
    automaton.make_automaton()
    return automaton


def phrases_in(line: str, key: str) -> tuple[Hit, ...]:
    """The phrases that `line` (with `key`, its match key) consists of, begins or ends with.

    >>> [(hit.kind, hit.whole) for hit in phrases_in("Leave a comment", "leave a comment")]
    [('comments', True)]
    """
    if not _may_hold(key):
        return ()
    hits = []
    for last, (length, phrases) in _automaton().iter(key):
        end = last + 1
        start = end - length
        if (start == 0 or end == len(key)) and _bounded(key, start) and _bounded(key, end):
            hits += [hit for phrase in phrases if (hit := _fit(phrase, line, key, start, end))]
    return tuple(hits)


@cache
def _outer_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words that phrases begin with, and end with."""
    first = {phrase.head.partition(" ")[0] for phrase in all_phrases() if phrase.head}
    last = {(phrase.tail or phrase.head).rpartition(" ")[2] for phrase in all_phrases() if not phrase.head}
    return frozenset(first), frozenset(last)


def _may_hold(key: str) -> bool:
    """Whether the automaton needs to look: most lines begin with a word that no phrase begins with."""
    first, last = _outer_words()
    return key.partition(" ")[0] in first or key.rpartition(" ")[2] in last or bool(UNSPACED.search(key))


def _bounded(key: str, place: int) -> bool:
    """Whether a word may begin or end at `place`."""
    if place in (0, len(key)) or key[place - 1] == " " or key[place] == " ":
        return True
    return bool(UNSPACED.match(key[place - 1]) or UNSPACED.match(key[place]))


def _fit(phrase: Phrase, line: str, key: str, start: int, end: int) -> Hit | None:
    whole = start == 0 and end == len(key)
    if not phrase.is_open:
        if whole:
            return Hit(phrase, True, True)
        labels = start == 0 and phrase.kind in LABELS and _mark_follows(line, key[:end])
        return Hit(phrase, False, True) if labels else None
    if not phrase.head:
        return Hit(phrase, whole, False) if end == len(key) else None
    if start != 0:
        return None
    if phrase.tail and not (key.endswith(phrase.tail) and len(key) >= end + len(phrase.tail)):
        return None
    marked = whole or _mark_follows(line, key[:end])
    return Hit(phrase, whole, marked) if marked or not phrase.wants_mark or phrase.kind == "prev_next" else None


def _mark_follows(line: str, head: str) -> bool:
    """Whether a mark stands in `line` right after the words of `head`."""
    letters = len(head.replace(" ", ""))
    for place, character in enumerate(line):
        if letters <= 0 and fold(character):  # a vowel sign that folds away still belongs to the word
            return bool(MARK.match(line, place))
        if not character.isascii():
            letters -= len(match_key(character).replace(" ", ""))
        elif character.isalnum():
            letters -= 1
    return True


def own_phrase(wording: str) -> Phrase:
    """A phrase of no kind and no language, in the notation of the phrase files.

    >>> own_phrase("weather for …").head
    'weather for'
    """
    return _phrase("own", "", wording, False)


def holds_phrase(phrase: Phrase, line: str, key: str) -> bool:
    """Whether `line` (with `key`, its match key) is one phrase, begins or ends with it, as its notation asks.

    >>> line = "Weather for Lorne"
    >>> holds_phrase(own_phrase("weather for …"), line, match_key(line))
    True
    """
    word = phrase.head or phrase.tail
    start, end = (0, len(word)) if phrase.head else (len(key) - len(word), len(key))
    if start < 0 or key[start:end] != word or not (_bounded(key, start) and _bounded(key, end)):
        return False
    return _fit(phrase, line, key, start, end) is not None
