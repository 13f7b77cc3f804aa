"""Words, as the published measures of main-text extraction count them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Overlap", "lower_words", "shingle_overlap", "token_overlap", "word_starts", "words"]

# Kana, Han and Hangul: there each character counts as a word.
UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
HAS_UNSPACED = re.compile(f"[{UNSPACED}]")
WORD = re.compile(rf"[^\W{UNSPACED}]+|(?=\w)[{UNSPACED}]")
# The same where nothing is unspaced, at two thirds of the time.
SPACED_WORD = re.compile(r"\w+")
SHINGLE = 4
# Their lower case depends on their neighbours, or is more than one character.
UNSTEADY = ("Σ", "İ")


class Overlap(NamedTuple):
    """Two bags: how many are in both, in the text, in the gold."""

    common: int
    found: int
    gold: int


def _pattern(text: str) -> re.Pattern[str]:
    return SPACED_WORD if text.isascii() or not HAS_UNSPACED.search(text) else WORD


def words(text: str) -> list[str]:
    """The words of a text; a character of an unspaced script is one.

    >>> words("Rain fell, 3 days: 雨が")
    ['Rain', 'fell', '3', 'days', '雨', 'が']
    """
    return _pattern(text).findall(text)


def word_starts(text: str) -> list[int]:
    """Where each word begins."""
    return [match.start() for match in _pattern(text).finditer(text)]


def lower_words(text: str, found: Sequence[str]) -> list[str]:
    """The words of the text in lower case; `found` are its words.

    >>> lower_words("Rain FELL", ["Rain", "FELL"])
    ['rain', 'fell']
    """
    if not found or any(letter in text for letter in UNSTEADY):
        return words(text.lower())
    return "\n".join(found).lower().split("\n")


def token_overlap(gold: Sequence[str], found: Sequence[str]) -> Overlap:
    """Two texts as bags of words.

    >>> token_overlap(["a", "a", "b"], ["a", "b", "c"])
    Overlap(common=2, found=3, gold=3)
    """
    counts = Counter(found)
    common = sum(min(count, counts[word]) for word, count in Counter(gold).items() if word in counts)
    return Overlap(common, len(found), len(gold))


def shingle_overlap(gold: Sequence[str], found: Sequence[str]) -> Overlap:
    """Two texts as bags of runs of four words; a shorter text is one run.

    >>> shingle_overlap("a b c d e".split(), "x a b c d".split()), shingle_overlap(["a"], ["a"])
    (Overlap(common=1, found=2, gold=2), Overlap(common=1, found=1, gold=1))
    """
    numbers: dict[str, int] = {}
    one, other = _shingles(gold, numbers), _shingles(found, numbers)
    runs = np.concatenate([one, other])
    base = np.int64(len(numbers) + 1)
    # Each half, two words, gets a number, then the two halves: exact for any number of words.
    first, second = np.unique(runs[:, ::2] * base + runs[:, 1::2], return_inverse=True)[1].reshape(-1, 2).T
    keys = np.unique(first * np.int64(2 * len(runs)) + second, return_inverse=True)[1]
    counts = [np.bincount(part, minlength=len(runs)) for part in (keys[: len(one)], keys[len(one) :])]
    return Overlap(int(np.minimum(*counts).sum()), len(other), len(one))


def _shingles(found: Sequence[str], numbers: dict[str, int]) -> NDArray[np.int64]:
    """The numbers of the words of each run; 0 stands where a short text has no word."""
    each = np.array([numbers.setdefault(word, len(numbers) + 1) for word in found], dtype=np.int64)
    if 0 < len(each) < SHINGLE:
        each = np.pad(each, (0, SHINGLE - len(each)))
    rows = max(len(each) - SHINGLE + 1, 0)
    return np.stack([each[at : at + rows] for at in range(SHINGLE)], axis=1)
