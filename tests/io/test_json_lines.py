"""Records of JSON Lines: ids, texts, carried columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.config import InputConfig, Limits
from cleaner.errors import DocumentError
from cleaner.io.readers import read, read_raw
from cleaner.io.record import Record, Source

CONFIG = InputConfig()


def read_lines(tmp_path: Path, *lines: object, config: InputConfig = CONFIG) -> list[tuple[str, Any]]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
    source = Source("in.jsonl", str(path), "jsonl")
    return [read(raw, config) for raw in read_raw([source], config)]


def one(tmp_path: Path, line: object, config: InputConfig = CONFIG) -> Record:
    ((_, record),) = read_lines(tmp_path, line, config=config)
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a", "a"),
        (5, "5"),
        (1.5, "1.5"),
        (True, "true"),
        ([1, "x"], '[1,"x"]'),
        (None, "in.jsonl#1"),
        ("", "in.jsonl#1"),
        ("a\ud800", "a%ED%A0%80"),
    ],
)
def test_an_id_that_is_no_text_is_its_json(tmp_path: Path, given: object, expected: str) -> None:
    assert one(tmp_path, {"id": given, "text": "x"}).id == expected


def test_ids_by_row_and_with_the_file_in_front(tmp_path: Path) -> None:
    lines = [{"id": "a", "text": "x"}, b"", {"id": "a", "text": "y"}]
    numbered = read_lines(tmp_path, *lines, config=InputConfig(id_key="none"))
    assert [id for id, _ in numbered] == ["in.jsonl#1", "in.jsonl#3"]
    prefixed = read_lines(tmp_path, *lines, config=InputConfig(id_prefix="file"))
    assert [id for id, _ in prefixed] == ["in.jsonl#a"] * 2


@pytest.mark.parametrize(
    ("line", "id", "reason"),
    [
        (b"{", "in.jsonl#1", "no JSON"),
        (b"\xff\xfe{", "in.jsonl", "UTF-16"),
        (b"[" * 100_000, "in.jsonl#1", "nested too deeply"),
        ([1], "in.jsonl#1", "the line is a list"),
        ({"id": "a", "body": "x"}, "a", "the record has 'body', 'id'"),
        ({"id": "a", "text": None}, "a", "null"),
        ({"id": "a", "text": 7}, "a", "a number"),
        ({"id": "a", "text": "x" * 50}, "a", "too large"),
        ({"id": "a", "text": "x", "pad": "y" * 500}, "in.jsonl#1", "too large"),
    ],
)
def test_a_bad_record_says_why(tmp_path: Path, line: object, id: str, reason: str) -> None:
    limit = 100_000 if isinstance(line, bytes) else 40
    ((found, error),) = read_lines(tmp_path, line, config=InputConfig(limits=Limits(document_bytes=limit)))
    assert isinstance(error, DocumentError)
    assert reason in error.reason
    assert found == id


def test_lines_end_at_the_byte_alone(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes('\ufeff{"id":"a","text":"x\u2028y\x85z"}\r\n{"id":"b","text":"q"}'.encode())
    records = [read(raw, InputConfig())[1] for raw in read_raw([Source("in", str(path), "jsonl")], InputConfig())]
    assert [record.decoded.text for record in records if isinstance(record, Record)] == ["x\u2028y\x85z", "q"]


def test_lone_surrogates_and_bad_bytes_are_remembered(tmp_path: Path) -> None:
    record = one(tmp_path, b'{"text":"a\\ud800b\xffc"}')
    assert record.decoded.text == "a\ufffdb\ufffdc"
    assert record.surrogates == ((1, 0xD800), (3, 0xDCFF))


def test_other_columns_come_through_untouched(tmp_path: Path) -> None:
    row = {"id": 3, "text": "x", "date": "May 1", "tags": ["a", 1.5], "kind": "story", "input_kind": 0, "nil": None}
    record = one(tmp_path, row)
    assert record.date is None
    assert list(record.carried.items()) == [
        ("input_date", "May 1"),
        ("tags", ["a", 1.5]),
        ("input_kind", "story"),
        ("input_input_kind", 0),
        ("nil", None),
    ]


def test_renamed_columns_are_taken(tmp_path: Path) -> None:
    config = InputConfig(text_key="body", url_key="link", source_key="outlet", id_key="key", date_key="day")
    row = {"key": "k", "body": "x", "link": "https://www.a.example/x", "day": "2024-05-01", "id": 9, "text": "y"}
    record = one(tmp_path, row, config)
    assert (record.id, record.decoded.text, record.date) == ("k", "x", "2024-05-01")
    assert record.url == "https://www.a.example/x"
    assert record.site == record.source == "a.example"
    assert record.carried == {"input_id": 9, "input_text": "y"}


def test_the_site_policy_does_not_lose_the_column(tmp_path: Path) -> None:
    row = {"id": "a/b", "text": "x", "source": "herald"}
    silent = one(tmp_path, row, InputConfig(site="none"))
    assert (silent.site, silent.source) == (None, "herald")
    folder = one(tmp_path, row, InputConfig(site="folder:1"))
    assert (folder.site, folder.source, folder.carried) == ("a", "a", {"input_source": "herald"})
