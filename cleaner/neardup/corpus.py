"""The caller's data as ids and text buffers: an Arrow table is read where it lies, without an object per document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import DuplicateIdError, SourceError

__all__ = ["Corpus", "read_corpus", "text_array"]

# Rows of an iterable that become one Arrow array: enough to forget the cost per array.
BATCH = 4096
ISO_DATE = r"^\d{4}(-\d{2}(-\d{2}([T ]\d{2}(:?\d{2}){0,2}([.,]\d+)?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$"
"""ISO 8601 as news has it: a year, a month, a day, a moment."""
PLACES = ("source", "url")


@dataclass(frozen=True)
class Corpus:
    """Documents by row: `ids` (one array, distinct, no nulls), `texts` (arrays of large_string, no nulls), dates.

    `dates` holds ISO 8601 strings, `sources` and `urls` text, each null where unknown; `removed` is the share of a
    document that cleaning took out. None: there is no such column.
    """

    ids: pa.Array
    texts: tuple[pa.Array, ...]
    dates: pa.Array
    sources: pa.Array
    urls: pa.Array
    removed: pa.Array | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.int64]:
        """Each row's place in the natural order of the ids (text: by UTF-8 bytes)."""
        ranks = np.empty(len(self), dtype=np.int64)
        ranks[np.asarray(pc.array_sort_indices(self.ids), dtype=np.int64)] = np.arange(len(self))
        return ranks

    @cached_property
    def _first_rows(self) -> npt.NDArray[np.int64]:
        return np.cumsum([0, *map(len, self.texts)])

    def text(self, row: int) -> str:
        """One text."""
        chunk = int(np.searchsorted(self._first_rows, row, side="right")) - 1
        return str(self.texts[chunk][row - int(self._first_rows[chunk])].as_py())

    def lengths(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Some texts' lengths in characters."""
        lengths = np.zeros(len(rows), np.int64)
        order = np.argsort(rows, kind="stable")
        bounds = np.searchsorted(rows[order], self._first_rows)
        for first, texts, (begin, end) in zip(self._first_rows.tolist(), self.texts, pairwise(bounds), strict=False):
            inside = order[begin:end]
            lengths[inside] = pc.utf8_length(texts.take(pa.array(rows[inside] - first)))
        return lengths

    def date_ranks(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The dates' order, equal for equal dates; unknown ones come last."""
        encoded = self.dates.take(pa.array(rows)).dictionary_encode()
        places = np.asarray(pc.fill_null(encoded.indices, len(encoded.dictionary)), dtype=np.int64)
        ranks = np.empty(len(encoded.dictionary) + 1, dtype=np.int64)
        ranks[np.asarray(pc.array_sort_indices(encoded.dictionary), dtype=np.int64)] = np.arange(len(ranks) - 1)
        ranks[-1] = len(ranks)
        return ranks[places]

    def removed_ranks(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The order of the shares taken out; unknown ones come last."""
        if self.removed is None:
            return np.zeros(len(rows), np.int64)
        shares = np.asarray(pc.fill_null(self.removed.take(pa.array(rows)).cast(pa.float64()), np.inf))
        return np.unique(shares, return_inverse=True)[1].astype(np.int64)

    def places_of(self, rows: npt.NDArray[np.int64]) -> list[tuple[str | None, str | None]]:
        """Some rows' sources and urls."""
        columns = (column.take(pa.array(rows)).to_pylist() for column in (self.sources, self.urls))
        return list(zip(*columns, strict=True))

    def row_of(self, name: Any) -> int:
        """The row that bears this id. Errors: KeyError."""
        row = pc.index(self.ids, pa.scalar(name, self.ids.type)).as_py()
        if row < 0:
            raise KeyError(name)
        return int(row)


def read_corpus(data: Any) -> Corpus:
    """Read a table (anything with an Arrow stream) or an iterable of (id, text).

    Errors: SourceError where there is no text column, or an id is null; DuplicateIdError.

    >>> read_corpus([("a", "one"), ("b", None)]).text(1)
    ''
    """
    corpus = _from_arrow(data) if hasattr(data, "__arrow_c_stream__") else _from_pairs(data)
    try:
        _check_ids(corpus.ids)
    except pa.ArrowNotImplementedError as error:
        raise SourceError(f"ids of type {corpus.ids.type} cannot be sorted; use text or numbers") from error
    return corpus


def _from_arrow(data: Any) -> Corpus:
    table = pa.RecordBatchReader.from_stream(data).read_all()
    names = table.column_names
    if "text" not in names:
        raise SourceError(f"no column `text` among {', '.join(names) or 'no columns'}; rename yours")
    texts = tuple(text_array(chunk) for chunk in table.column("text").chunks)
    ids = _plain(table.column("id")) if "id" in names else pa.array(np.arange(len(table)))
    dates = _iso_dates(_plain(table.column("date"))) if "date" in names else unknown(len(table))
    sources, urls = (_as_text(table.column(name)) if name in names else unknown(len(table)) for name in PLACES)
    removed = _plain(table.column("removed")) if "removed" in names else None
    return Corpus(ids, texts, dates, sources, urls, removed)


def _from_pairs(pairs: Iterable[tuple[Any, str | None]]) -> Corpus:
    ids: list[Any] = []
    texts = []
    for batch in _batches(iter(pairs)):
        try:
            ids += [name for name, _ in batch]
            texts.append(_as_arrow([text for _, text in batch]))
        except (TypeError, ValueError) as error:
            raise SourceError(f"give a table with a column `text`, or pairs (id, text): {error}") from error
    try:
        return Corpus(pa.array(ids), tuple(texts), *[unknown(len(ids))] * 3)
    except pa.ArrowException as error:
        raise SourceError(f"ids must be of one type that can be sorted: {error}") from error


def _batches(pairs: Iterator[tuple[Any, str | None]]) -> Iterator[list[tuple[Any, str | None]]]:
    while batch := list(islice(pairs, BATCH)):
        yield batch


def _as_arrow(texts: list[str | None]) -> pa.Array:
    try:
        return pa.array([text or "" for text in texts], pa.large_string())
    except UnicodeEncodeError:
        # A lone surrogate has no UTF-8. It separates tokens, and so does the question mark in its place.
        return pa.array([(text or "").encode("utf-8", "replace").decode() for text in texts], pa.large_string())


def text_array(array: pa.Array) -> pa.Array:
    """An array of any of Arrow's text types as large_string, null as empty."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type):
        return pa.array([""] * len(array), pa.large_string())
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type) or array.type == pa.string_view()):
        raise SourceError(f"column `text` is of type {array.type}; it must be text")
    array = array.cast(pa.large_string())
    return pc.fill_null(array, "") if array.null_count else array


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """One array, of a type that can be sorted and taken from."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type) or column.type == pa.string_view():
        # The offsets of `string` end at 2 GB of ids.
        column = column.cast(pa.large_string())
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def unknown(count: int) -> pa.Array:
    """A column that says nothing."""
    return pa.nulls(count, pa.large_string())


def _as_text(column: pa.ChunkedArray) -> pa.Array:
    """A column of any plain type as text, empty as unknown. Errors: SourceError."""
    plain = _plain(column)
    try:
        text = plain.cast(pa.large_string())
    except pa.ArrowException as error:
        raise SourceError(f"column of type {plain.type} where text is wanted: {error}") from error
    return pc.if_else(pc.equal(text, ""), None, text)


def _iso_dates(dates: pa.Array) -> pa.Array:
    """Dates and times as text; null for what is not ISO 8601."""
    if pa.types.is_null(dates.type):
        return dates.cast(pa.string())
    text = dates.cast(pa.large_string())
    return pc.if_else(pc.match_substring_regex(text, ISO_DATE), text, None)


def _check_ids(ids: pa.Array) -> None:
    if ids.null_count:
        row = pc.index(ids.is_null(), True).as_py()
        raise SourceError(f"row {row} (from 0) has no id; leave the column `id` out to number the rows")
    if len(ids) < 2 or pc.count_distinct(ids).as_py() == len(ids):
        return
    counts = pc.value_counts(ids)
    repeated = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    first = min(repeated.to_pylist())
    raise DuplicateIdError(f"id {first!r} stands in more than one row; leave the column `id` out to number the rows")
