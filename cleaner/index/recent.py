"""Documents that no segment holds yet, in memory. They are in the log, and read again from there at open."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.index.documents import Sketched
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.checksums import Mapped
from cleaner.index.kernels.looking import count_in_recent, find_in_recent, find_key_in_recent
from cleaner.index.kernels.recent import Chains, Fresh, Recent, insert_documents
from cleaner.index.kernels.sifting import Asked, Columns, Hits, Needed

__all__ = ["MOST_RECENT", "RecentDocuments"]

Counts = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

MOST_RECENT = 1 << 15
"""So many documents lie in memory before they become a segment."""

SAMPLES_A_DOCUMENT = 64
CHAINS, SAMPLE_CHAINS = 1 << 15, 1 << 18
NO_FILE = Mapped(np.zeros(0, np.uint8), np.zeros(0, np.uint32), np.zeros(0, np.uint64), np.zeros(0, np.uint8))


class RecentDocuments:
    """Room for some documents; memory is touched only as far as they need it."""

    def __init__(self, fingerprint: Fingerprint, rows: int = MOST_RECENT, samples: int = 0) -> None:
        self._fingerprint = fingerprint
        tables = fingerprint.bands + 2
        has_samples = fingerprint.samples is not None
        self._room = rows, max(samples, SAMPLES_A_DOCUMENT * rows) if has_samples else 0
        nodes = self._room[1]
        self.arrays = Recent(
            heads=np.zeros((tables, CHAINS), np.int32),
            links=np.empty((rows, tables), np.int32),
            keys=np.empty((rows, tables), np.uint32),
            present=np.empty(rows, np.uint8),
            slots=np.empty((rows, fingerprint.slots), np.uint8),
            sizes=np.empty(rows, np.uint32),
            places=np.empty(rows, np.int64),
            removed=np.zeros((rows + 7) // 8, np.uint8),
            samples=Chains(
                np.zeros(SAMPLE_CHAINS if has_samples else 1, np.int32),
                np.empty(nodes, np.int32),
                np.empty(nodes, np.uint32),
                np.empty(nodes, np.int32),
            ),
            counts=np.zeros(2, np.int64),
        )
        arrays = self.arrays
        self.columns = Columns(arrays.slots, arrays.sizes, arrays.removed, NO_FILE, np.zeros(2, np.int64), False)

    def __len__(self) -> int:
        return int(self.arrays.counts[0])

    def has_room_for(self, documents: Sketched) -> bool:
        """Whether so many more fit in."""
        rows, nodes = self._room
        samples = int(documents.samples.sizes.sum()) if self._fingerprint.samples else 0
        return len(self) + len(documents) <= rows and int(self.arrays.counts[1]) + samples <= nodes

    def make_room_for(self, documents: Sketched) -> None:
        """Longer arrays, where these documents do not fit in."""
        if self.has_room_for(documents):
            return
        rows, nodes = self._room
        samples = int(documents.samples.sizes.sum()) if self._fingerprint.samples else 0
        old, self._room = self.arrays, (2 * rows + len(documents), 2 * nodes + samples)
        longer = RecentDocuments(self._fingerprint, *self._room)
        count, sampled = old.counts.tolist()
        for name in ("links", "keys", "present", "slots", "sizes", "places"):
            getattr(longer.arrays, name)[:count] = getattr(old, name)[:count]
        longer.arrays.removed[: len(old.removed)] = old.removed
        for name in ("links", "keys", "rows"):
            getattr(longer.arrays.samples, name)[:sampled] = getattr(old.samples, name)[:sampled]
        chains = longer.arrays.samples._replace(heads=old.samples.heads)
        self.arrays = longer.arrays._replace(heads=old.heads, samples=chains, counts=old.counts)
        self.columns = longer.columns

    def add(self, documents: Sketched, places: Counts) -> None:
        """Append documents whose entries in the log begin at these places."""
        samples = documents.samples
        sizes = documents.sets.sizes
        fresh = Fresh(documents.keys, documents.present, documents.slots, sizes, samples, places)
        insert_documents(self.arrays, fresh)

    def remove(self, row: int) -> None:
        """A document is gone."""
        self.arrays.removed[row >> 3] |= np.uint8(1 << (row & 7))

    @property
    def staying(self) -> Rows:
        """The rows of documents that are not removed."""
        return np.flatnonzero(np.unpackbits(self.arrays.removed, count=len(self), bitorder="little") == 0)

    def find(self, asked: Asked, needed: Needed, start: int, hits: Hits) -> int:
        """Candidates for copies, from number `start` on; gives where it stopped."""
        return int(find_in_recent(self.arrays, self.columns, asked, needed, start, hits))

    def find_key(self, table: int, keys: npt.NDArray[np.uint32], start: int, hits: Hits) -> int:
        """The rows that have a key, for each of the keys from number `start` on; gives where it stopped."""
        return int(find_key_in_recent(self.arrays, table, keys, start, hits))

    def count_holders(self, samples: npt.NDArray[np.uint32], most: int, holders: Counts) -> None:
        """Add how many documents hold each sampled hash."""
        count_in_recent(self.arrays.samples, samples, most, holders)

    def places(self, rows: Rows) -> Counts:
        """Where in the log some rows' entries are."""
        places: Counts = self.arrays.places[rows]
        return places
