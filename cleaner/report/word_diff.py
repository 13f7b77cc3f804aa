"""Two texts word by word: where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from cleaner.neardup.shingling import tokens
from cleaner.text.folding import is_unspaced

__all__ = ["MOST_WORDS", "Difference", "WordDiff", "compare_words"]

MOST_WORDS = 20_000
"""More words of a text are not looked at: the comparison takes more than linear time, and is there to be read."""

CHUNK = re.compile(r"\S+")


class Difference(NamedTuple):
    """What the first text has where the second has something else, and the words before and after, which both have."""

    before: str
    a: str
    b: str
    after: str


class WordDiff(NamedTuple):
    """Differences in their order; `is_cut`: of longer texts the beginnings were compared."""

    differences: tuple[Difference, ...]
    is_cut: bool


class _Word(NamedTuple):
    start: int
    end: int
    key: str


def compare_words(a: str, b: str, *, context: int = 4) -> WordDiff:
    """Compare two texts by what counts for copies: case, accents and punctuation make no difference.

    `context` is the number of words told around a difference.

    >>> compare_words("Rain fell on the old bay today.", "rain fell on the NEW bay").differences[0]
    Difference(before='Rain fell on the', a='old', b='NEW', after='bay today.')
    """
    one, other = (list(_words(text, MOST_WORDS + 1)) for text in (a, b))
    is_cut = max(len(one), len(other)) > MOST_WORDS
    del one[MOST_WORDS:], other[MOST_WORDS:]
    matcher = SequenceMatcher(None, [word.key for word in one], [word.key for word in other])
    differences = (
        Difference(
            _slice(a, one, max(a_start - context, 0), a_start),
            _slice(a, one, a_start, a_end),
            _slice(b, other, b_start, b_end),
            _slice(a, one, a_end, a_end + context),
        )
        for kind, a_start, a_end, b_start, b_end in matcher.get_opcodes()
        if kind != "equal"
    )
    return WordDiff(tuple(differences), is_cut)


def _words(text: str, most: int) -> Iterator[_Word]:
    """Words with their places; a character of a script without spaces is one alone, punctuation alone is none."""
    found = 0
    for chunk in CHUNK.finditer(text):
        for start, end in _parts(chunk.group(), chunk.start()):
            key = " ".join(tokens(text[start:end]))
            if key:
                yield _Word(start, end, key)
                found += 1
                if found == most:
                    return


def _parts(chunk: str, offset: int) -> Iterator[tuple[int, int]]:
    begin = 0
    for at, character in enumerate(chunk):
        if _is_unspaced(character):
            if begin < at:
                yield offset + begin, offset + at
            yield offset + at, offset + at + 1
            begin = at + 1
    if begin < len(chunk):
        yield offset + begin, offset + len(chunk)


@cache
def _is_unspaced(character: str) -> bool:
    return is_unspaced(character)


def _slice(text: str, words: Sequence[_Word], first: int, end: int) -> str:
    """The text from one word to another, as it stands."""
    part = words[first:end]
    return text[part[0].start : part[-1].end] if part else ""
