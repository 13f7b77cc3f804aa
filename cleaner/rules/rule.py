"""What a rule is: a code, a small pure function that points, and examples of what goes and what stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.document import Document, Finding
from cleaner.rules.reading import Reading

__all__ = ["GOES", "PART", "Rule", "Span", "rule", "unmarked"]

GOES = "✂ "
"""In a rule's examples, the mark of a line that the rule takes out."""
PART = "⟦", "⟧"
"""In a rule's examples, the marks around a part of a line that the rule takes out."""
MARKED = re.compile(rf"^{GOES}(.+)$|{PART[0]}(.+?){PART[1]}", re.MULTILINE)


class Span(NamedTuple):
    """Characters `[start, end)` that a rule points at, what it saw there, and how sure it is."""

    start: int
    end: int
    evidence: str
    confidence: float


def unmarked(example: str) -> tuple[str, list[tuple[int, int]]]:
    """An example's text without its marks, and the spans that must go.

    >>> unmarked("✂ Share\\nRain fell.⟦ (Read more)⟧ It")
    ('Share\\nRain fell. (Read more) It', [(0, 5), (16, 28)])
    """
    text, done = "", 0
    wanted = []
    for mark in MARKED.finditer(example):
        text += example[done : mark.start()]
        goes = mark[1] or mark[2]
        wanted.append((len(text), len(text) + len(goes)))
        text += goes
        done = mark.end()
    return text + example[done:], wanted


Pointer = Callable[[Reading], Iterator[Span]]


@dataclass(frozen=True)
class Rule:
    """A reason code, what it is called, and the function that points.

    `removes` are small documents in which the lines marked with `GOES` and the parts in `⟦…⟧`, and no others, must
    go; in the documents of `keeps` the rule must find nothing. One contract test runs both over all rules.
    A rule of the `action` "keep" takes nothing out: the lines that it points at stay, whatever other rules say.
    """

    code: str
    name: str
    point: Pointer
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    action: str = "cut"

    def __call__(self, reading: Reading) -> list[Finding]:
        """The rule's findings in a document, in the document's order."""
        code = self.code
        return [Finding(code, start, end, evidence, sure) for start, end, evidence, sure in self.point(reading)]

    def examine(self, text: str, title: str | None = None) -> list[Finding]:
        """The findings in a bare text."""
        return self(Reading(Document(text, title=title)))


def rule(
    code: str, name: str, *, removes: tuple[str, ...] = (), keeps: tuple[str, ...] = (), action: str = "cut"
) -> Callable[[Pointer], Rule]:
    """Make a function a rule.

    >>> @rule("X01", "lines of x", removes=("✂ xxx",), keeps=("fox",))
    ... def only_x(reading):
    ...     for block, line in zip(reading.document.blocks, reading.lines):
    ...         if set(line) == {"x"}:
    ...             yield Span(block.start, block.end, line, 1.0)
    >>> only_x.examine("fox\\nxxx")
    [Finding(code='X01', start=4, end=7, evidence='xxx', confidence=1.0)]
    """

    def make(point: Pointer) -> Rule:
        return Rule(code, name, point, removes, keeps, action)

    return make
