"""The phrases of all languages: what one is, the files that hold them, and the table made of the files.

A phrase file holds tables `[kind]` with one list a language. A phrase with one `…` leaves something open there:
`read also …` begins a line, `… on facebook` ends one, `follow … on telegram` does both. A `:` before the `…`
asks for a mark (colon, dash, bar, arrow) or the line's end after the words. A table `[kind_if_language]` counts
only in a document of that language.

The table holds the phrases by their first words, a block each: a text has few of them, and only the blocks of those
are read. Phrases that are open in front are in the block of `…`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cleaner.rules.keys import match_key

__all__ = [
    "OPEN",
    "TABLE",
    "Phrase",
    "all_phrases",
    "blocks",
    "own_phrase",
    "phrases_of_kind",
    "read_phrase_files",
    "rows_of",
    "table_row",
]

TABLE = Path(__file__).parent.parent / "phrases" / "table.tsv"

OPEN = "…"
ONLY_LANGUAGE = "_if_language"


class Phrase(NamedTuple):
    """One furniture phrase: what kind of line it makes, in which language.

    `head` and `tail` are match keys; a whole-line phrase has no tail and is not open.
    """

    kind: str
    language: str
    head: str
    tail: str
    is_open: bool
    wants_mark: bool
    only_language: bool


@cache
def blocks() -> dict[str, str]:
    """The rows of the table by the first word of their phrases; those of phrases open in front under OPEN."""
    return {first: rows for first, _, rows in (block.partition("\n") for block in _table().split("\n\n"))}


@cache
def _table() -> str:
    return TABLE.read_text("utf-8")


def rows_of(block: str) -> Iterator[Phrase]:
    """The phrases of a block, in the order of the phrase files."""
    return map(_of_row, block.splitlines())


def all_phrases() -> Iterator[Phrase]:
    """Every phrase that ships, in a fixed order, from the table that `make_phrases.py` made of the phrase files."""
    return (phrase for block in blocks().values() for phrase in rows_of(block))


def phrases_of_kind(kind: str) -> list[Phrase]:
    """Every phrase of a kind.

    >>> {phrase.kind for phrase in phrases_of_kind("tags")}
    {'tags'}
    """
    # A search for a row's beginning is a tenth of reading all rows.
    parts = _table().split(f"\n{kind}\t")[1:]
    return [_of_row(f"{kind}\t{part.partition(chr(10))[0]}") for part in parts]


def _of_row(row: str) -> Phrase:
    kind, language, flags, head, tail = row.split("\t")
    return Phrase(kind, language, head, tail, "o" in flags, "m" in flags, "l" in flags)


def table_row(phrase: Phrase) -> str:
    """A phrase as the table holds it.

    >>> table_row(Phrase("tags", "en", "filed under", "", True, False, False))
    'tags\\ten\\to\\tfiled under\\t'
    """
    flags = "o" * phrase.is_open + "m" * phrase.wants_mark + "l" * phrase.only_language
    return "\t".join((phrase.kind, phrase.language, flags, phrase.head, phrase.tail))


def read_phrase_files() -> list[Phrase]:
    """The phrases of all phrase files."""
    import tomllib

    found: list[Phrase] = []
    for file in sorted(TABLE.parent.glob("*.toml")):
        found += _read(tomllib.loads(file.read_text("utf-8")))
    return found


def _read(tables: dict[str, object]) -> Iterator[Phrase]:
    for table, languages in tables.items():
        if not isinstance(languages, dict):
            continue
        kind = table.removesuffix(ONLY_LANGUAGE)
        for language, wordings in languages.items():
            for wording in wordings:
                yield _phrase(kind, language, wording, table != kind)


def _phrase(kind: str, language: str, wording: str, only_language: bool) -> Phrase:
    head, gap, tail = wording.partition(OPEN)
    wants_mark = bool(gap) and head.rstrip().endswith((":", "："))
    return Phrase(kind, language, match_key(head), match_key(tail), bool(gap), wants_mark, only_language)


def own_phrase(wording: str) -> Phrase:
    """A phrase of no kind and no language, in the notation of the phrase files.

    >>> own_phrase("weather for …").head
    'weather for'
    """
    return _phrase("own", "", wording, False)
