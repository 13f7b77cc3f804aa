"""The only loop over a corpus: resolve, learn, clean, find copies, write, finish."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cleaner.cleaning import rules_of
from cleaner.config import CleanConfig, RunConfig
from cleaner.errors import ConfigError, GuardError, UsageError
from cleaner.guards import oversized, wiped_out
from cleaner.io.hashed_file import HashedFile
from cleaner.io.inputs import STDIN, Listing, list_sources
from cleaner.io.ledger import json_line
from cleaner.io.manifest import new_manifest
from cleaner.io.out_folder import OutFolder
from cleaner.io.spool import read_table
from cleaner.io.suffixes import FILES, RECORDS
from cleaner.io.whole_files import STDIN_SUFFIX
from cleaner.reading import has_columns, read_texts
from cleaner.report.stats import Balance, make_stats
from cleaner.report.tally import Tally
from cleaner.sites import SiteMemory
from cleaner.stages import (
    LEDGER,
    SPOOL,
    Copies,
    LearntSites,
    Watch,
    clean_corpus,
    cleaned_outcomes,
    cut_repeats,
    find_copies,
    learn_sites,
    write_documents,
)

if TYPE_CHECKING:
    from cleaner.index.embedded import Index

LOG = logging.getLogger(__name__)

__all__ = ["Report", "Silent", "changed_documents", "learn_memory", "run"]


class Silent:
    """Tells nobody."""

    def begin(self, phase: str, total: int | None) -> None:
        """Nothing."""

    def advance(self, documents: int) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Report:
    """What a run did: stats.json as a value, and where everything is."""

    out: Path
    stats: Mapping[str, Any]
    documents: str | None

    @property
    def quarantined(self) -> int:
        """How many records were put aside."""
        return int(self.stats["records"]["quarantined"])


def run(
    inputs: Sequence[str],
    out: Path,
    config: RunConfig,
    *,
    sites: SiteMemory | None = None,
    watch: Watch | None = None,
    index: Index | None = None,
) -> Report:
    """Read INPUTs, write OUT. With an index, open for writing, documents are copies of what it holds, too; in the end
    they are added to it, all or none.

    Errors: UsageError (nothing was written), GuardError (nothing was written), OSError (what is done is kept in OUT's
    work folder, and no final name was touched).
    """
    _check_rules(config)
    _check_passages(config)
    listing = list_sources(inputs, config.input, out)
    LOG.info("%d files to read", len(listing.sources))
    OutFolder.check_inputs(out, listing.sources)
    head = new_manifest(config, _listing_digest(listing), sites.digest if sites else None)
    folder = OutFolder(out, head, overwrite=config.output.overwrite)
    try:
        return _Run(folder, spool_stdin(listing, folder.work), config, head, watch or Silent(), index).all(sites)
    except (UsageError, GuardError):
        folder.abandon()
        raise


def changed_documents(
    inputs: Sequence[str], config: RunConfig, *, sites: SiteMemory | None = None, watch: Watch | None = None
) -> tuple[list[str], int]:
    """The ids of documents that cleaning would change, and how many records could not be read; nothing is written."""
    watch = watch or Silent()
    _check_rules(config)
    changed: list[str] = []
    failed = 0
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        listing = spool_stdin(list_sources(inputs, config.input), Path(folder))
        learnt = _memory(listing, config, sites, watch)
        for batch in cleaned_outcomes(listing, config, learnt.memory, watch, learnt.records):
            changed += [outcome.row.id for outcome in batch if outcome.row and outcome.changed]
            failed += sum(outcome.failure is not None for outcome in batch)
    return changed, failed


def learn_memory(inputs: Sequence[str], config: RunConfig, *, watch: Watch | None = None) -> LearntSites:
    """What the sites of INPUTs repeat; nothing is written. Errors: UsageError."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        listing = spool_stdin(list_sources(inputs, config.input), Path(folder))
        return learn_sites(listing, config, config.clean or CleanConfig(), watch or Silent())


