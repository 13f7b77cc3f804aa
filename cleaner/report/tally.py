"""Counts over documents while they pass; addition only, so no order of documents changes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cleaner.document import HEADLINE, Cleaned

__all__ = ["Measure", "Tally", "measure"]


class RuleCount(NamedTuple):
    """What one rule took out of one document."""

    code: str
    findings: int
    characters: int


class Measure(NamedTuple):
    """The counts of one document."""

    encoding: str
    is_lossy: bool
    characters: int
    kept: int
    removed: int
    reason: str | None
    rules: tuple[RuleCount, ...]


def measure(encoding: str, characters: int, is_lossy: bool, cleaned: Cleaned, reason: str | None) -> Measure:
    """Count one document; `characters` of its whole text."""
    findings = Counter(finding.code for finding in cleaned.findings)
    taken: Counter[str] = Counter()
    for cut in cleaned.cuts:
        taken[cleaned.findings[cut.finding].code] += len(cut.text)
    # A finding whose characters all belong to rules before it took nothing here.
    rules = tuple(RuleCount(code, findings[code], count) for code, count in sorted(taken.items()))
    removed = sum(taken.values()) - taken[HEADLINE]
    return Measure(encoding, is_lossy, characters, len(cleaned.text), removed, reason, rules)


@dataclass
class Tally:
    """Sums over all documents."""

    documents: int = 0
    quarantined: int = 0
    lossy: int = 0
    characters: int = 0
    kept: int = 0
    removed: int = 0
    encodings: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    rule_documents: Counter[str] = field(default_factory=Counter)
    rule_findings: Counter[str] = field(default_factory=Counter)
    rule_characters: Counter[str] = field(default_factory=Counter)

    def add(self, one: Measure) -> None:
        """Count a document in."""
        self.documents += 1
        self.lossy += one.is_lossy
        self.characters += one.characters
        self.kept += one.kept
        self.removed += one.removed
        self.encodings[one.encoding] += 1
        if one.reason:
            self.reasons[one.reason] += 1
        self._add_rules(one)

    def _add_rules(self, one: Measure) -> None:
        for code, findings, characters in one.rules:
            self.rule_documents[code] += 1
            self.rule_findings[code] += findings
            self.rule_characters[code] += characters

    def add_texts(self, documents: int, characters: int) -> None:
        """Count in documents of UTF-8 that stay as they are."""
        self.documents += documents
        self.characters += characters
        self.kept += characters
        if documents:
            self.encodings["utf-8"] += documents

    def add_cuts(self, cleaned: Cleaned, reason: str | None) -> None:
        """Count what was cut of a document that is counted already; `reason` is why nothing is left now."""
        one = measure("", 0, False, cleaned, reason)
        self.kept -= one.removed
        self.removed += one.removed
        self.reasons.update([reason] if reason else [])
        self._add_rules(one)

    @property
    def records(self) -> int:
        """All that was read."""
        return self.documents + self.quarantined
