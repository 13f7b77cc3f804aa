"""Whether a rule does what its examples say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.rules import GOES, PART, Rule, unmarked

__all__ = ["Fault", "faults"]

SHOWN = 60


class Fault(NamedTuple):
    """An example that does not hold: of `removes` or `keeps`, its number from 1, and what is wrong with it."""

    key: str
    number: int
    told: str


def faults(rule: Rule) -> Iterator[Fault]:
    """The examples of a rule that do not hold.

    >>> from cleaner.rules import ALL_RULES
    >>> [fault for rule in ALL_RULES for fault in faults(rule)]
    []
    """
    for number, example in enumerate(rule.removes, 1):
        if told := _fault_of_removes(rule, example):
            yield Fault("removes", number, told)
    for number, example in enumerate(rule.keeps, 1):
        found = rule.examine(example)
        if rule.action == "keep" and not found:
            yield Fault("keeps", number, "the rule matches no line of it")
        elif rule.action == "cut" and found:
            yield Fault("keeps", number, f"goes: {_shown(example[found[0].start : found[0].end])}")


def _fault_of_removes(rule: Rule, example: str) -> str | None:
    text, marked = unmarked(example)
    if not marked:
        return f"nothing is marked; put {GOES!r} before each line that goes, {''.join(PART)} around a part of one"
    wanted = set(marked)
    found = {(finding.start, finding.end) for finding in rule.examine(text)}
    if missed := sorted(wanted - found):
        return f"marked, but stays: {_shown(text[slice(*missed[0])])}"
    if extra := sorted(found - wanted):
        return f"not marked, but goes: {_shown(text[slice(*extra[0])])}"
    return None


def _shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