def _check_rules(config: RunConfig) -> None:
    """Errors: ConfigError for a rule that is not known, before workers meet it."""
    if config.clean:
        rules_of(config.clean)


def _check_passages(config: RunConfig) -> None:
    """Errors: ConfigError where passages cannot be cut."""
    if not (config.output.cut_passages and config.dedup):
        return
    if config.dedup.passages is None:
        raise ConfigError("output.cut_passages: set dedup.passages too, from how many words a passage is cut")
    if config.clean and config.clean.text_format == "markdown":
        raise ConfigError("--passages cut: Markdown is made before copies are known; use --text-format plain")


def _memory(listing: Listing, config: RunConfig, given: SiteMemory | None, watch: Watch) -> LearntSites:
    """Site memory: what is given, updated with what is learnt; no number of records where they were not counted."""
    if config.clean is None or not config.learn:
        return LearntSites(given or SiteMemory(), 0)
    learnt = learn_sites(listing, config, config.clean, watch)
    return learnt._replace(memory=given.for_sites_of(learnt.memory)) if given else learnt


def _forgotten(learnt: LearntSites) -> list[str]:
    """A warning where there were more sites than are kept in memory."""
    if not learnt.pruned:
        return []
    return [f"too many sites at once: {learnt.pruned:,} times one with few pages was forgotten while learning"]


