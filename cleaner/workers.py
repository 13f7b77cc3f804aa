"""What workers do with a record, in each of the two passes; the one place where an exception becomes a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.cleaning import clean_document, clean_page, document_of, favor_of, rules_of, sites_of
from cleaner.config import CleanConfig, InputConfig
from cleaner.cpu_limit import OutOfTimeError, cpu_limit
from cleaner.document import Cleaned, Document, Finding, apply, split_blocks
from cleaner.errors import DocumentError
from cleaner.io.columns import NoTextError
from cleaner.io.documents import as_text
from cleaner.io.json_lines import NoRecordError
from cleaner.io.ledger import ledger_lines
from cleaner.io.readers import read
from cleaner.io.record import Raw, Record
from cleaner.io.site import site_of
from cleaner.io.spool import Row
from cleaner.io.suffixes import FILES
from cleaner.report.tally import Measure, measure
from cleaner.sites import PageLines, SiteMemory, page_lines
from cleaner.text.decoding import bad_bytes

if TYPE_CHECKING:
    from cleaner.extract import Page

__all__ = ["BLANK", "Clean", "Failure", "Learn", "Learnt", "Outcome", "Seen", "hash_of_id"]

BLANK = "BLANK00"
"""The code of the finding that takes what space is left where no text is."""

TOLD = ("author", "outlet", "image")
"""Columns of what a page says of itself, beside those that every document has."""

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
    """A record's part in the clean pass: a row with its ledger, or a failure; `raw` is the whole text as it was read,
    of those that are compared raw and cleaned."""

    seen: Seen
    failure: Failure | None = None
    row: Row | None = None
    ledger: bytes = b""
    measure: Measure | None = None
    digest: str | None = None
    changed: bool = False
    raw: str | None = None


def hash_of_id(id: str) -> int:
    """64 bits of an id: equal ids are found by them, and proved on the ids."""
    return int.from_bytes(hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


# After so many pages a process reads them by the compiled walk, which takes its time to begin.
SWIFT_AFTER = 100
_pages_read = 0


def _keep_pace() -> None:
    """Make ready what pays for many pages; outside of any one document's limits."""
    if _pages_read >= SWIFT_AFTER:
        from cleaner.extract import make_swift

        make_swift()


def attempt(raw: Raw, stage: str, seconds: float, in_worker: bool, work: Callable[[], T]) -> T | Failure:
    """Run `work` on a record under its limits; whatever happens becomes a reason."""
    _keep_pace()
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
    text = "" if record.is_html else record.decoded.text
    return Document(text, record.id, record.title, record.site, record.url, record.date, language)


def _page(record: Record, document: Document, config: InputConfig) -> tuple[Page, Document]:
    """An HTML record's page, and its whole text as a document. Errors: DocumentError."""
    global _pages_read  # noqa: PLW0603 - a process's own
    from cleaner.extract import read_page

    _pages_read += 1
    page = read_page(record.decoded.text, config.limits.depth)
    site = document.source
    if site is None and config.site in ("auto", "host"):
        # No folder and no address told the site: the page itself may.
        site = site_of("host", record.id, None, page.metadata.url)
    return page, replace(document_of(page, document), source=site)


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
            document = _document(record, self.clean)
            if record.is_html:
                _, document = _page(record, document, self.input)
            return Learnt(_seen(raw, id), page_lines(document))

        done = attempt(raw, "learn", self.input.limits.seconds, in_worker, work)
        return self.died(raw) if isinstance(done, Failure) else done

    def died(self, raw: Raw) -> Learnt:
        """Nothing is learnt; the clean pass tells why."""
        return Learnt(_seen(raw, raw.id))


@dataclass(frozen=True, slots=True)
class Clean:
    """The clean pass: text, ledger, counts. Without `clean` the text stays as it is. The raw text goes along for that
    share of documents, told by their ids."""

    input: InputConfig
    clean: CleanConfig | None
    sites: SiteMemory | None
    with_title: bool = True
    raw_share: float = 0.0

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
        document, cleaned = self.cleaned(record)
        title, reason = cleaned.title or document.title, _why_empty(record, document, cleaned)
        is_lossy = bool(record.decoded.undecodable or record.surrogates)
        return Outcome(
            _seen(raw, id),
            None,
            _row(record, document, cleaned, title, reason),
            ledger_lines(record, cleaned, document.text, title, reason),
            measure(record.decoded.encoding, len(document.text), is_lossy, cleaned, reason),
            record.digest if record.input in FILES else None,
            as_text(cleaned.title, cleaned.text) != document.text,
            document.text if hash_of_id(record.id) < self.raw_share * 2**64 else None,
        )

    def cleaned(self, record: Record) -> tuple[Document, Cleaned]:
        """The record's whole text, and what is left of it."""
        document = _document(record, self.clean)
        page = None
        if record.is_html:
            page, document = _page(record, document, self.input)
        if self.clean is None:
            metadata = page.metadata if page else None
            return document, Cleaned(document.text, document.title, id=record.id, metadata=metadata)
        if page:
            cleaned = clean_page(page, document, self.clean, self.sites)
        else:
            cleaned = clean_document(
                document, rules_of(self.clean), sites_of(self.clean, self.sites), favor_of(self.clean)
            )
        if notes := bad_bytes(record.decoded):
            cleaned = replace(cleaned, notes=(*notes, *cleaned.notes))
        return document, _without_blank(document, cleaned)


def _is_blank(text: str) -> bool:
    return next(split_blocks(text), None) is None


def _without_blank(document: Document, cleaned: Cleaned) -> Cleaned:
    """A text of nothing but space is written as no text; the ledger holds the space."""
    if not cleaned.text or not _is_blank(cleaned.text):
        return cleaned
    rest = Finding(BLANK, 0, len(document.text), "nothing but space is left", 1.0)
    done = apply(document, [*cleaned.findings, rest], cleaned.title)
    return replace(done, metadata=cleaned.metadata, notes=cleaned.notes)


def _why_empty(record: Record, document: Document, cleaned: Cleaned) -> str | None:
    """The reason of a row without text: nothing was read, or a page that shows no text, or all of it went."""
    if not _is_blank(cleaned.text):
        return None
    if not _is_blank(document.text):
        return "all-removed"
    return "empty" if _is_blank(record.decoded.text) else "no-text"


def _row(record: Record, document: Document, cleaned: Cleaned, title: str | None, reason: str | None) -> Row:
    import json

    carried = dict(record.carried)
    if record.title is not None and record.title != title:
        carried.setdefault("input_title", record.title)
    told = cleaned.metadata
    for name in TOLD if told else ():
        carried.setdefault(name, getattr(told, name))
    return Row(
        id=record.id,
        text=cleaned.text,
        title=title,
        source=record.source or document.source,
        url=document.url,
        date=document.date,
        language=document.language if record.is_html else record.language,
        kind=(cleaned.metadata and cleaned.metadata.kind) or ("other" if record.is_html else "text"),
        removed=cleaned.removed,
        others=json.dumps(carried),
        input=record.input,
        reason=reason,
        markdown=cleaned.rendering.text if cleaned.rendering else None,
    )
