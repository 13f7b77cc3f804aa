"""Texts for a run that only compares them: files of columns go through column by column, all others record by record.

Nothing is written but tables of copies then, so that no ledger is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.config import RunConfig
from cleaner.io.hashed_file import HashedFile
from cleaner.io.inputs import Listing
from cleaner.io.ledger import json_line
from cleaner.io.parquet_columns import cut_columns, has_plain_columns
from cleaner.io.readers import read_raw
from cleaner.io.record import Source
from cleaner.io.spool import Spool
from cleaner.report.tally import Tally
from cleaner.roll import Roll
from cleaner.stages import QUARANTINE, SPOOL, Watch, mapped
from cleaner.workers import Clean, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["has_columns", "read_texts"]


def has_columns(listing: Listing, config: RunConfig) -> bool:
    """Whether a run only compares texts, and some of its files can be read by column."""
    if config.clean or not config.dedup or config.output.duplicates != "flag" or config.output.cut_passages:
        return False
    return any(has_plain_columns(source, config.input) for source in listing.sources)


def read_texts(
    listing: Listing, config: RunConfig, work: Path, digests: dict[str, str], watch: Watch
) -> tuple[Tally, dict[str, str]]:
    """Spool the texts, stream quarantine; gives the counts, and the digest of the quarantine.

    Digests of the files read go into `digests`. Errors: DuplicateIdError, SourceError for a wrong text column.
    """
    watch.begin("Reading", None)
    with Spool(work / SPOOL) as spool, HashedFile(work / QUARANTINE) as quarantine:
        taker = _Taker(Tally(), Roll(config.input), spool, quarantine, digests)
        for by_column, sources in groupby(listing.sources, lambda source: has_plain_columns(source, config.input)):
            parts = _columns if by_column else _records
            for documents in parts(list(sources), config, taker):
                watch.advance(documents)
        taker.roll.check(lambda: read_raw(listing.sources, config.input))
    return taker.tally, {QUARANTINE: quarantine.digest}


class _Taker:
    """Where texts go, and what is counted of them."""

    def __init__(self, tally: Tally, roll: Roll, spool: Spool, quarantine: HashedFile, digests: dict[str, str]) -> None:
        self.tally, self.roll, self.spool, self.quarantine, self.digests = tally, roll, spool, quarantine, digests

    def texts(self, texts: pa.RecordBatch) -> None:
        """Rows that are as they should be."""
        import pyarrow.compute as pc

        if texts.num_rows:
            self.roll.add_texts(texts.column("id"))
            self.tally.add_texts(texts.num_rows, pc.sum(pc.utf8_length(texts.column("text"))).as_py())
            self.spool.write_columns(texts)

    def outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Rows that were looked at one by one."""
        for outcome in outcomes:
            self.roll.add(outcome.seen)
            if outcome.measure:
                self.tally.add(outcome.measure)
            if outcome.failure:
                self.quarantine.write(json_line(outcome.failure.row()))
                self.tally.quarantined += 1
            if outcome.row and outcome.digest:
                self.digests[outcome.row.id] = outcome.digest
        self.spool.write(outcome.row for outcome in outcomes if outcome.row)


def _columns(sources: Sequence[Source], config: RunConfig, taker: _Taker) -> Iterator[int]:
    """Take files column by column; gives how many documents come at a time."""
    look = Clean(config.input, None, None)
    for source in sources:
        digest = hashlib.sha256()
        for plain, others in cut_columns(source, config.input, digest):
            taker.texts(plain)
            taker.outcomes([look(raw, in_worker=False) for raw in others])
            yield plain.num_rows + len(others)
        taker.digests[source.id] = digest.hexdigest()


def _records(sources: Sequence[Source], config: RunConfig, taker: _Taker) -> Iterator[int]:
    """Take files record by record, in worker processes."""
    for batch in mapped(Clean(config.input, None, None), sources, config, taker.digests):
        taker.outcomes(batch)
        yield len(batch)
