"""The texts as they were read, kept beside the cleaned ones to find copies among both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cleaner.config import DedupConfig
from cleaner.io.spool import Row, Spool, read_table

if TYPE_CHECKING:
    from cleaner.neardup.duplicates import Duplicates

__all__ = ["RawTexts", "compare_raw", "share_compared"]

MOST_COMPARED = 200_000
"""Finding copies among so many costs a small part of cleaning them."""

COLUMNS = ["id", "text", "date", "source"]


def share_compared(records: int, *, asked_for: bool) -> float:
    """The share of documents that are compared; all where their number is not known (0).

    >>> share_compared(1_000_000, asked_for=True), share_compared(0, asked_for=True), share_compared(9, asked_for=False)
    (0.2, 1.0, 0.0)
    """
    return min(1.0, MOST_COMPARED / max(records, 1)) if asked_for else 0.0


class RawTexts:
    """A file of rows whose text is the raw one; there is no file before the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spool: Spool | None = None

    def write(self, rows: Iterable[Row]) -> None:
        """Append."""
        kept = list(rows)
        if kept:
            self._spool = self._spool or Spool(self._path)
            self._spool.write(kept)

    def __enter__(self) -> RawTexts:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._spool:
            self._spool.__exit__(kind, error, at)


def compare_raw(path: Path, config: DedupConfig, cleaned: Duplicates, *, threads: int) -> dict[str, Any] | None:
    """What copies among the raw texts of `path` are beside those found among the cleaned: for stats.json; None where no
    raw text was kept. The file is removed."""
    if not path.exists():
        return None
    from cleaner.neardup.before_after import compare_before_after
    from cleaner.neardup.duplicates import find_duplicates

    table = read_table(path).select(COLUMNS)
    raw = find_duplicates(table, config, threads=threads, folder=path.parent)
    found = compare_before_after(raw, cleaned, table.column("id").combine_chunks())
    documents = table.num_rows
    del table, raw
    path.unlink()
    return {"documents": documents, "raw": found.raw.as_dict(), "cleaned": found.cleaned.as_dict()}
