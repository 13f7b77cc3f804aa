"""Files of rules: every mistake is told with its line and its cure, every example is run."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import cleaner
from cleaner.config import CleanConfig, RuleFile
from cleaner.document import NOT_MAIN
from cleaner.errors import ConfigError
from cleaner.models import LINE_CODE
from cleaner.rules import ALL_RULES
from cleaner.sites import SITE_CODE
from cleaner.user_rules.rule_file import TAKEN_CODES, read_rules
from cleaner.workers import BLANK

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
HEAD = '[[rule]]\ncode = "USER01"\nname = "weather box"\n'


def read(text: str) -> tuple[cleaner.Rule, ...]:
    return read_rules(RuleFile("mine.toml", text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "mine.toml: no rule in it; write one under [[rule]]"),
        ("[[rule]]\ncode = ", "line 2, end of document: Invalid value"),
        ('[[rule]]\ncode = "USER01"\ncode = "USER02"\n', "line 3, column"),
        ("\n[rules]\n", "line 2: rules: no such key; a file of rules holds tables [[rule]]"),
        ("rule = 3", "line 1: rule: wants tables, each under [[rule]]"),
        ("\n[rule]\ncode = 'A'", "line 2: rule: wants tables"),
        ("rule = [1]", "line 1: rule: wants tables"),
        ('[[rule]]\nname = "x"\npattern = "x"', 'line 1: the rule has no code; give it code = "…"'),
        ('[[rule]]\ncode = "USER01"\npattern = "x"', "line 1: USER01: the rule has no name"),
        (HEAD.replace("weather box", " "), "line 3: USER01: name: the rule has no name"),
        (
            '[[rule]]\nname = "x"\ncode = "user1"',
            'line 3: code = "user1": use two to six capital letters and two digits',
        ),
        ('[[rule]]\nname = "x"\ncode = "SHARE01"', 'line 3: code = "SHARE01": one of our codes; choose another'),
        ('[[rule]]\nname = "x"\ncode = "SITE01"', "one of our codes"),
        ('[[rule]]\nname = "x"\ncode = 7', "line 3: code = 7: wants a string"),
        (HEAD + "pattern = 'x'\n" + HEAD + "pattern = 'y'", 'line 6: code = "USER01": the code of a rule above'),
        (HEAD, "line 1: USER01: the rule looks for nothing; give it phrases or a pattern"),
        (HEAD + "phrase = ['x']", "line 4: USER01: phrase: no such key; did you mean phrases?"),
        (HEAD + "zzz = 1", "line 4: USER01: zzz: no such key; a rule has code, name, pattern, phrases"),
        (HEAD + "phrases = 'x'", 'line 4: USER01: phrases: wants a list of strings, phrases = ["…"]'),
        (HEAD + "phrases = ['x', 1]", "phrases: wants a list of strings"),
        (HEAD + "phrases = []", "line 4: USER01: phrases: an empty list; leave the key out"),
        (HEAD + "phrases = ['x', '… !']", "line 4: USER01: phrases: '… !': no word in it"),
        (HEAD + "phrases = ['a … b … c']", "one … leaves one thing open; use a pattern for more"),
        (HEAD + "pattern = 3", "line 4: USER01: pattern: wants a string"),
        (HEAD + "pattern = ''", "line 4: USER01: pattern: an empty pattern matches everywhere"),
        (HEAD + "pattern = 'x*'", "line 4: USER01: pattern: the pattern matches where nothing stands"),
        (
            HEAD + "pattern = '^Forecast(?= for)'",
            "line 4, column 21: USER01: pattern: invalid perl operator: (?=; look-a",
        ),
        (
            HEAD + "phrases = ['é']\npattern = 'é(a)\\1'",
            "line 5, column 16: USER01: pattern: invalid escape sequence: \\1; back",
        ),
        (HEAD + "pattern = '''\n(?=x)'''", "line 4: USER01: pattern: invalid perl operator"),
        (HEAD + "pattern = 'x'\nsites = ['port.*']", "line 5: USER01: sites: 'port.*': use a host, or *.host"),
        (HEAD + "pattern = 'x'\nsites = ['https://port.example/']", "use a host"),
        (
            HEAD + "pattern = 'x'\nlanguages = ['english']",
            "line 5: USER01: languages: 'english': use a code of two or three",
        ),
        (
            HEAD + "pattern = 'x'\nposition = 'top'",
            "line 5: USER01: position: use one of anywhere, head, tail, outside",
        ),
        (HEAD + "pattern = 'x'\nscope = 'word'", "line 5: USER01: scope: use one of line, match, block, rest"),
        (HEAD + "pattern = 'x'\naction = 'drop'", "line 5: USER01: action: use one of cut, keep"),
        (HEAD + "pattern = 'x'\naction = ['cut']", "line 5: USER01: action: use one of cut, keep"),
        (HEAD + "pattern = 'x'\nconfidence = 2", "line 5: USER01: confidence: use a number above 0 and up to 1"),
        (HEAD + "pattern = 'x'\nconfidence = true", "use a number above 0"),
        (HEAD + "pattern = 'x'\nconfidence = nan", "use a number above 0"),
        (
            HEAD + "phrases = ['x']\nscope = 'match'",
            "line 5: USER01: scope: phrases tell whole lines; use a pattern alone",
        ),
        (HEAD + "pattern = 'x'\naction = 'keep'\nscope = 'match'", "line 6: USER01: scope: whole lines are kept"),
        (
            HEAD + "pattern = 'x'\naction = 'keep'\nremoves = ['✂ x']",
            "line 6: USER01: removes: a rule that keeps lines",
        ),
        (
            HEAD + "pattern = 'x'\naction = 'keep'\nconfidence = 0.5",
            "line 6: USER01: confidence: a rule that keeps lines",
        ),
        (
            HEAD + "pattern = 'x'\nremoves = ['✂ x', '✂ y']",
            "line 5: USER01: removes: example 2 does not hold: marked, but stays: 'y'",
        ),
        (HEAD + "pattern = 'x'\nremoves = [\"✂ x\\nx2\"]", "example 1 does not hold: not marked, but goes: 'x2'"),
        (HEAD + "pattern = 'x'\nremoves = ['x']", "nothing is marked; put '✂ ' before each line that goes, ⟦⟧ around"),
        (
            HEAD + "pattern = 'x'\nscope = 'match'\nremoves = ['⟦a⟧ x']",
            "example 1 does not hold: marked, but stays: 'a'",
        ),
        (
            HEAD + "pattern = 'x'\nkeeps = ['a', 'x']",
            "line 5: USER01: keeps: example 2 does not hold: goes: 'x'; change the rule",
        ),
        (
            HEAD + "pattern = 'x'\naction = 'keep'\nkeeps = ['y']",
            "keeps: example 1 does not hold: the rule matches no line",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_its_cure(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(text)
    assert str(error.value).startswith("mine.toml: ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_codes_that_are_ours_are_all_known() -> None:
    others = {SITE_CODE, LINE_CODE, NOT_MAIN, BLANK, "PASS01"}
    assert {rule.code for rule in ALL_RULES} | others == TAKEN_CODES


@pytest.mark.parametrize("code", ["AB01", "WEATHR99", "SHARE77"])
def test_codes_of_ones_own(code: str) -> None:
    assert read(f'[[rule]]\ncode = "{code}"\nname = "x"\npattern = "x"')[0].code == code


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone\.toml: cannot be read \(No such file or directory\); name a TOML"):
        cleaner.load_rules(tmp_path / "gone.toml")
    (tmp_path / "odd.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(ConfigError, match=r"odd\.toml: not UTF-8 \(byte 5\)"):
        CleanConfig(rules=(str(tmp_path / "odd.toml"),))


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + (HEAD + "pattern = 'x'").encode())
    assert [rule.code for rule in cleaner.load_rules(tmp_path / "bom.toml")] == ["USER01"]


def test_one_code_in_two_files(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(HEAD + "pattern = 'x'", encoding="utf-8")
    config = CleanConfig(rules=(str(tmp_path / "a.toml"), str(tmp_path / "b.toml")))
    with pytest.raises(ConfigError, match="rule USER01: given twice"):
        cleaner.clean("x", config=config)


def test_a_config_holds_the_file_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + "pattern = '^Fore'", encoding="utf-8")
    config = CleanConfig(rules=(str(path),))
    path.write_text(HEAD + "pattern = '^Past'", encoding="utf-8")
    again = pickle.loads(pickle.dumps(config))
    assert again == config != CleanConfig(rules=(str(path),))
    page = f"{STORY}\n\nForecast\n"
    assert cleaner.clean(page, config=again).text == f"{STORY}\n"


def test_what_is_no_rule_is_refused() -> None:
    for wrong in ("mine.toml", [len]):
        with pytest.raises(ConfigError, match=re.escape("cleaner.load_rules(FILE)")):
            cleaner.clean("x", rules=wrong)  # type: ignore[arg-type]
