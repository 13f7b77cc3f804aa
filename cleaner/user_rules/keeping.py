"""Rules of the action `keep`: the lines that no rule, no site memory and no extractor may cut."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from cleaner.document import Block, Document, Finding
from cleaner.rules import Reading, Rule

__all__ = ["kept_lines", "spared"]


def kept_lines(document: Document, rules: Iterable[Rule], reading: Reading | None = None) -> list[Block]:
    """The lines that `keep` rules protect, in the document's order."""
    keeping = [rule for rule in rules if rule.action == "keep"]
    if not keeping:
        return []
    reading = reading or Reading(document)
    spans = (finding[1:3] for rule in keeping for finding in rule(reading))
    return sorted({block for start, end in spans for block in _touched(document.blocks, start, end)})


def spared(findings: Iterable[Finding], kept: Sequence[Block], document: Document) -> list[Finding]:
    """The findings without the `kept` lines; one that reached over such a line falls into its other lines.

    >>> spared([Finding("X01", 0, 5, "", 1.0)], [Block(2, 3)], Document("a\\nb\\nc"))
    [Finding(code='X01', start=0, end=1, evidence='', confidence=1.0), \
Finding(code='X01', start=4, end=5, evidence='', confidence=1.0)]
    """
    if not kept:
        return list(findings)
    return [piece for finding in findings for piece in _pieces(finding, kept, document.blocks)]


def _pieces(finding: Finding, kept: Sequence[Block], blocks: Sequence[Block]) -> Iterator[Finding]:
    spared_ones = set(_touched(kept, finding.start, finding.end))
    if not spared_ones:
        yield finding
        return
    for block in _touched(blocks, finding.start, finding.end):
        if block not in spared_ones:
            yield finding._replace(start=max(finding.start, block.start), end=min(finding.end, block.end))


def _touched(blocks: Sequence[Block], start: int, end: int) -> Iterator[Block]:
    """The lines, out of sorted ones, that share a character with a span."""
    number = max(bisect_right(blocks, (start,)) - 1, 0)
    while number < len(blocks) and blocks[number].start < end:
        if start < blocks[number].end:
            yield blocks[number]
        number += 1
