"""Whether a rule does what its examples say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.rules import GOES, Rule

__all__ = ["Fault", "faults"]

IN_LINE = GOES.strip()
SHOWN = 60


class Fault(NamedTuple):
    """An example that does not hold: of `removes` or `keeps`, its number from 1, and what is wrong with it."""

    key: str
    number: int
    told: str


def faults(rule: Rule, *, in_line: bool = False) -> Iterator[Fault]:
    """The examples of a rule that do not hold; `in_line`: what goes stands between two marks, not behind one.

    >>> from cleaner.rules import ALL_RULES
    >>> [fault for rule in ALL_RULES if rule.code != "INLINE01" for fault in faults(rule)]
    []
    """
    for number, example in enumerate(rule.removes, 1):
        if told := _fault_of_removes(rule, example, in_line):
            yield Fault("removes", number, told)
    for number, example in enumerate(rule.keeps, 1):
        found = rule.examine(example)
        if rule.action == "keep" and not found:
            yield Fault("keeps", number, "the rule matches no line of it")
        elif rule.action == "cut" and found:
            yield Fault("keeps", number, f"goes: {_shown(example[found[0].start : found[0].end])}")


def _fault_of_removes(rule: Rule, example: str, in_line: bool) -> str | None:
    text, wanted = _unmarked_in_line(example) if in_line else _unmarked(example)
    if not wanted:
        mark = f"between two {IN_LINE} what goes" if in_line else f"{GOES!r} before each line that goes"
        return f"nothing is marked; put {mark}"
    found = {(finding.start, finding.end) for finding in rule.examine(text)}
    if missed := sorted(wanted - found):
        return f"marked, but stays: {_shown(text[slice(*missed[0])])}"
    if extra := sorted(found - wanted):
        return f"not marked, but goes: {_shown(text[slice(*extra[0])])}"
    return None


def _unmarked(example: str) -> tuple[str, set[tuple[int, int]]]:
    """The text without its marks, and the lines that bore one."""
    bare, wanted = [], set()
    lines = example.split("\n")
    for line, block in zip(lines, _places(lines), strict=True):
        bare.append(line.removeprefix(GOES))
        if line.startswith(GOES):
            wanted.add(block)
    return "\n".join(bare), {(start, end) for start, end in wanted if start < end}


def _places(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Where each line will stand once the marks are gone."""
    at = 0
    for line in lines:
        end = at + len(line.removeprefix(GOES))
        yield at, end
        at = end + 1


def _unmarked_in_line(example: str) -> tuple[str, set[tuple[int, int]]]:
    parts = example.split(IN_LINE)
    wanted, at = set(), 0
    for number, part in enumerate(parts):
        if number % 2 and number + 1 < len(parts):
            wanted.add((at, at + len(part)))
        at += len(part)
    return "".join(parts), wanted


def _shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
