"""Columns read whole have what records read one by one have."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.config import InputConfig
from cleaner.io.parquet_columns import cut_columns, has_plain_columns
from cleaner.io.readers import read, read_raw
from cleaner.io.record import Record, Source

ROWS = [
    {"id": "a", "text": "One two.", "source": "herald", "url": "https://www.paper.example/1", "date": "2024-05-01"},
    {"id": "b/c", "text": "Three.", "source": "", "url": "https://www.paper.example/2", "date": "May 1, 2024"},
    {"id": "", "text": "Four.", "source": None, "url": None, "date": None},
    {"id": "d", "text": None, "source": None, "url": "", "date": ""},
    {"id": "e", "text": "\u00a0\n", "source": None, "url": None, "date": "2024"},
]


@pytest.mark.parametrize("site", ["auto", "column", "host", "folder:1", "none"])
@pytest.mark.parametrize("prefix", [None, "file"])
def test_columns_are_those_of_records(tmp_path: Path, site: str, prefix: str | None) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=2)
    source, config = Source("in.parquet", str(path), "parquet"), InputConfig(site=site, id_prefix=prefix)
    assert has_plain_columns(source, config)
    records = [read(raw, config)[1] for raw in read_raw([source], config)]
    expected = [one for one in records[:3] if isinstance(one, Record)]
    pieces = list(cut_columns(source, config, hashlib.sha256()))
    rows = [row for piece in pieces for row in piece.plain.to_pylist()]
    assert [row.pop("removed") for row in rows] == [0.0] * 3
    assert rows == [
        {"id": one.id, "text": one.decoded.text, "date": one.date, "source": one.source, "url": one.url}
        for one in expected
    ]
    assert [raw.row for piece in pieces for raw in piece.others] == [4, 5]


@pytest.mark.parametrize(
    "columns",
    [
        {"id": ["a"], "body": ["x"]},
        {"id": ["a"], "text": [b"x"]},
        {"id": ["a"], "text": [1]},
        {"id": [1.5], "text": ["x"]},
        {"id": ["a"], "text": ["x"], "html": ["<p>x"]},
    ],
    ids=["no text", "bytes", "numbers", "ids", "html"],
)
def test_other_files_are_left_to_the_reader_of_records(tmp_path: Path, columns: dict[str, list[object]]) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.table(columns), path)
    assert not has_plain_columns(Source("in.parquet", str(path), "parquet"), InputConfig())
