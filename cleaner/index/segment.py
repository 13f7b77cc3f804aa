"""One segment: made of recent documents or of other segments, mapped, looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from cleaner.errors import DamagedError
from cleaner.index.block_file import BlockWriter, Written, bad_block, map_blocks
from cleaner.index.disk import Disk
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.checksums import BLOCK, is_whole
from cleaner.index.kernels.looking import count_in_segment, find_in_segment, find_key_in_segment
from cleaner.index.kernels.recent import ALWAYS, DIGEST, SHINGLES
from cleaner.index.kernels.sifting import Asked, Columns, Hits, Needed
from cleaner.index.kernels.tables import Segment, buckets_of, pack_entries, places_of, unpack_table
from cleaner.index.manifest import SegmentFile
from cleaner.index.recent import RecentDocuments
from cleaner.neardup.kernels.sorting import radix_sort

__all__ = ["SegmentDocuments", "write_removed", "write_segment"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

KEYS = 1 << 32
# Postings that are sorted together: 2 x 32 MB of memory.
POSTINGS_AT_ONCE = 1 << 22
# The directory of documents' keys has a bucket for 8 to 16 of them, so that a table tells 28 bits of a key apart; that
# of samples has one for each document, so that it tells all 32.
FEWER_BITS = 4
RESTORE = "restore the index from a copy"


class Removals(NamedTuple):
    """A file of marks of removal."""

    name: str
    size: int
    sum: str


class SegmentDocuments:
    """A mapped segment, and which of its documents are gone. Errors: DamagedError, wherever a block is bad."""

    def __init__(self, disk: Disk, folder: Path, file: SegmentFile, fingerprint: Fingerprint) -> None:
        self.file, self.path = file, folder / file.name
        mapped = map_blocks(disk, self.path, Written(file.size, file.sum))
        self.removed = _read_removed(disk, folder, file)
        self.is_changed = False
        columns = np.array(file.columns, np.int64)
        self.arrays = Segment(mapped, np.array(file.tables, np.int64), file.row_bits, file.rows, columns, self.removed)
        slots, rows = fingerprint.slots, file.rows
        of_slots = mapped.data[columns[0] : columns[0] + rows * slots].reshape(rows, slots)
        of_sizes = mapped.data[columns[1] : columns[1] + 4 * rows].view(np.uint32)
        self.columns = Columns(of_slots, of_sizes, self.removed, mapped, columns[:2], True)
        self._sample_table = fingerprint.bands + 2

    def __len__(self) -> int:
        return self.file.rows

    def remove(self, row: int) -> None:
        """A document is gone."""
        self.removed[row >> 3] |= np.uint8(1 << (row & 7))
        self.is_changed = True

    def set_removed(self, written: Removals) -> None:
        """Which documents are gone stands in a file now."""
        self.file = replace(self.file, removed=(written.name, written.size, written.sum))
        self.is_changed = False

    @property
    def staying(self) -> Rows:
        """The rows of documents that are not removed."""
        return np.flatnonzero(np.unpackbits(self.removed, count=len(self), bitorder="little") == 0)

    def find(self, asked: Asked, needed: Needed, start: int, hits: Hits) -> int:
        """Candidates for copies, from number `start` on; gives where it stopped."""
        stopped = int(find_in_segment(self.arrays, self.columns, asked, needed, start, hits))
        self._check(not hits.state[1])
        return stopped

    def find_key(self, table: int, keys: npt.NDArray[np.uint32], start: int, hits: Hits) -> int:
        """The rows that have a key, for each of the keys from number `start` on; gives where it stopped."""
        stopped = int(find_key_in_segment(self.arrays, table, keys, start, hits))
        self._check(not hits.state[1])
        return stopped

    def count_holders(self, samples: npt.NDArray[np.uint32], most: int, holders: Counts) -> None:
        """Add how many documents hold each sampled hash."""
        self._check(count_in_segment(self.arrays, self._sample_table, samples, holders))

    def places(self, rows: Rows) -> Counts:
        """Where in the log some rows' entries are."""
        places = np.empty(len(rows), np.int64)
        self._check(places_of(self.arrays, rows, places))
        return places

    def column(self, number: int, kind: type[np.generic]) -> npt.NDArray[Any]:
        """All of slots (0), sizes (1) or places (2)."""
        start = self.file.columns[number]
        width = {0: self.columns.slots.shape[1], 1: 4, 2: 8}[number]
        self._check(is_whole(self.arrays.file, start, start + width * len(self)))
        data = self.arrays.file.data[start : start + width * len(self)]
        return data.reshape(len(self), width) if number == 0 else data.view(kind)

    def postings(self, table: int, span: tuple[int, int], rows: Rows) -> Words:
        """The postings of a span of keys, by new rows."""
        first, last, count = buckets_of(self.arrays, table, span)
        self._check(count >= 0)
        out = np.empty(int(count) + 1, np.uint64)
        return out[: unpack_table(self.arrays, table, (first, last), span, rows, out)]

    def entries(self, table: int) -> int:
        """How many entries a table has."""
        _, _, count = buckets_of(self.arrays, table, (0, KEYS))
        self._check(count >= 0)
        return int(count)

    def bad_block(self) -> str | None:
        """What is damaged, if anything is."""
        block = bad_block(self.arrays.file)
        return None if block is None else f"{self.path}: damaged at byte {block * BLOCK:,}; {RESTORE}"

    def _check(self, is_good: bool | np.bool_) -> None:
        if not is_good:
            raise DamagedError(self.bad_block() or f"{self.path}: damaged; {RESTORE}")


