"""README tells the truth: its examples run, its commands exist."""

from __future__ import annotations

import doctest
import re

from cleaner.cleaning import clean_document
from cleaner.config import RuleFile
from cleaner.cutting import PASSAGE
from cleaner.document import NOT_MAIN, Document
from cleaner.errors import CheckError, GuardError, UnfinishedError, UsageError
from cleaner.models import LINE_CODE
from cleaner.rules import ALL_RULES
from cleaner.sites import SITE_CODE
from cleaner.user_rules.rule_file import KEYS, read_rules
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
    assert {SITE_CODE, LINE_CODE, NOT_MAIN, PASSAGE, BLANK} <= listed.keys()


def test_its_rules_do_what_their_examples_say() -> None:
    [text] = [block for block in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[[rule]]" in block]
    rules = read_rules(RuleFile("README.md", text))
    assert [rule.code for rule in rules] == ["USER01", "USER02", "USER03", "KEEP01"]
    assert all(rule.removes or rule.keeps for rule in rules)
    document = Document(
        "Ferries stay in port\n\nWeather for Lorne\nDry\n\nThe ferries (PortWire) stay.\n", url="//port.example"
    )
    assert clean_document(document, rules).text == "Ferries stay in port\n\nThe ferries stay.\n"


def test_it_lists_every_key_of_a_rule() -> None:
    listed = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", README, re.MULTILINE)))
    assert {*KEYS} - {"code", "name"} <= {*listed}


def test_its_map_names_what_exists() -> None:
    for path in re.findall(r"`(cleaner/[\w/.]+|tests/[\w/]+)`", README):
        assert (ROOT / path).exists(), path
