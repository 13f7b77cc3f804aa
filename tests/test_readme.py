"""README tells the truth: its examples run, its commands exist."""

from __future__ import annotations

import doctest
import re

from cleaner.document import NOT_MAIN
from cleaner.errors import CheckError, GuardError, UnfinishedError, UsageError
from cleaner.rules import ALL_RULES
from cleaner.sites import SITE_CODE
from cleaner.workers import BLANK
from tests.real_data import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_examples_run() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried >= 8
    assert failed == 0


def test_it_gives_two_commands_of_one_line_each() -> None:
    commands = re.findall(r"^    (python3 -m venv .*)$", README, re.MULTILINE)
    assert len(commands) == 2
    assert all("pip install" in command for command in commands)
    assert not any(re.search(r"pip install [^&]*\bcleaner\b", command) for command in commands)


def test_its_exit_codes_are_the_programs() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+)(?:, \d+)? \|", README, re.MULTILINE)}
    assert {error.exit_code for error in (UsageError, CheckError, GuardError, UnfinishedError)} <= codes


def test_it_lists_every_reason_code() -> None:
    listed = dict(re.findall(r"^\| ([A-Z]+\d\d) \| (.+) \|$", README, re.MULTILINE))
    assert {rule.code: rule.name for rule in ALL_RULES}.items() <= listed.items()
    assert {SITE_CODE, NOT_MAIN, BLANK} <= listed.keys()


def test_its_map_names_what_exists() -> None:
    for path in re.findall(r"`(cleaner/[\w/.]+|tests/[\w/]+)`", README):
        assert (ROOT / path).exists(), path
