"""The log: entries appended to files that are never changed; what is half written at the end is cut off.

A *place* is where an entry begins: the file's number in the bits from 40 on, the word of 8 bytes below.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.errors import DamagedError, UnfinishedError
from cleaner.index.disk import Disk
from cleaner.index.entries import id_of, synced_entry
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.entries import HEAD, copy_entries, find_synced, is_entry, lengths_of_entries, scan_entries

__all__ = ["FIRST_WORD", "Log", "Tail", "checked_lengths", "copy_log", "log_name"]

LOG = logging.getLogger(__name__)

Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

MAGIC = b"cleaner log 1\n\0\0"
FIRST_WORD = len(MAGIC) // 8
FILE_BITS = 40
# A file that has grown beyond this is followed by another.
MOST_BYTES = 1 << 30
COPIED_AT_ONCE = 1 << 22


def log_name(number: int) -> str:
    """The name of a log's file."""
    return f"log-{number:08}"


class Tail(NamedTuple):
    """Words from word `start` of a file on: entries begin at `places` of them, and `end` comes after the last one."""

    words: Words
    places: Counts
    start: int
    end: int

    @property
    def kinds(self) -> Counts:
        """What each entry does."""
        kinds: Counts = (self.words[self.places] >> np.uint64(16)).astype(np.int64) & 0xFF
        return kinds


