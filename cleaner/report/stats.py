"""stats.json: the counts of a run, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.report.tally import Tally
from cleaner.rules import ALL_RULES

__all__ = ["Balance", "make_stats", "rule_names"]

OTHER_NAMES = {
    "HTML01": "what the extractor did not take",
    "SITE01": "lines that the site repeats",
    "BLANK00": "space where no text is left",
}


class Balance(NamedTuple):
    """Nothing vanishes: `records` = kept + flagged + dropped + quarantined."""

    records: int
    kept: int
    flagged: int
    dropped: int
    quarantined: int

    @property
    def holds(self) -> bool:
        """Whether it adds up."""
        return self.records == self.kept + self.flagged + self.dropped + self.quarantined


def rule_names() -> dict[str, str]:
    """Rule code -> what the rule is called."""
    return {rule.code: rule.name for rule in ALL_RULES} | OTHER_NAMES


def make_stats(
    tally: Tally,
    balance: Balance,
    *,
    skipped: Mapping[str, int],
    copies: Mapping[str, Any] | None,
    warnings: Sequence[str],
) -> dict[str, Any]:
    """All counts in one value; `copies` as the near-duplicate stage tells them."""
    names = rule_names()
    return {
        "records": balance._asdict(),
        "characters": {"read": tally.characters, "kept": tally.kept, "removed": tally.removed},
        "empty": dict(sorted(tally.reasons.items())),
        "encodings": dict(sorted(tally.encodings.items())),
        "lossy": tally.lossy,
        "rules": [
            {
                "code": code,
                "name": names.get(code, code),
                "documents": tally.rule_documents[code],
                "findings": tally.rule_findings[code],
                "characters": tally.rule_characters[code],
            }
            for code in sorted(tally.rule_documents)
        ],
        "copies": copies,
        "skipped": dict(skipped),
        "warnings": list(warnings),
    }
