"""The index on the command line."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaner import Index
from cleaner.cli.shell import run_command

STORY = "The council voted on Monday to close the old bridge for a year of repairs, after three years of debate."
OTHER = "Rain fell on the harbour for the third day and the ferries stayed in port while the skippers waited."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "story.txt").write_text(STORY + "\n\nShare on Facebook\n")
    (tmp_path / "first" / "other.txt").write_text(OTHER)
    return tmp_path


def cleaner(*arguments: object) -> int:
    return run_command([str(argument) for argument in arguments])


def rows_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def from_stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_days_work(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cleaner("index", "create", "news") == 0
    assert cleaner("index", "add", "news", "first") == 0
    assert b"2 added, 0 there already, 0 updated; 2 in all" in capfdbinary.readouterr().err
    assert cleaner("index", "add", "news", "first", "--log-json") == 0
    told = json.loads(capfdbinary.readouterr().err)
    assert (told["new"], told["unchanged"], told["documents"], told["quarantined"]) == (0, 2, 2, 0)
    # The share line goes before it is asked.
    from_stdin(monkeypatch, STORY + "\n\nShare on Facebook\n")
    assert cleaner("index", "query", "news", "-") == 0
    [match] = rows_of(capfdbinary.readouterr().out.decode())
    assert (match["id"], match["relation"], match["jaccard"]) == ("story.txt", "exact", 1.0)
    assert cleaner("index", "query", "news", "first", "-f", "table") == 0
    assert b"story.txt" in capfdbinary.readouterr().out
    assert cleaner("index", "compact", "news") == 0
    assert cleaner("index", "verify", "news") == 0
    capfdbinary.readouterr()
    assert cleaner("index", "stat", "news", "--json") == 0
    assert json.loads(capfdbinary.readouterr().out)["documents"] == 2
    assert cleaner("index", "export", "news", "-o", "news.parquet") == 0
    assert pq.read_table("news.parquet").column("id").to_pylist() == ["other.txt", "story.txt"]
    assert cleaner("index", "export", "news", "-o", "news.parquet") == 2
    assert cleaner("index", "create", "more") == 0
    assert cleaner("index", "merge", "more", "news") == 0
    assert cleaner("index", "remove", "news", "story.txt") == 0
    from_stdin(monkeypatch, STORY)
    assert cleaner("index", "query", "news", "-", "-f", "table") == 0
    assert b"no matches" in capfdbinary.readouterr().out


def test_texts_as_they_are(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "wire.jsonl").write_text(json.dumps({"id": "1", "text": STORY}) + "\n{broken\n")
    assert cleaner("index", "create", "wire", "--as-is", "--threshold", ".8", "--containment", "none") == 0
    assert cleaner("index", "add", "wire", "wire.jsonl", "--as-is") == 1
    assert b"1 could not be read" in capfdbinary.readouterr().err
    assert cleaner("index", "query", "wire", "wire.jsonl", "--as-is") == 1
    assert rows_of(capfdbinary.readouterr().out.decode())[0]["query"] == "1"
    with Index.open("wire") as index:
        assert index.fingerprint.threshold == 0.8
        assert index.query(STORY)[0].id == "1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "missing", "first"], "missing: no index; cleaner index create missing makes one"),
        (["add", "news", "first", "--as-is"], "leave out --as-is"),
        (["add", "news", "first", "--ignore", "LINK"], "use the settings it was made with"),
        (["query", "raw", "first"], "taken as they are, this command would clean them"),
        (["remove", "news", "nobody"], "no document with the id 'nobody'; nothing was removed"),
        (["remove", "news"], "no ID"),
        (["merge", "news", "raw"], "cleaning None, this index has 'cleaner"),
        (["create", "news"], "holds something already"),
        (["create", "new", "--threshold", "2"], "use a number above 0"),
        (["export", "news", "-o", "x.csv"], ".parquet or a .jsonl"),
    ],
)
def test_a_call_that_must_change(
    folder: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert cleaner("index", "create", "news") == cleaner("index", "create", "raw", "--as-is") == 0
    capfd.readouterr()
    assert cleaner("index", *arguments) == 2
    error = capfd.readouterr().err
    assert told in error
    assert error.count("\n") == 1


def test_an_id_with_another_text_needs_update(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cleaner("index", "create", "news")
    cleaner("index", "add", "news", "first")
    (folder / "first" / "other.txt").write_text(STORY + " And that was not all that there was to say about it.")
    (folder / "first" / "third.txt").write_text("A third text that would be new and has more than five words.")
    assert cleaner("index", "add", "news", "first") == 2
    assert "'other.txt' is there with another text; nothing was added" in capfd.readouterr().err
    assert len(Index.open("news")) == 2
    assert cleaner("index", "add", "news", "first", "--update") == 0
    assert len(Index.open("news")) == 3


def test_damage_is_told_by_verify(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    cleaner("index", "create", "news")
    cleaner("index", "add", "news", "first")
    cleaner("index", "compact", "news")
    [segment] = (folder / "news").glob("segment-*")
    data = bytearray(segment.read_bytes())
    data[5000] ^= 4
    segment.write_bytes(data)
    assert cleaner("index", "verify", "news") == 3
    assert "damaged at byte 4,096; restore" in capfd.readouterr().err
    (folder / "news" / "manifest.json").write_text("{}")
    assert cleaner("index", "verify", "news") == 2


def duplicates(out: str) -> dict[str, dict[str, str]]:
    with open(Path(out) / "duplicates.csv", encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_a_run_flags_copies_of_earlier_documents_and_adds_its_own(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cleaner("index", "create", "news")
    assert cleaner("run", "first", "-o", "out1", "--index", "news") == 0
    assert duplicates("out1") == {}
    (folder / "second").mkdir()
    (folder / "second" / "again.txt").write_text(STORY)
    (folder / "second" / "nearly.txt").write_text(STORY + " More was said.")
    (folder / "second" / "new.txt").write_text("Nobody has ever written this text before in the whole county.")
    assert cleaner("run", "second", "-o", "out2", "--index", "news") == 0
    found = duplicates("out2")
    assert found.keys() == {"again.txt", "nearly.txt"}
    assert found["again.txt"]["duplicate_of"] == found["nearly.txt"]["cluster_id"] == "story.txt"
    assert (found["again.txt"]["relation"], found["again.txt"]["keep"]) == ("exact", "false")
    assert found["again.txt"]["reason"] == "same tokens; indexed before"
    assert found["nearly.txt"]["cluster_size"] == "3"
    pairs = (folder / "out2" / "pairs.csv").read_text()
    assert "again.txt,story.txt,exact" in pairs
    assert "again.txt,nearly.txt,near" in pairs
    with Index.open("news") as index:
        assert sorted(index) == ["again.txt", "nearly.txt", "new.txt", "other.txt", "story.txt"]
    assert json.loads((folder / "out2" / "stats.json").read_text())["records"]["kept"] == 1
    assert cleaner("verify", "out2") == 0


def test_a_run_again_ends_the_same(folder: Path) -> None:
    cleaner("index", "create", "news")
    (folder / "first" / "copy.txt").write_text(STORY)
    for out in ("out1", "out2"):
        assert cleaner("run", "first", "-o", out, "--index", "news") == 0
    assert (folder / "out1" / "duplicates.csv").read_bytes() == (folder / "out2" / "duplicates.csv").read_bytes()


def test_a_run_that_cannot_be_leaves_index_and_out_as_they_were(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cleaner("index", "create", "news")
    cleaner("index", "add", "news", "first")
    (folder / "first" / "other.txt").write_text("Another text now, under the id of a text that is there already.")
    (folder / "first" / "third.txt").write_text("A third text that would be new and has more than five words.")
    assert cleaner("run", "first", "-o", "out", "--index", "news") == 2
    assert "'other.txt' is there with another text" in capfd.readouterr().err
    assert not (folder / "out").exists()
    assert len(Index.open("news")) == 2
    assert cleaner("run", "first", "-o", "out", "--index", "news", "--threshold", ".9") == 2
    assert "made with threshold 0.7, this run has 0.9" in capfd.readouterr().err
