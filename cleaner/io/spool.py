"""Cleaned documents on disk between the passes: an Arrow file that is mapped, not loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Row", "Spool", "read_rows", "read_table"]


class Row(NamedTuple):
    """A cleaned document; `others` are the carried columns as JSON, `input` its reader, `reason` why it is empty.

    `markdown` is its text as Markdown, where that was asked for.
    """

    id: str
    text: str
    title: str | None
    source: str | None
    url: str | None
    date: str | None
    language: str | None
    kind: str
    removed: float
    others: str
    input: str
    reason: str | None
    markdown: str | None = None

    @property
    def shown(self) -> str:
        """The text as it is written."""
        return self.text if self.markdown is None else self.markdown


def _schema() -> pa.Schema:
    import pyarrow as pa

    # The offsets of `string` end at 2 GB a batch.
    kinds = dict.fromkeys(Row._fields, pa.large_string()) | {"removed": pa.float64()}
    return pa.schema(list(kinds.items()))


class Spool:
    """Writes rows, a batch at a time."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa

        self._schema = _schema()
        self._file = pa.OSFile(str(path), "wb")
        self._writer = pa.ipc.new_file(self._file, self._schema)

    def write(self, rows: Iterable[Row]) -> None:
        """Append."""
        import pyarrow as pa

        columns = list(zip(*rows, strict=True))
        if columns:
            arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
            self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def write_columns(self, columns: pa.RecordBatch) -> None:
        """Append rows of which some columns are known."""
        import pyarrow as pa

        known, count = set(columns.schema.names), columns.num_rows
        arrays = [
            columns.column(field.name) if field.name in known else pa.nulls(count, field.type) for field in self._schema
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer.close()
        self._file.close()


def read_table(path: Path) -> pa.Table:
    """The whole spool as a table over the mapped file."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def read_rows(table: pa.Table) -> Iterator[Row]:
    """The rows of a spool, in order."""
    for batch in table.to_batches():
        yield from map(Row._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))
