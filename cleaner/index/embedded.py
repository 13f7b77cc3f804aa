"""Index: the public face."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, overload

import pyarrow as pa

from cleaner.config import DedupConfig
from cleaner.errors import ConfigError, IndexKindError, UsageError
from cleaner.index.checks import LOCK, check_mergeable, check_new, check_program
from cleaner.index.disk import Disk, file_errors
from cleaner.index.documents import Batch, batches, one_text, sketched, sketched_anew
from cleaner.index.examining import EXPORTED, Stat, exported, problems_of, stat_of
from cleaner.index.fingerprint import Fingerprint, fingerprint_of
from cleaner.index.lock import WriterLock
from cleaner.index.manifest import MANIFEST
from cleaner.index.matching import Match, compared, find_matches, has_exact
from cleaner.index.store import Added, Store

__all__ = ["Index"]

LOG = logging.getLogger(__name__)

MODES, SYNCS = ("r", "w"), ("commit", "always")
NO_ID = ""
"""A text that is asked for needs none."""


class Index:
    """Documents that are added, asked for, removed, and found again by tomorrow's run; one directory, no server.

    One writer, which holds a lock, beside any number of readers, each of which sees the index as it was when opened.
    When `add`, `add_batch`, `update`, `remove` or `merge` return, what they did survives the death of this process;
    when `commit` returns, or with `sync="always"` any of them, it survives a power loss. Not for several threads at
    once.

    Errors of all methods: DamagedError where a file is not as it was written, UnfinishedError where the disk fails.

    >>> import tempfile
    >>> text = "the council voted on monday to close the old bridge for a year of repairs"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Index.create(Path(folder) / "news") as index:
    ...         added = index.add("a", text)
    ...         index.query(text.upper() + " and more")[0].relation
    'near'
    """

    def __init__(self, store: Store, lock: WriterLock | None, *, always: bool) -> None:
        self._store, self._lock, self._always = store, lock, always

    @classmethod
    def create(
        cls,
        path: str | Path,
        config: DedupConfig | None = None,
        *,
        verify: bool = True,
        cleaning: str | None = None,
        sync: str = "commit",
        disk: Disk | None = None,
    ) -> Index:
        """A new index, open for writing; `path` is a folder that is not there, or empty.

        With `verify=False` sets of shingles are not kept: a quarter of the room, but similarities are estimates, and
        containment is not known. `cleaning` names what is done to texts before they come here.

        Errors: OutputError, ConfigError, LockedError.
        """
        folder, disk, config = Path(path), disk or Disk(), config or DedupConfig()
        if config.passages is not None:
            raise ConfigError(f"passages={config.passages}: an index finds no shared passages; leave them out")
        fingerprint, always = fingerprint_of(config, verified=verify, cleaning=cleaning), _is_always(sync)
        with file_errors(folder):
            check_new(folder)
            disk.make_folder(folder)
            lock = WriterLock(folder / LOCK)
            try:
                check_new(folder)
                return cls(Store.create(disk, folder, fingerprint), lock, always=always)
            except BaseException:
                lock.close()
                raise

    @classmethod
    def open(cls, path: str | Path, mode: str = "r", *, sync: str = "commit", disk: Disk | None = None) -> Index:
        """An index that is there, to be read ("r") or written to ("w").

        Errors: IndexKindError where none is, or one of a later version; FingerprintError where this program hashes
        texts otherwise; LockedError where another writes; DamagedError.
        """
        folder, disk = Path(path), disk or Disk()
        if mode not in MODES:
            raise ConfigError(f"mode {mode!r}: use 'r' or 'w'")
        always = _is_always(sync)
        if not (folder / MANIFEST).exists():
            raise IndexKindError(f"{folder}: no index; cleaner index create {folder} makes one")
        with file_errors(folder):
            lock = WriterLock(folder / LOCK) if mode == "w" else None
            try:
                store = Store(disk, folder, writes=mode == "w")
                check_program(store.fingerprint, folder)
                return cls(store, lock, always=always)
            except BaseException:
                if lock:
                    lock.close()
                raise

    def __len__(self) -> int:
        return self._store.documents

    def __contains__(self, id: str) -> bool:
        return bool((self._store.locate_ids([id]).holders >= 0)[0])

    @property
    def fingerprint(self) -> Fingerprint:
        """What the index was made with."""
        return self._store.fingerprint

    def add(self, id: str, text: str) -> bool:
        """Add a document; False if it is there already, with the same tokens.

        Errors: DuplicateIdError where the id has another text; SourceError for an id or a text that is none.
        """
        return self._add([one_text(id, text)], update=False).new > 0

    def update(self, id: str, text: str) -> bool:
        """Add a document, or put it in the place of the one with its id; False if nothing changes."""
        added = self._add([one_text(id, text)], update=True)
        return added.new + added.updated > 0

    def add_batch(self, data: Any, *, update: bool = False) -> Added:
        """Add documents, all or none: anything with an Arrow stream (columns `id`, `text`), or pairs (id, text).

        A null text is an empty one. Errors: as `add`; then nothing was added.
        """
        return self._add(batches(data), update=update)

    def _add(self, parts: Any, *, update: bool) -> Added:
        store = self._writing()
        with file_errors(store.folder):
            added = store.add((sketched(part, store.fingerprint) for part in parts), update=update)
            self._synced()
        return added

    def remove(self, *ids: str) -> None:
        """Remove documents, all or none. Errors: UnknownIdError where one is not there."""
        store = self._writing()
        with file_errors(store.folder):
            store.remove(ids)
            self._synced()

    @overload
    def query(self, data: str) -> list[Match]: ...
    @overload
    def query(self, data: Any) -> pa.Table: ...

    def query(self, data: Any) -> list[Match] | pa.Table:
        """The documents that a text is a copy of, the best first; of a table, or pairs (id, text), a table.

        That table has a row a match: `query` (the id asked for), `id`, `relation`, `jaccard`, `containment`,
        `evidence`. A document is asked for as it stands: one that is in the index itself is its own exact match.
        """
        store = self._reading()
        with file_errors(store.folder):
            if isinstance(data, str):
                matches = find_matches(store, sketched(one_text(NO_ID, data), store.fingerprint))
                return list(matches.each(store))
            tables = [self._matches(part) for part in batches(data)]
            return pa.concat_tables([MATCHES.empty_table(), *tables])

    def _matches(self, part: Batch) -> pa.Table:
        store = self._store
        matches = find_matches(store, sketched(part, store.fingerprint))
        found = list(matches.each(store))
        columns = [part.ids.take(pa.array(matches.asked)).cast(pa.string())]
        columns += [
            pa.array([getattr(one, name) for one in found], MATCHES.field(name).type) for name in MATCHES.names[1:]
        ]
        return pa.table(columns, schema=MATCHES)

    def compare(self, text: str, id: str) -> tuple[float | None, float | None]:
        """Jaccard similarity of a text and a document, and the share of the text's shingles that it has.

        None where sets are not kept. Errors: UnknownIdError.
        """
        store = self._reading()
        with file_errors(store.folder):
            return compared(store, sketched(one_text(NO_ID, text), store.fingerprint), id)

    def seen(self, text: str) -> bool:
        """Whether a document with the same tokens is there."""
        store = self._reading()
        with file_errors(store.folder):
            return bool(has_exact(store, sketched(one_text(NO_ID, text), store.fingerprint))[0])

    def merge(self, other: Index | str | Path, *, update: bool = False) -> Added:
        """Add all documents of another index, all or none.

        Where sets of shingles are kept there, threshold, bands, slots and the like may differ: they are made anew. So
        an index with other settings is made of an old one.

        Errors: FingerprintError where texts are read or hashed otherwise; DuplicateIdError where one id has two texts,
        unless `update`: then the other's text stays.
        """
        if not isinstance(other, Index):
            with Index.open(other) as opened:
                return self.merge(opened, update=update)
        store, theirs = self._writing(), other._reading()
        check_mergeable(store.fingerprint, theirs)
        with file_errors(store.folder):
            parts = (sketched_anew(documents, store.fingerprint) for documents in theirs.stored())
            added = store.add(parts, update=update)
            self._synced()
        return added

    def compact(self) -> None:
        """Make one segment of all, and drop what removed documents left behind."""
        store = self._writing()
        with file_errors(store.folder):
            store.compact()

    def stat(self) -> Stat:
        """What the index holds, and what it takes."""
        return stat_of(self._reading())

    def verify(self) -> list[str]:
        """Read everything, and tell what is not as it was written: nothing, if all is well."""
        store = self._reading()
        with file_errors(store.folder):
            return problems_of(store)

    def export(self) -> pa.RecordBatchReader:
        """All documents, some thousand a batch: `id`, `digest` of the tokens (null without any), number of `shingles`,
        their sorted `hashes` (null where sets are not kept)."""
        store = self._reading()
        return pa.RecordBatchReader.from_batches(EXPORTED, map(exported, store.stored()))

    def commit(self) -> None:
        """When it returns, all that was acknowledged survives a power loss."""
        store = self._writing()
        with file_errors(store.folder):
            store.commit()

    def _synced(self) -> None:
        if self._always:
            self._store.commit()

    def _reading(self) -> Store:
        if self._store.is_closed:
            raise UsageError(f"{self._store.folder}: the index is closed; open it again")
        return self._store

    def _writing(self) -> Store:
        if self._lock is None and not self._store.is_closed:
            raise UsageError(f"{self._store.folder}: open for reading; Index.open(path, mode='w') writes")
        return self._reading()

    def close(self) -> None:
        """Sync what was written, and let others write."""
        if self._store.is_closed:
            return
        try:
            with file_errors(self._store.folder):
                self._store.close()
        finally:
            if self._lock:
                self._lock.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __iter__(self) -> Iterator[str]:
        """The ids, in no order."""
        return self._reading().ids()


MATCHES = pa.schema(
    [
        ("query", pa.string()),
        ("id", pa.string()),
        ("relation", pa.string()),
        ("jaccard", pa.float64()),
        ("containment", pa.float64()),
        ("evidence", pa.string()),
    ]
)


def _is_always(sync: str) -> bool:
    if sync not in SYNCS:
        raise ConfigError(f"sync {sync!r}: use 'commit' or 'always'")
    return sync == "always"
