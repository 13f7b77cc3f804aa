"""A TOML file of rules to rules: each key checked, each pattern compiled, each example run."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cleaner.config import RuleFile
from cleaner.errors import ConfigError
from cleaner.rules import OTHER_NAMES, OUR_CODES, Rule
from cleaner.rules.phrases import OPEN, Phrase, own_phrase
from cleaner.settings import toml_value
from cleaner.settings_file import place_first
from cleaner.user_rules.examples import faults
from cleaner.user_rules.patterns import Pattern, RefusedPatternError
from cleaner.user_rules.places import line_of_key, line_of_rule
from cleaner.user_rules.pointing import POSITIONS, SCOPES, Pointing

__all__ = ["TAKEN_CODES", "distinct", "load_rules", "read_rules"]

TAKEN_CODES = OUR_CODES | OTHER_NAMES.keys()
"""The codes that are ours, those of findings that no rule makes among them."""
ACTIONS = ("cut", "keep")
CHOICES = {"position": POSITIONS, "scope": SCOPES, "action": ACTIONS}
TEXTS = ("code", "name", "pattern")
LISTS = ("phrases", "sites", "languages", "removes", "keeps")
KEYS = (*TEXTS, *LISTS, *CHOICES, "confidence")
CODE = re.compile(r"[A-Z]{2,6}\d\d")
CODE_FORM = "two to six capital letters and two digits, such as USER01"
LANGUAGE = re.compile(r"[a-z]{2,3}")
SITE = re.compile(r"(?:\*\.)?[^*?\[\]/\s]+")


def load_rules(path: str | Path) -> tuple[Rule, ...]:
    """The rules of a TOML file, for `clean(..., rules=...)`.

    Errors: ConfigError naming file, line and cure, also for a rule that does not do what its examples say.
    """
    return read_rules(RuleFile.read(path))


def read_rules(file: RuleFile) -> tuple[Rule, ...]:
    """The rules of a file that was read. Errors: ConfigError.

    >>> [rule] = read_rules(RuleFile("my.toml", '''
    ... [[rule]]
    ... code = "USER01"
    ... name = "weather box"
    ... phrases = ["weather for …"]
    ... '''))
    >>> rule.examine("Weather for Lorne")
    [Finding(code='USER01', start=0, end=17, evidence='phrase weather for …', confidence=1.0)]
    """
    try:
        content = tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        told, last = place_first(str(error)), file.text.count("\n") + 1
        raise ConfigError(f"{file.path}: {told.replace('end of document', f'line {last}, end of document')}") from error
    for key in content.keys() - {"rule"}:
        raise _misplaced(file, key, "no such key; a file of rules holds tables [[rule]]")
    tables = content.get("rule", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _misplaced(file, "rule", "wants tables, each under [[rule]]")
    if not tables:
        raise ConfigError(f"{file.path}: no rule in it; write one under [[rule]]")
    rules: dict[str, Rule] = {}
    for number, values in enumerate(tables):
        table = _Table(file, number, values)
        rule = table.rule()
        if rule.code in rules:
            raise table.error("code", "the code of a rule above; each rule has a code of its own")
        rules[rule.code] = rule
    return tuple(rules.values())


def _misplaced(file: RuleFile, key: str, told: str) -> ConfigError:
    return ConfigError(f"{file.path}: line {line_of_key(file.text, key)}: {key}: {told}")


def distinct(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Own rules of all origins together. Errors: ConfigError for a code that stands twice or is ours."""
    by_code: dict[str, Rule] = {}
    for rule in rules:
        if not isinstance(rule, Rule):
            raise ConfigError("rules: wants those of cleaner.load_rules(FILE), or functions under @cleaner.rule(...)")
        if rule.code in TAKEN_CODES:
            raise ConfigError(f"rule {rule.code}: one of our codes; choose another, such as USER01")
        if rule.code in by_code:
            raise ConfigError(f"rule {rule.code}: given twice; each rule has a code of its own")
        if rule.action not in ACTIONS:
            raise ConfigError(f"rule {rule.code}: action {rule.action!r}: use one of {', '.join(ACTIONS)}")
        by_code[rule.code] = rule
    return tuple(by_code.values())


