"""A document's characters and words as arrays: classes counted by line, words known by a hash.

One pass of array operations over the code points of the whole text; nothing here loops over lines or words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from cleaner.rules.phrases import UNSPACED

if TYPE_CHECKING:
    from cleaner.document import Document

__all__ = ["FIRST_OF_WORDS", "LONG_WORD", "CharacterClass", "Characters", "class_of"]

Classes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

CODE_POINTS, PAGE = 0x110000, 256
# Longer words carry what a text is about.
LONG_WORD = 3
# An odd multiplier makes the polynomial hash of a word depend on every letter and its place; the letters behind
# the 64th take the first ones' powers again.
HASH_BASE, HASH_PERIOD = 0x9E3779B97F4A7C15, 64


class CharacterClass(IntEnum):
    """What a character says of a line, whatever its language."""

    UNSEEN = 0
    OTHER = 1
    SPACE = 2
    SENTENCE_END = 3
    COMMA = 4
    COLON = 5
    QUOTE = 6
    BRACKET = 7
    DIVIDER = 8
    SYMBOL = 9
    # From here on parts of words.
    LOWER = 10
    UPPER = 11
    LETTER = 12
    DIGIT = 13
    UNSPACED = 14


FIRST_OF_WORDS = CharacterClass.LOWER
NAMED = {
    character: named
    for named, characters in {
        CharacterClass.SENTENCE_END: ".!?…。！？؟।॥։．",
        CharacterClass.COMMA: ",;，、；،؛፣",
        CharacterClass.COLON: ":：",
        CharacterClass.QUOTE: "\"'«»‘’‚“”„‹›「」『』`´",
        CharacterClass.BRACKET: "()[]{}（）【】〈〉《》",
        CharacterClass.DIVIDER: "|/\\<>•·←→↑↓▶►◄–—-_=*~#｜＞",
    }.items()
    for character in characters
}
BY_CATEGORY = {
    "Lu": CharacterClass.UPPER,
    "Ll": CharacterClass.LOWER,
    "L": CharacterClass.LETTER,
    "M": CharacterClass.LETTER,
    "N": CharacterClass.DIGIT,
    "S": CharacterClass.SYMBOL,
}


def class_of(character: str) -> CharacterClass:
    """The class of one character.

    >>> [class_of(character).name for character in "É語।"]
    ['UPPER', 'UNSPACED', 'SENTENCE_END']
    """
    if character in NAMED:
        return NAMED[character]
    category = unicodedata.category(character)
    if category[0] in "LMN" and UNSPACED.match(character):
        return CharacterClass.UNSPACED
    if character.isspace():
        return CharacterClass.SPACE
    return BY_CATEGORY.get(category) or BY_CATEGORY.get(category[0], CharacterClass.OTHER)


class _Table:
    """Class of every code point, and the lower case of those that are parts of words (0: of the others).

    Filled in by pages of 256 where a text first needs them.
    """

    def __init__(self) -> None:
        self.classes: Classes = np.zeros(CODE_POINTS, np.uint8)
        self.lower = np.zeros(CODE_POINTS, np.uint32)
        self._fill(0)
        # The first page by bytes: a tenth of the time.
        self.first_page = bytes(self.classes[:PAGE]), bytes(self.lower[:PAGE].astype(np.uint8))

    def read(self, text: str) -> tuple[Classes, Hashes]:
        """The class and the lower case of each character."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        low_bytes = points.astype(np.uint8).tobytes()
        classes, lower = (np.frombuffer(low_bytes.translate(table), np.uint8) for table in self.first_page)
        classes, letters = classes.copy(), lower.astype(np.uint64)
        beyond = np.flatnonzero(points >= PAGE)
        if len(beyond):
            others = points[beyond]
            classes[beyond] = self._classes_of(others)
            letters[beyond] = self.lower[others]
        return classes, letters

    def _classes_of(self, points: npt.NDArray[np.uint32]) -> Classes:
        found = self.classes[points]
        if not found.all():
            for page in np.unique(points[found == CharacterClass.UNSEEN] // PAGE):
                self._fill(int(page) * PAGE)
            found = self.classes[points]
        return found

    def _fill(self, first: int) -> None:
        for point in range(first, first + PAGE):
            character = chr(point)
            lower = character.lower()
            self.classes[point] = named = class_of(character)
            if named >= FIRST_OF_WORDS:
                self.lower[point] = ord(lower) if len(lower) == 1 else point


TABLE = _Table()
POWERS: Hashes = np.array([pow(HASH_BASE, place + 1, 1 << 64) for place in range(HASH_PERIOD)], np.uint64)


@dataclass(frozen=True)
class Characters:
    """What stands in a document's lines; `classes` is [lines, classes] of counts, the `word_*` have one entry a word.

    A character of a script without spaces is a word of its own. Words are in the text's order; `word_hashes` are of
    their lower case, `word_lengths` in characters, `word_first_classes` tell what each begins with; `first_classes` and
    `last_classes` [lines] what a line begins and ends with.
    """

    classes: Integers
    last_classes: Classes
    first_classes: Classes
    word_lines: Integers
    word_lengths: Integers
    word_hashes: Hashes
    word_first_classes: Classes

    @classmethod
    def of(cls, document: Document) -> Characters:
        """Read a document's lines.

        >>> from cleaner.document import Document
        >>> found = Characters.of(Document("Rain fell.\\n今日"))
        >>> found.word_lines.tolist(), found.classes[:, CharacterClass.LOWER].tolist()
        ([0, 0, 1, 1], [7, 0])
        """
        pieces = [document.text[start:end] for start, end in document.blocks]
        classes, letters = TABLE.read("".join(pieces))
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces))
        ends = np.cumsum(lengths)
        starts = ends - lengths
        is_word, alone = classes >= FIRST_OF_WORDS, classes == CharacterClass.UNSPACED
        begins = is_word.copy()
        begins[1:] &= ~is_word[:-1] | alone[:-1] | alone[1:]
        begins[starts] = is_word[starts]
        closes = is_word.copy()
        closes[:-1] &= begins[1:] | ~is_word[1:]
        first = np.flatnonzero(begins)
        return cls(
            _counts(classes, starts, ends),
            *_edges(classes, starts, ends),
            _lines_of(first, starts, ends),
            np.flatnonzero(closes) + 1 - first,
            _hashes(letters, first),
            classes[first],
        )

    @cached_property
    def vocabulary(self) -> tuple[Integers, Integers]:
        """For each word: the number of the distinct word it is, and how often that stands in the document."""
        _, word, times = np.unique(self.word_hashes, return_inverse=True, return_counts=True)
        return word, times[word]

    def by_line(self, values: Sequence[npt.NDArray[np.generic]]) -> npt.NDArray[np.float64]:
        """The sums over each line of values by word: [values, lines]."""
        sums = np.zeros((len(values), len(self.classes)))
        starts = self._line_starts
        if len(starts):
            stack = np.concatenate(values, dtype=float).reshape(len(values), -1)
            sums[:, self.word_lines[starts]] = np.add.reduceat(stack, starts, axis=1)
        return sums

    @cached_property
    def _line_starts(self) -> Integers:
        """The first word of each line that has some."""
        return np.flatnonzero(np.diff(self.word_lines, prepend=-1))

    @property
    def line_hashes(self) -> tuple[Integers, Hashes]:
        """The numbers of the lines that hold words, and a hash of each one's words in their order."""
        starts = self._line_starts
        return self.word_lines[starts], _hashes(self.word_hashes, starts)


