"""Judged pairs are read, or what is wrong is said with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.errors import SourceError
from cleaner.io.pairs import read_pairs


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.csv", 'a,b,same\n"x, y",z,yes\nu,v,no\n'),
        ("p.tsv", "same\ta\tb\nYES\tx, y\tz\n0\tu\tv\n"),
        ("p.jsonl", '{"a": "x, y", "b": "z", "same": true}\n\n{"a": "u", "b": "v", "same": "bad", "more": 1}\n'),
    ],
)
def test_files(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text("\ufeff" + text, encoding="utf-8")
    assert read_pairs(path) == ([("x, y", "z"), ("u", "v")], [True, False])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("p.txt", b"", "csv, tsv or jsonl"),
        ("p.csv", b"a,b\nx,y\n", "line 2: no column `same`"),
        ("p.csv", b"a,b,same\nx,y,maybe\n", "line 2: same is 'maybe'"),
        ("p.csv", b"a,b,same\nx,y\n", "line 2: no column `same`"),
        ("p.csv", b"a,b,same\nx,y,yes\n", "no pair with same = no"),
        ("p.csv", b"", "no pair"),
        ("p.csv", b"a,b,same\nx,\xff,yes\n", "not UTF-8"),
        ("p.jsonl", b'{"a": 1\n', "line 1: no JSON"),
        ("p.jsonl", b"[1]\n", "line 1: no object"),
        ("p.jsonl", b'{"a": null, "b": "x", "same": "yes"}\n', "line 1: no column `a`"),
    ],
)
def test_what_is_no_file_of_pairs(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message):
        read_pairs(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_pairs(tmp_path / "none.csv")