def _read_removed(disk: Disk, folder: Path, file: SegmentFile) -> Bytes:
    size = (file.rows + 7) // 8
    if file.removed is None:
        return np.zeros(size, np.uint8)
    name, written = file.removed[0], Written(*file.removed[1:])
    mapped = map_blocks(disk, folder / name, written)
    if not is_whole(mapped, 0, size):
        raise DamagedError(f"{folder / name}: damaged; {RESTORE}")
    return mapped.data[:size].copy()


class Source(Protocol):
    """Documents that become part of a segment: those in `rows`, by old numbers."""

    rows: Rows

    def postings(self, table: int, span: tuple[int, int]) -> Words:
        """Those of a span of keys, by new rows from 0."""

    def entries(self, table: int) -> int:
        """About how many there are in all."""

    def column(self, number: int) -> npt.NDArray[Any]:
        """Slots, sizes or places."""


class OfRecent:
    """The recent documents that stay."""

    def __init__(self, documents: RecentDocuments, fingerprint: Fingerprint) -> None:
        self.rows = documents.staying
        self._arrays, self._bands = documents.arrays, fingerprint.bands
        self._new = np.full(len(documents), -1, np.int64)
        self._new[self.rows] = np.arange(len(self.rows))

    def postings(self, table: int, span: tuple[int, int]) -> Words:
        """Those of a span of keys, by new rows from 0."""
        keys, rows = self._all[table] if table in self._all else self._of_table(table)
        inside = (keys >= span[0]) & (keys < span[1])
        return keys[inside].astype(np.uint64) << np.uint64(32) | rows[inside].astype(np.uint64)

    def entries(self, table: int) -> int:
        """About how many there are in all."""
        return int(self._arrays.counts[1]) if table == self._bands + 2 else len(self.rows)

    def column(self, number: int) -> npt.NDArray[Any]:
        """Slots, sizes or places."""
        return (self._arrays.slots, self._arrays.sizes, self._arrays.places)[number][self.rows]

    @cached_property
    def _all(self) -> dict[int, tuple[npt.NDArray[np.uint32], Rows]]:
        """The sampled hashes' keys, by new rows."""
        count, chains = int(self._arrays.counts[1]), self._arrays.samples
        rows = self._new[chains.rows[:count]]
        return {self._bands + 2: (chains.keys[:count][rows >= 0], rows[rows >= 0])}

    def _of_table(self, table: int) -> tuple[npt.NDArray[np.uint32], Rows]:
        mask = SHINGLES if table < self._bands else DIGEST if table == self._bands else ALWAYS
        chosen = self.rows[(self._arrays.present[self.rows] & mask) != 0]
        return self._arrays.keys[chosen, table], self._new[chosen]


