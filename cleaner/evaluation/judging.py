"""One row of a gold file, in a worker: read it, clean it, count, and tell what was cut wrongly and what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cleaner.config import CleanConfig, InputConfig
from cleaner.errors import DocumentError
from cleaner.evaluation.counting import Counts, LineCounts, compare, holds_title, with_title
from cleaner.evaluation.fates import Check, CodeCuts, FalseCut, Missed, fates_of
from cleaner.evaluation.gold import Gold, content_of, gold_of
from cleaner.evaluation.words import words
from cleaner.io.columns import as_json, record_of
from cleaner.io.json_lines import identify
from cleaner.io.ledger import json_line
from cleaner.io.readers import identify as id_of_row
from cleaner.io.record import Raw, Record
from cleaner.sites import SiteMemory
from cleaner.workers import Clean, Failure, Learn, Learnt, attempt

__all__ = ["Judge", "Judged", "LearnGold"]


class Judged(NamedTuple):
    """What became of a row.

    `bad` is why it cannot be measured, `failed` why it could not be cleaned: then it counts as an empty text.
    """

    id: str
    place: str
    bad: str | None = None
    failed: str | None = None
    counts: Counts | None = None
    site: str | None = None
    groups: tuple[str, ...] = ()
    cuts: tuple[CodeCuts, ...] = ()
    checks: tuple[Check, ...] = ()
    false_cuts: tuple[FalseCut, ...] = ()
    missed: tuple[Missed, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnGold:
    """The learn pass over gold rows."""

    learn: Learn

    def __call__(self, raw: Raw, *, in_worker: bool = True) -> Learnt:
        """Tell the lines that a site may repeat."""
        try:
            _, fields = identify(raw, self.learn.input)
            content = content_of(fields, self.learn.input)
        except DocumentError:
            return self.learn.died(raw)
        return self.learn(raw._replace(data=json_line(content)), in_worker=in_worker)

    def died(self, raw: Raw) -> Learnt:
        """Nothing is learnt."""
        return self.learn.died(raw)


@dataclass(frozen=True, slots=True)
class Judge:
    """The measuring pass; `title` says whether golds hold the headline, `by` names the columns to group by."""

    input: InputConfig
    clean: CleanConfig
    sites: SiteMemory | None
    title: str = "auto"
    by: tuple[str, ...] = ()

    def __call__(self, raw: Raw, *, in_worker: bool = True) -> Judged:
        """Judge a row."""
        seconds = self.input.limits.seconds
        rows = attempt(raw, "read", seconds, in_worker, lambda: self._row(raw))
        if isinstance(rows, Failure):
            return Judged(id_of_row(raw, self.input), raw.id, bad=rows.reason)
        done = attempt(raw, "clean", seconds, in_worker, lambda: self._judged(raw, rows))
        return self._empty(raw, rows, done.reason) if isinstance(done, Failure) else done

    def died(self, raw: Raw) -> Judged:
        """An empty text, where the row can be read."""
        reason = "its worker process died"
        try:
            return self._empty(raw, self._row(raw), reason)
        except DocumentError:
            return Judged(raw.id, raw.id, bad=reason)

    def _row(self, raw: Raw) -> _Row:
        """Errors: DocumentError."""
        if raw.error:
            raise DocumentError(raw.error)
        id, fields = identify(raw, self.input)
        gold = gold_of(fields, self.input)
        return _Row(gold, record_of(raw, id, content_of(fields, self.input), self.input), fields)

    def _judged(self, raw: Raw, row: _Row) -> Judged:
        gold, record = row.gold, row.record
        document, cleaned = Clean(self.input, self.clean, self.sites).cleaned(record)
        titled = self._is_titled(gold, record.title, cleaned.title)
        text = with_title(cleaned.title, cleaned.text) if titled else cleaned.text
        fates = fates_of(gold, document, cleaned, titled)
        told = {"source": document.source, "language": document.language}
        return Judged(
            id=record.id,
            place=raw.id,
            counts=compare(gold, text, fates.counts() if fates else None),
            site=document.source,
            groups=self._groups(row, told),
            cuts=tuple(fates.code_cuts()) if fates else (),
            checks=tuple(fates.checks()) if fates else (),
            false_cuts=tuple(fates.false_cuts(record.id)) if fates else (),
            missed=tuple(fates.missed(record.id)) if fates else (),
        )

    def _is_titled(self, gold: Gold, given: str | None, found: str | None) -> bool:
        if self.title != "auto":
            return self.title == "with"
        return gold.text is not None and holds_title(gold.text, (given, found))

    def _empty(self, raw: Raw, row: _Row, reason: str) -> Judged:
        """A row whose document could not be cleaned."""
        record = row.record
        told = {"source": record.site, "language": record.language}
        lost = None if row.gold.text is None else LineCounts(0, 0, len(words(row.gold.text)))
        counts, groups = compare(row.gold, "", lost), self._groups(row, told)
        return Judged(record.id, raw.id, failed=reason, counts=counts, site=record.site, groups=groups)

    def _groups(self, row: _Row, told: Mapping[str, str | None]) -> tuple[str, ...]:
        values = (told.get(name) or row.fields.get(name) for name in self.by)
        return tuple("-" if one in (None, "") else one if isinstance(one, str) else as_json(one) for one in values)


class _Row(NamedTuple):
    """A row of a gold file, read."""

    gold: Gold
    record: Record
    fields: Mapping[str, Any]
