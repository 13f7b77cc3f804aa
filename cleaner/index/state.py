"""What an index holds: log, recent documents, segments; read from its files, and looked into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.errors import DamagedError
from cleaner.index.collecting import collect
from cleaner.index.disk import Disk
from cleaner.index.documents import Sketched, ids_alone, sketched_anew
from cleaner.index.entries import read_entries, removed_id
from cleaner.index.hot_file import read_hot
from cleaner.index.kernels.entries import ADD, REMOVE, Documents
from cleaner.index.kernels.verifying import SAME_DIGEST, SAME_ID, Kept, Pairs, compare_ids
from cleaner.index.log import Log, Tail, checked_lengths, log_name
from cleaner.index.manifest import MANIFEST, SegmentFile, read_manifest
from cleaner.index.recent import RecentDocuments
from cleaner.index.same_ids import last_of_each_id
from cleaner.index.segment import SegmentDocuments
from cleaner.neardup.hot import hot_of

__all__ = ["OUR_FILES", "Holder", "Located", "State"]

Counts = npt.NDArray[np.int64]
Holder = RecentDocuments | SegmentDocuments

# A reader may find a file gone that a writer has just replaced: it looks at the manifest again.
ATTEMPTS = 20
READ_AT_ONCE = 8192

OUR_FILES = ("log-", "segment-", "removed-", "hot-", f"{MANIFEST}.new")
"""How the names of all files begin that may be removed if no manifest tells them."""


class Located(NamedTuple):
    """Where the ids asked for are: number of the holder (-1: nowhere) and row; whether the digest is the same."""

    holders: Counts
    rows: Counts
    same: npt.NDArray[np.bool_]

    def where(self, rows: Counts) -> Located:
        """Of some of the ids."""
        return Located(self.holders[rows], self.rows[rows], self.same[rows])


class State:
    """An index's files and memory. Errors: OSError, DamagedError."""

    def __init__(self, disk: Disk, folder: Path, *, writes: bool) -> None:
        self.disk, self.folder, self.writes = disk, folder, writes
        self.is_closed = False
        self.load()

    def load(self) -> None:
        """Read manifest, segments and the log's tail; a reader may have to begin again."""
        for attempt in range(ATTEMPTS):
            self.manifest = read_manifest(self.disk, self.folder)
            try:
                self._read_files()
                return
            except FileNotFoundError as error:
                is_old = read_manifest(self.disk, self.folder).generation != self.manifest.generation
                if not is_old or attempt == ATTEMPTS - 1:
                    raise DamagedError(f"{error.filename}: is gone; restore the index from a copy") from error

    def _read_files(self) -> None:
        manifest = self.manifest
        self.fingerprint = manifest.fingerprint
        self.segments = [self.opened(file) for file in manifest.segments]
        self.log = Log(self.disk, self.folder, manifest.logs)
        self.recent = RecentDocuments(self.fingerprint)
        self.documents, self.next, self.is_pending = manifest.documents, manifest.next, False
        self.dead = manifest.dead
        self.hot = hot_of(read_hot(self.disk, self.folder, manifest.hot))
        tail = self.log.tail(manifest.position, writes=self.writes)
        self.log.map_all()
        self._replay(tail)
        self.log.end = tail.start + tail.end
        if self.writes:
            self.remove_strangers()
            self.log.open_to_append()

    def opened(self, file: SegmentFile) -> SegmentDocuments:
        """A segment, mapped."""
        return SegmentDocuments(self.disk, self.folder, file, self.fingerprint)

    def remove_strangers(self) -> None:
        """Remove files of ours that the manifest does not tell: of a flush or a transaction that was cut short."""
        known = self.manifest.files | {log_name(number) for number in self.manifest.logs}
        for name in self.disk.names(self.folder):
            if name.startswith(OUR_FILES) and name not in known:
                self.disk.remove(self.folder / name)

    # What the log's tail says.

    def _replay(self, tail: Tail) -> None:
        kinds, first = tail.kinds, 0
        while first < len(kinds):
            last = first + 1
            while kinds[first] == ADD and last < len(kinds) and kinds[last] == ADD and last < first + READ_AT_ONCE:
                last += 1
            if kinds[first] == ADD:
                self._replay_added(tail, tail.places[first:last])
            elif kinds[first] == REMOVE:
                self.take_out(self.locate_ids([removed_id(tail.words, int(tail.places[first]))]))
            first = last

    def _replay_added(self, tail: Tail, places: Counts) -> None:
        documents = sketched_anew(read_entries(tail.words, places, self.fingerprint), self.fingerprint)
        chosen = last_of_each_id(documents)
        self.dead += len(documents) - len(chosen)
        documents = documents.where(chosen)
        self.take_out(self.locate(documents))
        self.put_in(documents, self.log.place(tail.start) + places[chosen])

    def take_out(self, found: Located) -> None:
        """Documents are gone, from memory; those found nowhere are not."""
        holders = self.holders
        for number in np.flatnonzero(found.holders >= 0).tolist():
            holders[int(found.holders[number])].remove(int(found.rows[number]))
            self.documents -= 1
            self.dead += 1

    def put_in(self, documents: Sketched, places: Counts) -> None:
        """Documents are there, in memory."""
        self.recent.make_room_for(documents)
        self.recent.add(documents, places)
        self.documents += len(documents)

    # Where documents are.

    @property
    def holders(self) -> Sequence[Holder]:
        """All that holds documents."""
        return (*self.segments, self.recent)

    def locate(self, documents: Sketched) -> Located:
        """Where documents with these ids are."""
        fingerprint, total = self.fingerprint, len(documents)
        located = Located(np.full(total, -1), np.zeros(total, np.int64), np.zeros(total, bool))
        keys, kept = documents.keys[:, -1].copy(), Kept(fingerprint.verified, fingerprint.slots, fingerprint.bands)
        ids = documents.id_data, documents.id_offsets
        for number, holder in enumerate(self.holders):
            if not len(holder):
                continue
            table = fingerprint.bands + 1
            found = collect(lambda start, hits: holder.find_key(table, keys, start, hits), total)  # noqa: B023
            places = holder.places(found.rows)
            for words, chosen, inside in self.log.by_file(places):
                marks, asked = np.zeros(len(inside), np.uint8), found.asked[chosen]
                bad = compare_ids(words, Pairs(inside, asked), ids, documents.digests.ravel(), kept, marks)
                if bad >= 0:
                    raise self.log.damage(int(places[chosen][bad]))
                is_it = (marks & SAME_ID) != 0
                located.holders[asked[is_it]] = number
                located.rows[asked[is_it]] = found.rows[chosen][is_it]
                located.same[asked[is_it]] = (marks[is_it] & SAME_DIGEST) != 0
        return located

    def locate_ids(self, ids: Sequence[str]) -> Located:
        """Where documents with these ids are."""
        return self.locate(ids_alone(ids))

    def locate_stored(self, documents: Documents) -> Located:
        """Where documents that were read from the log are."""
        return self.locate(sketched_anew(documents, self.fingerprint))

    def ids(self) -> Iterator[str]:
        """The ids of all documents."""
        for holder in self.holders:
            for place in holder.places(holder.staying).tolist():
                yield self.log.id_at(place, self.fingerprint)

    def stored(self) -> Iterator[Documents]:
        """All documents as the log keeps them, some thousand at a time."""
        for holder in self.holders:
            places = np.sort(holder.places(holder.staying))
            for first in range(0, len(places), READ_AT_ONCE):
                some = places[first : first + READ_AT_ONCE]
                for words, chosen, inside in self.log.by_file(some):
                    checked_lengths(self.log, words, inside, some[chosen])
                    yield read_entries(words, inside, self.fingerprint)
