"""Which documents may be copies of those asked for: by bands, by digest, by sampled hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.recent import DIGEST, SHINGLES, Chains, Recent, top_of
from cleaner.index.kernels.sifting import (
    Asked,
    Columns,
    Hits,
    Needed,
    grown,
    keep_contained,
    keep_near,
    moved,
    note,
    note_rows,
)
from cleaner.index.kernels.tables import SPREAD, Segment, runs_of
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import Int

__all__ = [
    "count_in_recent",
    "count_in_segment",
    "find_in_recent",
    "find_in_segment",
    "find_key_in_recent",
    "find_key_in_segment",
]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]

AT_ONCE = 64


@kernel
def rows_of_runs(words: Hashes, row_mask: np.uint32, lows: Counts, ends: Counts, buffer: Counts) -> tuple[Counts, Int]:
    """The rows of some runs of entries."""
    total = 0
    for number in range(lows.size):
        total += ends[number] - lows[number]
    buffer = grown(buffer, 0, total)
    size = 0
    for number in range(lows.size):
        for word in words[lows[number] : ends[number]]:
            buffer[size] = np.int64(word & row_mask)
            size += 1
    return buffer, size


@kernel
def rows_in_recent(
    recent: Recent, tables: tuple[int, int], keys: Hashes, mask: int, buffer: Counts
) -> tuple[Counts, Int]:
    """The rows that have some keys, and what `mask` says; each key in its table, as `runs_of` does."""
    heads, links, held, present = recent.heads, recent.links, recent.keys, recent.present
    size: Int = 0
    table = tables[0]
    for key in keys:
        place = heads[table, top_of(key, heads.shape[1])]
        while place:
            row = np.int64(place) - 1
            if held[row, table] == key and (present[row] & mask) != 0:
                buffer = grown(buffer, size, 1)
                buffer[size] = row
                size += 1
            place = links[row, table]
        table += tables[1]
    return buffer, size


@kernel
def samples_in_recent(chains: Chains, keys: Hashes, buffer: Counts) -> tuple[Counts, Int]:
    """The rows that hold sampled hashes, told by their keys, once for each."""
    size: Int = 0
    for key in keys:
        place = chains.heads[top_of(key, chains.heads.size)]
        while place:
            node = np.int64(place) - 1
            if chains.keys[node] == key:
                buffer = grown(buffer, size, 1)
                buffer[size] = np.int64(chains.rows[node])
                size += 1
            place = chains.links[node]
    return buffer, size


@kernel
def cold_keys(samples: Hashes, cold: Bytes, keys: Hashes) -> int:
    """Write the keys of the sampled hashes that are cold; gives their number."""
    size = 0
    for place in range(samples.size):
        keys[size] = np.uint32(samples[place] * SPREAD)
        size += cold[place] != 0
    return size


@kernel
def find_in_segment(segment: Segment, columns: Columns, asked: Asked, needed: Needed, start: Int, hits: Hits) -> Int:
    """Candidates for the documents asked for from number `start` on; gives where it stopped."""
    rows, found, keys = np.empty(256, np.int64), np.empty(256, np.int64), np.empty(256, np.uint32)
    lows, ends = np.empty(256, np.int64), np.empty(256, np.int64)
    words, mask, bands = segment.file.words, np.uint32((1 << segment.row_bits) - 1), needed.bands
    for number in range(start, asked.present.size):
        present = asked.present[number]
        total: Int = 0
        # Bands, and the digest's table after them.
        if not runs_of(segment, (0, 1), asked.keys[number, : bands + 1], lows, ends):
            hits.state[1] = 1
            return number
        if present & DIGEST:
            found, total = rows_of_runs(words, mask, lows[bands : bands + 1], ends[bands : bands + 1], found)
        if present & SHINGLES:
            rows, size = rows_of_runs(words, mask, lows[:bands], ends[:bands], rows)
            if size:
                size = keep_near(columns, asked, number, needed, rows[:size])
                found, total = moved(rows, size, found, total)
            first = asked.samples.starts[number]
            last = first + asked.samples.sizes[number]
            if last > first:
                if last - first > keys.size:
                    keys, lows, ends = longer(keys, lows, ends, last - first)
                size = cold_keys(asked.samples.hashes[first:last], asked.cold[first:last], keys)
                is_good = runs_of(segment, (bands + 2, 0), keys[:size], lows, ends)
                rows, size = rows_of_runs(words, mask, lows[:size], ends[:size], rows)
                if size and is_good:
                    size = keep_contained(columns, asked, number, needed, rows[:size])
                found, total = moved(rows, size if is_good else -1, found, total)
        if total < 0:
            hits.state[1] = 1
            return number
        if total and not note(columns, asked, number, found[:total], hits):
            return number
    return asked.present.size


@kernel
def longer(keys: Hashes, lows: Counts, ends: Counts, size: Int) -> tuple[Hashes, Counts, Counts]:
    """Room for more keys."""
    return np.empty(2 * size, np.uint32), np.empty(2 * size, np.int64), np.empty(2 * size, np.int64)


@kernel
def find_in_recent(recent: Recent, columns: Columns, asked: Asked, needed: Needed, start: Int, hits: Hits) -> Int:
    """The same among the documents that no segment holds yet."""
    rows, found, keys = np.empty(256, np.int64), np.empty(256, np.int64), np.empty(256, np.uint32)
    bands = needed.bands
    for number in range(start, asked.present.size):
        present = asked.present[number]
        total: Int = 0
        if present & DIGEST:
            key = asked.keys[number, bands : bands + 1]
            found, total = rows_in_recent(recent, (bands, 0), key, DIGEST, found)
        if present & SHINGLES:
            rows, size = rows_in_recent(recent, (0, 1), asked.keys[number, :bands], SHINGLES, rows)
            if size:
                size = keep_near(columns, asked, number, needed, rows[:size])
                found, total = moved(rows, size, found, total)
            first = asked.samples.starts[number]
            last = first + asked.samples.sizes[number]
            if last > first:
                if last - first > keys.size:
                    keys = np.empty(2 * (last - first), np.uint32)
                size = cold_keys(asked.samples.hashes[first:last], asked.cold[first:last], keys)
                rows, size = samples_in_recent(recent.samples, keys[:size], rows)
                if size:
                    size = keep_contained(columns, asked, number, needed, rows[:size])
                    found, total = moved(rows, size, found, total)
        if total and not note(columns, asked, number, found[:total], hits):
            return number
    return asked.present.size


@kernel
def count_in_segment(segment: Segment, table: int, samples: Hashes, holders: Counts) -> bool:
    """Add for each sampled hash how many documents hold it; false where the file is damaged."""
    keys, lows, ends = np.empty(AT_ONCE, np.uint32), np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.int64)
    for first in range(0, samples.size, AT_ONCE):
        size = min(AT_ONCE, samples.size - first)
        for place in range(size):
            keys[place] = np.uint32(samples[first + place] * SPREAD)
        if not runs_of(segment, (table, 0), keys[:size], lows, ends):
            return False
        for place in range(size):
            holders[first + place] += ends[place] - lows[place]
    return True


@kernel
def count_in_recent(chains: Chains, samples: Hashes, most: int, holders: Counts) -> None:
    """The same among recent documents; a count beyond `most` goes no further."""
    for number in range(samples.size):
        key = np.uint32(samples[number] * SPREAD)
        place = chains.heads[top_of(key, chains.heads.size)]
        while place and holders[number] <= most:
            node = np.int64(place) - 1
            holders[number] += chains.keys[node] == key
            place = chains.links[node]


@kernel
def find_key_in_segment(segment: Segment, table: int, keys: Hashes, start: Int, hits: Hits) -> Int:
    """The rows that have the key of each document asked for; gives where it stopped."""
    lows, ends = np.empty(keys.size, np.int64), np.empty(keys.size, np.int64)
    if not runs_of(segment, (table, 0), keys, lows, ends):
        hits.state[1] = 1
        return start
    rows, mask = np.empty(64, np.int64), np.uint32((1 << segment.row_bits) - 1)
    for number in range(start, keys.size):
        if ends[number] > lows[number]:
            one = slice(number, number + 1)
            rows, size = rows_of_runs(segment.file.words, mask, lows[one], ends[one], rows)
            if not note_rows(segment.removed, number, rows[:size], hits):
                return number
    return keys.size


@kernel
def find_key_in_recent(recent: Recent, table: int, keys: Hashes, start: Int, hits: Hits) -> Int:
    """The same among the documents that no segment holds yet."""
    rows = np.empty(64, np.int64)
    for number in range(start, keys.size):
        rows, size = rows_in_recent(recent, (table, 0), keys[number : number + 1], 255, rows)
        if size and not note_rows(recent.removed, number, rows[:size], hits):
            return number
    return keys.size
