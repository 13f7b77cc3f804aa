"""What the learn pass keeps of a page: the worker's part, so that the learner only counts."""

from __future__ import annotations

import re
import zlib
from array import array
from datetime import date
from typing import NamedTuple

from cleaner.document import Document
from cleaner.rules.phrases import UNSPACED
from cleaner.rules.reading import is_prose
from cleaner.sites.keys import hash_of, is_formable, line_key

__all__ = ["PROSE", "PageLines", "page_lines"]

PROSE = 1
"""The last bit of a line's hash: whether it is running text."""
# Furniture stands at both ends: of a page with more lines than this, the middle is left out.
MOST_LINES = 600
# Lines that may have a varying part are looked for at the ends of the page and next to its prose.
AT_END, AT_PROSE = 4, 8
# What a page is about stands in its first lines and where its prose begins.
HEAD_LINES, PROSE_LINES, MOST_TOLD = 3, 2, 240
WORD = re.compile(r"\w{3,}")


class PageLines(NamedTuple):
    """A page: its site, the hash of all of it, its date, its distinct lines and their hashes.

    `edges` are the numbers of lines that may have a varying part, `words` hashes of words it is about and
    `told` from which lines how many of these are.
    """

    site: str
    draw: int
    date: str
    lines: tuple[str, ...]
    hashes: array[int]
    edges: tuple[int, ...]
    words: array[int]
    told: tuple[tuple[int, int], ...]


def page_lines(document: Document) -> PageLines | None:
    """The distinct lines of a page; None for a document of no site.

    >>> page_lines(Document("Home\\nRain fell.\\nHome", id="a", source="s")).lines
    ('Home', 'Rain fell.')
    """
    if not document.source:
        return None
    text = document.text
    blocks = document.blocks
    if len(blocks) > MOST_LINES:
        blocks = (*blocks[: MOST_LINES // 2], *blocks[-MOST_LINES // 2 :])
    lines = tuple(dict.fromkeys(line_key(text[start:end]) for start, end in blocks))
    prose = [is_prose(line) for line in lines]
    hashes = array("Q", (hash_of(line) & ~PROSE | is_text for line, is_text in zip(lines, prose, strict=True)))
    own = [number for number, is_text in enumerate(prose) if is_text]
    words, told = _subject(lines, own)
    return PageLines(
        document.source,
        hash_of("\n".join(lines)),
        _day(document.date),
        lines,
        hashes,
        _edges(lines, own),
        words,
        told,
    )


def _day(given: str | None) -> str:
    """A date's day in ISO 8601; empty where there is none.

    >>> _day("2024-05-01T12:00:00Z"), _day("yesterday"), _day(None)
    ('2024-05-01', '', '')
    """
    try:
        return date.fromisoformat((given or "")[:10]).isoformat()
    except ValueError:
        return ""


def _edges(lines: tuple[str, ...], prose: list[int]) -> tuple[int, ...]:
    """Numbers of short lines above and below all prose, near to an end of the page or to the prose."""
    if not prose:
        return ()
    head, tail = range(prose[0]), range(prose[-1] + 1, len(lines))
    near = {*head[:AT_END], *head[-AT_PROSE:], *tail[:AT_PROSE], *tail[-AT_END:]}
    return tuple(number for number in sorted(near) if is_formable(lines[number]))


def _subject(lines: tuple[str, ...], prose: list[int]) -> tuple[array[int], tuple[tuple[int, int], ...]]:
    """Hashes of the words in the first lines and at the beginning of the prose; from which line how many are."""
    numbers = sorted({*range(min(HEAD_LINES, len(lines))), *prose[:PROSE_LINES]})
    groups = [(number, sorted(_words(lines[number]))) for number in numbers]
    told = tuple((number, len(words)) for number, words in groups)
    return array("I", (word for _, words in groups for word in words)), told


def _words(line: str) -> set[int]:
    """Hashes of the first words of a line; of unspaced scripts, of pairs of characters."""
    words = WORD.findall(line[:MOST_TOLD].lower())
    if not line.isascii():
        words = [part for word in words for part in (_pairs(word) if UNSPACED.search(word) else (word,))]
    return {zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words}


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]
