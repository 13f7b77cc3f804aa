"""stats.json: the counts of a run, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.report.tally import Tally
from cleaner.rules import ALL_RULES, OTHER_NAMES, Rule

__all__ = ["Balance", "make_stats", "rule_names"]


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


def rule_names(rules: Iterable[Rule] = ()) -> dict[str, str]:
    """Rule code -> what the rule is called; `rules` beside ours."""
    return {rule.code: rule.name for rule in (*ALL_RULES, *rules)} | OTHER_NAMES


def make_stats(
    tally: Tally,
    balance: Balance,
    *,
    skipped: Mapping[str, int],
    copies: Mapping[str, Any] | None,
    warnings: Sequence[str],
    rules: Iterable[Rule] = (),
) -> dict[str, Any]:
    """All counts in one value; `copies` as the near-duplicate stage tells them, `rules` those that ran."""
    names = rule_names(rules)
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
