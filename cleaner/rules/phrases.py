"""The phrases in a line: which it consists of, begins or ends with; they are kept in `phrase_table`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from cleaner.rules.keys import UNSPACED, match_key, match_keys
from cleaner.rules.phrase_table import (
    OPEN,
    TABLE,
    Phrase,
    all_phrases,
    blocks,
    own_phrase,
    phrases_of_kind,
    read_phrase_files,
    rows_of,
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

# Labels of these kinds may be followed by what they label, behind a mark, on their own line.
LABELS = frozenset({"read_more", "related", "prev_next", "tags", "follow"})
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


class _Phrases(NamedTuple):
    """The phrases that begin with one word, or all that lines end with, by their words.

    `edges` are those that leave the rest of the line open; `reach` is the length of the longest of them by its two
    outermost words, or one where it has no more. `seconds` are the second words of all, "" where there is none.
    """

    by_words: dict[str, list[Phrase]]
    edges: frozenset[str]
    reach: dict[str, int]
    seconds: frozenset[str]


class _Signs(NamedTuple):
    """For scripts without spaces: the length of the longest open phrase by its two outermost characters, or one."""

    heads: dict[str, int]
    tails: dict[str, int]


NONE = _Phrases({}, frozenset(), {}, frozenset())


@cache
def _opening(first: str) -> _Phrases:
    """The phrases whose first word this is; asked only for words that are."""
    by_words: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in rows_of(blocks()[first]):
        by_words[phrase.head].append(phrase)
    edges = [head for head, phrases in by_words.items() if any(map(_opens, phrases))]
    reach = {" ".join(head.split(" ")[:2]): len(head) for head in sorted(edges, key=len)}
    seconds = frozenset(head.split(" ")[1] if " " in head else "" for head in by_words)
    return _Phrases(dict(by_words), frozenset(edges), reach, seconds)


def _opens(phrase: Phrase) -> bool:
    """Whether a line may begin with a phrase and go on."""
    return phrase.is_open or phrase.kind in LABELS


def phrases_opening(first: str) -> Iterator[Phrase]:
    """The phrases that begin with a word.

    >>> any(phrase.head == "read also" for phrase in phrases_opening("read"))
    True
    """
    return (phrase for phrases in _opening_of(first).by_words.values() for phrase in phrases)


@cache
def _closing() -> _Phrases:
    """The phrases that lines may end with and begin otherwise."""
    by_words: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in rows_of(blocks()[OPEN]):
        by_words[phrase.tail].append(phrase)
    reach: dict[str, int] = {}
    for tail in sorted(by_words, key=len):
        words = tail.split(" ")
        reach[words[-1]] = reach[" ".join(words[-2:])] = len(tail)
    return _Phrases(dict(by_words), frozenset(by_words), reach, frozenset())


@cache
def _signs() -> _Signs:
    heads = sorted((phrase.head for phrase in all_phrases() if phrase.head and _opens(phrase)), key=len)
    tails = sorted(_closing().by_words, key=len)
    return _Signs({head[:2]: len(head) for head in heads}, {tail[-2:]: len(tail) for tail in tails})


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
    first_words, closing = blocks(), _closing()
    found = {}
    for number, key in enumerate(keys):
        if not key.isascii() and UNSPACED.search(key):
            ends, starts = _sign_ends(key), _sign_starts(key)
            if not (ends or starts or key in _opening_of(key).by_words):
                continue
        else:
            # Most lines begin with two words that no phrase begins with, and end with one that none ends with.
            first, _, rest = key.partition(" ")
            opening = _opening(first) if first in first_words else NONE
            begins = opening is not NONE and (rest.partition(" ")[0] in opening.seconds or first in opening.edges)
            closes = key.rpartition(" ")[2] in closing.reach
            if not (begins or closes):
                continue
            ends = _word_ends(key, opening) if begins else []
            starts = _word_starts(key, closing) if closes else []
            if not (ends or starts or key in opening.by_words):
                continue
        if hits := _hits(lines[number], key, tuple(ends), tuple(starts)):
            found[number] = hits
    return found


def _opening_of(key: str) -> _Phrases:
    first = key.partition(" ")[0]
    return _opening(first) if first in blocks() else NONE


def _sign_ends(key: str) -> list[int]:
    """Where in a key of a script without spaces the phrases end that it begins with."""
    heads = _signs().heads
    most = max(heads.get(key[:1], 0), heads.get(key[:2], 0))
    reach = range(1, min(len(key), most) + 1)
    return [end for end in reach if key[:end] in _opening_of(key[:end]).edges and _bounded(key, end)]


def _sign_starts(key: str) -> list[int]:
    """Where in a key of a script without spaces the phrases begin that it ends with."""
    tails, closing = _signs().tails, _closing().edges
    most = max(tails.get(key[-1:], 0), tails.get(key[-2:], 0))
    reach = range(max(0, len(key) - most), len(key))
    return [start for start in reach if key[start:] in closing and _bounded(key, start)]


def _word_ends(key: str, heads: _Phrases) -> list[int]:
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


def _word_starts(key: str, tails: _Phrases) -> list[int]:
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
    size, closing = len(key), _closing().by_words
    hits: list[Hit | None] = []
    for end in ends:
        if end < size:
            marked, phrases = _mark_follows(line, key[:end]), _opening_of(key[:end]).by_words[key[:end]]
            hits += [_fit(phrase, key, 0, end, marked) for phrase in phrases]
    hits += [_fit(phrase, key, 0, size, True) for phrase in _opening_of(key).by_words.get(key, ())]
    hits += [_fit(phrase, key, start, size, False) for start in sorted(starts) for phrase in closing[key[start:]]]
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
