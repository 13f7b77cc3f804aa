"""A segment's tables of keys: made from sorted keys, looked into, and read again to be merged."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.checksums import BLOCK_BITS, Mapped, is_whole
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import U32, Int

__all__ = [
    "KEY_MASK",
    "SPREAD",
    "Segment",
    "buckets_of",
    "is_removed",
    "pack_entries",
    "places_of",
    "runs_of",
    "unpack_table",
]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

KEY_MASK = np.uint32(0xFFFFFFF0)
"""Keys of documents have 28 bits: as many as every table can tell apart, so that none is lost in a merge."""

SPREAD = np.uint32(0x9E3779B1)
"""Sampled hashes are the lowest of their sets; times this odd number, modulo 2^32, they spread."""

LOW = np.uint64(0xFFFFFFFF)
# Words of 4 bytes in a block, in bits.
WORD_BITS = BLOCK_BITS - 2


class Segment(NamedTuple):
    """A mapped segment of `rows` documents.

    Table t: its directory, one word more than 2^bits, begins at word `tables[t, 0]`, its entries at `tables[t, 1]`;
    bits is `tables[t, 2]`. An entry is what is left of the key above `row_bits` bits of the row. `columns` are the
    bytes at which slots, sizes (4 bytes each) and places in the log (8) begin; `removed` has a bit a row.
    """

    file: Mapped
    tables: Counts
    row_bits: int
    rows: int
    columns: Counts
    removed: Bytes


@kernel
def is_removed(removed: Bytes, row: Int) -> bool:
    """Whether a document is gone."""
    return bool((removed[row >> 3] >> np.uint8(row & 7)) & np.uint8(1))


@kernel
def runs_of(segment: Segment, tables: tuple[int, int], keys: Hashes, lows: Counts, ends: Counts) -> bool:
    """The words, from and to, of the entries that have each key; false where the file is damaged.

    The first key is looked for in the first of `tables`, each further one so many tables on as the second says. All are
    looked up in one call, so that the processor waits for many of them at once.
    """
    file, row_bits = segment.file, np.uint32(segment.row_bits)
    words, whole = file.words, file.whole
    table = tables[0]
    for number in range(keys.size):
        place = segment.tables[table, 0]
        place += np.int64(np.uint32(keys[number] >> np.uint32(32 - segment.tables[table, 2])))
        is_known = whole[place >> WORD_BITS] and whole[(place + 1) >> WORD_BITS]
        if not (is_known or is_whole(file, 4 * place, 4 * place + 8)):
            return False
        lows[number] = segment.tables[table, 1] + np.int64(words[place])
        ends[number] = segment.tables[table, 1] + np.int64(words[place + 1])
        table += tables[1]
    table = tables[0]
    for number in range(keys.size):
        low, end = lows[number], ends[number]
        if low < end:
            first, last = low >> WORD_BITS, (end - 1) >> WORD_BITS
            is_known = whole[first] and whole[last] and last - first < 2
            if not (is_known or is_whole(file, 4 * low, 4 * end)):
                return False
            rest = np.uint32(np.uint32(keys[number] << np.uint32(segment.tables[table, 2])) >> row_bits)
            high = end
            while low < high:
                middle = (low + high) // 2
                if np.uint32(words[middle] >> row_bits) < rest:
                    low = middle + 1
                else:
                    high = middle
            lows[number] = low
            while low < end and np.uint32(words[low] >> row_bits) == rest:
                low += 1
            ends[number] = low
        table += tables[1]
    return True


@kernel
def pack_entries(postings: Words, bits: int, row_bits: int, counts: Hashes, entries: Hashes) -> None:
    """Fill in entries from sorted postings; adds to `counts`, by bucket, how many there are."""
    shift, row_shift = np.uint64(64 - bits), np.uint32(row_bits)
    for place in range(postings.size):
        counts[np.int64(postings[place] >> shift)] += np.uint32(1)
        rest = np.uint32(np.uint32(np.uint32(postings[place] >> U32) << np.uint32(bits)) >> row_shift)
        entries[place] = np.uint32(rest << row_shift) | np.uint32(postings[place] & LOW)


@kernel
def buckets_of(segment: Segment, table: Int, span: tuple[Int, Int]) -> tuple[Int, Int, Int]:
    """The buckets, from and to, that hold the keys of a span, and how many entries they have; -1 of them where the
    file is damaged."""
    file, bits = segment.file, np.uint64(segment.tables[table, 2])
    shift = np.uint64(32) - bits
    first, last = np.int64(np.uint64(span[0]) >> shift), np.int64(np.uint64(span[1] - 1) >> shift) + 1
    base, entries = segment.tables[table, 0], segment.tables[table, 1]
    if not is_whole(file, 4 * (base + first), 4 * (base + last + 1)):
        return first, last, -1
    start, end = np.int64(file.words[base + first]), np.int64(file.words[base + last])
    if not is_whole(file, 4 * (entries + start), 4 * (entries + end)):
        return first, last, -1
    return first, last, end - start


@kernel
def unpack_table(
    segment: Segment, table: Int, buckets: tuple[Int, Int], span: tuple[Int, Int], rows: Counts, out: Words
) -> Int:
    """Postings of a span of keys, in some buckets that were found whole, of the documents that stay: by their new rows
    (`rows[row]`, negative: gone). Gives their number; `out` holds one more than the buckets' entries."""
    file, bits = segment.file, np.uint32(segment.tables[table, 2])
    first, base = segment.tables[table, 0], segment.tables[table, 1]
    written: Int = 0
    row_mask = np.uint32((np.uint64(1) << np.uint64(segment.row_bits)) - np.uint64(1))
    for bucket in range(buckets[0], buckets[1]):
        top = np.uint64(bucket) << np.uint64(np.uint32(32) - bits)
        start, end = base + np.int64(file.words[first + bucket]), base + np.int64(file.words[first + bucket + 1])
        for entry in file.words[start:end]:
            row = rows[np.int64(entry & row_mask)]
            key = np.int64(top | np.uint64(np.uint32(entry & ~row_mask) >> bits))
            out[written] = np.uint64(key) << U32 | np.uint64(max(row, np.int64(0)))
            written += row >= 0 and key >= span[0] and key < span[1]
    return written


@kernel
def places_of(segment: Segment, rows: Counts, places: Counts) -> bool:
    """Fill in where in the log some rows' entries are; false where the file is damaged."""
    for number in range(rows.size):
        start = segment.columns[2] + 8 * rows[number]
        if not is_whole(segment.file, start, start + 8):
            return False
        places[number] = np.int64(segment.file.data[start : start + 8].view(np.uint64)[0])
    return True
