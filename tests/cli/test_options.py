"""Flags become settings in one place; errors become one line and a code."""

from __future__ import annotations

import signal
from pathlib import Path

import click
import pytest

import cleaner.cli.commands as commands
from cleaner.cli.options import _Size
from cleaner.cli.shell import _terminate, run_command
from cleaner.config import CleanConfig, DedupConfig, InputConfig, Limits, OutputConfig, RunConfig


def settings_of(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> RunConfig:
    seen: list[RunConfig] = []

    def corpus(flags: object, config: RunConfig, command: str) -> int:
        seen.append(config)
        return 0

    monkeypatch.setattr(commands, "_corpus", corpus)
    assert run_command(arguments) == 0
    return seen[0]


def test_no_flags_are_the_defaults_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, "run", "in", "-o", "out") == RunConfig()
    assert settings_of(monkeypatch, "clean", "in", "-o", "out") == RunConfig(dedup=None)
    assert settings_of(monkeypatch, "dedup", "in", "-o", "out") == RunConfig(clean=None, learn=False)


def test_every_flag_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    flags = (
        "--text-key body --id-key none --id-prefix file --title-key t --url-key u --date-key d --source-key s "
        "--language-key l --source folder:2 --include *.md --exclude x --limit 7 --max-bytes 1K --max-seconds 2 "
        "--max-unpacked 2M --max-ratio 9 --select SHARE,TITLE --ignore SHARE02 --language de --no-learn --threshold .8 "
        "--recall .99 --keep longest,first-id --duplicates drop --max-dropped-share .9 -f jsonl --no-title "
        "--overwrite -j 3"
    )
    assert settings_of(monkeypatch, "run", "in", "-o", "out", *flags.split()) == RunConfig(
        input=InputConfig(
            id_key="none",
            text_key="body",
            url_key="u",
            title_key="t",
            date_key="d",
            source_key="s",
            language_key="l",
            id_prefix="file",
            site="folder:2",
            include=("*.md",),
            exclude=("x",),
            limit=7,
            limits=Limits(document_bytes=1024, seconds=2, member_bytes=2 << 20, ratio=9),
        ),
        clean=CleanConfig(("SHARE", "TITLE"), ("SHARE02",), "de"),
        learn=False,
        dedup=DedupConfig(threshold=0.8, recall=0.99, keep=("longest", "first-id")),
        output=OutputConfig("jsonl", False, "drop", 0.9, True),
        jobs=3,
    )


@pytest.mark.parametrize(("text", "size"), [("1000", 1000), ("64MiB", 64 << 20), ("2G", 2 << 30), ("3 kb", 3 << 10)])
def test_sizes(text: str, size: int) -> None:
    assert _Size().convert(text, None, None) == size


@pytest.mark.parametrize("text", ["", "x", "-1", "0", "1.5M"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(click.BadParameter):
        _Size().convert(text, None, None)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "the same command begins again"),
        (OSError(28, "No space left on device", "out/.work/x"), 5, "No space left on device"),
    ],
)
def test_what_ends_a_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    def corpus(*_: object) -> int:
        raise error

    monkeypatch.setattr(commands, "_corpus", corpus)
    assert run_command(["run", "in", "-o", "out"]) == code
    assert words in capsys.readouterr().err


def test_sigterm_ends_with_143(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(commands, "_corpus", lambda *_: _terminate(signal.SIGTERM, None))
    assert run_command(["run", "in", "-o", "out"]) == 143
    assert "terminated" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "gone", "-o", "out"),
        ("run", "gone", "--max-bytes", "x", "-o", "out"),
        ("run", "gone", "--source", "x", "-o", "out"),
        ("run", "gone", "--keep", "x", "-o", "out"),
        ("run", "gone", "--containment", ".8", "-o", "out"),
        ("run", "gone", "--jobs", "0", "-o", "out"),
        ("nope",),
        ("restore", "gone", "-o", "back"),
        ("verify", "gone"),
    ],
)
def test_a_wrong_call_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert not list(tmp_path.iterdir())


def test_every_flag_has_a_help_text() -> None:
    for command in commands.cleaner.commands.values():
        assert command.help
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, parameter.name
