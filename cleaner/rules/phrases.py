"""The phrases in a line: which it consists of, begins or ends with; they are kept in `phrase_table`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from cleaner.rules.keys import UNSPACED, match_key, match_keys
from cleaner.rules.phrase_index import (
    LABELS,
    NONE,
    Phrases,
    closing,
    opening,
    opening_of,
    opens_phrase,
    phrases_opening,
    signs,
)
from cleaner.rules.phrase_table import (
    OPEN,
    TABLE,
    Phrase,
    all_phrases,
    blocks,
    own_phrase,
    phrases_of_kind,
    read_phrase_files,
    table_row,
)
from cleaner.text.folding import fold

__all__ = [
    "LONGEST_LINE",
    "OPEN",
    "TABLE",
    "UNSPACED",
    "Hit",
    "Phrase",
    "all_phrases",
    "holds_phrase",
    "match_key",
    "match_keys",
    "opens_phrase",
    "own_phrase",
    "phrases_in",
    "phrases_of",
    "phrases_of_kind",
    "phrases_opening",
    "read_phrase_files",
    "table_row",
]

LONGEST_LINE = 320
"""Characters: furniture lines are shorter; a longer line is not looked at for phrases."""

# Between a label and what it labels. A hyphen counts only with space beside it: "e-mail" is one word.
MARK = re.compile(r"\s*(?:[:：|›»>→▶►⇒•·]|[-–—](?=\s|$)|$)")


class Hit(NamedTuple):
    """A phrase in a line. `whole` if nothing else stands there; `marked` if a mark follows the phrase."""

    phrase: Phrase
    whole: bool
    marked: bool

    @property
    def kind(self) -> str:
        """The phrase's kind."""
        return self.phrase.kind

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """How much a phrase says of its line: all of it, marked, many characters."""
        return self.whole, self.marked, len(self.phrase.head)

    @property
    def words(self) -> str:
        """The phrase as evidence."""
        return f"{self.phrase.head} … {self.phrase.tail}".strip(" …") + f" ({self.phrase.language})"


def phrases_in(line: str, key: str) -> tuple[Hit, ...]:
    """The phrases that `line` (with `key`, its match key) consists of, begins or ends with.

    The shorter comes first, and of those that end at one place the longer.

    >>> [(hit.kind, hit.whole) for hit in phrases_in("Leave a comment", "leave a comment")]
    [('comments', True)]
    """
    return phrases_of([line], [key]).get(0, ())


def phrases_of(lines: Sequence[str], keys: Sequence[str]) -> dict[int, tuple[Hit, ...]]:
    """The phrases in each line that has some, by the line's number.

    Beginnings and ends are looked up, so that a line costs the same however many phrases there are.

    >>> list(phrases_of(["Rain fell", "Leave a comment"], ["rain fell", "leave a comment"]))
    [1]
    """
    first_words, tails = blocks(), closing()
    found = {}
    for number, key in enumerate(keys):
        if not key.isascii() and UNSPACED.search(key):
            ends, starts = _sign_ends(key), _sign_starts(key)
            if not (ends or starts or key in opening_of(key).by_words):
                continue
        else:
            # Most lines begin with two words that no phrase begins with, and end with one that none ends with.
            first, _, rest = key.partition(" ")
            heads = opening(first) if first in first_words else NONE
            begins = heads is not NONE and (rest.partition(" ")[0] in heads.seconds or first in heads.edges)
            closes = key.rpartition(" ")[2] in tails.reach
            if not (begins or closes):
                continue
            ends = _word_ends(key, heads) if begins else []
            starts = _word_starts(key, tails) if closes else []
            if not (ends or starts or key in heads.by_words):
                continue
        if hits := _hits(lines[number], key, tuple(ends), tuple(starts)):
            found[number] = hits
    return found


def _sign_ends(key: str) -> list[int]:
    """Where in a key of a script without spaces the phrases end that it begins with."""
    heads = signs().heads
    most = max(heads.get(key[:1], 0), heads.get(key[:2], 0))
    reach = range(1, min(len(key), most) + 1)
    return [end for end in reach if key[:end] in opening_of(key[:end]).edges and _bounded(key, end)]


