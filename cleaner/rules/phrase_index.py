"""The phrases by the words at their edges, each block of the table read when a line first begins with its word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from cleaner.rules.phrase_table import OPEN, Phrase, all_phrases, blocks, rows_of

__all__ = [
    "LABELS",
    "NONE",
    "Phrases",
    "closing",
    "opening",
    "opening_of",
    "opens_phrase",
    "phrases_opening",
    "signs",
]

# Labels of these kinds may be followed by what they label, behind a mark, on their own line.
LABELS = frozenset({"read_more", "related", "prev_next", "tags", "follow"})


class Phrases(NamedTuple):
    """The phrases that begin with one word, or all that lines end with, by their words.

    `edges` are those that leave the rest of the line open; `reach` is the length of the longest of them by its two
    outermost words, or one where it has no more. `seconds` are the second words of all, "" where there is none.
    """

    by_words: dict[str, list[Phrase]]
    edges: frozenset[str]
    reach: dict[str, int]
    seconds: frozenset[str]


class Signs(NamedTuple):
    """For scripts without spaces: the length of the longest open phrase by its two outermost characters, or one."""

    heads: dict[str, int]
    tails: dict[str, int]


NONE = Phrases({}, frozenset(), {}, frozenset())


@cache
def opening(first: str) -> Phrases:
    """The phrases whose first word this is; asked only for words that are."""
    by_words: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in rows_of(blocks()[first]):
        by_words[phrase.head].append(phrase)
    edges = [head for head, phrases in by_words.items() if any(map(_opens, phrases))]
    reach = {" ".join(head.split(" ")[:2]): len(head) for head in sorted(edges, key=len)}
    seconds = frozenset(head.split(" ")[1] if " " in head else "" for head in by_words)
    return Phrases(dict(by_words), frozenset(edges), reach, seconds)


def _opens(phrase: Phrase) -> bool:
    """Whether a line may begin with a phrase and go on."""
    return phrase.is_open or phrase.kind in LABELS


def opens_phrase(word: str) -> bool:
    """Whether a phrase begins with a word.

    >>> opens_phrase("read"), opens_phrase("harbour")
    (True, False)
    """
    return word in blocks()


def phrases_opening(first: str) -> Iterator[Phrase]:
    """The phrases that begin with a word.

    >>> any(phrase.head == "read also" for phrase in phrases_opening("read"))
    True
    """
    return (phrase for phrases in opening_of(first).by_words.values() for phrase in phrases)


@cache
def closing() -> Phrases:
    """The phrases that lines may end with and begin otherwise."""
    by_words: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in rows_of(blocks()[OPEN]):
        by_words[phrase.tail].append(phrase)
    reach: dict[str, int] = {}
    for tail in sorted(by_words, key=len):
        words = tail.split(" ")
        reach[words[-1]] = reach[" ".join(words[-2:])] = len(tail)
    return Phrases(dict(by_words), frozenset(by_words), reach, frozenset())


@cache
def signs() -> Signs:
    """How far to look in scripts without spaces; reads the whole table, so only where a line is in one."""
    heads = sorted((phrase.head for phrase in all_phrases() if phrase.head and _opens(phrase)), key=len)
    tails = sorted(closing().by_words, key=len)
    return Signs({head[:2]: len(head) for head in heads}, {tail[-2:]: len(tail) for tail in tails})


def opening_of(key: str) -> Phrases:
    """The phrases that begin with the first word of a match key."""
    first = key.partition(" ")[0]
    return opening(first) if first in blocks() else NONE