def _listing_digest(listing: Listing) -> str:
    """What is read, told by ids and sizes."""
    lines = "".join(f"{source.size} {source.id}\n" for source in listing.sources)
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def spool_stdin(listing: Listing, work: Path) -> Listing:
    """Standard input is read twice, so it is kept in the work folder."""
    if all(source.path != STDIN for source in listing.sources):
        return listing
    kept = work / "stdin"
    with open(kept, "wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    sources = (replace(source, path=str(kept)) if source.path == STDIN else source for source in listing.sources)
    return replace(listing, sources=tuple(sources))


class _Run:
    """One run's way through its stages."""

    def __init__(
        self,
        folder: OutFolder,
        listing: Listing,
        config: RunConfig,
        head: Mapping[str, Any],
        watch: Watch,
        index: Index | None,
    ) -> None:
        self.index = index
        self.folder, self.listing, self.config, self.head, self.watch = folder, listing, config, head, watch
        self.work = folder.work
        self.seconds: dict[str, float] = {}
        self.inputs: dict[str, str] = {}
        self.outputs: dict[str, str] = {}
        self.names: Mapping[str, str] = {}

    def all(self, given: SiteMemory | None) -> Report:
        """Every stage in order."""
        config = self.config
        with self._timed("learn"):
            learnt = _memory(self.listing, config, given, self.watch)
            memory = learnt.memory if given or config.learn else None
        with self._timed("clean"):
            if has_columns(self.listing, config):
                tally, self.outputs = read_texts(self.listing, config, self.work, self.inputs, self.watch)
            else:
                outcomes = cleaned_outcomes(self.listing, config, memory, self.watch, learnt.records, self.inputs)
                tally, self.outputs = clean_corpus(outcomes, self.work, self.inputs)
        copies, warnings = None, [*self._lost_columns(), *_forgotten(learnt)]
        if config.dedup:
            with self._timed("copies"):
                copies = find_copies(self.work, config, config.dedup, self._format, self.watch, self.index)
                self.outputs.update(copies.digests)
                warnings += self._guard(copies)
                self.outputs.update(cut_repeats(self.work, copies, tally, self.watch))
        with self._timed("write"):
            format = self._write(copies)
        if self.index is not None:
            with self._timed("index"):
                self._add_to(self.index)
        balance = self._balance(tally, copies)
        stats = make_stats(
            tally,
            balance,
            skipped=self.listing.skipped,
            copies=copies.facts if copies else None,
            warnings=warnings,
            rules=rules_of(config.clean) if config.clean else (),
        )
        return self._finish(stats, memory, format)

    def _add_to(self, index: Index) -> None:
        """All documents, or none; those that a run which was cut short has added are there already.

        It is the last step but for names: a run that dies later is run again, to the same end.
        """
        self.watch.begin("Adding to the index", None)
        index.add_batch(read_table(self.work / SPOOL).select(["id", "text"]))
        index.commit()

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - begun, 3)
        LOG.info("%s: %.1f s", stage, self.seconds[stage])

    def _lost_columns(self) -> list[str]:
        """A warning where records are written as texts alone."""
        has_records = any(source.suffix in RECORDS for source in self.listing.sources)
        if self.config.clean is None or self._format != "txt" or not has_records:
            return []
        return ["the records' other columns are not in documents/: -f jsonl or -f parquet carries them"]

    def _guard(self, copies: Copies) -> list[str]:
        """Warnings about what would be wiped out. Errors: GuardError where it really would be."""
        output = self.config.output
        spool = read_table(self.work / SPOOL)
        documents = zip(*(spool.column(name).to_pylist() for name in ("id", "source")), strict=True)
        not_kept = {id for id, (_, keep) in copies.of.items() if not keep}
        lost = wiped_out(documents, not_kept, output.most_dropped)
        large = oversized((cluster for cluster, _ in copies.of.values()), spool.num_rows, output.most_in_cluster)
        if (lost or large) and output.duplicates == "drop":
            flag = f"--max-dropped-share {output.most_dropped:g}"
            if not lost:
                flag = f"--max-cluster-share {output.most_in_cluster:g}"
            raise GuardError(
                f"{(lost or large)[0]}, more than {flag}: nothing was written. "
                "Use --duplicates flag and look at the duplicates table, or raise the share"
            )
        return lost + large

    def _write(self, copies: Copies | None) -> str | None:
        """Write documents where they are wanted; the format they got."""
        output = self.config.output
        if self.config.clean is None and output.duplicates == "flag" and not output.cut_passages:
            # The texts were taken as they are and all of them stay: their own files are the documents.
            (self.work / LEDGER).unlink(missing_ok=True)
            self.outputs.pop(LEDGER, None)
            return None
        written = write_documents(self.work, self._format, self.config, self.listing, copies, self.watch)
        self.outputs.update(written.digests)
        self.names = written.names
        return self._format

    @property
    def _format(self) -> str:
        """As asked for; else txt where a file is a document, else the records' own."""
        suffixes = {source.suffix for source in self.listing.sources}
        if self.config.output.format:
            return self.config.output.format
        if not suffixes.isdisjoint((*FILES, STDIN_SUFFIX)):
            return "txt"
        return "parquet" if suffixes == {"parquet"} else "jsonl"

    def _balance(self, tally: Tally, copies: Copies | None) -> Balance:
        not_kept = copies.not_kept if copies else 0
        dropped = not_kept if self.config.output.duplicates == "drop" else 0
        kept = tally.documents - not_kept
        balance = Balance(tally.records, kept, not_kept - dropped, dropped, tally.quarantined)
        assert balance.holds
        return balance

    def _finish(self, stats: dict[str, Any], memory: SiteMemory | None, format: str | None) -> Report:
        """Write stats.json, move everything to its place, and mark the run finished."""
        self.outputs["stats.json"] = hashlib.sha256(json_line(stats)).hexdigest()
        stats = {**stats, "timing": {**self.seconds, "all": round(sum(self.seconds.values()), 3)}}
        with HashedFile(self.work / "stats.json") as file:
            file.write(json.dumps(stats, ensure_ascii=False, indent=1).encode() + b"\n")
        finished = {
            **self.head,
            "finished": True,
            "format_of_documents": format,
            "sites": memory.digest if memory else None,
            "records": stats["records"],
            "inputs": dict(sorted(self.inputs.items())),
            "outputs": dict(sorted(self.outputs.items())),
            "names": dict(self.names),
        }
        names = {path.partition("/")[0] for path in self.outputs} | ({"documents"} if format == "txt" else set())
        self.folder.finish(sorted(names), self.head, finished)
        documents = {"txt": "documents/", None: None}.get(format, f"documents.{format}")
        return Report(self.folder.path, stats, documents)
