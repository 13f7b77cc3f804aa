"""The reader of Parquet: row groups are streamed, each row becomes what a line of JSON Lines would be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.arrow_values import conversion_errors, is_bytes, plain, plain_values
from cleaner.io.columns import record_of
from cleaner.io.json_lines import identify
from cleaner.io.record import Hash, Raw, Reader, Source
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import declared_encoding

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PARQUET", "carried_schema", "guarded", "raw_rows", "refuse_twins"]

T = TypeVar("T")

# Few rows are decoded at once: a row may hold a whole page.
ROWS_AT_ONCE = 256
HASHED_AT_ONCE = 1 << 20


def cut(source: Source, config: InputConfig, digest: Hash) -> Iterator[Raw]:
    """The file's rows; a file that cannot be read to its end gives one raw record with an error, last."""
    return guarded(source, digest, _rows(source, config))


def guarded(source: Source, digest: Hash, pieces: Iterable[T]) -> Iterator[T | Raw]:
    """The pieces that are read of a file; where it cannot be read, a raw record with an error, last."""
    if source.error:
        yield Raw(source.id, source.suffix, source.path, error=source.error)
        return
    try:
        yield from pieces
        _hash_file(source.path, digest)
    except DocumentError as error:
        yield Raw(source.id, source.suffix, source.path, error=error.reason)
    except _errors() as error:
        # Arrow's own errors of reading are OSErrors too: only those of the system have a number.
        problem = "cannot be read" if getattr(error, "errno", None) else "no readable Parquet"
        yield Raw(source.id, source.suffix, source.path, error=f"{problem} ({_reason(error)})")


def _hash_file(path: str, digest: Hash) -> None:
    with open(path, "rb") as file:
        while piece := file.read(HASHED_AT_ONCE):
            digest.update(piece)


def carried_schema(path: str, config: InputConfig) -> pa.Schema | None:
    """A file's columns with the types that they are carried in; None where it cannot be read.

    Bytes of a column that is read are text by then.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    keys = _key_columns(config)
    try:
        fields = list(pq.read_schema(path))
    except _errors():
        return None
    return pa.schema(
        [(one.name, pa.string() if one.name in keys and is_bytes(one.type) else one.type) for one in fields]
    )


def _errors() -> tuple[type[Exception], ...]:
    """What reading a file may raise; pyarrow is imported only where a Parquet file is read."""
    import pyarrow as pa

    return OSError, pa.ArrowException, UnicodeDecodeError, OverflowError


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return " ".join(text.split()) or type(error).__name__


def _rows(source: Source, config: InputConfig) -> Iterator[Raw]:
    import pyarrow.parquet as pq

    row = 1
    with pq.ParquetFile(source.path) as file:
        refuse_twins(file.schema_arrow.names)
        for batch in file.iter_batches(ROWS_AT_ONCE, use_threads=False):
            yield from raw_rows(batch, range(row, row + batch.num_rows), source, config)
            row += batch.num_rows


def raw_rows(batch: pa.RecordBatch, rows: Iterable[int], source: Source, config: InputConfig) -> Iterator[Raw]:
    """A batch's rows, of these numbers, as raw records."""
    for row, fields in zip(rows, _fields(batch, _key_columns(config)), strict=True):
        yield _raw(source, row, fields, config)


def refuse_twins(names: Sequence[str]) -> None:
    """Errors: DocumentError for two columns of one name: a record has but one."""
    twins = [repr(name) for name, count in Counter(names).items() if count > 1]
    if twins:
        raise DocumentError(f"two columns are called {', '.join(twins)}; rename one")


def _key_columns(config: InputConfig) -> frozenset[str]:
    """The columns that are read, not only carried through."""
    contents = {config.html_key, config.text_key}
    told = {config.title_key, config.url_key, config.date_key, config.source_key, config.language_key}
    return frozenset(contents | told | {config.id_key})


def _fields(batch: pa.RecordBatch, keys: frozenset[str]) -> Iterator[dict[str, Any] | DocumentError]:
    """The rows as JSON has them; an error in place of a row of which some value cannot be read."""
    try:
        columns = [_values(name, column, keys) for name, column in zip(batch.schema.names, batch.columns, strict=True)]
    except conversion_errors():
        for place in range(batch.num_rows):
            yield _one_row(batch.slice(place, 1), keys)
        return
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))


def _one_row(row: pa.RecordBatch, keys: frozenset[str]) -> dict[str, Any] | DocumentError:
    fields = {}
    for name, column in zip(row.schema.names, row.columns, strict=True):
        try:
            fields[name] = _values(name, column, keys)[0]
        except conversion_errors() as error:
            return DocumentError(f"its {name!r} cannot be read ({_reason(error)})")
    return fields


def _values(name: str, column: pa.Array, keys: frozenset[str]) -> list[Any]:
    # Old writers declare no text as such: bytes of a column that is read may be text.
    return list(column.to_pylist()) if name in keys and is_bytes(column.type) else plain_values(column)


def _raw(source: Source, row: int, fields: dict[str, Any] | DocumentError, config: InputConfig) -> Raw:
    """One row as one line of JSON; a page or text in bytes is decoded as a file would be."""
    id = f"{source.id}#{row}"
    if isinstance(fields, DocumentError):
        return Raw(id, source.suffix, source.path, row, error=fields.reason)
    try:
        for key, value in fields.items():
            if isinstance(value, bytes):
                fields[key] = _text(key, value, config)
        line = json.dumps(fields, ensure_ascii=False, default=plain).encode("utf-8", "surrogatepass")
    except DocumentError as error:
        return Raw(id, source.suffix, source.path, row, error=error.reason)
    return Raw(id, source.suffix, source.path, row, line)


def _text(key: str, value: bytes, config: InputConfig) -> str:
    """Bytes as text. Errors: DocumentError for a page or text that is binary."""
    if key in (config.html_key, config.text_key):
        return decode(value, declared_encoding(value) if key == config.html_key else None).text
    try:
        return value.decode()
    except UnicodeDecodeError:
        # An id may be a number of 16 bytes.
        return str(plain(value))


PARQUET = Reader(cut, identify, record_of)
