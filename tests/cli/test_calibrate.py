"""`cleaner calibrate`: texts or ids in, a suggestion and a picture out."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cleaner.cli.shell import run_command

STORY = "the council voted on monday to close the old bridge for a year"
OTHER = "rain fell on the harbour for the third day and no ferry left the port"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.jsonl"
    rows = [{"a": STORY, "b": STORY + " of repairs", "same": "yes"}, {"a": STORY, "b": OTHER, "same": "no"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_a_suggestion(pairs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["calibrate", str(pairs)]) == 0
    told = capsys.readouterr().out
    assert "1 pairs that are the same, 1 that are not" in told
    assert "--threshold 0.8" in told


def test_json_and_picture(pairs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "curve.svg"
    assert run_command(["calibrate", str(pairs), "-o", str(picture), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["usual"]["threshold"] == 0.8
    assert found["pairs"] == {"same": 1, "other": 1}
    root = ElementTree.fromstring(picture.read_text())
    assert root.tag.endswith("svg")
    assert run_command(["calibrate", str(pairs), "-o", str(picture)]) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert run_command(["calibrate", str(pairs), "-o", str(tmp_path / "curve.png")]) == 2


def test_ids_of_a_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "corpus.jsonl"
    rows = [{"id": "one", "text": STORY}, {"id": "two", "text": STORY + " of repairs"}, {"id": "three", "text": OTHER}]
    corpus.write_text("\n".join(map(json.dumps, rows)))
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("a,b,same\none,two,yes\none,three,no\n")
    assert run_command(["calibrate", str(pairs), "--corpus", str(corpus)]) == 0
    assert "--threshold 0.8" in capsys.readouterr().out
    pairs.write_text("a,b,same\none,two,yes\none,four,no\n")
    assert run_command(["calibrate", str(pairs), "--corpus", str(corpus)]) == 2
    assert "pair 2: no document 'four'" in capsys.readouterr().err
