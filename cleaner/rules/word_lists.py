"""Words of many languages that rules look for within lines: kept in phrases/words, shipped as one table.

A file holds tables `[list]` with one list of words a language; `…` in a word stands for a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["WORDS", "alternatives", "read_word_files", "word_table", "words_of"]

WORDS = Path(__file__).parent.parent / "phrases" / "words.tsv"
FILES = WORDS.parent / "words"


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    rows = (row.split("\t") for row in WORDS.read_text("utf-8").splitlines())
    return {name: tuple(words) for name, *words in rows}


def words_of(name: str) -> tuple[str, ...]:
    """The words of a list, each once, the longer first.

    >>> words_of("about")[-1]
    'о'
    """
    return _lists()[name]


def alternatives(name: str) -> str:
    """The words of a list as alternatives of a regular expression; a number stands where `…` does.

    >>> bool(re.match(alternatives("page_around"), "第 3 页"))
    True
    """
    return "|".join(re.escape(word).replace("…", r"\s?\d{1,4}\s?") for word in words_of(name))


def read_word_files() -> Iterator[tuple[str, list[str]]]:
    """Every list of the word files, with its words in the table's order."""
    import tomllib

    for file in sorted(FILES.glob("*.toml")):
        for name, languages in tomllib.loads(file.read_text("utf-8")).items():
            if isinstance(languages, dict):
                words = {word for spoken in languages.values() for word in spoken}
                yield name, sorted(words, key=lambda word: (-len(word), word))


def word_table() -> str:
    """The table of the word files as they are: a row a list, its name and its words with tabs between."""
    return "".join("\t".join((name, *words)) + "\n" for name, words in read_word_files())