def _lines_of(places: Integers, starts: Integers, ends: Integers) -> Integers:
    """The lines that sorted places among the lines' characters are in."""
    first, last = np.searchsorted(places, (starts, ends))
    return np.repeat(np.arange(len(starts)), last - first)


def _counts(classes: Classes, starts: Integers, ends: Integers) -> Integers:
    """How many characters of each class are in each line: [lines, classes]."""
    # Most characters are small letters: what is left when the others are counted.
    others = np.flatnonzero(classes != CharacterClass.LOWER)
    count, many = len(starts), len(CharacterClass)
    cells = classes[others] * np.int64(count) + _lines_of(others, starts, ends)
    counts = np.bincount(cells, minlength=count * many).reshape(many, count)
    counts[CharacterClass.LOWER] = ends - starts - counts.sum(0)
    return counts.T


def _edges(classes: Classes, starts: Integers, ends: Integers) -> tuple[Classes, Classes]:
    """The classes of the last and of the first visible character of each line."""
    last, first = classes[ends - 1], classes[starts]
    if (np.minimum(last, first) <= CharacterClass.SPACE).any():
        visible = np.flatnonzero(classes > CharacterClass.SPACE)
        begin, behind = np.searchsorted(visible, (starts, ends))
        seen = np.append(classes[visible], np.uint8(CharacterClass.UNSEEN))
        shows = begin < behind
        last, first = seen[behind - 1] * shows, seen[begin] * shows
    return last, first


def _hashes(letters: Hashes, starts: Integers) -> Hashes:
    """A hash of what stands from each start to the next; characters that are no letters are 0."""
    if not len(starts):
        return np.zeros(0, np.uint64)
    letters = letters[starts[0] :]
    places = np.arange(len(letters)) - np.repeat(starts - starts[0], np.diff(starts, append=starts[0] + len(letters)))
    places &= HASH_PERIOD - 1
    hashes: Hashes = np.add.reduceat(letters * POWERS.take(places), starts - starts[0])
    return hashes