class Log:
    """The files with these numbers, of which the last is written to. Errors: OSError, DamagedError."""

    def __init__(self, disk: Disk, folder: Path, numbers: Sequence[int]) -> None:
        self._disk, self._folder = disk, folder
        self._maps: dict[int, Words] = {}
        self.numbers = list(numbers)
        self.end = 0
        self._file = -1
        self._is_synced = True
        self._is_broken = False

    def path(self, number: int) -> Path:
        """Where a file is."""
        return self._folder / log_name(number)

    def words(self, number: int, least: int = 0) -> Words:
        """A file as words of 8 bytes, mapped anew where it is known to be longer by now."""
        if number not in self._maps or len(self._maps[number]) < least:
            data = self._disk.map(self.path(number))
            words = data[: data.size // 8 * 8].view(np.uint64)
            if words[:FIRST_WORD].tobytes() != MAGIC:
                raise DamagedError(f"{self.path(number)}: no log of an index; restore the index from a copy")
            self._maps[number] = words
        return self._maps[number]

    def map_all(self) -> None:
        """Map all files now: a reader keeps them, whatever a writer removes."""
        for number in self.numbers:
            self.words(number)

    def start(self, number: int) -> None:
        """Begin a new file, and write to it from now on."""
        file = self._disk.create(self.path(number))
        try:
            self._disk.write(file, MAGIC)
            self._disk.sync(file)
            self._disk.sync_folder(self._folder)
        except BaseException:
            self._disk.close(file)
            raise
        self.close()
        self._file, self.end = file, FIRST_WORD
        self.numbers.append(number)
        self._is_synced, self._is_broken = True, False

    def open_to_append(self) -> None:
        """Write to the last file from word `end` on; what lies beyond is cut off."""
        path = self.path(self.numbers[-1])
        self._file = self._disk.open_to_append(path)
        if self._disk.size(path) != 8 * self.end:
            self.cut(self.end)

    def append(self, words: Words) -> int:
        """Write entries; gives the place of the first. When it returns they survive the death of this process."""
        self.check_whole()
        place = self.place(self.end)
        try:
            self._disk.write(self._file, words.view(np.uint8))
        except OSError:
            self.cut(self.end)
            raise
        self.end += len(words)
        self._is_synced = False
        return place

    def cut(self, end: int) -> None:
        """Take back what was written from word `end` on."""
        # Whoever cannot even cut off leaves a half entry behind: it is cut off at the next open.
        self._is_broken = True
        self._disk.truncate(self._file, 8 * end)
        self._maps.pop(self.numbers[-1], None)
        self.end, self._is_broken = end, False

    def sync(self, *, mark: bool) -> None:
        """When it returns all entries survive a power loss; `mark` notes that in the log, for the next open."""
        if self._is_synced:
            return
        try:
            self._disk.sync(self._file)
        except OSError:
            # What a failed sync left on disk is not known, and asking again would not tell.
            self._is_broken = True
            raise
        if mark:
            self.append(synced_entry())
        self._is_synced = True

    def place(self, word: int) -> int:
        """The place of a word of the last file."""
        return self.numbers[-1] << FILE_BITS | word

    def places(self, number: int, words: Counts) -> Counts:
        """The places of words of a file."""
        return number << FILE_BITS | words

    def check_whole(self) -> None:
        """Errors: UnfinishedError where nothing more can be written until the index is opened again."""
        if self._is_broken or self._file < 0:
            raise UnfinishedError(f"{self._folder}: writing failed before; open the index again")

    def give_up(self) -> None:
        """Write no more until the index is opened again."""
        self._is_broken = True

    @property
    def is_full(self) -> bool:
        """Whether another file should be begun."""
        return 8 * self.end >= MOST_BYTES

    @property
    def is_broken(self) -> bool:
        """Whether nothing more can be written until the index is opened again."""
        return self._is_broken

    def close(self) -> None:
        """Write no more."""
        if self._file >= 0:
            self._disk.close(self._file)
            self._file = -1

    def tail(self, start: int, *, writes: bool) -> Tail:
        """What the last file holds of whole transactions from word `start` on.

        Errors: DamagedError where an entry is not as it was written, though it was on disk. What a crash left half
        written is told in a warning by the one who `writes`, and cuts it off.
        """
        path = self.path(self.numbers[-1])
        # Copied, not mapped: a writer may cut off what it could not finish, while others read.
        data = self._disk.read_from(path, 8 * start)
        if data is None:
            raise DamagedError(f"{path}: cut off; restore the index from a copy")
        words = np.frombuffer(data, np.uint64, len(data) // 8)
        places, state = np.empty(len(words) // HEAD + 1, np.int64), np.zeros(2, np.int64)
        count = scan_entries(words, 0, places, state)
        end, whole = state.tolist()
        # Bytes that are no entry were half written, unless what follows says that they had been on disk.
        if find_synced(words, whole) >= 0:
            raise DamagedError(f"{path}: damaged at byte {8 * (start + whole):,}; restore the index from a copy")
        lost = len(data) - 8 * end
        if writes and lost:
            LOG.warning("%s: %d bytes at its end were half written, and are cut off", path, lost)
        return Tail(words, places[:count], start, end)

    def entry(self, place: int) -> Words:
        """The words from a place on, of an entry that is whole. Errors: DamagedError."""
        number, word = place >> FILE_BITS, place & (1 << FILE_BITS) - 1
        words = self.words(number, word + 1)
        if not is_entry(words, word):
            raise self.damage(place)
        return words[word:]

    def damage(self, place: int) -> DamagedError:
        """The error of an entry that is not as it was written."""
        number, word = place >> FILE_BITS, place & (1 << FILE_BITS) - 1
        return DamagedError(f"{self.path(number)}: damaged at byte {8 * word:,}; restore the index from a copy")

    def id_at(self, place: int, fingerprint: Fingerprint) -> str:
        """The id of the document whose entry begins there."""
        return id_of(self.entry(place), fingerprint)

    def by_file(self, places: Counts) -> Iterator[tuple[Words, npt.NDArray[np.bool_], Counts]]:
        """Places file by file: the file's words, which of the places are in it, and their words there."""
        numbers = places >> FILE_BITS
        for number in np.unique(numbers).tolist():
            chosen = numbers == number
            inside = places[chosen] & ((1 << FILE_BITS) - 1)
            yield self.words(number, int(inside.max()) + 1), chosen, inside


def checked_lengths(log: Log, words: Words, inside: Counts, places: Counts) -> Counts:
    """The lengths in words of a file's entries, all of which were found whole. Errors: DamagedError."""
    lengths = np.empty(len(inside), np.int64)
    bad = lengths_of_entries(words, inside, lengths)
    if bad >= 0:
        raise log.damage(int(places[bad]))
    return lengths


def copy_log(old: Log, fresh: Log, places: Counts, new_number: Callable[[], int]) -> Counts:
    """Write the entries at these places, in order, to a fresh log; gives their new places. Errors: OSError."""
    moved = np.empty(len(places), np.int64)
    fresh.start(new_number())
    for words, chosen, inside in old.by_file(places):
        numbers = np.flatnonzero(chosen)
        lengths = checked_lengths(old, words, inside, places[numbers])
        ends = np.cumsum(lengths)
        first = 0
        while first < len(numbers):
            before = int(ends[first - 1]) if first else 0
            last = max(int(np.searchsorted(ends, before + COPIED_AT_ONCE, side="right")), first + 1)
            out = np.empty(int(ends[last - 1]) - before, np.uint64)
            copy_entries(words, inside[first:last], lengths[first:last], out)
            if fresh.is_full:
                fresh.sync(mark=False)
                fresh.start(new_number())
            moved[numbers[first:last]] = fresh.append(out) + ends[first:last] - lengths[first:last] - before
            first = last
    fresh.sync(mark=False)
    return moved
