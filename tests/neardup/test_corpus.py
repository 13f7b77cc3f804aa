"""What Arrow can bring, and ids of any kind."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest

from cleaner.errors import SourceError
from cleaner.neardup.corpus import read_corpus
from cleaner.neardup.duplicates import find_duplicates

TEXTS = [
    "Rain fell on the old harbour",
    None,
    "rain fell on the old harbour!",
    "",
    "Schnee fällt auf die alte Brücke 漢",
]
KINDS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]


def arrow_text(kind: pa.DataType) -> pa.Array:
    plain = pa.array(TEXTS, pa.string())
    return plain.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else plain.cast(kind)


class OnlyStream:
    """Something that is no pyarrow object, and gives an Arrow stream."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("shape", ["whole", "chunked", "sliced", "stream", "batch"])
def test_text_columns(kind: pa.DataType, shape: str) -> None:
    table: Any = pa.table({"id": list("abcde"), "text": arrow_text(kind)})
    if shape == "chunked":
        table = pa.concat_tables([table.slice(0, 2), table.slice(2, 0), table.slice(2)])
    elif shape == "sliced":
        table = pa.concat_tables([table.slice(3), table.slice(0, 3)]).slice(0, 5)
    elif shape == "stream":
        table = OnlyStream(table)
    elif shape == "batch":
        table = table.to_batches()[0]
    found = find_duplicates(table)
    assert [(row["id"], row["duplicate_of"]) for row in found.table.to_pylist()] == [("a", "c"), ("c", None)]


@pytest.mark.parametrize(
    "ids",
    [
        pa.array([5, 4, 3, 2, 1], pa.uint8()),
        pa.array(list("edcba")),
        pa.array(list("edcba"), pa.string_view()),
        pa.array(list("edcba")).dictionary_encode(),
        pa.array([b"e", b"d", b"c", b"b", b"a"]),
        pa.array([datetime.date(2024, 1, day) for day in (5, 4, 3, 2, 1)]),
        pa.array([1.5, 1.25, 1.0, 0.5, 0.25]),
    ],
    ids=lambda ids: str(ids.type),
)
def test_ids_keep_their_kind(ids: pa.Array) -> None:
    text = "one text that stands here twice"
    found = find_duplicates(pa.table({"id": ids, "text": ["", text, text, "x", ""]}))
    assert found.clusters() == [[ids[2].as_py(), ids[1].as_py()]]


def test_rows_are_numbered_from_0_without_ids() -> None:
    found = find_duplicates(pa.table({"text": ["", "a copy", "A copy"]}))
    assert found.clusters() == [[1, 2]]


def test_dates_of_arrow() -> None:
    days = [datetime.datetime(2024, 5, 2), None, datetime.datetime(2024, 5, 1)]
    table = pa.table({"id": [1, 2, 3], "text": ["same words"] * 3, "date": days})
    assert find_duplicates(table).clusters() == [[3, 1, 2]]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pa.table({"id": [1], "body": ["x"]}), "no column `text` among id, body"),
        (pa.table({"text": [1]}), "of type int64"),
        (pa.table({"id": [[1], [2]], "text": ["x", "y"]}), "cannot be sorted"),
        (pa.table({"id": pa.array([1, None]), "text": ["x", "y"]}), "row 1 .* no id"),
    ],
)
def test_refused(table: pa.Table, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_corpus(table)


@pytest.mark.parametrize("table", [pa.table({"text": pa.nulls(2)}), pa.table({"text": pa.array([], pa.string())})])
def test_nothing_to_read(table: pa.Table) -> None:
    assert find_duplicates(table).table.num_rows == 0


def test_generators_and_surrogates() -> None:
    texts = (text for text in [("a", "one \ud800 two"), ("b", "one two"), ("c", "one? two")])
    assert find_duplicates(texts).clusters() == [["a", "b", "c"]]


def test_the_result_does_not_alias_the_callers_buffers() -> None:
    table = pa.table({"id": list("ab"), "text": ["a copy", "A copy"]})
    own = {
        buffer.address for column in table.columns for chunk in column.chunks for buffer in chunk.buffers() if buffer
    }
    found = find_duplicates(table)
    for result in (found.table, found.pairs):
        for column in result.columns:
            assert own.isdisjoint(
                buffer.address for chunk in column.chunks for buffer in chunk.buffers() if buffer and buffer.size
            )
