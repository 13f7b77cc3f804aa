"""The reader of Parquet: row groups are streamed, each row becomes what a line of JSON Lines would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.arrow_values import plain, to_plain_column
from cleaner.io.columns import record_of
from cleaner.io.json_lines import identify
from cleaner.io.record import Hash, Raw, Reader, Source
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import declared_encoding

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PARQUET", "parquet_schema"]

# Few rows are decoded at once: a row may hold a whole page.
ROWS_AT_ONCE = 256
HASHED_AT_ONCE = 1 << 20


def cut(source: Source, config: InputConfig, digest: Hash) -> Iterator[Raw]:
    """The file's rows; a file that cannot be read to its end gives one raw record with an error, last."""
    if source.error:
        yield Raw(source.id, source.suffix, source.path, error=source.error)
        return
    try:
        yield from _rows(source, config)
        _hash_file(source.path, digest)
    except _errors() as error:
        # Arrow's own errors of reading are OSErrors too: only those of the system have a number.
        problem = "cannot be read" if getattr(error, "errno", None) else "no readable Parquet"
        yield Raw(source.id, source.suffix, source.path, error=f"{problem} ({_reason(error)})")


def _hash_file(path: str, digest: Hash) -> None:
    with open(path, "rb") as file:
        while piece := file.read(HASHED_AT_ONCE):
            digest.update(piece)


def parquet_schema(path: str) -> pa.Schema | None:
    """A file's columns and their types; None where it cannot be read."""
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(path)
    except _errors():
        return None


def _errors() -> tuple[type[Exception], ...]:
    """What reading a file may raise; pyarrow is imported only where a Parquet file is read."""
    import pyarrow as pa

    return OSError, pa.ArrowException, UnicodeDecodeError, OverflowError


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return " ".join(text.split()) or type(error).__name__


def _rows(source: Source, config: InputConfig) -> Iterator[Raw]:
    import pyarrow.parquet as pq

    row = 0
    with pq.ParquetFile(source.path) as file:
        for batch in file.iter_batches(ROWS_AT_ONCE, use_threads=False):
            columns = [to_plain_column(column).to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                row += 1
                yield _raw(source, row, dict(zip(batch.schema.names, values, strict=True)), config)


def _raw(source: Source, row: int, fields: dict[str, Any], config: InputConfig) -> Raw:
    """One row as one line of JSON; a page or text in bytes is decoded as a file would be."""
    id = f"{source.id}#{row}"
    try:
        for key in (config.html_key, config.text_key):
            value = fields.get(key)
            if isinstance(value, bytes):
                fields[key] = decode(value, declared_encoding(value) if key == config.html_key else None).text
        line = json.dumps(fields, ensure_ascii=False, default=plain).encode("utf-8", "surrogatepass")
    except DocumentError as error:
        return Raw(id, source.suffix, source.path, row, error=error.reason)
    return Raw(id, source.suffix, source.path, row, line)


PARQUET = Reader(cut, identify, record_of)
