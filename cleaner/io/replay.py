"""Ledger and documents together, read again: each document with its body, in the ledger's order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cleaner.errors import CheckError
from cleaner.io.documents import body_of
from cleaner.io.ledger import Entry, read_entries, read_json_lines, text_digest

__all__ = ["Replayed", "replay"]


ROWS_AT_ONCE = 256
STREAMS = ("documents.jsonl", "documents.parquet", "dropped.jsonl.zst")


class Replayed(NamedTuple):
    """A ledger entry and the input it gives back; `original` is None where `problem` says why not."""

    entry: Entry
    original: bytes | None
    problem: str | None = None


def replay(out: Path, manifest: Mapping[str, Any]) -> Iterator[Replayed]:
    """Every document of an OUT with the bytes it was read from, each proved by its digests.

    Errors: CheckError where the ledger itself is damaged.
    """
    bodies = _Bodies(out, manifest)
    for entry in read_entries(out / "ledger.jsonl.zst"):
        try:
            yield Replayed(entry, _original(entry, bodies.of(entry)))
        except (CheckError, OSError, ValueError, KeyError, TypeError, IndexError, LookupError) as error:
            yield Replayed(entry, None, str(error) or "its ledger rows do not replay")


def _original(entry: Entry, body: str) -> bytes:
    """Errors: CheckError, and whatever damaged rows lead to."""
    if text_digest(body) != entry.document["text_digest"]:
        raise CheckError("its text was edited: it has not the digest of the ledger")
    original = entry.original(body)
    if hashlib.sha256(original).hexdigest() != entry.document["input_digest"]:
        raise CheckError("its ledger rows do not give back what was read")
    return original


class _Bodies:
    """Where the bodies of an OUT stand: the text tree, documents.jsonl or .parquet, and dropped.jsonl.zst."""

    def __init__(self, out: Path, manifest: Mapping[str, Any]) -> None:
        self._out = out
        self._names: Mapping[str, str] = manifest.get("names", {})
        self._with_title: bool = manifest["config"]["output"]["with_title"]
        self._streams = [_Stream(out / name) for name in STREAMS]

    def of(self, entry: Entry) -> str:
        """A document's body. Errors: CheckError, OSError, ValueError."""
        for stream in self._streams:
            row = stream.take(entry.id)
            if row is not None:
                return str(row["text"])
        name = self._names.get(entry.id)
        if name is None:
            raise CheckError("missing: it is in no file of documents")
        if ".." in PurePosixPath(name).parts or PurePosixPath(name).is_absolute():
            raise CheckError("its name in the manifest leads out of documents")
        text = (self._out / "documents" / name).read_bytes().decode()
        title = entry.document["title"] if self._with_title else None
        return body_of(text, title, markdown=entry.is_markdown)


class _Stream:
    """Rows in the ledger's order, one looked at ahead."""

    def __init__(self, path: Path) -> None:
        self._rows = _rows(path) if path.exists() else iter(())
        self._next: dict[str, Any] | None = None
        self._ended = False

    def take(self, id: str) -> dict[str, Any] | None:
        """The next row, if it is that of the id."""
        if self._next is None and not self._ended:
            self._next = next(self._rows, None)
            self._ended = self._next is None
        if self._next is None or self._next.get("id") != id:
            return None
        row, self._next = self._next, None
        return row


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows with `id` and `text`. Errors: CheckError for a damaged file."""
    if path.suffix != ".parquet":
        yield from read_json_lines(path)
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=["id", "text"], use_threads=False):
                yield from batch.to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise CheckError(f"{path.name}: damaged ({' '.join(str(error).split())})") from error
