"""Every rule keeps its word: what its examples mark goes, and nothing else; what they keep stays."""

from __future__ import annotations

import re
from functools import cached_property

import pytest

from cleaner.document import Document, apply
from cleaner.errors import ConfigError
from cleaner.rules import ALL_RULES, GOES, Reading, Rule, select_rules, unmarked

REMOVES = [pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in ALL_RULES for n, text in enumerate(rule.removes)]
KEEPS = [pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in ALL_RULES for n, text in enumerate(rule.keeps)]


@pytest.mark.parametrize(("rule", "example"), REMOVES)
def test_marked_lines_go_and_no_others(rule: Rule, example: str) -> None:
    text, wanted = unmarked(example)
    findings = rule.examine(text)
    assert [(finding.start, finding.end) for finding in findings] == wanted
    kept = (re.sub(r"⟦.*?⟧", "", line) for line in example.splitlines() if not line.startswith(GOES))
    left = [line for line in kept if line]
    assert [line for line in apply(Document(text), findings).text.splitlines() if line] == left


@pytest.mark.parametrize(("rule", "example"), KEEPS)
def test_what_a_rule_keeps_stays(rule: Rule, example: str) -> None:
    assert rule.examine(example) == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_a_rule_shows_what_goes_and_what_stays(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3,8}\d\d", rule.code)
    assert rule.removes
    assert rule.keeps
    assert rule.name
    assert rule.point.__doc__


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_confidence_and_evidence(rule: Rule) -> None:
    for example in rule.removes:
        for finding in rule.examine(unmarked(example)[0]):
            assert 0 < finding.confidence <= 1
            assert finding.evidence
            assert finding.code == rule.code


def test_codes_are_distinct() -> None:
    codes = [rule.code for rule in ALL_RULES]
    assert len(set(codes)) == len(codes)


def test_rules_see_the_original_so_their_order_changes_no_finding() -> None:
    text = "\n".join(unmarked(example)[0] for rule in ALL_RULES for example in rule.removes)
    forward = {finding for rule in ALL_RULES for finding in rule(Reading(Document(text)))}
    shared = Reading(Document(text))
    backward = {finding for rule in reversed(ALL_RULES) for finding in rule(shared)}
    assert forward == backward


def test_a_reading_under_other_banners_is_one_made_with_them() -> None:
    text = "\n".join(example.replace(GOES, "") for rule in ALL_RULES for example in rule.removes)
    first = Reading(Document(text))
    names = [name for name, value in vars(Reading).items() if isinstance(value, cached_property)]
    for name in names:
        getattr(first, name)
    banners = frozenset({0, first.first_prose, first.last_prose})
    again, fresh = first.under(banners), Reading(Document(text), banners)
    assert all(getattr(again, name) == getattr(fresh, name) for name in names)
    assert first.first_prose != again.first_prose


def test_selection_by_code_or_beginning() -> None:
    assert select_rules() == ALL_RULES
    assert {rule.code for rule in select_rules(("TITLE",))} == {"TITLE00", "TITLE01", "TITLE02"}
    assert "SHARE02" not in {rule.code for rule in select_rules((), ("SHARE02",))}
    with pytest.raises(ConfigError, match="SHARE01"):
        select_rules(("SHAER",))
