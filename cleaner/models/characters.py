"""A document's characters and words as arrays: classes counted by line, words known by a hash.

One pass of array operations over the code points of the whole text; nothing here loops over lines or words.
"""

from __future__ import annotations

import unicodedata
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
    """Class and lower case of every code point, filled in by pages of 256 where a text first needs them."""

    def __init__(self) -> None:
        self.classes: Classes = np.zeros(CODE_POINTS, np.uint8)
        self.lower = np.zeros(CODE_POINTS, np.uint32)

    def classes_of(self, points: npt.NDArray[np.uint32]) -> Classes:
        """The class of each code point."""
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
            self.classes[point] = class_of(character)
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
        blocks = np.array(document.blocks, np.int64).reshape(-1, 2)
        points = np.frombuffer(document.text.encode("utf-32-le", "surrogatepass"), "<u4")
        lengths = blocks[:, 1] - blocks[:, 0]
        ends = np.cumsum(lengths)
        line_of = np.repeat(np.arange(len(blocks)), lengths)
        # The lines' characters one behind the other, what stands between lines left out.
        points = points[np.arange(len(line_of)) + np.repeat(blocks[:, 0] - (ends - lengths), lengths)]
        classes = TABLE.classes_of(points)
        many = len(CharacterClass)
        counts = np.bincount(line_of * many + classes, minlength=len(blocks) * many).reshape(-1, many)
        visible = np.flatnonzero(classes > CharacterClass.SPACE)
        last, first = np.zeros(len(blocks), np.uint8), np.zeros(len(blocks), np.uint8)
        last[line_of[visible]] = classes[visible]
        first[line_of[visible[::-1]]] = classes[visible[::-1]]
        inside = np.flatnonzero(classes >= FIRST_OF_WORDS)
        kinds, lines = classes[inside], line_of[inside]
        begins = np.ones(len(inside), bool)
        begins[1:] = (
            (np.diff(inside) > 1)
            | (np.diff(lines) > 0)
            | (kinds[1:] == CharacterClass.UNSPACED)
            | (kinds[:-1] == CharacterClass.UNSPACED)
        )
        starts = np.flatnonzero(begins)
        word_lengths = np.diff(starts, append=len(inside))
        places = np.arange(len(inside)) - np.repeat(starts, word_lengths)
        letters = TABLE.lower[points[inside]].astype(np.uint64) * POWERS[places % HASH_PERIOD]
        hashes = np.add.reduceat(letters, starts) if len(starts) else np.zeros(0, np.uint64)
        return cls(counts, last, first, lines[starts], word_lengths, hashes, kinds[starts])

    @cached_property
    def vocabulary(self) -> tuple[Integers, Integers]:
        """For each word: the number of the distinct word it is, and how often that stands in the document."""
        _, word, times = np.unique(self.word_hashes, return_inverse=True, return_counts=True)
        return word, times[word]

    @property
    def line_hashes(self) -> tuple[Integers, Hashes]:
        """The numbers of the lines that hold words, and a hash of each one's words in their order."""
        starts = np.flatnonzero(np.diff(self.word_lines, prepend=-1))
        if not len(starts):
            return starts, np.zeros(0, np.uint64)
        places = np.arange(len(self.word_lines)) - np.repeat(starts, np.diff(starts, append=len(self.word_lines)))
        return self.word_lines[starts], np.add.reduceat(self.word_hashes * POWERS[places % HASH_PERIOD], starts)
