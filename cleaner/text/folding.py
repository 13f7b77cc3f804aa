"""fold-1: what of a character counts when texts are compared.

Every code point becomes the casefold of its NFKD without marks (Mn) and format characters (Cf), free of context:
NFC and NFD, accents, case, width, soft hyphens and vowel points make no difference. The table was made once from
one version of Unicode (`make_folding.py`), so no interpreter's own tables can change what a copy is.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["FOLD_NAME", "TokenClass", "fold", "fold_table", "is_unspaced", "token_class"]

FOLD_NAME = "fold-1"
"""Names the folding in indexes and outputs: another table must bear another name."""

TABLE = Path(__file__).with_name("fold-1.txt")
CODE_POINTS = 0x110000

# Hangul syllables are leading x vowel x trailing jamo (Unicode Standard, section 3.12).
FIRST_SYLLABLE, FIRST_LEADING, FIRST_VOWEL, BEFORE_TRAILING = 0xAC00, 0x1100, 0x1161, 0x11A7
VOWELS, TRAILINGS = 21, 28


class TokenClass(IntEnum):
    """What a folded code point does to tokens."""

    SEPARATOR = 0
    WORD = 1
    SINGLE = 2


class FoldTable(NamedTuple):
    """The shipped table: `folds` maps a code point to its fold where that is not itself.

    `words` and `singles` are the ranges of folded code points that join into tokens, or are a token each;
    `hangul` is folded by arithmetic.
    """

    unicode: str
    folds: dict[int, str]
    words: tuple[range, ...]
    singles: tuple[range, ...]
    hangul: range


@cache
def fold_table() -> FoldTable:
    """Read the shipped table.

    >>> fold_table().unicode
    '15.0.0'
    """
    unicode, hangul = "", range(0)
    folds: dict[int, str] = {}
    spans: dict[str, list[range]] = {"word": [], "single": []}
    for line in TABLE.read_text("ascii").splitlines():
        kind, *fields = line.split(" ")
        if kind == "fold":
            code, *parts = fields
            folds[int(code, 16)] = "".join(chr(int(part, 16)) for part in parts)
        elif kind == "shift":
            first, last, step, distance = (int(field, 16) for field in fields)
            folds.update((point, chr(point + distance)) for point in range(first, last + 1, step))
        elif kind == "unicode":
            unicode = fields[0]
        elif kind != "#":
            span = range(int(fields[0], 16), int(fields[1], 16) + 1)
            if kind == "drop":
                folds.update(dict.fromkeys(span, ""))
            elif kind == "hangul":
                hangul = span
            else:
                spans[kind].append(span)
    return FoldTable(unicode, folds, tuple(spans["word"]), tuple(spans["single"]), hangul)


class _Folder(dict[int, str]):
    """Code point to fold, for `str.translate`; what is not in the table is worked out when first met."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = hangul_jamo(point) if point in fold_table().hangul else chr(point)
        return folded


@cache
def _folder() -> _Folder:
    return _Folder(fold_table().folds)


def fold(text: str) -> str:
    """The text under fold-1.

    >>> fold("Crème brûlée"), fold("ＦＵＬＬ ﬁne"), fold("co\\u00adoperate Straße")
    ('creme brulee', 'full fine', 'cooperate strasse')
    """
    return text.lower() if text.isascii() else text.translate(_folder())


def hangul_jamo(point: int) -> str:
    """The jamo of a Hangul syllable's code point.

    >>> [hex(ord(jamo)) for jamo in hangul_jamo(ord("한"))]
    ['0x1112', '0x1161', '0x11ab']
    """
    leading_vowel, trailing = divmod(point - FIRST_SYLLABLE, TRAILINGS)
    leading, vowel = divmod(leading_vowel, VOWELS)
    last = chr(BEFORE_TRAILING + trailing) if trailing else ""
    return chr(FIRST_LEADING + leading) + chr(FIRST_VOWEL + vowel) + last


@cache
def _starts(name: str) -> tuple[list[int], tuple[range, ...]]:
    spans = fold_table().singles if name == "single" else fold_table().words
    return [span.start for span in spans], spans


def _within(point: int, name: str) -> bool:
    starts, spans = _starts(name)
    place = bisect_right(starts, point) - 1
    return place >= 0 and point in spans[place]


def token_class(character: str) -> TokenClass:
    """What one folded character does to tokens; unassigned ones and surrogates separate.

    >>> token_class("a").name, token_class("ไ").name, token_class("!").name
    ('WORD', 'SINGLE', 'SEPARATOR')
    """
    point = ord(character)
    if _within(point, "word"):
        return TokenClass.WORD
    return TokenClass.SINGLE if _within(point, "single") else TokenClass.SEPARATOR


def is_unspaced(character: str) -> bool:
    """Whether a folded character belongs to a script written without spaces: Han, Kana, Thai, Lao, Khmer, Myanmar.

    By Script_Extensions, and only letters, marks and numbers: their punctuation separates.

    >>> is_unspaced("漢"), is_unspaced("ー"), is_unspaced("한"), is_unspaced("。")
    (True, True, False, False)
    """
    return token_class(character) is TokenClass.SINGLE
