"""Columns that go through as they are give what records give."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.test_runs import STORY, cleaner, rows

TEXTS = [STORY, STORY.upper(), None, "", " \n\u00a0", "漢字" * 40, f"{STORY} And one more sentence.", "short"]


def record(place: int, text: str | None) -> dict[str, object]:
    told = {"date": ("2024-05-01", "May 1", None)[place % 3], "source": ("herald", "", None)[place % 3]}
    return {"id": f"d{place}", "text": text, **told, "url": f"https://www.site{place % 2}.example/{place}"}


def write(folder: Path, records: list[dict[str, object]]) -> tuple[Path, Path]:
    lines, table = folder / "in.jsonl", folder / "in.parquet"
    lines.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    pq.write_table(pa.Table.from_pylist(records), table, row_group_size=3)
    return lines, table


def told(out: Path) -> tuple[dict[str, object], list[str], list[str]]:
    """What stands in OUT, whatever the input is called."""
    stats = json.loads((out / "stats.json").read_text("utf-8"))
    del stats["timing"], stats["copies"]["tables"]
    files = [(out / name).read_text("utf-8") for name in ("duplicates.csv", "pairs.csv", "quarantine.jsonl")]
    stats, *files = (json.loads(json.dumps(one).replace("in.jsonl", "in.parquet")) for one in (stats, *files))
    return stats, files[:2], files[2].splitlines()


@pytest.mark.parametrize("options", [(), ("--source", "host"), ("--source", "none"), ("--id-prefix", "file")])
def test_parquet_by_column_is_told_as_json_lines_are(tmp_path: Path, options: tuple[str, ...]) -> None:
    lines, table = write(tmp_path, [record(place, text) for place, text in enumerate(TEXTS)])
    for source, out in ((lines, "a"), (table, "b")):
        done = cleaner("dedup", source, "-o", tmp_path / out, "-f", "jsonl", *options)
        assert done.returncode == 1, done.stderr.decode()
    one, other = told(tmp_path / "a"), told(tmp_path / "b")
    assert one == other
    assert len(one[2]) == 1


def test_rows_are_numbered_where_ids_are_missing(tmp_path: Path) -> None:
    table = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": [7, None, 9], "text": [STORY, STORY, STORY]}), table)
    assert cleaner("dedup", table, "-o", tmp_path / "out", "-f", "jsonl").returncode == 0
    csv = (tmp_path / "out" / "duplicates.csv").read_text("utf-8").splitlines()
    assert [line.partition(",")[0] for line in csv[1:]] == ["7", "9", "in.parquet#2"]


def test_equal_ids_are_named_with_their_rows(tmp_path: Path) -> None:
    _, table = write(tmp_path, [record(place % 5, STORY) for place in range(7)])
    done = cleaner("dedup", table, "-o", tmp_path / "out")
    assert done.returncode == 2
    for part in ("'d0'", "row 1", "row 6"):
        assert part in done.stderr.decode()


def test_bytes_that_are_no_text_cost_one_row(tmp_path: Path) -> None:
    texts = pa.array([STORY.encode(), b"caf\xe9 \xff" * 9, STORY.encode()]).view(pa.string())
    table = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": texts}), table)
    assert cleaner("dedup", table, "-o", tmp_path / "out").returncode == 1
    assert [row["id"] for row in rows(tmp_path / "out" / "quarantine.jsonl")] == ["in.parquet#2"]
