"""Parquet in, Parquet out."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.io.record import Raw
from tests.test_runs import STORY, cleaner, rows, same_bytes

HTML = f"<html><head><title>Storm</title></head><body><nav>Home</nav><h1>Storm</h1><p>{STORY}</p></body></html>"


def write(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def quarantined(out: Path) -> list[dict[str, object]]:
    return rows(out / "quarantine.jsonl")


def test_columns_come_back_with_their_types(tmp_path: Path) -> None:
    carried = {
        "n": pa.array([1, None], pa.int16()),
        "when": pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns", "UTC")),
        "day": pa.array([datetime.date(2024, 5, 1), None]),
        "price": pa.array([decimal.Decimal("1.20"), None], pa.decimal128(10, 2)),
        "blob": pa.array([b"\0\xff", None]),
        "tags": pa.array([["a", None], []], pa.list_(pa.string())),
        "nest": pa.array([{"a": 1, "b": [b"\xfe"]}, None]),
        "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int32())),
        "kind_of": pa.array(["x", "y"]).dictionary_encode(),
        "long": pa.array([datetime.timedelta(microseconds=7), None]),
        "f": pa.array([0.1, float("nan")], pa.float32()),
    }
    source = write(tmp_path / "in.parquet", id=["a", "b"], text=[f"{STORY}\n\nShare on Facebook\n", STORY], **carried)
    done = cleaner("run", source, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()
    table = pq.read_table(tmp_path / "out" / "documents.parquet")
    assert table.column_names[:9] == "id text title source url date language kind removed".split()
    assert table.column_names[-2:] == ["cluster_id", "keep"]
    before = pq.read_table(source)
    for name in carried:
        assert table.column(name).type == before.column(name).type
        assert table.column(name).to_string() == before.column(name).to_string(), name
    assert pq.read_table(tmp_path / "out" / "duplicates.parquet").num_rows == 2
    assert cleaner("verify", tmp_path / "out").returncode == 0
    assert cleaner("restore", tmp_path / "out", "-o", tmp_path / "back").returncode == 0
    texts = [row["text"] for row in rows(tmp_path / "back" / "restored.jsonl")]
    assert texts == before.column("text").to_pylist()


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.binary()], ids=str)
def test_html_in_a_column_goes_before_text(tmp_path: Path, kind: pa.DataType) -> None:
    source = write(tmp_path / "in.parquet", html=pa.array([HTML, None], kind), text=["given text", STORY])
    assert cleaner("run", source, "-o", tmp_path / "out", "-f", "jsonl").returncode == 0
    page, text = rows(tmp_path / "out" / "documents.jsonl")
    assert (page["title"], page["text"], page["kind"], page["input_text"]) == (
        "Storm",
        f"{STORY}\n",
        "article",
        "given text",
    )
    assert (text["text"], text["kind"]) == (STORY, "text")
    assert "html" not in page
    assert cleaner("run", source, "-o", tmp_path / "kept", "-f", "jsonl", "--keep-html").returncode == 0
    assert "Home" in str(rows(tmp_path / "kept" / "documents.jsonl")[0]["html"])


def test_jsonl_in_parquet_out_finds_types(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    lines = [{"id": "a", "text": STORY, "n": 1, "mixed": 1}, {"id": "b", "text": "Snow", "n": 2.5, "mixed": {"x": "y"}}]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert cleaner("run", source, "-o", tmp_path / "out", "-f", "parquet").returncode == 0
    table = pq.read_table(tmp_path / "out" / "documents.parquet")
    assert table.column("n").to_pylist() == [1.0, 2.5]
    assert table.column("mixed").to_pylist() == ["1", '{"x": "y"}']


def test_same_bytes_for_any_jobs(tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", text=[f"{STORY} {number}" for number in range(300)], n=list(range(300)))
    for jobs in (1, 2):
        assert cleaner("run", source, "-o", tmp_path / str(jobs), "-j", jobs, hash_seed=str(jobs)).returncode == 0
    assert same_bytes(tmp_path / "1", tmp_path / "2")


def test_a_file_cut_short_is_one_row_of_quarantine(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good = write(folder / "good.parquet", text=[STORY])
    (folder / "short.parquet").write_bytes(good.read_bytes()[:-20])
    (folder / "none.parquet").write_bytes(b"")
    (folder / "text.parquet").write_text("no Parquet")
    assert cleaner("run", folder, "-o", tmp_path / "out").returncode == 1
    assert [(row["id"], "Parquet" in str(row["reason"])) for row in quarantined(tmp_path / "out")] == [
        ("none.parquet", True),
        ("short.parquet", True),
        ("text.parquet", True),
    ]


def test_a_damaged_page_leaves_the_rows_before_it(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    table = pa.table({"text": [f"{STORY} {number}" * 20 for number in range(2000)]})
    pq.write_table(table, source, row_group_size=1000, compression="none", use_dictionary=False)
    data = bytearray(source.read_bytes())
    # The second row group's first page header.
    start = pq.ParquetFile(source).metadata.row_group(1).column(0).data_page_offset
    data[start : start + 40] = b"\xff" * 40
    source.write_bytes(data)
    assert cleaner("clean", source, "-o", tmp_path / "out").returncode == 1
    assert len(quarantined(tmp_path / "out")) == 1
    assert pq.read_table(tmp_path / "out" / "documents.parquet").num_rows >= 1000 - 256


def test_without_a_text_column_the_message_lists_the_columns(tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", body=[STORY], headline=["Storm"])
    done = cleaner("run", source, "-o", tmp_path / "out")
    assert done.returncode == 2
    assert b"body, headline" in done.stderr
    assert b"--text-key" in done.stderr
    assert cleaner("run", source, "-o", tmp_path / "out", "--text-key", "body").returncode == 0


def test_null_and_nested_texts_are_quarantined_with_the_reason(tmp_path: Path) -> None:
    null = write(tmp_path / "null.parquet", text=pa.array([STORY, None], pa.string()))
    nested = write(tmp_path / "nested.parquet", text=[{"a": STORY}])
    assert cleaner("run", null, nested, "-o", tmp_path / "out").returncode == 1
    reasons = {row["id"]: row["reason"] for row in quarantined(tmp_path / "out")}
    assert "null" in str(reasons["null.parquet#2"])
    assert "an object" in str(reasons["nested.parquet#1"])


def test_bytes_that_are_no_text_are_quarantined(tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", html=[HTML.encode("utf-16"), b"\0\1\2" * 50])
    assert cleaner("run", source, "-o", tmp_path / "out").returncode == 1
    assert [row["id"] for row in quarantined(tmp_path / "out")] == ["in.parquet#2"]
    assert pq.read_table(tmp_path / "out" / "documents.parquet").column("title").to_pylist() == ["Storm"]


def test_pages_and_keys_in_bytes_are_text(tmp_path: Path) -> None:
    columns = {
        "id": b"one",
        "html": HTML.encode(),
        "text": b"abcd",
        "date": b"2024-05-01",
        "url": b"https://a.example/1",
    }
    source = write(tmp_path / "in.parquet", **{name: pa.array([value]) for name, value in columns.items()})
    done = cleaner("run", source, "-o", tmp_path / "out", "--keep-html")
    assert done.returncode == 0, done.stderr.decode()
    (row,) = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert {name: row[name] for name in ("id", "html", "input_text", "date")} == {
        "id": "one",
        "html": HTML,
        "input_text": "abcd",
        "date": "2024-05-01",
    }


def test_two_columns_of_one_name_and_one_bad_value(tmp_path: Path) -> None:
    twins = pa.table([[STORY], [1], [2]], names=["text", "n", "n"])
    pq.write_table(twins, tmp_path / "twins.parquet")
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")]
    )
    write(tmp_path / "bad.parquet", text=[STORY, "Snow fell."], n=bad)
    assert cleaner("run", tmp_path / "bad.parquet", tmp_path / "twins.parquet", "-o", tmp_path / "out").returncode == 1
    reasons = {row["id"]: str(row["reason"]) for row in quarantined(tmp_path / "out")}
    assert list(reasons) == ["bad.parquet#2", "twins.parquet"]
    assert "its 'n' cannot be read" in reasons["bad.parquet#2"]
    assert "two columns are called 'n'; rename one" in reasons["twins.parquet"]


def test_no_number_is_null_in_json_lines(tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", text=[STORY], f=[float("nan")], g=[[float("inf"), 1.5]])
    assert cleaner("run", source, "-o", tmp_path / "out", "-f", "jsonl").returncode == 0
    (row,) = rows(tmp_path / "out" / "documents.jsonl")
    assert (row["f"], row["g"]) == (None, [None, 1.5])


def test_json_that_parquet_cannot_hold(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"text": STORY, "m": {}, "k\ud800": 1, "l": ["\ud800"]}) + "\n")
    done = cleaner("run", source, "-o", tmp_path / "out", "-f", "parquet")
    assert done.returncode == 0, done.stderr.decode()
    (row,) = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert (row["m"], row["k\\ud800"], row["l"]) == ("{}", 1, '["\\ud800"]')


def test_a_row_has_a_place() -> None:
    assert Raw("a#1", "parquet", "a.parquet", 1).place == "a.parquet row 1"


def test_bytes_that_were_read_come_back_as_text_under_any_name(tmp_path: Path) -> None:
    source = write(tmp_path / "in.parquet", page=[HTML.encode()], body=[b"abcd"], html=[b"\xff\0"], title=[b"Storm"])
    flags = ("--html-key", "page", "--text-key", "body", "--keep-html")
    assert cleaner("run", source, "-o", tmp_path / "out", *flags).returncode == 0
    (row,) = pq.read_table(tmp_path / "out" / "documents.parquet").to_pylist()
    assert (row["page"], row["body"] if "body" in row else row["input_text"]) == (HTML, "abcd")
    assert (row["html"], row["title"]) == (b"\xff\0", "Storm")
