"""What rows must have to be candidates: enough equal slots, or enough sampled hashes in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.checksums import Mapped, is_whole
from cleaner.index.kernels.tables import is_removed
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets, equal_slots
from cleaner.neardup.kernels.sketching import Sampling, sample_limit
from cleaner.neardup.kernels.words import Int

__all__ = ["Asked", "Columns", "Hits", "Needed", "grown", "keep_contained", "keep_near", "moved", "note", "note_rows"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

# A candidate's keys within a limit are estimated from its size: so many standard deviations below the mean.
DEVIATIONS = 4.0


class Asked(NamedTuple):
    """The documents asked for: keys (bands first, then digest and id), what is present, slots, sizes, sampled hashes,
    and which of those are cold (1), by their place in `samples.hashes`."""

    keys: Hashes
    present: Bytes
    slots: Bytes
    sizes: Counts
    samples: Sets
    cold: Bytes


class Needed(NamedTuple):
    """What a candidate must have: for `threshold` at least `least_slots` equal slots, or of k sampled hashes `least[k]`
    in common."""

    threshold: float
    least_slots: int
    bands: int
    least: Counts
    sampling: Sampling


class Hits(NamedTuple):
    """Candidates: the document asked for, the row found, in how many slots they agree. `state` is how many there are,
    and 1 where a file is damaged."""

    asked: Counts
    rows: Counts
    equal: Counts
    state: Counts


class Columns(NamedTuple):
    """Slots, sizes and marks of removal by row, in memory or in a mapped file: there slots and sizes begin at the bytes
    `starts`."""

    slots: Bytes
    sizes: Hashes
    removed: Bytes
    file: Mapped
    starts: Counts
    is_mapped: bool


@kernel
def grown(buffer: Counts, size: Int, more: Int) -> Counts:
    """The buffer, or a longer one that begins with what it holds."""
    if size + more <= buffer.size:
        return buffer
    longer = np.empty(2 * (size + more), np.int64)
    longer[:size] = buffer[:size]
    return longer


@kernel
def size_of(columns: Columns, row: Int) -> Int:
    """A row's number of shingles; -1 where the file is damaged."""
    if columns.is_mapped:
        place = columns.starts[1] + 4 * row
        if not is_whole(columns.file, place, place + 4):
            return -1
    return np.int64(columns.sizes[row])


@kernel
def agreement(columns: Columns, row: Int, slots: Bytes) -> Int:
    """In how many slots a row agrees; -1 where the file is damaged."""
    if columns.is_mapped:
        place = columns.starts[0] + slots.size * row
        if not is_whole(columns.file, place, place + slots.size):
            return -1
    return equal_slots(columns.slots[row], slots)


@kernel
def keep_near(columns: Columns, asked: Asked, number: Int, needed: Needed, rows: Counts) -> Int:
    """Of rows that agree in a band, those that sizes and slots allow, moved to the front; gives their number.

    -1 where the file is damaged.
    """
    size = asked.sizes[number]
    kept: Int = 0
    rows.sort()
    for row in rows[: distinct(rows)]:
        if is_removed(columns.removed, row):
            continue
        other = size_of(columns, row)
        if other < 0:
            return -1
        if other == 0 or min(size, other) / max(size, other) < needed.threshold:
            continue
        equal = agreement(columns, row, asked.slots[number])
        if equal < 0:
            return -1
        rows[kept] = row
        kept += equal >= needed.least_slots
    return kept


@kernel
def least_shared(asked: Asked, number: Int, other: Int, needed: Needed) -> Int:
    """How many sampled hashes a pair must share to be worth comparing; `other` is the candidate's size.

    As in the batch engine, but what the candidate holds is estimated, and rather too low.
    """
    size, sampling = asked.sizes[number], needed.sampling
    limit = min(sample_limit(size, sampling), sample_limit(other, sampling))
    cold, hot = 0, 0
    start = asked.samples.starts[number]
    for place in range(start, start + asked.samples.sizes[number]):
        if asked.samples.hashes[place] <= limit:
            cold += asked.cold[place] != 0
            hot += asked.cold[place] == 0
    expected = other * (np.float64(limit) + 1) / 4294967296.0
    theirs = np.int64(max(expected - DEVIATIONS * np.sqrt(expected) - hot, 0.0))
    return np.int64(needed.least[min(np.int64(cold), theirs, np.int64(needed.least.size - 1))])


@kernel
def keep_contained(columns: Columns, asked: Asked, number: Int, needed: Needed, rows: Counts) -> Int:
    """Of rows, one for each sampled hash that is shared, those that share enough, moved to the front."""
    kept: Int = 0
    place: Int = 0
    rows.sort()
    while place < rows.size:
        row, first = rows[place], place
        while place < rows.size and rows[place] == row:
            place += 1
        if is_removed(columns.removed, row):
            continue
        other = size_of(columns, row)
        if other < 0:
            return -1
        rows[kept] = row
        kept += place - first >= least_shared(asked, number, other, needed)
    return kept


@kernel
def note(columns: Columns, asked: Asked, number: Int, rows: Counts, hits: Hits) -> bool:
    """Write down candidates, each once; false if there is no room, or the file is damaged."""
    rows.sort()
    if hits.state[0] + rows.size > hits.rows.size:
        return False
    last: Int = -1
    for row in rows:
        if row == last or is_removed(columns.removed, row):
            continue
        last = row
        equal = agreement(columns, row, asked.slots[number])
        if equal < 0:
            hits.state[1] = 1
            return False
        place = hits.state[0]
        hits.asked[place], hits.rows[place], hits.equal[place] = number, row, equal
        hits.state[0] += 1
    return True


@kernel
def distinct(rows: Counts) -> Int:
    """Sorted rows, each once, moved to the front; gives their number."""
    kept = 0
    for row in rows:
        if kept == 0 or rows[kept - 1] != row:
            rows[kept] = row
            kept += 1
    return kept


@kernel
def moved(rows: Counts, size: Int, found: Counts, total: Int) -> tuple[Counts, Int]:
    """Append the first rows to those found; -1 where either size is."""
    if size < 0 or total < 0:
        return found, -1
    found = grown(found, total, size)
    found[total : total + size] = rows[:size]
    return found, total + size


@kernel
def note_rows(removed: Bytes, number: Int, rows: Counts, hits: Hits) -> bool:
    """Write down rows that are not removed; false if there is no room."""
    if hits.state[0] + rows.size > hits.rows.size:
        return False
    for row in rows:
        if not is_removed(removed, row):
            hits.asked[hits.state[0]], hits.rows[hits.state[0]] = number, row
            hits.state[0] += 1
    return True
