"""Which file names are readable, and what an output's name may not be taken for."""

from __future__ import annotations

__all__ = ["FILES", "HTML", "KNOWN_SUFFIXES", "READABLE", "RECORDS", "TEXT", "suffix_label", "suffix_of"]

TEXT = ("txt", "md")
HTML = ("html", "htm", "xhtml")
FILES = (*TEXT, *HTML)
"""What is one document a file."""
RECORDS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
READABLE = (*FILES, *RECORDS)

# The suffixes of every format that has, or will have, a reader: `a.html.txt` read as text must never get the name
# that the page `a.html` gets, in no version.
KNOWN_SUFFIXES = (*READABLE, "csv", "warc", "warc.gz", "wet", "wet.gz", "zip")


def suffix_of(name: str, known: tuple[str, ...] = READABLE) -> str | None:
    """The suffix among `known` that a name ends with, in lower case; None without one.

    >>> suffix_of("news/A.JSONL.gz"), suffix_of("a.pdf"), suffix_of(".txt")
    ('jsonl.gz', None, None)
    """
    base = name.rpartition("/")[2].lower()
    if not base.endswith(known):
        return None
    found = (suffix for suffix in known if base.endswith("." + suffix) and len(base) > len(suffix) + 1)
    return max(found, key=len, default=None)


def suffix_label(name: str) -> str:
    """How the summary counts a skipped file.

    >>> suffix_label("a/b.PDF"), suffix_label("Makefile")
    ('.pdf', 'no suffix')
    """
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f".{suffix.lower()}" if dot and stem and suffix else "no suffix"
