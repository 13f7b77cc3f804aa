"""What workers do with a record, in each of the two passes; the one place where an exception becomes a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from cleaner.cleaning import clean_document, rules_of, sites_of
from cleaner.config import CleanConfig, InputConfig
from cleaner.cpu_limit import OutOfTimeError, cpu_limit
from cleaner.document import Cleaned, Document, Finding, apply, split_blocks
from cleaner.errors import DocumentError
from cleaner.io.documents import as_text
from cleaner.io.json_lines import NoRecordError, NoTextError
from cleaner.io.ledger import ledger_lines
from cleaner.io.readers import read
from cleaner.io.record import Raw, Record
from cleaner.io.spool import Row
from cleaner.io.suffixes import TEXT
from cleaner.report.tally import Measure, measure
from cleaner.rules import Rule
from cleaner.sites import PageLines, SiteMemory, page_lines

__all__ = ["BLANK", "Clean", "Failure", "Learn", "Learnt", "Outcome", "Seen", "hash_of_id"]

BLANK = "BLANK00"
"""The code of the finding that takes what space is left where no text is."""

T = TypeVar("T")


class Seen(NamedTuple):
    """What both passes tell of a record, readable or not.

    `columns` are those of a record without its text column, `has_text` is for a record with it.
    """

    id_hash: int
    columns: tuple[str, ...] | None = None
    has_text: bool = False


class Failure(NamedTuple):
    """A quarantine row."""

    id: str
    stage: str
    reason: str
    nondeterministic: bool = False

    def row(self) -> dict[str, Any]:
        """Its columns; the last one only where it is true."""
        row = self._asdict()
        if not self.nondeterministic:
            del row["nondeterministic"]
        return row


class Learnt(NamedTuple):
    """A record's part in the learn pass."""

    seen: Seen
    lines: PageLines | None = None


class Outcome(NamedTuple):
    """A record's part in the clean pass: a row with its ledger, or a failure."""

    seen: Seen
    failure: Failure | None = None
    row: Row | None = None
    ledger: bytes = b""
    measure: Measure | None = None
    digest: str | None = None
    changed: bool = False


def hash_of_id(id: str) -> int:
    """64 bits of an id: equal ids are found by them, and proved on the ids."""
    return int.from_bytes(hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def attempt(raw: Raw, stage: str, seconds: float, in_worker: bool, work: Callable[[], T]) -> T | Failure:
    """Run `work` on a record under its limits; whatever happens becomes a reason."""
    try:
        with cpu_limit(seconds, or_die=in_worker):
            return work()
    except DocumentError as error:
        return Failure(raw.id, stage, error.reason)
    except OutOfTimeError:
        return Failure(raw.id, stage, f"took more than {seconds:g} s of CPU (--max-seconds)", True)
    except RecursionError:
        return Failure(raw.id, stage, "nested too deeply")
    except MemoryError:
        return Failure(raw.id, stage, "took more memory than there is", True)
    except Exception as error:  # noqa: BLE001 - the one boundary: one document never stops a run
        return Failure(raw.id, stage, f"failed: {type(error).__name__}: {error}")


def _document(record: Record, config: CleanConfig | None) -> Document:
    language = record.language or (config.language if config else None)
    text = record.decoded.text
    return Document(text, record.id, record.title, record.site, record.url, record.date, language)


def _seen(raw: Raw, id: str, failed: DocumentError | None = None) -> Seen:
    columns = failed.keys if isinstance(failed, NoTextError) else None
    has_text = raw.data is not None and not isinstance(failed, NoTextError | NoRecordError)
    return Seen(hash_of_id(id), columns, has_text)


@dataclass(frozen=True, slots=True)
class Learn:
    """The learn pass: ids, and the lines that a site may repeat."""

    input: InputConfig
    clean: CleanConfig

    def __call__(self, raw: Raw, *, in_worker: bool = True) -> Learnt:
        """Read a record, tell its lines."""

        def work() -> Learnt:
            id, record = read(raw, self.input)
            if isinstance(record, DocumentError):
                return Learnt(_seen(raw, id, record))
            return Learnt(_seen(raw, id), page_lines(_document(record, self.clean)))

        done = attempt(raw, "learn", self.input.limits.seconds, in_worker, work)
        return self.died(raw) if isinstance(done, Failure) else done

    def died(self, raw: Raw) -> Learnt:
        """Nothing is learnt; the clean pass tells why."""
        return Learnt(_seen(raw, raw.id))


@dataclass(frozen=True, slots=True)
class Clean:
    """The clean pass: text, ledger, counts. Without `clean` the text stays as it is."""

    input: InputConfig
    clean: CleanConfig | None
    sites: SiteMemory | None
    with_title: bool = True

    def __call__(self, raw: Raw, *, in_worker: bool = True) -> Outcome:
        """Read a record and clean it."""
        done = attempt(raw, "clean", self.input.limits.seconds, in_worker, lambda: self._outcome(raw))
        return Outcome(_seen(raw, raw.id), done) if isinstance(done, Failure) else done

    def died(self, raw: Raw) -> Outcome:
        """A quarantine row."""
        return Outcome(_seen(raw, raw.id), Failure(raw.id, "clean", "its worker process died", True))

    def _outcome(self, raw: Raw) -> Outcome:
        id, record = read(raw, self.input)
        if isinstance(record, DocumentError):
            return Outcome(_seen(raw, id, record), Failure(id, "read", record.reason))
        cleaned = self._cleaned(record)
        title, reason = cleaned.title or record.title, _why_empty(record, cleaned)
        is_lossy = bool(record.decoded.undecodable or record.surrogates)
        return Outcome(
            _seen(raw, id),
            None,
            _row(record, cleaned, title, reason),
            ledger_lines(record, cleaned, title, reason),
            measure(record.decoded, is_lossy, cleaned, reason),
            record.digest if record.input in TEXT else None,
            as_text(cleaned.title, cleaned.text) != record.decoded.text,
        )

    def _cleaned(self, record: Record) -> Cleaned:
        if self.clean is None:
            return Cleaned(record.decoded.text, record.title, id=record.id)
        document = _document(record, self.clean)
        return _without_blank(document, clean_document(document, _rules(self.clean), sites_of(self.clean, self.sites)))


@lru_cache(maxsize=1)
def _rules(config: CleanConfig) -> tuple[Rule, ...]:
    return rules_of(config)


def _is_blank(text: str) -> bool:
    return next(split_blocks(text), None) is None


def _without_blank(document: Document, cleaned: Cleaned) -> Cleaned:
    """A text of nothing but space is written as no text; the ledger holds the space."""
    if not cleaned.text or not _is_blank(cleaned.text):
        return cleaned
    rest = Finding(BLANK, 0, len(document.text), "nothing but space is left", 1.0)
    return apply(document, [*cleaned.findings, rest], cleaned.title)


def _why_empty(record: Record, cleaned: Cleaned) -> str | None:
    if not _is_blank(cleaned.text):
        return None
    return "empty" if _is_blank(record.decoded.text) else "all-removed"


def _row(record: Record, cleaned: Cleaned, title: str | None, reason: str | None) -> Row:
    import json

    carried = dict(record.carried)
    if record.title is not None and record.title != title:
        carried.setdefault("input_title", record.title)
    return Row(
        id=record.id,
        text=cleaned.text,
        title=title,
        source=record.source,
        url=record.url,
        date=record.date,
        language=record.language,
        kind="text",
        removed=cleaned.removed,
        others=json.dumps(carried),
        input=record.input,
        reason=reason,
    )