def _sign_starts(key: str) -> list[int]:
    """Where in a key of a script without spaces the phrases begin that it ends with."""
    reaches, tails = signs().tails, closing().edges
    most = max(reaches.get(key[-1:], 0), reaches.get(key[-2:], 0))
    reach = range(max(0, len(key) - most), len(key))
    return [start for start in reach if key[start:] in tails and _bounded(key, start)]


def _word_ends(key: str, heads: Phrases) -> list[int]:
    """Where in a key the phrases end that it begins with."""
    first = key.find(" ")
    if first < 0:
        return [len(key)] if key in heads.edges else []
    ends = [first] if key[:first] in heads.edges else []
    second = key.find(" ", first + 1)
    # Two words tell whether longer phrases need to be looked up.
    most = heads.reach.get(key[:second] if second >= 0 else key, 0)
    while first < second <= most:
        if key[:second] in heads.edges:
            ends.append(second)
        second = key.find(" ", second + 1)
    if len(key) <= most and key in heads.edges:
        ends.append(len(key))
    return ends


def _word_starts(key: str, tails: Phrases) -> list[int]:
    """Where in a key the phrases begin that it ends with."""
    last = key.rfind(" ")
    if last < 0:
        return [0] if key in tails.edges else []
    starts = [last + 1] if key[last + 1 :] in tails.edges else []
    second = key.rfind(" ", 0, last)
    least = len(key) - tails.reach.get(key[second + 1 :], 0)
    while least <= second + 1 and second >= 0:
        if key[second + 1 :] in tails.edges:
            starts.append(second + 1)
        second = key.rfind(" ", 0, second)
    if least <= 0 and key in tails.edges:
        starts.append(0)
    return starts


# The pages of a site have most of these lines in common.
@lru_cache(maxsize=4096)
def _hits(line: str, key: str, ends: tuple[int, ...], starts: tuple[int, ...]) -> tuple[Hit, ...]:
    """The phrases that end at one of `ends` as a line's beginning, are it, or begin at one of `starts` as its end."""
    size, tails = len(key), closing().by_words
    hits: list[Hit | None] = []
    for end in ends:
        if end < size:
            marked, phrases = _mark_follows(line, key[:end]), opening_of(key[:end]).by_words[key[:end]]
            hits += [_fit(phrase, key, 0, end, marked) for phrase in phrases]
    hits += [_fit(phrase, key, 0, size, True) for phrase in opening_of(key).by_words.get(key, ())]
    hits += [_fit(phrase, key, start, size, False) for start in sorted(starts) for phrase in tails[key[start:]]]
    return tuple([hit for hit in hits if hit])


def _bounded(key: str, place: int) -> bool:
    """Whether a word may begin or end at `place`."""
    if place in (0, len(key)) or key[place - 1] == " " or key[place] == " ":
        return True
    return bool(UNSPACED.match(key[place - 1]) or UNSPACED.match(key[place]))


def _fit(phrase: Phrase, key: str, start: int, end: int, marked: bool) -> Hit | None:
    """What a phrase says of a line that has its words at a place, a mark behind them or not; None: nothing."""
    whole = start == 0 and end == len(key)
    if not phrase.is_open:
        if whole:
            return Hit(phrase, True, True)
        return Hit(phrase, False, True) if marked and start == 0 and phrase.kind in LABELS else None
    if not phrase.head:
        return Hit(phrase, whole, False) if end == len(key) else None
    if start != 0:
        return None
    if phrase.tail and not (key.endswith(phrase.tail) and len(key) >= end + len(phrase.tail)):
        return None
    marked = whole or marked
    return Hit(phrase, whole, marked) if marked or not phrase.wants_mark or phrase.kind == "prev_next" else None


def _mark_follows(line: str, head: str) -> bool:
    """Whether a mark stands in `line` right after the words of `head`."""
    size = len(head)
    # Most lines say the words letter by letter, and a character of ASCII ends them.
    if head.isascii() and line[:size].lower() == head and line[size : size + 1].isascii():
        return bool(MARK.match(line, size))
    letters = size - head.count(" ")
    for place, character in enumerate(line):
        if letters <= 0 and fold(character):  # a vowel sign that folds away still belongs to the word
            return bool(MARK.match(line, place))
        letters -= _letters(character)
    return True


@cache
def _letters(character: str) -> int:
    """How many letters of a match key a character makes."""
    return len(match_key(character).replace(" ", ""))


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
    return _fit(phrase, key, start, end, start == 0 and _mark_follows(line, key[:end])) is not None
