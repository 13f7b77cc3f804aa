"""--raw-compare: what cleaning does to copies, in stats.json and the summary."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import pytest
from rich.console import Console

from cleaner.config import OutputConfig, RunConfig
from cleaner.errors import GuardError
from cleaner.pipeline import run
from cleaner.report.summary import summarize
from tests.neardup.corpora import words


def corpus(path: Path) -> Path:
    """One story on two pages, on each between other teasers."""
    chance = random.Random(3)
    story = [" ".join(words(chance, 30)).capitalize() + "." for _ in range(3)]
    rows = []
    for number in range(2):
        teasers = [f"Read also: {' '.join(words(chance, 7))}" for _ in range(20)]
        rows.append({"id": f"d{number}", "source": "herald", "text": "\n\n".join([*story, *teasers])})
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def test_the_comparison_is_told(tmp_path: Path) -> None:
    source = corpus(tmp_path / "pages.jsonl")
    report = run([str(source)], tmp_path / "out", RunConfig(output=OutputConfig(raw_compare=True), jobs=1))
    raw = report.stats["copies"]["raw"]
    assert raw["documents"] == 2
    assert (raw["raw"]["pairs"], raw["cleaned"]["pairs"], raw["cleaned"]["alone"]) == (0, 1, 1)
    assert raw["cleaned"]["examples"] == [["d0", "d1"]]
    assert not list((tmp_path / "out").rglob("raw.arrow"))
    console = Console(width=100, file=io.StringIO())
    console.print(summarize(report.stats, report.out, report.documents, "run"))
    assert isinstance(console.file, io.StringIO)
    told = console.file.getvalue()
    assert "Raw beside cleaned" in told
    assert "what told them apart was cut" in told


def test_it_is_not_told_unasked(tmp_path: Path) -> None:
    report = run([str(corpus(tmp_path / "pages.jsonl"))], tmp_path / "out", RunConfig(jobs=1))
    assert "raw" not in report.stats["copies"]


def test_one_cluster_of_most_documents_stops_a_run_that_drops(tmp_path: Path) -> None:
    story = " ".join(words(random.Random(1), 60)).capitalize() + "."
    rows = [{"id": f"d{number}", "text": story, "source": f"s{number}"} for number in range(60)]
    source = tmp_path / "same.jsonl"
    source.write_text("\n".join(map(json.dumps, rows)))
    with pytest.raises(GuardError, match=r"60 of 60 documents .*--max-cluster-share 0.5"):
        run([str(source)], tmp_path / "out", RunConfig(output=OutputConfig(duplicates="drop"), jobs=1))
    report = run([str(source)], tmp_path / "out", RunConfig(jobs=1))
    assert any("would become one" in warning for warning in report.stats["warnings"])
