"""Entries of the log, in words of 8 bytes.

    word 0      magic (16 bits), kind (8), flags (8), bytes of the body (32)
    word 1      XXH64 of the body filled up to a whole word, seeded with word 0
    body of `add`      digest (2 words), number of shingles and bytes of the id (32 bits each), what is kept, the id
    body of `remove`   the id
    body of `synced`, `end`   nothing

What is kept of a document is its packed set of shingle hashes, or, in an index that verifies nothing, the low bytes of
its slots and the hashes of its bands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.checksums import xxh64
from cleaner.index.kernels.packing import pack_set, packed_words, unpack_set
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import U32, Int

__all__ = [
    "ADD",
    "END",
    "ENDS",
    "FIXED",
    "HEAD",
    "REMOVE",
    "SYNCED",
    "Documents",
    "copy_entries",
    "find_synced",
    "is_entry",
    "kept_words",
    "lengths_of_entries",
    "read_documents",
    "scan_entries",
    "seal",
    "sizes_of_entries",
    "write_entries",
]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

MAGIC = np.uint64(0xC1EA)
ADD, REMOVE, SYNCED, END = 1, 2, 3, 4
ENDS = 1 << 24
"""The flag of an entry that ends a transaction."""

LOW = np.uint64(0xFFFFFFFF)
HEAD, FIXED = 2, 3


class Documents(NamedTuple):
    """Documents as the log keeps them: sets of shingle hashes, digests (two words each), ids
    `id_data[id_offsets[i]:id_offsets[i + 1]]`; where sets are not kept (`verified` false), slots' low bytes and bands'
    hashes."""

    verified: bool
    sets: Sets
    digests: Words
    slots: Bytes
    bands: Hashes
    id_data: Bytes
    id_offsets: Counts


@kernel
def kept_words(verified: bool, size: Int, slots: Int, bands: Int) -> Int:
    """How many words are kept of a document."""
    if verified:
        return packed_words(size)
    return slots // 8 + (bands + 1) // 2


@kernel
def entry_words(documents: Documents, row: Int) -> Int:
    """The length of a document's entry in words."""
    id_bytes = documents.id_offsets[row + 1] - documents.id_offsets[row]
    slots, bands = documents.slots.shape[1], documents.bands.shape[1]
    kept = kept_words(documents.verified, documents.sets.sizes[row], slots, bands)
    return np.int64(HEAD + FIXED + kept + (id_bytes + 7) // 8)


@kernel
def sizes_of_entries(documents: Documents, words: Counts) -> None:
    """The length of each document's entry."""
    for row in range(words.size):
        words[row] = entry_words(documents, row)


@kernel
def seal(entry: Words, kind: Int, body_bytes: Int) -> None:
    """Fill in an entry's head, its body being written; `kind` may bear flags."""
    entry[0] = MAGIC | np.uint64(kind) << np.uint64(16) | np.uint64(body_bytes) << U32
    entry[1] = xxh64(entry[HEAD:].view(np.uint8), entry[0])


@kernel
def write_entries(documents: Documents, starts: Counts, ends: bool, out: Words) -> None:
    """Write an `add` entry of each document from word `starts[row]` on; the last one may end a transaction."""
    last = starts.size - 1
    for row in range(starts.size):
        size = documents.sets.sizes[row]
        first, end = documents.id_offsets[row], documents.id_offsets[row + 1]
        length = entry_words(documents, row)
        entry = out[starts[row] : starts[row] + length]
        id_words = (end - first + 7) // 8
        entry[2], entry[3] = documents.digests[2 * row], documents.digests[2 * row + 1]
        entry[4] = np.uint64(size) | np.uint64(end - first) << U32
        kept = entry[HEAD + FIXED : length - id_words]
        if documents.verified:
            start = documents.sets.starts[row]
            pack_set(documents.sets.hashes[start : start + size], kept)
        elif kept.size:
            kept[-1] = np.uint64(0)
            slots = documents.slots.shape[1]
            kept.view(np.uint8)[:slots] = documents.slots[row]
            kept.view(np.uint32)[slots // 4 : slots // 4 + documents.bands.shape[1]] = documents.bands[row]
        if id_words:
            entry[length - 1] = np.uint64(0)
        entry[length - id_words :].view(np.uint8)[: end - first] = documents.id_data[first:end]
        body = 8 * (FIXED + kept.size) + end - first
        seal(entry, ADD | (ENDS >> 16 if ends and row == last else 0), body)


@kernel
def is_entry(words: Words, place: Int) -> bool:
    """Whether a whole entry, as it was written, begins at a word."""
    if place < 0 or place + HEAD > words.size or (words[place] & np.uint64(0xFFFF)) != MAGIC:
        return False
    end = place + HEAD + (np.int64(words[place] >> U32) + 7) // 8
    if end > words.size:
        return False
    return bool(xxh64(words[place + HEAD : end].view(np.uint8), words[place]) == words[place + 1])


@kernel
def scan_entries(words: Words, start: Int, places: Counts, state: Counts) -> int:
    """Walk the entries from a word on, and write down where those of whole transactions begin; gives their number.

    `state` becomes: the word after the last whole transaction, the word after the last whole entry.
    """
    place, found, whole = start, 0, 0
    state[0] = start
    while found < places.size and is_entry(words, place):
        places[found] = place
        found += 1
        ends = words[place] & np.uint64(ENDS)
        place += HEAD + (np.int64(words[place] >> U32) + 7) // 8
        if ends:
            whole = found
            state[0] = place
    state[1] = place
    return whole


@kernel
def find_synced(words: Words, start: Int) -> Int:
    """The first word from `start` on at which a `synced` entry begins; -1 if there is none."""
    for place in range(start, words.size):
        is_synced = (words[place] & np.uint64(0xFFFFFF)) == (MAGIC | np.uint64(SYNCED << 16))
        if is_synced and is_entry(words, place):
            return place
    return -1


@kernel
def read_documents(words: Words, places: Counts, documents: Documents) -> None:
    """Fill in documents from entries that were found whole; the sets' starts and ids' offsets are known."""
    for row in range(places.size):
        entry = words[places[row] :]
        documents.digests[2 * row], documents.digests[2 * row + 1] = entry[2], entry[3]
        size, slots, bands = documents.sets.sizes[row], documents.slots.shape[1], documents.bands.shape[1]
        kept = kept_words(documents.verified, size, slots, bands)
        if documents.verified:
            start = documents.sets.starts[row]
            unpack_set(entry[HEAD + FIXED : HEAD + FIXED + kept], documents.sets.hashes[start : start + size])
        elif kept:
            packed = entry[HEAD + FIXED : HEAD + FIXED + kept]
            documents.slots[row] = packed.view(np.uint8)[:slots]
            documents.bands[row] = packed.view(np.uint32)[slots // 4 : slots // 4 + bands]
        first, end = documents.id_offsets[row], documents.id_offsets[row + 1]
        ids = entry[HEAD + FIXED + kept : HEAD + FIXED + kept + (end - first + 7) // 8]
        documents.id_data[first:end] = ids.view(np.uint8)[: end - first]


@kernel
def lengths_of_entries(words: Words, places: Counts, lengths: Counts) -> Int:
    """The length of each entry in words; gives the number of one that is damaged, or -1."""
    for number in range(places.size):
        if not is_entry(words, places[number]):
            return number
        lengths[number] = HEAD + (np.int64(words[places[number]] >> U32) + 7) // 8
    return -1


@kernel
def copy_entries(words: Words, places: Counts, lengths: Counts, out: Words) -> None:
    """Write entries one after the other."""
    end = 0
    for number in range(places.size):
        start = places[number]
        out[end : end + lengths[number]] = words[start : start + lengths[number]]
        end += lengths[number]
