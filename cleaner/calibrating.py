"""The texts of documents that are named by ids, for calibration."""

from __future__ import annotations

from collections.abc import Sequence, Set

from cleaner.config import RunConfig
from cleaner.io.inputs import list_sources
from cleaner.stages import Watch, cleaned_outcomes

__all__ = ["texts_of"]


class _Silent:
    def begin(self, phase: str, total: int | None) -> None:
        """Nothing."""

    def advance(self, documents: int) -> None:
        """Nothing."""


def texts_of(inputs: Sequence[str], wanted: Set[str]) -> dict[str, str]:
    """The wanted documents' texts by id, as they are. Errors: SourceError, DuplicateIdError."""
    config = RunConfig(clean=None, learn=False, jobs=1)
    listing = list_sources(list(inputs), config.input)
    watch: Watch = _Silent()
    return {
        outcome.row.id: outcome.row.text
        for batch in cleaned_outcomes(listing, config, None, watch)
        for outcome in batch
        if outcome.row and outcome.row.id in wanted
    }
