"""Pages in scripts of which there are none to learn from: the same words in other letters.

Not a language, but what a model sees of one: words that come back, their length, what a line ends with. In Han script
words have no spaces between them and no case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate

import numpy as np

from cleaner.document import Block
from cleaner.extract import Page

__all__ = ["SCRIPTS", "in_script"]

LATIN = "abcdefghijklmnopqrstuvwxyz"
CYRILLIC = "абцдефгхижклмнопярстувшхыз"
GREEK = "αβξδεφγηιϊκλμνοπϋρστυωψχύζ"
WORD = re.compile(r"[^\W\d_]+")
# A Han character says about so much of a word; so many of them are common.
LETTERS_OF_ONE, FIRST_HAN, COMMON_HAN = 2.5, 0x4E00, 3000
FULL_WIDTH = str.maketrans({",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"})
FULL_STOP, BETWEEN = re.compile(r"\.(?=\s|$)"), re.compile(r"(?<=[\u4e00-\u9fff，。])\s+(?=[\u4e00-\u9fff])")


def _letters(alphabet: str) -> Callable[[str], str]:
    table = str.maketrans(LATIN + LATIN.upper(), alphabet + alphabet.upper())
    return lambda text: text.translate(table)


def _han(text: str) -> str:
    written = WORD.sub(lambda match: _han_word(match[0].lower()), text)
    return BETWEEN.sub("", FULL_STOP.sub("。", written.translate(FULL_WIDTH)))


@lru_cache(maxsize=1 << 16)
def _han_word(word: str) -> str:
    digest = hashlib.blake2b(word.encode(), digest_size=16).digest()
    count = max(1, round(len(word) / LETTERS_OF_ONE))
    numbers = (int.from_bytes(digest[2 * at % 16 :][:2], "big") for at in range(count))
    return "".join(chr(FIRST_HAN + number % COMMON_HAN) for number in numbers)


SCRIPTS: dict[str, Callable[[str], str]] = {"cyrillic": _letters(CYRILLIC), "greek": _letters(GREEK), "han": _han}
"""How a text is written in each script."""


def in_script(page: Page, script: str) -> Page:
    """The page with all its text in a script; lines and tree stay as they are.

    >>> from cleaner.extract import read_page
    >>> in_script(read_page("<p>Rain fell."), "greek").text
    'Ραιν φελλ.\\n'
    """
    write = SCRIPTS[script]
    lines = [write(page.text[start:end]) for start, end in page.blocks]
    ends = list(accumulate(len(line) + 1 for line in lines))
    blocks = tuple(Block(end - 1 - len(line), end - 1) for line, end in zip(lines, ends, strict=True))
    shorter = np.array([len(line) / (end - start) for line, (start, end) in zip(lines, page.blocks, strict=True)])
    layout, told = page.layout, page.told
    title = told.metadata.title
    return replace(
        page,
        text="\n".join([*lines, ""]),
        blocks=blocks,
        layout=replace(
            layout,
            link_characters=(layout.link_characters * shorter).astype(np.int64),
            bold_characters=(layout.bold_characters * shorter).astype(np.int64),
        ),
        told=told._replace(
            metadata=replace(told.metadata, title=title and write(title)),
            texts=tuple(map(write, told.texts)),
            description=write(told.description),
        ),
    )
