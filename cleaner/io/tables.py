"""Result tables as files: CSV or Parquet, by the name's suffix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.io.csv_table import write_csv
from cleaner.io.hashed_file import HashedFile, file_digest

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PARQUET_SETTINGS", "write_table"]

# Part of "same corpus, same bytes": never from a setting.
PARQUET_SETTINGS = {"compression": "zstd", "compression_level": 3}


def write_table(table: pa.Table, path: Path) -> str:
    """Write a table; gives the file's SHA-256."""
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        pq.write_table(table, path, **PARQUET_SETTINGS)
        return file_digest(path)
    with HashedFile(path) as file:
        write_csv(table, file)
    return file.digest
