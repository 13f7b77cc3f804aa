"""Makes the table of all phrases from the phrase files; to be run whenever one of these was changed.

    python -m cleaner.rules.make_phrases

A row a phrase, with tabs between: kind, language, flags (`o` open, `m` wants a mark, `l` in its language only), head,
tail. A test tells if the table is not that of the files.
"""

from __future__ import annotations

from cleaner.rules.phrases import TABLE, read_phrase_files, table_row

__all__ = ["table"]


def table() -> str:
    """The table of the phrase files as they are."""
    return "".join(f"{table_row(phrase)}\n" for phrase in read_phrase_files())


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
