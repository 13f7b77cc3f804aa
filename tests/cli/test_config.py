"""`config show` and -c: what is in force, from where, and that one file means the same everywhere."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

import cleaner.cli.commands as commands
from cleaner.cli.shell import run_command
from cleaner.config import CleanConfig, RunConfig
from cleaner.settings import known_settings
from tests.cli.test_options import settings_of

# What says where to read and write, and what to tell; none of it is a setting.
NO_SETTINGS = {
    *("inputs", "files_from", "out", "dry_run", "check", "sites", "index", "page_of", "config"),
    *("quiet", "verbose", "log_json"),
}
FILE = '[clean]\nselect = ["SHARE"]\n[dedup]\nthreshold = 0.8\n'


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "news.toml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, tuple[str, str]]:
    assert run_command(["config", "show", *arguments]) == 0
    rows = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    return {key: (rest[: rest.rindex("  ")].strip(), rest[rest.rindex("  ") :].strip()) for key, rest in rows}


@pytest.mark.parametrize("command", ["run", "clean", "dedup"])
def test_every_flag_sets_a_setting_or_is_known_not_to(command: str) -> None:
    names = {key.rpartition(".")[2] for key in known_settings()}
    for parameter in commands.cleaner.commands[command].params:
        assert (parameter.name in names) != (parameter.name in NO_SETTINGS), parameter.name


def test_config_show_takes_the_flags_of_run() -> None:
    config = commands.cleaner.commands["config"]
    assert isinstance(config, click.Group)
    taken = {parameter.name for parameter in config.commands["show"].params}
    assert {parameter.name for parameter in commands.cleaner.commands["run"].params} <= taken


def test_the_table_tells_each_value_and_who_gave_it(capsys: pytest.CaptureFixture[str], file: str) -> None:
    rows = shown(capsys, "-c", file, "--threshold", ".9", "--no-title", "--max-bytes", "1000", "in", "-o", "out")
    assert rows["setting"] == ("value", "from")
    assert rows["dedup.threshold"] == ("0.9", "flag --threshold")
    assert rows["output.with_title"] == ("false", "flag --no-title")
    assert rows["input.limits.document_bytes"] == ("1000", "flag --max-bytes")
    assert rows["clean.select"] == ('["SHARE"]', f"file {file}")
    assert rows["input.limits.member_bytes"] == ("1GiB", "default")
    assert rows["clean.language"] == ("-", "default")


def test_a_flag_given_with_the_value_of_the_default_is_given(capsys: pytest.CaptureFixture[str], file: str) -> None:
    assert shown(capsys, "-c", file, "--threshold", "0.7")["dedup.threshold"] == ("0.7", "flag --threshold")


def test_the_file_that_it_prints_gives_the_same_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str, tmp_path: Path
) -> None:
    flags = ["-c", file, "--exclude", '*"x', "--keep", "longest", "--max-bytes", "3K", "-j", "2", "--no-learn"]
    assert run_command(["config", "show", *flags, "--toml"]) == 0
    again = tmp_path / "again.toml"
    again.write_text(capsys.readouterr().out, encoding="utf-8")
    at_once = settings_of(monkeypatch, "run", "in", "-o", "out", *flags)
    assert settings_of(monkeypatch, "run", "in", "-o", "out", "-c", str(again)) == at_once != RunConfig()


def test_a_flag_takes_back_what_the_file_switched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "off.toml"
    path.write_text("learn = false\n[output]\nwith_title = false\n", encoding="utf-8")
    off = settings_of(monkeypatch, "run", "in", "-o", "out", "-c", str(path))
    on = settings_of(monkeypatch, "run", "in", "-o", "out", "-c", str(path), "--learn", "--title")
    assert (off.learn, off.output.with_title) == (False, False)
    assert on == RunConfig()


def test_one_file_serves_every_command(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    cleaned = settings_of(monkeypatch, "clean", "in", "-o", "out", "-c", file)
    assert (cleaned.clean, cleaned.dedup) == (CleanConfig(select=("SHARE",)), None)
    copies = settings_of(monkeypatch, "dedup", "in", "-o", "out", "-c", file)
    assert copies.clean is None
    assert copies.dedup
    assert copies.dedup.threshold == 0.8


def test_no_file_is_read_unless_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("cleaner.toml", ".cleaner.toml", "pyproject.toml"):
        (tmp_path / name).write_text(FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings_of(monkeypatch, "run", "in", "-o", "out") == RunConfig()


@pytest.mark.parametrize("command", [("run", "in", "-o", "out"), ("config", "show"), ("explain", "in")])
def test_a_wrong_file_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[dedup]\ntreshold = 1", encoding="utf-8")
    assert run_command([*command, "-c", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"cleaner: {path}: dedup.treshold: no such setting; did you mean dedup.threshold?\n"
    assert captured.out == ""