@dataclass(frozen=True, slots=True)
class _Table:
    """One [[rule]] of a file, `number` from 0."""

    file: RuleFile
    number: int
    values: dict[str, Any]

    def error(self, key: str | None, told: str, fragment: str = "") -> ConfigError:
        """What is wrong with a key, with its place; `fragment` of its value tells the column."""
        line = line_of_rule(self.file.text, self.number, key)
        place = f"line {line}"
        if fragment:
            row = self.file.text.split("\n")[line - 1]
            begin = row.find(self.values[key]) if key else -1
            column = row.find(fragment, begin) if begin >= 0 else -1
            place += f", column {column + 1}" if column >= 0 else ""
        code = self.values.get("code")
        whose = f"{code}: " if isinstance(code, str) and key != "code" and CODE.fullmatch(code) else ""
        value = f" = {toml_value(code)}" if key == "code" and code is not None else ""
        return ConfigError(f"{self.file.path}: {place}: {whose}{f'{key}{value}: ' if key else ''}{told}")

    def rule(self) -> Rule:
        """The rule. Errors: ConfigError."""
        self._check_keys()
        values = self.values
        self._check_code()
        action, scope = values.get("action", "cut"), values.get("scope", "line")
        self._check_parts(action, scope)
        pointing = Pointing(
            self._phrases(),
            self._pattern(),
            self._sites(),
            self._languages(),
            values.get("position", "anywhere"),
            scope,
            self._confidence(),
        )
        removes, keeps = tuple(values.get("removes", ())), tuple(values.get("keeps", ()))
        rule = Rule(values["code"], values["name"], pointing, removes, keeps, action)
        # An example tells neither whose page it is nor, being short, its language.
        anywhere = replace(rule, point=replace(pointing, sites=(), languages=()))
        for key, which, told in faults(anywhere):
            raise self.error(key, f"example {which} does not hold: {told}; change the rule or the example")
        return rule

    def _check_keys(self) -> None:
        for key, value in self.values.items():
            if key not in KEYS:
                near = get_close_matches(key, KEYS, 1)
                cure = f"did you mean {near[0]}?" if near else f"a rule has {', '.join(KEYS)}"
                raise self.error(key, f"no such key; {cure}")
            if key in TEXTS and not isinstance(value, str):
                raise self.error(key, "wants a string")
            is_list = isinstance(value, list) and all(isinstance(item, str) for item in value)
            if key in LISTS and not is_list:
                raise self.error(key, f'wants a list of strings, {key} = ["…"]')
            if key in LISTS and not value:
                raise self.error(key, "an empty list; leave the key out")
            if key in CHOICES and value not in CHOICES[key]:
                raise self.error(key, f"use one of {', '.join(CHOICES[key])}")

    def _check_code(self) -> None:
        for key in ("code", "name"):
            if not self.values.get(key, "").strip():
                raise self.error(key if key in self.values else None, f'the rule has no {key}; give it {key} = "…"')
        code = self.values["code"]
        if not CODE.fullmatch(code):
            raise self.error("code", f"use {CODE_FORM}")
        if code in TAKEN_CODES:
            raise self.error("code", "one of our codes; choose another, such as USER01")

    def _check_parts(self, action: str, scope: str) -> None:
        """That the parts of the rule go together."""
        values = self.values
        if not values.get("phrases") and "pattern" not in values:
            raise self.error(None, "the rule looks for nothing; give it phrases or a pattern")
        if scope == "match" and "phrases" in values:
            raise self.error("scope", 'phrases tell whole lines; use a pattern alone, or scope = "line"')
        if action == "keep" and scope == "match":
            raise self.error("scope", "whole lines are kept; use another scope")
        if action == "keep" and "removes" in values:
            raise self.error("removes", "a rule that keeps lines removes none; put its examples under keeps")
        if action == "keep" and "confidence" in values:
            raise self.error("confidence", "a rule that keeps lines cuts nothing to be sure of; leave it out")

    def _phrases(self) -> tuple[tuple[str, Phrase], ...]:
        found = []
        for wording in self.values.get("phrases", ()):
            phrase = own_phrase(wording)
            if wording.count(OPEN) > 1:
                raise self.error("phrases", f"{wording!r}: one … leaves one thing open; use a pattern for more")
            if not phrase.head and not phrase.tail:
                raise self.error("phrases", f"{wording!r}: no word in it; marks alone are for a pattern")
            found.append((wording, phrase))
        return tuple(found)

    def _pattern(self) -> Pattern | None:
        if "pattern" not in self.values:
            return None
        try:
            return Pattern(self.values["pattern"])
        except RefusedPatternError as error:
            raise self.error("pattern", str(error), error.fragment) from None

    def _sites(self) -> tuple[str, ...]:
        sites = tuple(site.lower() for site in self.values.get("sites", ()))
        for site in sites:
            if not SITE.fullmatch(site):
                raise self.error("sites", f"{site!r}: use a host, or *.host for those below it")
        return sites

    def _languages(self) -> tuple[str, ...]:
        languages = tuple(language.lower() for language in self.values.get("languages", ()))
        for language in languages:
            if not LANGUAGE.fullmatch(language):
                raise self.error("languages", f"{language!r}: use a code of two or three letters, such as de")
        return languages

    def _confidence(self) -> float:
        value = self.values.get("confidence", 1.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            raise self.error("confidence", "use a number above 0 and up to 1")
        return float(value)
