"""One row of a gold file, in a worker: read it, clean it, count, and tell what was cut wrongly and what was missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from cleaner.config import CleanConfig, InputConfig
from cleaner.document import HEADLINE, Cleaned, Document
from cleaner.errors import DocumentError
from cleaner.evaluation.aligning import common_words, kept_lines
from cleaner.evaluation.counting import Counts, LineCounts, compare, holds_title, with_title
from cleaner.evaluation.gold import Gold, content_of, gold_of
from cleaner.evaluation.words import Spans, word_spans, words
from cleaner.io.columns import as_json, record_of
from cleaner.io.json_lines import identify
from cleaner.io.ledger import json_line
from cleaner.io.record import Raw, Record
from cleaner.sites import SiteMemory
from cleaner.workers import Clean, Failure, Learn, Learnt, attempt

__all__ = ["Check", "CodeCuts", "FalseCut", "Judge", "Judged", "LearnGold", "Missed"]

MOST_SHOWN = 200
MOST_MISSED = 20


class CodeCuts(NamedTuple):
    """Words that one rule cut out of one document: furniture, and the article's."""

    code: str
    right: int
    wrong: int


class Check(NamedTuple):
    """One finding: what its rule thought of it, and whether most of its words were furniture."""

    code: str
    confidence: float
    is_right: bool


class FalseCut(NamedTuple):
    """Words of the article that a finding took."""

    id: str
    code: str
    words: int
    start: int
    evidence: str
    confidence: float
    text: str


class Missed(NamedTuple):
    """A line of furniture that stayed."""

    id: str
    words: int
    start: int
    text: str


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
            return Judged(rows.id, raw.id, bad=rows.reason)
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
        fates = _fates(gold, document, cleaned, titled)
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


@dataclass(frozen=True, slots=True)
class _Fates:
    """What became of each word of a document: its line, whether that should stay, the finding that took it or -1."""

    document: Document
    cleaned: Cleaned
    spans: Spans
    line_of: Sequence[int]
    keeps: Sequence[bool]
    owners: Sequence[int]

    def counts(self) -> LineCounts:
        sums: Counter[tuple[bool, bool]] = Counter()
        for (line, owner), count in self._pairs().items():
            sums[self.keeps[line], owner < 0] += count
        return LineCounts(sums[True, True], sums[False, True], sums[True, False])

    def _pairs(self) -> Counter[tuple[int, int]]:
        return Counter(zip(self.line_of, self.owners, strict=True))

    def _findings(self) -> dict[int, list[int]]:
        """Finding -> words of furniture and of the article that it took."""
        taken: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for (line, owner), count in sorted(self._pairs().items()):
            if owner >= 0:
                taken[owner][self.keeps[line]] += count
        return taken

    def code_cuts(self) -> Iterator[CodeCuts]:
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for owner, (right, wrong) in self._findings().items():
            code = self.cleaned.findings[owner].code
            sums[code][0] += right
            sums[code][1] += wrong
        for code, (right, wrong) in sorted(sums.items()):
            yield CodeCuts(code, right, wrong)

    def checks(self) -> Iterator[Check]:
        for owner, (right, wrong) in sorted(self._findings().items()):
            finding = self.cleaned.findings[owner]
            yield Check(finding.code, finding.confidence, right > wrong)

    def false_cuts(self, id: str) -> Iterator[FalseCut]:
        for owner, (_, wrong) in sorted(self._findings().items()):
            if wrong:
                finding = self.cleaned.findings[owner]
                places = [at for at, one in enumerate(self.owners) if one == owner and self.keeps[self.line_of[at]]]
                start, text = self._shown(places)
                yield FalseCut(id, finding.code, wrong, start, finding.evidence, finding.confidence, text)

    def missed(self, id: str) -> list[Missed]:
        sizes = Counter({line: count for (line, owner), count in self._pairs().items() if owner < 0})
        worst = sorted((-count, line) for line, count in sizes.items() if not self.keeps[line])[:MOST_MISSED]
        wanted: dict[int, list[int]] = {line: [] for _, line in worst}
        for at, (line, owner) in enumerate(zip(self.line_of, self.owners, strict=True)):
            if owner < 0 and line in wanted:
                wanted[line].append(at)
        return [Missed(id, -size, *self._shown(wanted[line])) for size, line in worst]

    def _shown(self, places: Sequence[int]) -> tuple[int, str]:
        """Where the text from the first to the last of these words begins, and the text, shortened."""
        start = self.spans.starts[places[0]]
        end = self.spans.starts[places[-1]] + len(self.spans.words[places[-1]])
        text = " ".join(self.document.text[start : min(end, start + 2 * MOST_SHOWN)].split())
        return start, text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1].rstrip() + "…"


def _fates(gold: Gold, document: Document, cleaned: Cleaned, titled: bool) -> _Fates | None:
    """None where the gold does not tell of lines, or is too long to be aligned."""
    spans = word_spans(document.text)
    if gold.lines:
        begins = np.cumsum([0, *(len(line) + 1 for line, _ in gold.lines[:-1])])
        line_of = _last_before(begins, spans.starts)
        keeps = [keep for _, keep in gold.lines]
    elif gold.text:
        line_of = _last_before([block.start for block in document.blocks], spans.starts)
        common = common_words(spans.words, word_spans(gold.text).words)
        if common is None:
            return None
        keeps = kept_lines(line_of, len(document.blocks), common)
    else:
        return None
    return _Fates(document, cleaned, spans, line_of, keeps, _owners(cleaned, spans.starts, titled))


def _last_before(begins: Sequence[int] | np.ndarray[Any, Any], places: Sequence[int]) -> list[int]:
    """For each place the last of `begins` at or before it."""
    found: list[int] = (np.searchsorted(begins, places, side="right") - 1).tolist()
    return found


def _owners(cleaned: Cleaned, starts: Sequence[int], titled: bool) -> list[int]:
    """For each word the finding that took it, or -1; where the gold holds the headline, that is not taken."""
    cuts = [one for one in cleaned.cuts if not (titled and cleaned.findings[one.finding].code == HEADLINE)]
    if not cuts:
        return [-1] * len(starts)
    at = _last_before([cut.start for cut in cuts], starts)
    ends = [cut.start + len(cut.text) for cut in cuts]
    return [cuts[cut].finding if cut >= 0 and start < ends[cut] else -1 for cut, start in zip(at, starts, strict=True)]
