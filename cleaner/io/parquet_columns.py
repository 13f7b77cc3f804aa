"""Parquet column by column, for runs that need texts and not records: no row becomes a Python object unless it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cleaner.config import InputConfig
from cleaner.io.arrow_values import plain_values
from cleaner.io.columns import is_iso, plain_text
from cleaner.io.parquet_files import guarded, raw_rows, refuse_twins
from cleaner.io.record import Hash, Raw, Source
from cleaner.io.site import site_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["Columns", "cut_columns", "has_plain_columns"]

NAMES = ("id", "text", "date", "source", "url")
# Rows are decoded so many bytes at a time, and so many rows where they are short.
BYTES_AT_ONCE, ROWS_AT_ONCE = 1 << 23, 1 << 13
SHOWS_SOMETHING = "[0-9A-Za-z]"


class Columns(NamedTuple):
    """Some rows of a file: those that are as they should be as arrays (id, text, date, source, url: large_string;
    removed: nothing), the others as raw records."""

    plain: pa.RecordBatch
    others: list[Raw]


def has_plain_columns(source: Source, config: InputConfig) -> bool:
    """Whether a file's rows can be read by column: text is text, ids are text or whole numbers, and no column is HTML.

    False too where it cannot be read at all: the reader of records says why.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow import types

    if source.suffix != "parquet" or source.error or config.limit is not None:
        return False
    try:
        schema = pq.read_schema(source.path)
        refuse_twins(schema.names)
        kinds = {field.name: field.type for field in schema}
    except (OSError, ValueError, pa.ArrowException):
        return False
    id_kind = kinds.get(config.id_key, pa.string())
    told = [kinds.get(key, pa.string()) for key in (config.source_key, config.url_key)]
    date = kinds.get(config.date_key, pa.string())
    return (
        config.html_key not in kinds
        and (_is_text(date) or types.is_temporal(date))
        and all(map(_is_text, [kinds.get(config.text_key), *told]))
        and (_is_text(id_kind) or types.is_integer(id_kind))
    )


def _is_text(kind: pa.DataType | None) -> bool:
    from pyarrow import types

    return kind is not None and (types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def cut_columns(source: Source, config: InputConfig, digest: Hash) -> Iterator[Columns]:
    """A file's rows in order; a file that cannot be read to its end gives one raw record with an error, last."""
    for piece in guarded(source, digest, _pieces(source, config)):
        yield piece if isinstance(piece, Columns) else Columns(_as_batch([[]] * len(NAMES)), [piece])


def _pieces(source: Source, config: InputConfig) -> Iterator[Columns]:
    import pyarrow.parquet as pq

    keys = [config.id_key, config.text_key, config.date_key, config.source_key, config.url_key]
    row = 1
    # Mapped: pages of the file are not copied before they are decoded.
    with pq.ParquetFile(source.path, memory_map=True) as file:
        wanted = [key for key in dict.fromkeys(keys) if key in file.schema_arrow.names]
        for batch in file.iter_batches(_rows_at_once(file), columns=wanted, use_threads=False):
            yield _split(batch, row, source, config)
            row += batch.num_rows


def _rows_at_once(file: pq.ParquetFile) -> int:
    """By the largest mean of a row group: a row may hold a whole book."""
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    means = [group.total_byte_size / group.num_rows for group in groups if group.num_rows]
    return max(1, min(ROWS_AT_ONCE, int(BYTES_AT_ONCE / max(1, *means, 1))))


def _split(batch: pa.RecordBatch, row: int, source: Source, config: InputConfig) -> Columns:
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        batch.validate(full=True)
    except pa.ArrowInvalid:
        # Bytes that are no UTF-8: which rows have them is found out one by one.
        return Columns(_as_batch([[]] * len(NAMES)), list(raw_rows(batch, _count(row, batch), source, config)))
    is_plain = pc.fill_null(_is_plain(batch, config), False)
    others = []
    if not pc.all(is_plain).as_py():
        rows = (number for number, plain in zip(_count(row, batch), is_plain.to_pylist(), strict=True) if not plain)
        others = list(raw_rows(batch.filter(pc.invert(is_plain)), rows, source, config))
    ids = _ids(batch, row, source, config)
    columns = [ids, _column(batch, config.text_key), *_told(batch, ids, config)]
    plain = _as_batch(columns)
    return Columns(plain.filter(is_plain) if others else plain, others)


def _count(row: int, batch: pa.RecordBatch) -> Iterable[int]:
    return range(row, row + batch.num_rows)


def _is_plain(batch: pa.RecordBatch, config: InputConfig) -> pa.Array:
    """Rows with an ordinary text: neither null nor too large, and not blank."""
    import pyarrow.compute as pc

    text = _column(batch, config.text_key)
    fits = pc.less_equal(pc.binary_length(text), config.limits.document_bytes)
    return pc.and_(fits, pc.match_substring_regex(text, SHOWS_SOMETHING))


def _column(batch: pa.RecordBatch, key: str) -> pa.Array:
    """A column as text, null where there is none."""
    import pyarrow as pa

    if key not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    return batch.column(key).cast(pa.large_string())


def _ids(batch: pa.RecordBatch, row: int, source: Source, config: InputConfig) -> pa.Array:
    """As a record's: its column, else its row, after the file's id where that is asked for."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = pa.array(_count(row, batch), pa.int64()).cast(pa.large_string())
    given = _column(batch, config.id_key) if config.id_key != "none" else pa.nulls(batch.num_rows, pa.large_string())
    has_id = pc.fill_null(pc.not_equal(given, ""), False)
    file = pa.scalar(source.id, pa.large_string())
    in_file = pc.binary_join_element_wise(file, pc.if_else(has_id, given, rows), pa.scalar("#", pa.large_string()))
    return in_file if config.id_prefix else pc.if_else(has_id, given, in_file)


def _told(batch: pa.RecordBatch, ids: pa.Array, config: InputConfig) -> list[pa.Array]:
    """Date, source and url as a record has them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    given, urls = (_known(_column(batch, key)) for key in (config.source_key, config.url_key))
    sites = given
    if config.site not in ("auto", "column") or given.null_count:
        rows = zip(*(column.to_pylist() for column in (ids, given, urls)), strict=True)
        sites = pa.array([site_of(config.site, id, told, url) for id, told, url in rows], pa.large_string())
    return [_dates(batch, config.date_key), pc.coalesce(sites, given), urls]


def _known(column: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.if_else(pc.equal(column, ""), None, column)


def _dates(batch: pa.RecordBatch, key: str) -> pa.Array:
    """ISO 8601, null for what is not; each distinct value is looked at once."""
    import pyarrow as pa

    if key not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.large_string())
    encoded = batch.column(key).dictionary_encode()
    texts = map(plain_text, plain_values(encoded.dictionary))
    known = pa.array([text if is_iso(text) else None for text in texts], pa.large_string())
    return known.take(encoded.indices)


def _as_batch(columns: list[pa.Array]) -> pa.RecordBatch:
    import pyarrow as pa

    arrays = [pa.array(column, pa.large_string()) if isinstance(column, list) else column for column in columns]
    # As records that nothing was taken out of.
    removed = pa.array(np.zeros(len(arrays[0])))
    return pa.record_batch([*arrays, removed], [*NAMES, "removed"])
