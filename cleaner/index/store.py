"""An index that is written to: transactions, flushes, merges.

Nothing is changed in place on disk: a flush or a merge writes new files, then the manifest tells them, then old ones
go. Whatever fails on the way, memory is read again from disk, where what was acknowledged is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.errors import UnknownIdError
from cleaner.index.disk import Disk
from cleaner.index.documents import Sketched, ids_alone
from cleaner.index.entries import add_entries, end_entry, remove_entry
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.heat import hot_shingles
from cleaner.index.hot_file import write_hot
from cleaner.index.log import FIRST_WORD, Log, copy_log
from cleaner.index.manifest import Manifest, write_manifest
from cleaner.index.recent import MOST_RECENT, RecentDocuments
from cleaner.index.same_ids import first_of_each_id, last_of_each_id, other_text
from cleaner.index.segment import SegmentDocuments, write_removed, write_segment
from cleaner.index.state import OUR_FILES, Holder, Located, State
from cleaner.neardup.hot import hot_of

__all__ = ["Added", "Store"]

LOG = logging.getLogger(__name__)

Counts = npt.NDArray[np.int64]
NO_PLACES = np.zeros(0, np.int64)

SEGMENTS_OF_A_SIZE = 8
"""So many segments of a size become one: each document's keys are moved once for each size."""


class Added(NamedTuple):
    """What became of documents: new ones, those that were there already, those whose text was replaced."""

    new: int = 0
    unchanged: int = 0
    updated: int = 0


