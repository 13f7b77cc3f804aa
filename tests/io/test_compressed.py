"""Compressed files: whole, in several streams, cut short, damaged, too large."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import Limits
from cleaner.errors import DocumentError
from cleaner.io.compressed import open_pieces
from cleaner.io.lines import split_lines

DATA = b"".join(hashlib.sha256(bytes([n % 256, n // 256])).hexdigest().encode() + b"\n" for n in range(20_000))
DEFAULT = Limits()
PACKERS = {"gz": gzip.compress, "zst": zstandard.compress}


def unpack(path: Path, limits: Limits = DEFAULT) -> tuple[bytes, str | None]:
    found = b""
    try:
        for piece in open_pieces(str(path), path.name.partition(".")[2], limits, hashlib.sha256()):
            found += piece
    except DocumentError as error:
        return found, error.reason
    return found, None


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_streams_that_follow_each_other_are_one(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.jsonl.{packing}"
    path.write_bytes(PACKERS[packing](DATA) + PACKERS[packing](b"") + PACKERS[packing](b"end"))
    assert unpack(path) == (DATA + b"end", None)


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_what_comes_before_a_cut_is_read(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.jsonl.{packing}"
    whole = PACKERS[packing](DATA)
    path.write_bytes(whole[: len(whole) // 2])
    found, reason = unpack(path)
    assert "cut short" in str(reason)
    assert found
    assert DATA.startswith(found)


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_damage_is_told(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.jsonl.{packing}"
    path.write_bytes(b"no such stream at all")
    assert "damaged" in str(unpack(path)[1])


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_limits(tmp_path: Path, packing: str) -> None:
    path = tmp_path / f"a.jsonl.{packing}"
    path.write_bytes(PACKERS[packing](b"a" * (8 << 20)))
    assert "--max-ratio" in str(unpack(path)[1])
    assert "--max-unpacked" in str(unpack(path, Limits(member_bytes=1000))[1])
    assert unpack(path, Limits(ratio=1 << 20))[1] is None


def test_an_empty_file_is_no_stream(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").touch()
    assert unpack(tmp_path / "a.jsonl.gz") == (b"", None)


@given(st.lists(st.binary(max_size=12)), st.integers(1, 12))
def test_lines_are_those_of_split(pieces: list[bytes], most: int) -> None:
    whole = b"".join(pieces)
    expected = whole.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert list(split_lines(iter(pieces), most)) == [line if len(line) <= most else None for line in expected]
