"""Learn, clean, find copies, write: what each stage of a run does. `pipeline` says in which order."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from cleaner.config import CleanConfig, DedupConfig, InputConfig, RunConfig
from cleaner.cutting import Repeated, cut_passages
from cleaner.earlier import find_earlier
from cleaner.io.arrow_types import column_types
from cleaner.io.documents import WRITERS, Dropped, Target, Writer
from cleaner.io.hashed_file import HashedFile, ZstdFile
from cleaner.io.inputs import Listing
from cleaner.io.ledger import json_line
from cleaner.io.naming import assign_names, text_name
from cleaner.io.parquet_files import carried_schema
from cleaner.io.readers import read_raw
from cleaner.io.record import Raw, Source
from cleaner.io.spool import Spool, read_rows, read_table
from cleaner.io.suffixes import FILES, TEXT
from cleaner.io.tables import write_table
from cleaner.io.whole_files import STDIN_SUFFIX
from cleaner.pool import default_jobs, map_batches
from cleaner.raw_texts import RawTexts, compare_raw, share_compared
from cleaner.report.tally import Tally
from cleaner.roll import Roll
from cleaner.sites import SiteLearner, SiteMemory
from cleaner.workers import Clean, Learn, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.index.embedded import Index

__all__ = [
    "QUARANTINE",
    "SPOOL",
    "Copies",
    "LearntSites",
    "Watch",
    "clean_corpus",
    "cleaned_outcomes",
    "cut_repeats",
    "find_copies",
    "learn_sites",
    "mapped",
    "write_documents",
]

# A batch is what goes to a worker at once; both bounds are part of no output.
BATCH_RECORDS = 64
BATCH_BYTES = 1 << 20
LARGEST_TOLD = 5

SPOOL, RAW, LEDGER, QUARANTINE = "spool.arrow", "raw.arrow", "ledger.jsonl.zst", "quarantine.jsonl"
T = TypeVar("T")


class Watch(Protocol):
    """Who is told how far a run has come."""

    def begin(self, phase: str, total: int | None) -> None:
        """A phase begins; `total` documents, where that is known."""

    def advance(self, documents: int) -> None:
        """So many more are done."""


def batches(records: Iterable[Raw]) -> Iterator[list[Raw]]:
    """Records in batches that hold neither too many of them nor too many bytes."""
    batch: list[Raw] = []
    size = 0
    for raw in records:
        batch.append(raw)
        size += raw.size if raw.data is None else len(raw.data)
        if len(batch) == BATCH_RECORDS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def mapped(
    handler: Any, sources: Sequence[Source], config: RunConfig, digests: dict[str, str] | None = None
) -> Iterator[Any]:
    """What a handler makes of the sources' records, batch by batch, in worker processes; read files' digests."""
    raw = read_raw(sources, config.input, digests)
    return map_batches(handler, batches(raw), config.jobs or default_jobs())


class LearntSites(NamedTuple):
    """What the first pass gives.

    `records` were read, `silent` of them told nothing (unreadable, or of no site), `pruned` times a site was forgotten.
    """

    memory: SiteMemory
    records: int
    silent: int = 0
    pruned: int = 0


def learn_sites(listing: Listing, config: RunConfig, clean: CleanConfig, watch: Watch) -> LearntSites:
    """The first pass: site memory, and how many records there are.

    Errors: DuplicateIdError, SourceError for a wrong text column.
    """
    watch.begin("Learning sites", _total(listing, config))
    learner, roll, records, silent = SiteLearner(), Roll(config.input), 0, 0
    for batch in mapped(Learn(config.input, clean), listing.sources, config):
        for learnt in batch:
            roll.add(learnt.seen)
            learner.add(learnt.lines)
            silent += learnt.lines is None
        records += len(batch)
        watch.advance(len(batch))
    roll.check(lambda: read_raw(listing.sources, config.input))
    return LearntSites(learner.memory(), records, silent, learner.pruned)


def _total(listing: Listing, config: RunConfig) -> int | None:
    """How many records there are, where files tell it."""
    if any(source.suffix not in (*FILES, STDIN_SUFFIX) for source in listing.sources):
        return None
    return min(len(listing.sources), config.input.limit or len(listing.sources))


def cleaned_outcomes(
    listing: Listing,
    config: RunConfig,
    sites: SiteMemory | None,
    watch: Watch,
    records: int | None = None,
    digests: dict[str, str] | None = None,
) -> Iterator[list[Outcome]]:
    """The second pass, batch by batch; `records` is their number, where the first pass told it.

    Errors: as `learn_sites`, after the last batch.
    """
    watch.begin("Cleaning" if config.clean else "Reading", records or _total(listing, config))
    roll = Roll(config.input)
    raw_share = share_compared(records or 0, asked_for=config.output.raw_compare)
    clean = Clean(config.input, config.clean, sites, raw_share=raw_share)
    for batch in mapped(clean, listing.sources, config, digests):
        for outcome in batch:
            roll.add(outcome.seen)
        yield batch
        watch.advance(len(batch))
    roll.check(lambda: read_raw(listing.sources, config.input))


def clean_corpus(
    outcomes: Iterable[list[Outcome]], work: Path, digests: dict[str, str]
) -> tuple[Tally, dict[str, str]]:
    """Spool rows, stream ledger and quarantine; gives the counts and the digests of both files.

    Digests of the files read go into `digests`.
    """
    tally = Tally()
    with (
        Spool(work / SPOOL) as spool,
        RawTexts(work / RAW) as raw,
        ZstdFile(work / LEDGER) as ledger,
        HashedFile(work / QUARANTINE) as quarantine,
    ):
        for batch in outcomes:
            spool.write(outcome.row for outcome in batch if outcome.row)
            raw.write(one.row._replace(text=one.raw) for one in batch if one.row and one.raw is not None)
            for outcome in batch:
                if outcome.measure:
                    ledger.write(outcome.ledger)
                    tally.add(outcome.measure)
                if outcome.failure:
                    quarantine.write(json_line(outcome.failure.row()))
                    tally.quarantined += 1
                if outcome.row and outcome.digest:
                    digests[outcome.row.id] = outcome.digest
    return tally, {LEDGER: ledger.digest, QUARANTINE: quarantine.digest}


@dataclass(frozen=True)
class Copies:
    """What the near-duplicate stage found: id -> (cluster, whether it is kept); and what is told of it."""

    of: Mapping[str, tuple[str, bool]]
    facts: dict[str, Any]
    digests: Mapping[str, str]
    repeats: Mapping[str, Sequence[Repeated]]

    @property
    def not_kept(self) -> int:
        """How many copies could go."""
        return sum(not keep for _, keep in self.of.values())


def find_copies(
    work: Path, config: RunConfig, dedup: DedupConfig, format: str, watch: Watch, index: Index | None = None
) -> Copies:
    """Find copies among the spooled texts, and of what an index holds; write both tables, as Parquet beside Parquet
    documents, else as CSV."""
    from cleaner.neardup.duplicates import find_duplicates

    watch.begin("Finding copies", None)
    table = read_table(work / SPOOL).select(["id", "text", "date", "source", "url", "removed"])
    found = find_duplicates(table, dedup, threads=config.jobs or default_jobs(), folder=work)
    digests = {}
    duplicates, pairs, earlier = found.table, found.pairs, {}
    if index is not None:
        watch.begin("Asking the index", None)
        duplicates, pairs, count = find_earlier(index, table, duplicates, pairs)
        earlier = {"of_earlier": count}
    for stem, table in (("duplicates", duplicates), ("pairs", pairs)):
        name = f"{stem}.{'parquet' if format == 'parquet' else 'csv'}"
        digests[name] = write_table(table, work / name)
    columns = (duplicates.column(name).to_pylist() for name in ("id", "cluster_id", "keep"))
    of = {id: (cluster, keep) for id, cluster, keep in zip(*columns, strict=True)}
    repeats = found.repeats() if config.output.cut_passages else {}
    facts = {**_facts(found, dedup, duplicates, pairs), **earlier, "tables": list(digests)}
    if raw := compare_raw(work / RAW, dedup, found, threads=config.jobs or default_jobs()):
        facts["raw"] = raw
    return Copies(of, facts, digests, repeats)


def _facts(found: Any, config: DedupConfig, duplicates: pa.Table, pairs: pa.Table) -> dict[str, Any]:
    sizes = Counter(duplicates.column("cluster_id").to_pylist())
    relations = Counter(pairs.column("relation").to_pylist())
    return {
        "threshold": config.threshold,
        "bands": found.bands.bands,
        "rows": found.bands.rows,
        "slots": found.bands.slots,
        "recall_of_bands": found.bands.curve(),
        "clusters": len(sizes),
        "documents": duplicates.num_rows,
        "pairs": dict(sorted(relations.items())),
        "largest": [
            {"id": id, "size": size}
            for id, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0]))[:LARGEST_TOLD]
        ],
    }


def cut_repeats(work: Path, copies: Copies, tally: Tally, watch: Watch) -> dict[str, str]:
    """Cut passages that preferred documents have; gives the digest of the ledger, if it changed."""
    if not copies.repeats:
        return {}
    watch.begin("Cutting passages", None)
    return {LEDGER: cut_passages(work / SPOOL, work / LEDGER, copies.repeats, tally)}


def write_documents(
    work: Path, format: str, config: RunConfig, listing: Listing, copies: Copies | None, watch: Watch
) -> Written:
    """Write documents, and what `--duplicates drop` leaves out; titles of the largest clusters go into `copies`."""
    table = read_table(work / SPOOL)
    watch.begin("Writing documents", table.num_rows)
    dropping = copies is not None and config.output.duplicates == "drop"
    of = copies.of if copies else {}
    dropped_ids = {id for id, (_, keep) in of.items() if not keep} if dropping else set()
    names = _names(table, dropped_ids) if format == "txt" else {}
    columns = _carried_columns(table, listing, config.input) if format == "parquet" else {}
    target = Target(work, names, config.output.with_title, columns, has_copies=copies is not None)
    writer: Writer = WRITERS[format](target)
    dropped = Dropped(target) if dropping else None
    wanted = {one["id"]: one for one in copies.facts["largest"]} if copies else {}
    for number, row in enumerate(read_rows(table), 1):
        if row.id in wanted:
            wanted[row.id]["title"] = row.title
        taker = dropped if dropped and row.id in dropped_ids else writer
        taker.write(row, _extra(of, row.id) if copies else {})
        if number % BATCH_RECORDS == 0:
            watch.advance(BATCH_RECORDS)
    digests = {}
    for one in filter(None, (writer, dropped)):
        one.close()
        digests.update(one.digests)
    return Written(digests, names)


@dataclass(frozen=True)
class Written:
    """Digests of the document files by path, and the names given to ids."""

    digests: Mapping[str, str]
    names: Mapping[str, str]


def _carried_columns(table: pa.Table, listing: Listing, config: InputConfig) -> dict[str, pa.DataType]:
    """The carried columns and their types; those of Parquet inputs are as declared, if all declare the same."""
    known: dict[str, set[pa.DataType]] = defaultdict(set)
    for source in listing.sources:
        schema = carried_schema(source.path, config) if source.suffix == "parquet" else None
        for column in schema or ():
            for name in (column.name, f"input_{column.name}"):
                known[name].add(column.type)
    all_parquet = all(source.suffix == "parquet" for source in listing.sources)
    declared = {name: next(iter(kinds)) for name, kinds in known.items() if len(kinds) == 1} if all_parquet else {}
    others = table.column("others")
    return column_types(lambda: (json.loads(one.as_py()) for chunk in others.chunks for one in chunk), declared)


def _extra(of: Mapping[str, tuple[str, bool]], id: str) -> dict[str, object]:
    cluster, keep = of.get(id, (None, True))
    return {"cluster_id": cluster, "keep": keep}


def _names(table: pa.Table, dropped: set[str]) -> dict[str, str]:
    ids, inputs = (table.column(name).to_pylist() for name in ("id", "input"))
    is_text = {id for id, kind in zip(ids, inputs, strict=True) if kind in TEXT}
    return assign_names(
        (id for id in ids if id not in dropped), lambda id: text_name(id, id in is_text), fold_case=True
    )
