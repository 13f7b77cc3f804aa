"""An Arrow table as CSV: RFC 4180, \\n, UTF-8; true and false, null empty, 6 decimals, lists as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cleaner.io.hashed_file import HashedFile

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["cell", "quoted", "write_csv"]

ROWS_AT_ONCE = 1000
SPECIAL = re.compile('[",\r\n]')


def write_csv(table: pa.Table, file: HashedFile) -> None:
    """Write the header and all rows."""
    file.write(_lines([table.column_names]))
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        columns = [map(cell, column.to_pylist()) for column in batch.columns]
        file.write(_lines(zip(*columns, strict=True)))


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    return "".join(",".join(map(quoted, row)) + "\n" for row in rows).encode("utf-8", "surrogatepass")


def quoted(text: str) -> str:
    """A field; the csv module would leave a lone \\r bare, which readers take for a line end.

    >>> print(quoted('say "x" twice'), quoted("plain"))
    "say ""x"" twice" plain
    """
    return '"' + text.replace('"', '""') + '"' if SPECIAL.search(text) else text


def cell(value: object) -> str:
    """One value as it stands in CSV.

    >>> [cell(value) for value in (None, True, 2 / 3, 7, [1], "a,b")]
    ['', 'true', '0.666667', '7', '[1]', 'a,b']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)
