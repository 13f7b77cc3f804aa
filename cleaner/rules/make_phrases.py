"""Makes the tables of all phrases and word lists from their files; to be run whenever one of these was changed.

    python -m cleaner.rules.make_phrases

A block for each first word (`…` for phrases open in front), with an empty line between: the word, then a row a phrase,
with tabs between: kind, language, flags (`o` open, `m` wants a mark, `l` in its language only), head, tail. A test
tells if the table is not that of the files.
"""

from __future__ import annotations

from collections import defaultdict

from cleaner.rules.phrases import OPEN, TABLE, read_phrase_files, table_row
from cleaner.rules.word_lists import WORDS, word_table

__all__ = ["table"]


def table() -> str:
    """The table of the phrase files as they are."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for phrase in read_phrase_files():
        blocks[phrase.head.partition(" ")[0] or OPEN].append(table_row(phrase))
    return "\n\n".join("\n".join((first, *blocks[first])) for first in sorted(blocks))


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
    WORDS.write_text(word_table(), "utf-8")
