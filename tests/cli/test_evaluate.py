"""`cleaner eval`: tables, files, exit codes; a wrong call is one line with its cure."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from cleaner.cli.shell import run_command
from tests.evaluation.test_evaluating import MORE, PROSE, ROWS


def gold_file(path: Path, rows: list[Any]) -> str:
    data = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return str(path)


@pytest.fixture
def gold(tmp_path: Path) -> str:
    return gold_file(tmp_path / "gold.jsonl.gz", ROWS)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_tables_fit_the_terminal(gold: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["eval", gold, "-j", "1"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert max(map(len, out.splitlines())) <= 100
    for title in ("Overall", "By language", "By kind", "Rules", "Confidence", "False cuts", "Furniture that stayed"):
        assert title in out
    assert "3 documents; intervals of 95 %, resampled by document" in out


def test_out_holds_the_three_files(gold: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run_command(["eval", gold, "-o", str(out), "-q", "-j", "1"]) == 0
    found = files(out)
    assert set(found) == {"eval.json", "false_cuts.jsonl", "report.md"}
    told = json.loads(found["eval.json"])
    assert list(told["gold"]) == ["gold.jsonl.gz"]
    assert told["overall"]["documents"] == 3
    assert [json.loads(line)["id"] for line in found["false_cuts.jsonl"].splitlines()] == ["b"]
    assert b"| SHARE01 |" in found["report.md"]


def test_same_gold_same_bytes(gold: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, jobs in (("one", "1"), ("two", "2")):
        assert run_command(["eval", gold, "-o", str(tmp_path / name), "-q", "-j", jobs]) == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert run_command(["eval", gold, "--json", "-j", "1"]) == 0
    assert capsys.readouterr().out.encode() == files(tmp_path / "one")["eval.json"]


def test_what_a_page_says_is_not_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"lines": [{"t": PROSE, "keep": 1}, {"t": "\x1b[31m[bold]red[/bold] <b>|x|</b> again", "keep": 0}]}
    assert run_command(["eval", gold_file(tmp_path / "g.jsonl", [row]), "-o", str(tmp_path / "out"), "-j", "1"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\\x1b[31m[bold]red" in out
    assert "&#60;b&#62;\\|x\\|&#60;/b&#62;" in (tmp_path / "out" / "report.md").read_text("utf-8")


def test_bad_rows_are_listed_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = gold_file(tmp_path / "g.jsonl", [ROWS[0], {"id": "x", "text": "y"}, "no json", {"gold": "z"}])
    assert run_command(["eval", gold, "-j", "1"]) == 1
    out, err = capsys.readouterr()
    for row, reason in (("g.jsonl#2", "no gold"), ("g.jsonl#3", "no JSON"), ("g.jsonl#4", "no text")):
        assert any(row in line and reason in line for line in out.splitlines()), row
    assert "3 rows could not be measured or cleaned, the first: g.jsonl#2: no gold" in err


def test_several_files_and_parquet_are_one_gold(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.Table.from_pylist(ROWS[1:]), tmp_path / "b.parquet")
    first = gold_file(tmp_path / "a.jsonl", ROWS[:1])
    out = tmp_path / "out"
    assert run_command(["eval", first, str(tmp_path / "b.parquet"), "-o", str(out), "-q", "-j", "1"]) == 0
    told = json.loads((out / "eval.json").read_bytes())
    assert told["each"]["id"] == ["a", "b", "c"]
    assert list(told["gold"]) == ["a.jsonl", "b.parquet"]


def test_cleaning_flags_and_settings_are_heeded(gold: str, tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[clean]\nignore = ["TITLE"]\n', "utf-8")
    for flags, missing in ((["--ignore", "SHARE"], "SHARE01"), (["-c", str(tmp_path / "c.toml")], "TITLE00")):
        out = tmp_path / missing
        assert run_command(["eval", gold, "-o", str(out), "-q", "-j", "1", *flags]) == 0
        codes = {rule["code"] for rule in json.loads((out / "eval.json").read_bytes())["rules"]}
        assert codes == {"SHARE01", "TITLE00"} - {missing}


def test_a_measure_that_fell_is_exit_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**ROWS[0], "id": f"a{number}"} for number in range(9)]
    gold, out = gold_file(tmp_path / "g.jsonl", rows), tmp_path / "out"
    assert run_command(["eval", gold, "-o", str(out), "-q", "-j", "1"]) == 0
    baseline = ["--baseline", str(out / "eval.json"), "-j", "1"]
    assert run_command(["eval", gold, *baseline]) == 0
    capsys.readouterr()
    assert run_command(["eval", gold, *baseline, "--ignore", "SHARE"]) == 3
    told, err = capsys.readouterr()
    assert "token_f1 fell beyond its interval" in err
    assert "Against the baseline" in told
    assert "fell" in told
    assert run_command(["eval", gold, *baseline, "--ignore", "SHARE", "--measure", "line_recall"]) == 0


@pytest.mark.parametrize(("least", "code"), [("0.95", 3), ("0.5", 0)])
def test_fail_under(gold: str, capsys: pytest.CaptureFixture[str], least: str, code: int) -> None:
    assert run_command(["eval", gold, "-q", "-j", "1", "--measure", "line_f1", "--fail-under", least]) == code
    assert ("under --fail-under 0.95" in capsys.readouterr().err) is (code == 3)


def test_segments_alone_are_enough(tmp_path: Path) -> None:
    row = {"id": "a", "text": f"{PROSE}\n\n{MORE}\n\nShare on Facebook\n", "with": [MORE], "without": ["Share on"]}
    gold = gold_file(tmp_path / "g.jsonl", [row])
    assert run_command(["eval", gold, "-q", "-j", "1", "--fail-under", "1"]) == 0
    assert run_command(["eval", gold, "-q", "-j", "1", "--fail-under", "1", "--ignore", "SHARE"]) == 3


def test_a_wrong_call_is_one_line(gold: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "page.html").write_text("<p>x", "utf-8")
    (tmp_path / "broken.jsonl.gz").write_bytes(Path(gold).read_bytes()[:60])
    (tmp_path / "none.json").write_text('{"each": {}}', "utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "other").touch()
    bad = gold_file(tmp_path / "bad.jsonl", [{"text": "x"}])
    calls = [
        ([], "no GOLD"),
        ([str(tmp_path / "missing.jsonl")], "there is no such file"),
        ([str(tmp_path / "page.html")], "no gold file; give jsonl"),
        ([str(tmp_path / "broken.jsonl.gz")], "a gold file must be whole"),
        ([bad], "no row can be measured; the first says: bad.jsonl#1: no gold"),
        ([gold, "--baseline", str(tmp_path / "missing.json")], "cannot be read"),
        ([gold, "--baseline", str(tmp_path / "none.json")], "no eval.json that this version can read"),
        ([gold, "--measure", "beauty"], "this gold tells of token_f1"),
        ([gold, "--select", "NOPE"], "NOPE"),
        ([gold, "-o", gold], "it is a file"),
        ([gold, "-o", str(tmp_path / "full")], "not empty, and no evaluation"),
    ]
    for arguments, reason in calls:
        assert run_command(["eval", *arguments, "-q", "-j", "1"]) == 2, arguments
        err = capsys.readouterr().err
        assert reason in err
        assert err.count("\n") == 1


def test_an_evaluation_is_replaced_only_on_demand(gold: str, tmp_path: Path) -> None:
    out = ["-o", str(tmp_path / "out"), "-q", "-j", "1"]
    assert run_command(["eval", gold, *out]) == 0
    assert run_command(["eval", gold, *out]) == 2
    assert run_command(["eval", gold, *out, "--overwrite"]) == 0


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--fail-under", "2"], "2.0 is not in the range 0<=x<=1"),
        (["--fail-under", "-.1"], "is not in the range"),
        (["--by", "nope"], "--by nope: no row has that column"),
        (["--by", "kind,nope"], "--by nope: no row has that column"),
    ],
)
def test_what_cannot_be_meant_is_a_wrong_call(
    gold: str, capsys: pytest.CaptureFixture[str], flags: list[str], message: str
) -> None:
    assert run_command(["eval", gold, "-j", "1", *flags]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1
