"""`--rules`, `rules list` and `rules check`, and what a run tells of a user's own rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleaner.cli.shell import run_command
from cleaner.config import RuleFile
from cleaner.io.ledger import read_json_lines
from cleaner.rules import ALL_RULES

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
MINE = """\
[[rule]]
code = "USER01"
name = "weather box"
phrases = ["weather for …"]
confidence = 0.7
removes = ["✂ Weather for Lorne"]

[[rule]]
code = "KEEP01"
name = "corrections"
action = "keep"
pattern = '^Share on Facebook$'
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(MINE, encoding="utf-8")
    Path("in").mkdir()
    for number in range(3):
        text = f"Ferries {number}\n\n{STORY}{number}\n\nWeather for Lorne\n\nShare on Facebook\n"
        Path(f"in/{number}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_run_in_worker_processes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["run", "in", "-o", "out", "--rules", "mine.toml", "-j", "2", "--no-learn", "-q"]) == 0
    assert Path("out/documents/1.txt").read_text("utf-8") == f"Ferries 1\n\n{STORY}1\n\nShare on Facebook\n"
    [row] = [row for row in json.loads(Path("out/stats.json").read_bytes())["rules"] if row["code"] == "USER01"]
    assert (row["name"], row["documents"]) == ("weather box", 3)
    rows = [row for row in read_json_lines(Path("out/ledger.jsonl.zst")) if row.get("code") == "USER01"]
    assert [(row["evidence"], row["confidence"]) for row in rows] == [("phrase weather for …", 0.7)] * 3
    manifest = json.loads(Path("out/manifest.json").read_bytes())
    assert manifest["config"]["clean"]["rules"] == [f"mine.toml sha256:{RuleFile('', MINE).digest}"]
    assert run_command(["verify", "out", "-q"]) == 0
    assert run_command(["restore", "out", "-o", "back", "-q"]) == 0
    assert Path("back/1.txt").read_bytes() == Path("in/1.txt").read_bytes()
    capsys.readouterr()
    assert run_command(["explain", "out", "1.txt"]) == 0
    assert "weather box" in capsys.readouterr().out


def test_workers_do_as_one_process_does(folder: Path) -> None:
    for jobs in ("1", "2"):
        assert run_command(["run", "in", "-o", f"out{jobs}", "--rules", "mine.toml", "-j", jobs, "-q"]) == 0
    one, two = (Path(f"out{jobs}/ledger.jsonl.zst").read_bytes() for jobs in "12")
    assert one == two


def test_a_rule_file_that_changed_is_noticed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that was broken off goes on only under the rules that it began with."""
    assert run_command(["run", "in", "-o", "out", "--rules", "mine.toml", "-q"]) == 0
    manifest = json.loads(Path("out/manifest.json").read_bytes())
    Path("out/manifest.json").write_text(json.dumps({**manifest, "finished": False}), encoding="utf-8")
    Path("mine.toml").write_text(MINE.replace("0.7", "0.8"), encoding="utf-8")
    assert run_command(["run", "in", "-o", "out", "--rules", "mine.toml", "-q"]) == 2
    assert "clean.rules was ['mine.toml sha256:" in capsys.readouterr().err


def test_explain_and_clean_of_one_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["explain", "in/1.txt", "--rules", "mine.toml"]) == 0
    shown = capsys.readouterr().out
    assert "phrase weather for … 0.70" in shown
    assert "weather box" in shown
    assert run_command(["clean", "in", "--check", "--select", "USER01", "--rules", "mine.toml"]) == 3
    assert run_command(["explain", "in/1.txt", "--select", "USER01"]) == 2
    assert "no rule's code begins with 'USER01'" in capsys.readouterr().err


def test_a_settings_file_names_what_lies_beside_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("news.toml").write_text('[clean]\nrules = ["mine.toml"]\n', encoding="utf-8")
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    assert run_command(["explain", "../in/1.txt", "-c", "../news.toml"]) == 0
    assert "weather box" in capsys.readouterr().out
    assert run_command(["config", "show", "-c", "../news.toml", "--toml"]) == 0
    Path("../again.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run_command(["rules", "list", "-c", "../again.toml"]) == 0
    assert capsys.readouterr().out.startswith("USER01")
    Path("../mine.toml").unlink()
    assert run_command(["config", "show", "-c", "../news.toml"]) == 2
    assert '../news.toml: clean.rules = ["../mine.toml"]: cannot be read' in capsys.readouterr().err


def test_rules_list_names_every_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["rules", "list"]) == 0
    ours = capsys.readouterr().out.splitlines()
    assert {rule.code for rule in ALL_RULES} | {"SITE01", "LINE01", "HTML01", "PASS01", "BLANK00"} == {
        line.split()[0] for line in ours
    }
    assert run_command(["rules", "list", "--rules", "mine.toml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[-1] for line in lines[:2]] == ["Weather for Lorne", "(keeps its lines)"]
    assert len(lines) == len(ours) + 2


def test_rules_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["rules", "check", "mine.toml"]) == 0
    assert capsys.readouterr().out.startswith("mine.toml: 2 rules and 1 example hold\n")
    Path("mine.toml").write_text(MINE.replace("✂ Weather for", "✂ Whether in"), encoding="utf-8")
    assert run_command(["rules", "check", "mine.toml"]) == 2
    told = "removes: example 1 does not hold: marked, but stays: 'Whether in Lorne'; change the rule or the example"
    assert capsys.readouterr().err == f"cleaner: mine.toml: line 6: USER01: {told}\n"
    assert run_command(["rules", "check"]) == 2


def test_a_wrong_rule_stops_a_run_before_it_writes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text(MINE.replace("^Share", "(?=x)"), encoding="utf-8")
    assert run_command(["run", "in", "-o", "out", "--rules", "mine.toml"]) == 2
    assert "mine.toml: line 12, column 12: KEEP01: pattern: invalid perl operator: (?=" in capsys.readouterr().err
    assert not Path("out").exists()


def test_rules_without_examples_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = '[[rule]]\ncode = "BARE01"\nname = "bare"\nphrases = ["weather for …"]\n'
    Path("bare.toml").write_text(bare, encoding="utf-8")
    assert run_command(["rules", "check", "bare.toml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "bare.toml: 1 rule and 0 examples hold",
        "without examples, so nothing shows what they do: BARE01; write removes and keeps",
    ]