class OfSegment:
    """A segment's documents that stay."""

    def __init__(self, documents: SegmentDocuments) -> None:
        self._documents = documents
        self.rows = documents.staying
        self._new = np.full(len(documents), -1, np.int64)
        self._new[self.rows] = np.arange(len(self.rows))

    def postings(self, table: int, span: tuple[int, int]) -> Words:
        """Those of a span of keys, by new rows from 0."""
        return self._documents.postings(table, span, self._new)

    def entries(self, table: int) -> int:
        """About how many there are in all."""
        return self._documents.entries(table)

    def column(self, number: int) -> npt.NDArray[Any]:
        """Slots, sizes or places."""
        kind = (np.uint8, np.uint32, np.int64)[number]
        column = self._documents.column(number, kind)
        return column if len(self.rows) == len(column) else column[self.rows]


def write_segment(
    disk: Disk,
    path: Path,
    parts: Sequence[RecentDocuments | SegmentDocuments],
    fingerprint: Fingerprint,
    moved: Callable[[Counts], Counts] | None = None,
) -> SegmentFile | None:
    """Write one segment of all documents that stay, and sync it; None if there is none.

    `moved` tells where in the log entries are now.

    Errors: OSError, DamagedError.
    """
    sources: list[Source] = [
        OfRecent(part, fingerprint) if isinstance(part, RecentDocuments) else OfSegment(part) for part in parts
    ]
    sources = [source for source in sources if len(source.rows)]
    rows = sum(len(source.rows) for source in sources)
    if rows == 0:
        return None
    row_bits = max((rows - 1).bit_length(), 1)
    writer = BlockWriter(disk, path)
    try:
        columns = [writer.section(*(source.column(number) for source in sources)) for number in range(2)]
        places = (source.column(2) for source in sources)
        columns.append(writer.section(*(map(moved, places) if moved else places)))
        tables = []
        for table in range(fingerprint.tables):
            bits = row_bits if table == fingerprint.bands + 2 else max(row_bits - FEWER_BITS, 1)
            tables.append(_write_table(writer, sources, table, (bits, row_bits)))
        written = writer.finish()
    finally:
        writer.close()
    return SegmentFile(path.name, rows, row_bits, *written, tuple(tables), (columns[0], columns[1], columns[2]))


def _write_table(
    writer: BlockWriter, sources: Sequence[Source], table: int, bits: tuple[int, int]
) -> tuple[int, int, int]:
    """Write entries, then the directory; gives the words at which directory and entries begin, and its bits."""
    counts = np.zeros(1 << bits[0], np.uint32)
    start = writer.section(*_entries(sources, table, bits, counts))
    directory = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=directory[1:])
    return writer.section(directory) // 4, start // 4, bits[0]


def _entries(
    sources: Sequence[Source], table: int, bits: tuple[int, int], counts: npt.NDArray[np.uint32]
) -> Iterator[npt.NDArray[np.uint32]]:
    """The entries, a span of keys at a time."""
    total = sum(source.entries(table) for source in sources)
    spans = 1 << (total // POSTINGS_AT_ONCE).bit_length()
    bases = np.cumsum([0, *(len(source.rows) for source in sources)]).tolist()
    for number in range(spans):
        span = number * KEYS // spans, (number + 1) * KEYS // spans
        found = [source.postings(table, span) + np.uint64(base) for source, base in zip(sources, bases, strict=False)]
        postings = np.concatenate(found)
        radix_sort(postings, np.empty(len(postings), np.uint64))
        entries = np.empty(len(postings), np.uint32)
        pack_entries(postings, *bits, counts, entries)
        yield entries


def write_removed(disk: Disk, path: Path, documents: SegmentDocuments) -> Removals:
    """Write which of a segment's documents are gone, and sync it. Errors: OSError."""
    writer = BlockWriter(disk, path)
    try:
        writer.section(documents.removed)
        return Removals(path.name, *writer.finish())
    finally:
        writer.close()