class Store(State):
    """The same, and what changes it. Errors: OSError, DamagedError."""

    @classmethod
    def create(cls, disk: Disk, folder: Path, fingerprint: Fingerprint) -> Store:
        """A new one; the folder holds nothing but what a creation that failed left there."""
        for name in disk.names(folder):
            if name.startswith(OUR_FILES):
                disk.remove(folder / name)
        log = Log(disk, folder, [])
        log.start(1)
        log.close()
        write_manifest(disk, folder, Manifest(fingerprint, 0, 2, (1,), FIRST_WORD, 0))
        return cls(disk, folder, writes=True)

    # Transactions.

    def add(self, parts: Iterable[Sketched], *, update: bool = False) -> Added:
        """Add documents, all or none. Errors: DuplicateIdError for an id that has another text, unless `update`."""
        some = iter(parts)
        first, second = next(some, None), next(some, None)
        if first is None:
            return Added()
        with self._all_or_nothing():
            if second is None:
                return self._add(first, update=update, ends=True, begins=True)
            added = [
                self._add(part, update=update, ends=False, begins=number == 0)
                for number, part in enumerate(chain([first, second], some))
            ]
            if self.is_pending:
                self.flush()
            else:
                self.log.append(end_entry())
            return Added(*map(sum, zip(*added, strict=True)))

    def _add(self, documents: Sketched, *, update: bool, ends: bool, begins: bool) -> Added:
        chosen = last_of_each_id(documents) if update else first_of_each_id(documents)
        repeated, documents = len(documents) - len(chosen), documents.where(chosen)
        found = self.locate(documents)
        is_there = found.holders >= 0
        changed = is_there & ~found.same
        if changed.any() and not update:
            raise other_text(documents.id(int(np.flatnonzero(changed)[0])))
        wanted = np.flatnonzero(~is_there | changed)
        fresh = documents.where(wanted)
        if len(fresh):
            self._write(fresh, found.where(wanted), ends=ends, begins=begins)
        unchanged = int((is_there & found.same).sum())
        return Added(len(fresh) - int(changed.sum()), unchanged + repeated, int(changed.sum()))

    def _write(self, documents: Sketched, old: Located, *, ends: bool, begins: bool) -> None:
        """Write new documents to the log, and take over what it says."""
        if not self.recent.has_room_for(documents) and len(self.recent):
            self.flush(publish=begins)
            old = self.locate(documents)
        words, starts = add_entries(documents.for_log(self.fingerprint.verified), ends=ends)
        place = self.log.append(words)
        self.take_out(old)
        self.put_in(documents, place + starts)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove documents, all or none. Errors: UnknownIdError."""
        asked = ids_alone(list(dict.fromkeys(ids)))
        found = self.locate(asked)
        missing = np.flatnonzero(found.holders < 0)
        if len(missing):
            raise UnknownIdError(
                f"{self.folder}: no document with the id {asked.id(int(missing[0]))!r}; nothing was removed"
            )
        entries = [remove_entry(asked.id(row), ends=row == len(asked) - 1) for row in range(len(asked))]
        if entries:
            self.log.append(np.concatenate(entries))
            self.take_out(found)

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Whatever is raised, log and memory are as they were before."""
        before = self.log.numbers[-1], self.log.end
        try:
            yield
        except BaseException:
            if self.log.is_broken or before != (self.log.numbers[-1], self.log.end):
                self._start_over(*before)
            raise

    def _start_over(self, number: int, end: int) -> None:
        """Forget memory, and read again what is on disk without what was written to the log from there on."""
        try:
            if number == self.log.numbers[-1] and number in self.manifest.logs:
                self.log.cut(end)
        except OSError as error:
            LOG.warning("%s: what was not finished is cut off when it is read again (%s)", self.folder, error)
        self.log.close()
        try:
            self.load()
        except OSError as error:
            self.log.give_up()
            LOG.error("%s: cannot be read again after a failure (%s); open it again", self.folder, error)

    def commit(self) -> None:
        """When it returns, all that was acknowledged survives a power loss."""
        self.log.sync(mark=True)

    # Segments.

    def flush(self, *, publish: bool = True) -> None:
        """Recent documents become a segment, and segments of a size become one; `publish` says so in the manifest."""
        self.log.check_whole()
        self.log.sync(mark=False)
        try:
            if len(self.recent):
                self._replace((), self.recent)
            while alike := _of_a_size(self.segments):
                self._replace(alike)
            if self.log.is_full:
                self.log.start(self._take_number())
            if publish:
                self.publish()
            else:
                self.is_pending = True
        except BaseException:
            self._start_over(self.log.numbers[-1], self.log.end)
            raise

    def _replace(
        self,
        old: Sequence[SegmentDocuments],
        recent: RecentDocuments | None = None,
        moved: Callable[[Counts], Counts] | None = None,
    ) -> None:
        """One new segment in the place of some, or of recent documents; `moved`: where in the log entries are now."""
        name = self._new_name("segment")
        parts: Sequence[Holder] = [*old, *([recent] if recent else [])]
        with self._new_file(name):
            file = write_segment(self.disk, self.folder / name, parts, self.fingerprint, moved)
            fresh = [self.opened(file)] if file else []
        self.segments = [*(one for one in self.segments if one not in old), *fresh]
        if recent:
            self.recent = RecentDocuments(self.fingerprint)

    def publish(self, log: Log | None = None) -> None:
        """Tell in the manifest what there is now; then what it no longer tells goes."""
        log = log or self.log
        for segment in self.segments:
            if segment.is_changed:
                name = self._new_name("removed")
                with self._new_file(name):
                    segment.set_removed(write_removed(self.disk, self.folder / name, segment))
        old = self.manifest
        manifest = replace(
            old,
            generation=old.generation + 1,
            next=self.next,
            logs=tuple(log.numbers),
            position=log.end,
            documents=self.documents,
            dead=self.dead,
            segments=tuple(segment.file for segment in self.segments),
        )
        write_manifest(self.disk, self.folder, manifest)
        self.manifest, self.is_pending = manifest, False
        with suppress(OSError):
            # They are removed at the next open otherwise.
            self.remove_strangers()

    def compact(self) -> None:
        """One segment, and a log without what is gone; which shingles are hot is judged anew."""
        self.flush()
        before = self.log.numbers[-1], self.log.end
        fresh = Log(self.disk, self.folder, [])
        try:
            if self.dead:
                places = np.sort(np.concatenate([one.places(one.staying) for one in self.segments] or [NO_PLACES]))
                moved = copy_log(self.log, fresh, places, self._take_number)
                self._replace(self.segments, moved=lambda old: moved[np.searchsorted(places, old)])
                self.dead = 0
                self.publish(fresh)
                self.log.close()
                self.log = fresh
            else:
                if len(self.segments) > 1:
                    self._replace(self.segments)
                self.publish()
            if self.fingerprint.samples:
                self._judge_heat()
        except BaseException:
            fresh.close()
            self._start_over(*before)
            raise

    def _judge_heat(self) -> None:
        hashes = hot_shingles(self)
        told = None
        if len(hashes):
            name = self._new_name("hot")
            with self._new_file(name):
                told = write_hot(self.disk, self.folder / name, hashes)
        self.manifest = replace(self.manifest, hot=told)
        self.publish()
        self.hot = hot_of(hashes)

    def _take_number(self) -> int:
        self.next += 1
        return self.next - 1

    def _new_name(self, kind: str) -> str:
        return f"{kind}-{self._take_number():08}"

    @contextmanager
    def _new_file(self, name: str) -> Iterator[None]:
        """A file that goes again where something fails."""
        try:
            yield
        except BaseException:
            with suppress(OSError):
                self.disk.remove(self.folder / name)
            raise

    def close(self) -> None:
        """Sync, and write no more."""
        try:
            if self.writes and not self.log.is_broken:
                self.commit()
        finally:
            self.is_closed = True
            self.log.close()


def _of_a_size(segments: Sequence[SegmentDocuments]) -> list[SegmentDocuments]:
    """Segments of a size, if there are enough of them to become one."""
    sizes: dict[int, list[SegmentDocuments]] = {}
    for segment in segments:
        sizes.setdefault(size_class(len(segment)), []).append(segment)
    return next((alike for alike in sizes.values() if len(alike) >= SEGMENTS_OF_A_SIZE), [])


def size_class(rows: int) -> int:
    """0 for a flush, one more each time that eight of a class have become one.

    >>> [size_class(rows) for rows in (10, 30_000, 8 * 30_000, 8 * 240_000)]
    [0, 0, 1, 2]
    """
    # A flush comes when the next batch would not fit: half full is full.
    size, times = 0, 2 * rows // MOST_RECENT
    while times >= SEGMENTS_OF_A_SIZE:
        size, times = size + 1, times // SEGMENTS_OF_A_SIZE
    return size
