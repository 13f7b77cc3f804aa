"""The phrases in a line: which it consists of, begins or ends with; they are kept in `phrase_table`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from cleaner.rules.keys import UNSPACED, match_key, match_keys
from cleaner.rules.phrase_table import OPEN, TABLE, Phrase, all_phrases, own_phrase, read_phrase_files, table_row
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


class _Edge(NamedTuple):
    """The phrases that lines begin with, or end with, by their numbers in `all_phrases`.

    `reach` is the length of the longest by its outermost word and by its two outermost words; for scripts without
    spaces `signs` is the same by its two outermost characters.
    """

    phrases: dict[str, list[int]]
    reach: dict[str, int]
    signs: dict[str, int]


class _Index(NamedTuple):
    """The phrases by where they stand: as a whole line only, at its beginning, at its end.

    `first_words` are those of all that stand at a line's beginning: a small set, which the processor's caches hold.
    """

    first_words: frozenset[str]
    wholes: dict[str, list[int]]
    heads: _Edge
    tails: _Edge


@cache
def _index() -> _Index:
    wholes: dict[str, list[int]] = defaultdict(list)
    heads: dict[str, list[int]] = defaultdict(list)
    tails: dict[str, list[int]] = defaultdict(list)
    for number, phrase in enumerate(all_phrases()):
        if not phrase.is_open and phrase.kind not in LABELS:
            wholes[phrase.head].append(number)
        else:
            # A phrase open on both sides is found by its head, and its tail looked for then.
            (heads[phrase.head] if phrase.head else tails[phrase.tail]).append(number)
    head_edge, tail_edge = _Edge(dict(heads), {}, {}), _Edge(dict(tails), {}, {})
    for head in sorted(heads, key=len):
        words = head.split(" ")
        head_edge.reach[words[0]] = head_edge.reach[" ".join(words[:2])] = head_edge.signs[head[:2]] = len(head)
    for tail in sorted(tails, key=len):
        words = tail.split(" ")
        tail_edge.reach[words[-1]] = tail_edge.reach[" ".join(words[-2:])] = tail_edge.signs[tail[-2:]] = len(tail)
    first_words = frozenset(words.partition(" ")[0] for words in (*wholes, *heads))
    return _Index(first_words, dict(wholes), head_edge, tail_edge)


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
    first_words, wholes, heads, tails = _index()
    found = {}
    for number, key in enumerate(keys):
        if key.isascii() or not UNSPACED.search(key):
            # Most lines begin and end with words that no phrase begins or ends with.
            begins = key.partition(" ")[0] in first_words
            closes = key.rpartition(" ")[2] in tails.reach
            if not (begins or closes):
                continue
            ends = _word_ends(key, heads) if begins else []
            starts = _word_starts(key, tails) if closes else []
        else:
            size = len(key)
            most = max(heads.signs.get(key[:1], 0), heads.signs.get(key[:2], 0))
            reach = range(1, min(size, most) + 1)
            ends = [end for end in reach if key[:end] in heads.phrases and _bounded(key, end)]
            most = max(tails.signs.get(key[-1:], 0), tails.signs.get(key[-2:], 0))
            reach = range(max(0, size - most), size)
            starts = [start for start in reach if key[start:] in tails.phrases and _bounded(key, start)]
        if (ends or starts or key in wholes) and (hits := _hits(lines[number], key, tuple(ends), tuple(starts))):
            found[number] = hits
    return found


def _word_ends(key: str, heads: _Edge) -> list[int]:
    """Where in a key the phrases end that it begins with."""
    first = key.find(" ")
    if first < 0:
        return [len(key)] if key in heads.phrases else []
    ends = [first] if key[:first] in heads.phrases else []
    second = key.find(" ", first + 1)
    # Two words tell whether longer phrases need to be looked up.
    most = heads.reach.get(key[:second] if second >= 0 else key, 0)
    while first < second <= most:
        if key[:second] in heads.phrases:
            ends.append(second)
        second = key.find(" ", second + 1)
    if len(key) <= most and key in heads.phrases:
        ends.append(len(key))
    return ends


def _word_starts(key: str, tails: _Edge) -> list[int]:
    """Where in a key the phrases begin that it ends with."""
    last = key.rfind(" ")
    if last < 0:
        return [0] if key in tails.phrases else []
    starts = [last + 1] if key[last + 1 :] in tails.phrases else []
    second = key.rfind(" ", 0, last)
    least = len(key) - tails.reach.get(key[second + 1 :], 0)
    while least <= second + 1 and second >= 0:
        if key[second + 1 :] in tails.phrases:
            starts.append(second + 1)
        second = key.rfind(" ", 0, second)
    if least <= 0 and key in tails.phrases:
        starts.append(0)
    return starts


# The pages of a site have most of these lines in common.
@lru_cache(maxsize=4096)
def _hits(line: str, key: str, ends: tuple[int, ...], starts: tuple[int, ...]) -> tuple[Hit, ...]:
    """The phrases that end at one of `ends` as a line's beginning, or begin at one of `starts` as its end."""
    _, wholes, heads, tails = _index()
    phrases, size = all_phrases(), len(key)
    placed = [(size, 0, number) for number in wholes.get(key, ())]
    placed += [(end, 0, number) for end in ends for number in heads.phrases[key[:end]]]
    placed += [(size, start, number) for start in starts for number in tails.phrases[key[start:]]]
    hits = [_fit(phrases[number], line, key, start, end) for end, start, number in sorted(placed)]
    return tuple(hit for hit in hits if hit)


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
    return _fit(phrase, line, key, start, end) is not None
