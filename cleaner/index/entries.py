"""Entries of the log: made of documents and ids, and read again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.entries import (
    END,
    ENDS,
    FIXED,
    HEAD,
    REMOVE,
    SYNCED,
    Documents,
    kept_words,
    read_documents,
    seal,
    sizes_of_entries,
    write_entries,
)
from cleaner.neardup.kernels.comparing import Sets

__all__ = [
    "add_entries",
    "end_entry",
    "id_of",
    "read_entries",
    "remove_entry",
    "removed_id",
    "synced_entry",
]

Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

LOW = 0xFFFFFFFF


def id_of(entry: Words, fingerprint: Fingerprint) -> str:
    """The id of the document of an `add` entry that was found whole."""
    kept = kept_words(fingerprint.verified, int(entry[4]) & LOW, fingerprint.slots, fingerprint.bands)
    return entry[HEAD + FIXED + int(kept) :].view(np.uint8)[: int(entry[4]) >> 32].tobytes().decode()


def add_entries(documents: Documents, *, ends: bool) -> tuple[Words, Counts]:
    """The entries of documents, and the word at which each begins."""
    sizes = np.empty(len(documents.slots), np.int64)
    sizes_of_entries(documents, sizes)
    starts = np.cumsum(sizes) - sizes
    words = np.empty(int(sizes.sum()), np.uint64)
    write_entries(documents, starts, ends, words)
    return words, starts


def remove_entry(id: str, *, ends: bool) -> Words:
    """The entry that removes a document."""
    data = id.encode()
    words = np.zeros(HEAD + (len(data) + 7) // 8, np.uint64)
    words[HEAD:].view(np.uint8)[: len(data)] = np.frombuffer(data, np.uint8)
    seal(words, REMOVE | (ENDS >> 16 if ends else 0), len(data))
    return words


def end_entry() -> Words:
    """The entry that ends a transaction, and does nothing else."""
    return _without_body(END)


def synced_entry() -> Words:
    """The entry that says that all before it was on disk."""
    return _without_body(SYNCED)


def _without_body(kind: int) -> Words:
    words = np.zeros(HEAD, np.uint64)
    seal(words, kind | ENDS >> 16, 0)
    return words


def removed_id(words: Words, word: int) -> str:
    """The id that a `remove` entry names."""
    size = int(words[word]) >> 32
    return words[word + HEAD :].view(np.uint8)[:size].tobytes().decode()


def read_entries(words: Words, places: Counts, fingerprint: Fingerprint) -> Documents:
    """The documents of `add` entries that were found whole."""
    told = words[places + 4]
    sizes, id_sizes = (told & np.uint64(LOW)).astype(np.int64), (told >> np.uint64(32)).astype(np.int64)
    starts = np.cumsum(sizes) - sizes
    offsets = np.concatenate([[0], np.cumsum(id_sizes)])
    verified = fingerprint.verified
    documents = Documents(
        verified,
        Sets(np.empty(int(sizes.sum()) if verified else 0, np.uint32), starts, sizes),
        np.empty(2 * len(places), np.uint64),
        np.empty((len(places), fingerprint.slots), np.uint8),
        np.empty((len(places), fingerprint.bands), np.uint32),
        np.empty(int(offsets[-1]), np.uint8),
        offsets,
    )
    read_documents(words, places, documents)
    return documents
