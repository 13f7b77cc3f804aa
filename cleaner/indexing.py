"""INPUTs into an index, and INPUTs asked of one: read and cleaned as a run does it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.config import CleanConfig, RunConfig
from cleaner.errors import FingerprintError
from cleaner.index.embedded import Index
from cleaner.index.store import Added
from cleaner.io.inputs import list_sources
from cleaner.pipeline import Silent, spool_stdin
from cleaner.sites import SiteMemory
from cleaner.stages import Watch, cleaned_outcomes

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Reading", "add_inputs", "check_cleaning", "cleaning_name", "query_inputs"]

PACKAGE = Path(__file__).parent
# What decides on which text is left of a document: code and data of these rooms.
DECIDING = ("rules", "phrases", "models", "extract")
ASKED_AT_ONCE = 4096


@dataclass
class Reading:
    """What became of records that were read: how many were, and how often each reason put one aside."""

    records: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def quarantined(self) -> int:
        """How many were put aside."""
        return self.reasons.total()


def cleaning_name(config: CleanConfig | None) -> str | None:
    """What is done to texts before they are indexed, as a name that changes where rules, models or settings do.

    >>> cleaning_name(None) is None
    True
    """
    if config is None:
        return None
    import cleaner

    settings = asdict(config)
    settings["rules"] = [file.label for file in config.rule_files]
    digest = hashlib.sha256(f"{_deciding_digest()} {json.dumps(settings, sort_keys=True)}".encode())
    return f"cleaner {cleaner.__version__} {digest.hexdigest()[:12]}"


@cache
def _deciding_digest() -> str:
    digest = hashlib.sha256()
    paths = sorted(path for room in DECIDING for path in (PACKAGE / room).rglob("*") if path.is_file())
    for path in paths:
        if "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def check_cleaning(index: Index, path: Path, config: CleanConfig | None) -> None:
    """Errors: FingerprintError where the index's texts were cleaned otherwise, with both ways and what to do."""
    made, now = index.fingerprint.cleaning, cleaning_name(config)
    if made == now:
        return
    if made is None:
        raise FingerprintError(
            f"{path}: its texts were taken as they are, this command would clean them ({now}); --as-is"
        )
    told = "takes them as they are" if now is None else f"cleans them by {now}"
    cure = "leave out --as-is" if now is None else "use the settings it was made with, or add its texts to a new index"
    raise FingerprintError(f"{path}: its texts were cleaned by {made}, this command {told}; {cure}")


def add_inputs(
    index: Index,
    inputs: Sequence[str],
    config: RunConfig,
    *,
    sites: SiteMemory | None = None,
    watch: Watch | None = None,
    update: bool = False,
) -> tuple[Added, Reading]:
    """Add all documents of INPUTs, or none. Errors: UsageError, DuplicateIdError, UnfinishedError."""
    reading = Reading()
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        documents = _documents(inputs, config, sites, watch, reading, Path(folder))
        added = index.add_batch(documents, update=update)
    index.commit()
    return added, reading


def query_inputs(
    index: Index,
    inputs: Sequence[str],
    config: RunConfig,
    *,
    sites: SiteMemory | None = None,
    watch: Watch | None = None,
    reading: Reading | None = None,
) -> Iterator[pa.Table]:
    """The matches of all documents of INPUTs, some thousand documents a table. Errors: UsageError."""
    with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
        documents = _documents(inputs, config, sites, watch, reading or Reading(), Path(folder))
        while some := list(islice(documents, ASKED_AT_ONCE)):
            yield index.query(some)


def _documents(
    inputs: Sequence[str],
    config: RunConfig,
    sites: SiteMemory | None,
    watch: Watch | None,
    reading: Reading,
    folder: Path,
) -> Iterator[tuple[str, str]]:
    listing = spool_stdin(list_sources(inputs, config.input), folder)
    for batch in cleaned_outcomes(listing, config, sites, watch or Silent()):
        for outcome in batch:
            reading.records += 1
            if outcome.failure:
                reading.reasons[outcome.failure.reason] += 1
            if outcome.row:
                yield outcome.row.id, outcome.row.text
