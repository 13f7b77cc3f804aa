"""Words, as the published measures of main-text extraction count them."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

__all__ = ["Spans", "shingle_bag", "token_bag", "word_spans", "words"]

# Kana, Han and Hangul: there each character counts as a word.
UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[^\W{UNSPACED}]+|(?=\w)[{UNSPACED}]")
SHINGLE = 4


def words(text: str) -> list[str]:
    """The words of a text; a character of an unspaced script is one.

    >>> words("Rain fell, 3 days: 雨が")
    ['Rain', 'fell', '3', 'days', '雨', 'が']
    """
    return WORD.findall(text)


class Spans(NamedTuple):
    """Words in lower case and where each begins."""

    words: list[str]
    starts: list[int]


def word_spans(text: str) -> Spans:
    """The words of a text with their places.

    >>> word_spans("Rain fell")
    Spans(words=['rain', 'fell'], starts=[0, 5])
    """
    found = [(match.group().lower(), match.start()) for match in WORD.finditer(text)]
    return Spans([word for word, _ in found], [start for _, start in found])


def token_bag(text: str) -> Counter[str]:
    """How often each word stands in a text, in lower case."""
    return Counter(words(text.lower()))


def shingle_bag(text: str) -> Counter[tuple[str, ...]]:
    """How often each run of four words stands in a text; a shorter text is one shingle.

    >>> sorted(shingle_bag("a b c d e")), sorted(shingle_bag("a b"))
    ([('a', 'b', 'c', 'd'), ('b', 'c', 'd', 'e')], [('a', 'b')])
    """
    found = words(text)
    if 0 < len(found) < SHINGLE:
        return Counter([tuple(found)])
    return Counter(zip(*(found[at:] for at in range(SHINGLE)), strict=False))
