"""Flags become settings in one place; errors become one line and a code."""

from __future__ import annotations

import io
import json
import signal
import sys
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
        "--max-cluster-share .8 --raw-compare --overwrite -j 3 --passages cut:80"
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
        dedup=DedupConfig(threshold=0.8, recall=0.99, passages=80, keep=("longest", "first-id")),
        output=OutputConfig("jsonl", False, "drop", 0.9, 0.8, raw_compare=True, overwrite=True, cut_passages=True),
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
        (ValueError("no such\ncolumn"), 5, "could not finish: ValueError: no such column; -vv shows where\n"),
        (KeyError(), 5, "could not finish: KeyError; -vv shows where\n"),
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
        ("run", "gone", "--containment", "x", "-o", "out"),
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


def test_an_unexpected_error_as_json_and_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def corpus(*_: object) -> int:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(commands, "_corpus", corpus)
    assert run_command(["run", "in", "-o", "out", "--log-json"]) == 5
    [line] = capsys.readouterr().err.splitlines()
    message = "could not finish: ZeroDivisionError: division by zero; -vv shows where"
    assert json.loads(line) == {"level": "error", "message": message}
    assert run_command(["run", "in", "-o", "out", "-v"]) == 5
    assert "Traceback" not in capsys.readouterr().err
    assert run_command(["run", "in", "-o", "out", "-v", "-v"]) == 5
    told = capsys.readouterr().err
    assert "in corpus\n" in told
    assert told.endswith(f"cleaner: {message}\n")


@pytest.mark.parametrize("command", [("clean", "-"), ("explain", "-")])
@pytest.mark.parametrize(
    ("data", "flags", "words"),
    [
        (b"x" * 11, ["--max-bytes", "10"], "standard input: more than 10 bytes; --max-bytes allows more"),
        (b"<html><body>" + b"<div>" * 90 + b"Rain fell.", ["--max-depth", "50"], "--max-depth"),
        (b"\0\1\2" * 99, [], "standard input: binary"),
        (b"Rain", ["--max-depth", "3001"], "--max-depth"),
    ],
)
def test_one_document_keeps_the_limits(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: tuple[str, ...],
    data: bytes,
    flags: list[str],
    words: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert run_command([*command, *flags]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_one_document_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    def endless(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr("cleaner.cleaning.clean", endless)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Rain")))
    assert run_command([command, "-", "--max-seconds", "1"]) == 2
    assert "standard input: took more than 1 s of CPU; --max-seconds allows more\n" in capsys.readouterr().err


@pytest.mark.parametrize("flag", [["-f", "jsonl"], ["--limit", "3"], ["-j", "2"]])
def test_flags_of_out_are_refused_where_one_document_is_printed(
    capsys: pytest.CaptureFixture[str], flag: list[str]
) -> None:
    assert run_command(["clean", "-", *flag]) == 2
    captured = capsys.readouterr()
    assert "it needs -o OUT" in captured.err
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("content", ["{}", "[", '{"format": "site-memory-0"}'])
def test_wrong_sites_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Rain")))
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    assert run_command(["clean", "-", "--sites", str(tmp_path / "bad.json")]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"cleaner: {tmp_path / 'bad.json'}: ")
    assert told.count("\n") == 1


def test_the_summary_tells_why_records_are_in_quarantine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("Rain fell on the bay for days.", encoding="utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\0\1\2" * 99)
    assert run_command(["clean", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-j", "1"]) == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "Quarantine 1 binary" in told
    assert "such as bad.txt" in told


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Share\nAdvertisement", "all of it is NOTICE01 (1), SHARE01 (1)"), (" \n", "there was no text")],
)
def test_nothing_left_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, reason: str
) -> None:
    for flags, told in (([], f"nothing is left: {reason}\n"), (["-q"], "")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert run_command(["clean", "-", *flags]) == 0
        out, err = capsys.readouterr()
        assert (out.strip(), err) == ("", told)


def test_the_line_model_alone_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Rain")))
    assert run_command(["clean", "-", "--select", "LINE01"]) == 2
    assert "--select LINE01: the line model goes by what rules find; select some too" in capsys.readouterr().err
