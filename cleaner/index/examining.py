"""An index looked at as a whole: how large it is, whether it is sound, all that it holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.errors import DamagedError
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.entries import Documents
from cleaner.index.log import FIRST_WORD, checked_lengths, log_name
from cleaner.index.store import Store

__all__ = ["EXPORTED", "Stat", "exported", "problems_of", "stat_of"]

Counts = npt.NDArray[np.int64]

EXPORTED = pa.schema(
    [("id", pa.string()), ("digest", pa.string()), ("shingles", pa.int64()), ("hashes", pa.list_(pa.uint32()))]
)


@dataclass(frozen=True, slots=True)
class Stat:
    """What an index holds: documents, `recent` of them in no segment yet, `segments` by number of documents, `gone`
    documents that are still in the log. What it takes: bytes of its log (sets of shingles, ids) and of its segments
    (keys, slots)."""

    documents: int
    recent: int
    segments: tuple[int, ...]
    gone: int
    log_bytes: int
    segment_bytes: int
    generation: int
    fingerprint: Fingerprint

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def stat_of(store: Store) -> Stat:
    """Errors: OSError."""
    sizes = (store.disk.size(store.folder / log_name(number)) for number in store.log.numbers)
    removed = (segment.file.removed[1] for segment in store.segments if segment.file.removed)
    return Stat(
        documents=store.documents,
        recent=len(store.recent.staying),
        segments=tuple(len(segment) for segment in store.segments),
        gone=store.dead,
        log_bytes=sum(sizes),
        segment_bytes=sum(segment.file.size for segment in store.segments) + sum(removed),
        generation=store.manifest.generation,
        fingerprint=store.fingerprint,
    )


def problems_of(store: Store) -> list[str]:
    """What is not as it was written, a line each. Errors: OSError."""
    problems = [problem for segment in store.segments if (problem := segment.bad_block())]
    problems += [problem for number in store.log.numbers if (problem := _bad_entry(store, number))]
    if not problems:
        problems += _lost(store)
    return problems


def _bad_entry(store: Store, number: int) -> str | None:
    """The first entry of a file of the log that is damaged."""
    try:
        words = store.log.words(number)
        end = store.log.end if number == store.log.numbers[-1] else len(words)
        word = FIRST_WORD
        while word < end:
            place = np.array([word], np.int64)
            word += int(checked_lengths(store.log, words, place, store.log.places(number, place))[0])
    except DamagedError as error:
        return str(error)
    return None


def _lost(store: Store) -> list[str]:
    """Documents that cannot be found by their ids, or are not counted."""
    found = 0
    for documents in store.stored():
        located = store.locate_stored(documents)
        found += int((located.holders >= 0).sum())
    if found == store.documents:
        return []
    return [f"{store.folder}: {found:,} documents are found, {store.documents:,} were written; make the index anew"]


def exported(documents: Documents) -> pa.RecordBatch:
    """Documents as a batch of the exported table."""
    digests = documents.digests.reshape(-1, 2)
    names = [f"{high:016x}{low:016x}" if low or high else None for low, high in digests.tolist()]
    ids = pa.LargeStringArray.from_buffers(
        len(names), pa.py_buffer(documents.id_offsets), pa.py_buffer(documents.id_data)
    )
    sizes = documents.sets.sizes
    if documents.verified:
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        hashes = pa.ListArray.from_arrays(pa.array(offsets), pa.array(documents.sets.hashes))
    else:
        hashes = pa.nulls(len(names), EXPORTED.field("hashes").type)
    return pa.record_batch([ids.cast(pa.string()), pa.array(names, pa.string()), pa.array(sizes), hashes], EXPORTED)
