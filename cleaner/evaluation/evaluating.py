"""The loop over gold rows, and what comes of it."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cleaner.cleaning import rules_of
from cleaner.config import CleanConfig, RunConfig
from cleaner.errors import ConfigError, DocumentError, SourceError
from cleaner.evaluation.fates import Missed
from cleaner.evaluation.judging import Judge, Judged, LearnGold
from cleaner.evaluation.measures import Table, measured, table_of
from cleaner.evaluation.resampling import Units, intervals, units_of
from cleaner.evaluation.result import WORST, Evaluation, Problem, Scores
from cleaner.evaluation.rule_scores import calibrate, cuts_of, rule_scores
from cleaner.io.inputs import Listing
from cleaner.io.ledger import json_line
from cleaner.io.readers import read_raw
from cleaner.io.record import Raw
from cleaner.io.suffixes import RECORDS
from cleaner.pool import default_jobs, map_batches
from cleaner.sites import SiteLearner, SiteMemory
from cleaner.stages import Watch, batches
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import declared_encoding
from cleaner.workers import Learn

__all__ = ["GROUPS", "TITLES", "evaluate", "evaluate_files"]

TITLES = ("auto", "with", "without")
GROUPS = ("language", "kind")


def evaluate(
    records: Iterable[Mapping[str, Any]],
    config: CleanConfig | None = None,
    *,
    sites: SiteMemory | None = None,
    learn: bool = False,
    title: str = "auto",
    by: Sequence[str] = GROUPS,
    jobs: int = 1,
) -> Evaluation:
    """Clean records that have a gold, and measure; in `jobs` processes.

    A record has `html` or `text`, and `gold` (a text or a list of paragraphs), or `with` and `without` (segments), or
    in place of all that `lines`, a list of {"t", "keep"}; optionally `id`, `title`, `url`, `source`, `language`,
    `kind`.
    `learn` first learns which lines a site repeats; `title` says whether golds hold the headline ("auto": each gold's
    beginning tells); `by` names columns to group by. A record without text or gold is in `.bad`.
    Errors: UsageError.

    >>> rows = [{"text": "Rain fell on the bay.\\n\\nShare on Facebook\\n", "gold": "Rain fell on the bay."}]
    >>> found = evaluate(rows)
    >>> found["token_f1"], [(rule.code, rule.right) for rule in found.rules]
    (1.0, [('SHARE01', 3)])
    """
    raws = [_raw(row, record) for row, record in enumerate(records, 1)]
    run = RunConfig(clean=config or CleanConfig(), learn=learn, jobs=jobs)
    return _evaluate(lambda: iter(raws), run, sites, title, by, None)


def _raw(row: int, record: Mapping[str, Any]) -> Raw:
    name = f"#{row}"
    try:
        fields = {key: _decoded(key, value) if isinstance(value, bytes) else value for key, value in record.items()}
        return Raw(name, "jsonl", "records", row, json_line(fields))
    except (TypeError, ValueError, AttributeError, DocumentError) as error:
        return Raw(name, "jsonl", "records", row, error=f"no record: {error}")


def _decoded(key: str, data: bytes) -> str:
    return decode(data, declared_encoding(data) if key == "html" else None).text


def evaluate_files(
    listing: Listing,
    config: RunConfig,
    *,
    sites: SiteMemory | None = None,
    title: str = "auto",
    by: Sequence[str] = GROUPS,
    watch: Watch | None = None,
    digests: dict[str, str] | None = None,
) -> Evaluation:
    """The same of gold files (JSON Lines, Parquet) in `config.jobs` processes; their SHA-256 go into `digests`.

    Errors: UsageError; SourceError for a file of another kind, and for one that cannot be read to its end.
    """
    for source in listing.sources:
        if source.suffix not in RECORDS:
            raise SourceError(f"{source.path}: no gold file; give jsonl (plain, .gz, .zst) or parquet")

    def raws() -> Iterator[Raw]:
        for raw in read_raw(listing.sources, config.input, digests):
            if raw.error and not raw.row:
                raise SourceError(f"{raw.path}: {raw.error}; a gold file must be whole")
            yield raw

    return _evaluate(raws, config, sites, title, by, watch)


def _evaluate(
    raws: Callable[[], Iterator[Raw]],
    config: RunConfig,
    sites: SiteMemory | None,
    title: str,
    by: Sequence[str],
    watch: Watch | None,
) -> Evaluation:
    clean = config.clean or CleanConfig()
    if title not in TITLES:
        raise ConfigError(f"--title {title}: use {', '.join(TITLES)}")
    rules_of(clean)
    memory = _memory(raws, config, clean, sites, watch)
    judge = Judge(config.input, clean, memory, title, tuple(by))
    loop = _Loop(tuple(by))
    for batch in _mapped(judge, raws, config, watch, "Evaluating"):
        loop.add(batch)
    return loop.evaluation()


def _memory(
    raws: Callable[[], Iterator[Raw]],
    config: RunConfig,
    clean: CleanConfig,
    given: SiteMemory | None,
    watch: Watch | None,
) -> SiteMemory | None:
    """Site memory: what is given, updated with what is learnt, as in a run."""
    if not config.learn:
        return given
    learner = SiteLearner()
    for batch in _mapped(LearnGold(Learn(config.input, clean)), raws, config, watch, "Learning sites"):
        for learnt in batch:
            learner.add(learnt.lines)
    learnt = learner.memory()
    return given.for_sites_of(learnt) if given else learnt


def _mapped(
    handler: Any, raws: Callable[[], Iterator[Raw]], config: RunConfig, watch: Watch | None, phase: str
) -> Iterator[list[Any]]:
    if watch:
        watch.begin(phase, config.input.limit)
    for batch in map_batches(handler, batches(raws()), config.jobs or default_jobs()):
        yield batch
        if watch:
            watch.advance(len(batch))


class _Loop:
    """Gathers what workers tell."""

    def __init__(self, by: tuple[str, ...]) -> None:
        self._by = by
        self._rows: dict[str, Judged] = {}
        self._bad: list[Problem] = []
        self._failed: list[Problem] = []
        self._checks: Counter[Any] = Counter()
        self._missed: list[Missed] = []

    def add(self, batch: Iterable[Judged]) -> None:
        """Note what became of some rows."""
        for row in batch:
            first = self._rows.get(row.id)
            reason = row.bad or (first and f"its id is that of {first.place}")
            if reason:
                self._bad.append(Problem(row.place, row.id, reason))
                continue
            if row.failed:
                self._failed.append(Problem(row.place, row.id, row.failed))
            self._checks.update(row.checks)
            self._missed = heapq.nsmallest(WORST, [*self._missed, *row.missed], key=_worst_missed)
            self._rows[row.id] = row._replace(checks=(), missed=())

    def evaluation(self) -> Evaluation:
        """Tables over all rows."""
        rows = list(self._rows.values())
        table = table_of(row.counts for row in rows if row.counts)
        units = units_of([row.site for row in rows])
        groups = {name: tuple(row.groups[at] for row in rows) for at, name in enumerate(self._by)}
        cuts = cuts_of([row.cuts for row in rows])
        false_cuts = (cut for row in rows for cut in row.false_cuts)
        return Evaluation(
            unit=units.name,
            units=units.count,
            overall=_scores(table, units),
            groups={name: _by_value(table, units, values) for name, values in groups.items()},
            rules=rule_scores(table, units, cuts),
            calibration=calibrate(self._checks),
            false_cuts=tuple(sorted(false_cuts, key=lambda cut: (-cut.words, cut.id, cut.start))),
            missed=tuple(self._missed),
            bad=tuple(self._bad),
            failed=tuple(self._failed),
            unaligned=int((table["has_gold"] * (1 - table["has_lines"])).sum()),
            ids=tuple(row.id for row in rows),
            sites=tuple(row.site for row in rows),
            groups_of=groups,
            table=table,
            cuts=cuts,
        )


def _worst_missed(one: Missed) -> tuple[int, str, int]:
    return -one.words, one.id, one.start


def _scores(table: Table, units: Units) -> Scores:
    return Scores(len(units.of), intervals(units, lambda weights: measured(table, weights)))


def _by_value(table: Table, units: Units, values: Sequence[str]) -> dict[str, Scores]:
    """The scores of each group, the largest first; nothing where all documents are of one and it has no name."""
    counts = Counter(values)
    found: dict[str, Scores] = {}
    for value in sorted(counts, key=lambda one: (-counts[one], one)) if set(counts) != {"-"} else ():
        chosen = [at for at, one in enumerate(values) if one == value]
        found[value] = _scores({name: column[chosen] for name, column in table.items()}, units.some(chosen))
    return found
