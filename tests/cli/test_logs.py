"""The library is silent and prints nothing; the command line says as much as it is asked to."""

from __future__ import annotations

import ast
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cleaner.cli.logs import Stderr, set_up_logs
from cleaner.cli.shell import run_command
from tests.real_data import ROOT

LOGGER = logging.getLogger("cleaner")
STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    level, handlers = LOGGER.level, LOGGER.handlers[:]
    yield
    LOGGER.setLevel(level)
    LOGGER.handlers[:] = handlers


def _prints(path: Path) -> Iterator[int]:
    """Lines of a module that print, or name a standard stream to write to."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Name) and node.id == "print":
            yield node.lineno
        if isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "basicConfig"):
            yield node.lineno


def test_only_the_command_line_writes_to_a_terminal() -> None:
    modules = [path for path in (ROOT / "cleaner").rglob("*.py") if "cli" not in path.parts]
    assert len(modules) > 50
    assert {str(path): lines for path in modules if (lines := list(_prints(path)))} == {}


def test_the_package_has_a_null_handler() -> None:
    assert any(isinstance(handler, logging.NullHandler) for handler in LOGGER.handlers)


def test_only_our_logger_is_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    set_up_logs(1, quiet=False, as_json=False)
    logging.getLogger("other").info("not ours")
    logging.getLogger("cleaner.part").info("done %d", 3)
    assert (root.level, root.handlers) == before
    assert capsys.readouterr().err == "done 3\n"


def test_setting_up_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(1, quiet=False, as_json=False)
    set_up_logs(2, quiet=False, as_json=True)
    logging.getLogger("cleaner.part").debug('say "x"\nand more')
    assert sum(isinstance(handler, Stderr) for handler in LOGGER.handlers) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line) == {"level": "debug", "message": 'say "x"\nand more'}


@pytest.mark.parametrize(
    ("verbose", "quiet", "heard"),
    [(0, False, ["warning"]), (1, False, ["info", "warning"]), (2, False, ["debug", "info", "warning"]), (2, True, [])],
)
def test_how_much_is_said(capsys: pytest.CaptureFixture[str], verbose: int, quiet: bool, heard: list[str]) -> None:
    set_up_logs(verbose, quiet=quiet, as_json=False)
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        LOGGER.log(level, logging.getLevelName(level).lower())
    assert capsys.readouterr().err.splitlines() == heard


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(f"{STORY}\n\nShare on Facebook\n", encoding="utf-8")
    return path


def test_verbose_tells_what_is_done(capsys: pytest.CaptureFixture[str], tmp_path: Path, page: Path) -> None:
    assert run_command(["clean", str(page), "-o", str(tmp_path / "out"), "-j", "1"]) == 0
    assert "files to read" not in capsys.readouterr().err
    assert run_command(["clean", str(page), "-o", str(tmp_path / "out"), "-j", "1", "--overwrite", "-v"]) == 0
    told = capsys.readouterr().err
    assert "1 files to read" in told
    for stage in ("learn", "clean", "write"):
        assert f"{stage}: " in told


@pytest.mark.parametrize("verbosity", [[], ["-v"], ["-vv"]])
def test_log_json_is_one_object_a_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, page: Path, verbosity: list[str]
) -> None:
    assert run_command(["clean", str(page), "-o", str(tmp_path / "out"), "-j", "1", "--log-json", *verbosity]) == 0
    captured = capsys.readouterr()
    rows = [json.loads(line) for line in captured.err.splitlines()]
    assert all({"level", "message"} <= row.keys() for row in rows)
    assert rows[-1]["message"] == "finished"
    assert captured.out == ""


def test_log_json_tells_errors_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_command(["run", str(tmp_path / "gone"), "-o", str(tmp_path / "out"), "--log-json"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["level"] == "error"
