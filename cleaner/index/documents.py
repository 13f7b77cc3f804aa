"""Documents as they go into the index, and as they are asked for: sketched, some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.errors import SourceError
from cleaner.index.fingerprint import Fingerprint
from cleaner.index.kernels.checksums import hash_ids
from cleaner.index.kernels.entries import Documents
from cleaner.index.kernels.recent import ALWAYS, DIGEST, SHINGLES
from cleaner.index.kernels.tables import KEY_MASK
from cleaner.index.kernels.verifying import Sketch, resketch
from cleaner.neardup.corpus import text_array
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.sketch import Wanted, permutations, sketch

__all__ = ["Batch", "Sketched", "batches", "ids_alone", "one_text", "sketched", "sketched_anew"]

# Documents that are sketched, looked up and written together.
MOST_ROWS, MOST_BYTES = 8192, 1 << 25
LONGEST_ID = 1 << 16

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Ids and texts: arrays of large_string of one length, without nulls."""

    ids: pa.Array
    texts: pa.Array


@dataclass(frozen=True)
class Sketched:
    """Documents by row: id bytes `id_data[id_offsets[i]:id_offsets[i + 1]]`, set of shingle hashes, digest of the
    tokens (two words; zeros where there is none), slots' low bytes, bands' hashes, `keys` (a column a table, samples
    left out), which of them count (`present`), sampled hashes."""

    id_data: Bytes
    id_offsets: Counts
    sets: Sets
    digests: Words
    slots: Bytes
    bands: Hashes
    keys: Hashes
    present: Bytes
    samples: Sets

    def __len__(self) -> int:
        return len(self.present)

    def id(self, row: int) -> str:
        """One document's id."""
        return self.id_data[self.id_offsets[row] : self.id_offsets[row + 1]].tobytes().decode()

    def for_log(self, verified: bool) -> Documents:
        """What the log is given."""
        digests = self.digests.ravel()
        return Documents(verified, self.sets, digests, self.slots, self.bands, self.id_data, self.id_offsets)

    def where(self, rows: Counts) -> Sketched:
        """Some of the documents, by rows in order."""
        if len(rows) == len(self):
            return self
        sizes = np.diff(self.id_offsets)[rows]
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        places = np.repeat(self.id_offsets[rows] - offsets[:-1], sizes) + np.arange(offsets[-1])
        return Sketched(
            self.id_data[places],
            offsets,
            _of_rows(self.sets, rows),
            self.digests[rows],
            self.slots[rows],
            self.bands[rows],
            self.keys[rows],
            self.present[rows],
            _of_rows(self.samples, rows),
        )


def _of_rows(sets: Sets, rows: Counts) -> Sets:
    return Sets(sets.hashes, sets.starts[rows], sets.sizes[rows])


def batches(data: Any) -> Iterator[Batch]:
    """A table (anything with an Arrow stream, columns `id` and `text`), or an iterable of (id, text), in batches.

    Errors: SourceError where a column is missing, an id is no text, or null.
    """
    pairs = _from_arrow(data) if hasattr(data, "__arrow_c_stream__") else _from_pairs(data)
    for ids, texts in pairs:
        sizes = pc.binary_length(texts).cast(pa.int64())
        ends = np.cumsum(np.asarray(sizes))
        first = 0
        while first < len(ids):
            before = ends[first - 1] if first else 0
            last = int(np.searchsorted(ends, before + MOST_BYTES, side="right"))
            last = min(max(last, first + 1), first + MOST_ROWS, len(ids))
            yield Batch(ids[first:last], texts[first:last])
            first = last


def _from_arrow(data: Any) -> Iterator[tuple[pa.Array, pa.Array]]:
    reader = pa.RecordBatchReader.from_stream(data)
    for name in ("id", "text"):
        if name not in reader.schema.names:
            raise SourceError(
                f"no column `{name}` among {', '.join(reader.schema.names) or 'no columns'}; rename yours"
            )
    for batch in reader:
        yield _id_array(batch.column("id")), text_array(batch.column("text"))


def _from_pairs(pairs: Iterable[tuple[str, str | None]]) -> Iterator[tuple[pa.Array, pa.Array]]:
    some = iter(pairs)
    while batch := list(islice(some, MOST_ROWS)):
        try:
            ids, texts = zip(*batch, strict=True)
        except (TypeError, ValueError) as error:
            raise SourceError(f"give a table with columns id and text, or pairs (id, text): {error}") from error
        yield pa.array(map(checked_id, ids), pa.large_string()), pa.array(map(utf8, texts), pa.large_string())


def checked_id(id: object) -> str:
    """The id. Errors: SourceError for what cannot be one."""
    if not isinstance(id, str):
        raise SourceError(f"id {id!r} is of type {type(id).__name__}; ids are text: str({id!r})")
    try:
        size = len(id.encode())
    except UnicodeEncodeError as error:
        raise SourceError(f"id {id!r} has a lone surrogate; ids are UTF-8 text") from error
    if size > LONGEST_ID:
        raise SourceError(f"an id of {size:,} bytes ({id[:40]!r}...); {LONGEST_ID:,} at most: use a digest of it")
    return id


def utf8(text: object) -> str:
    """The text, as UTF-8 can hold it: a lone surrogate separates tokens, and so does the question mark in its place.

    Errors: SourceError for what is no text.
    """
    if text is None:
        return ""
    if not isinstance(text, str):
        raise SourceError(f"a text is of type {type(text).__name__}; it must be str")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _id_array(ids: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(ids.type):
        ids = ids.dictionary_decode()
    if not (pa.types.is_string(ids.type) or pa.types.is_large_string(ids.type) or ids.type == pa.string_view()):
        raise SourceError(f"column `id` is of type {ids.type}; ids are text: cast it to string")
    if ids.null_count:
        raise SourceError("column `id` has a null; every document needs an id")
    longest = pc.max(pc.binary_length(ids)).as_py() or 0
    if longest > LONGEST_ID:
        raise SourceError(f"an id of {longest:,} bytes; {LONGEST_ID:,} at most: use a digest of it")
    return ids.cast(pa.large_string())


def one_text(id: str, text: str) -> Batch:
    """A batch of one."""
    if not isinstance(text, str):
        raise SourceError(f"the text is of type {type(text).__name__}; it must be str")
    return Batch(pa.array([checked_id(id)], pa.large_string()), pa.array([utf8(text)], pa.large_string()))


def sketched(batch: Batch, fingerprint: Fingerprint) -> Sketched:
    """Sketch texts."""
    wanted = Wanted(fingerprint.slots, fingerprint.bands, fingerprint.sampling)
    found = sketch([batch.texts], fingerprint.n, wanted)
    digests = np.where(found.token_counts[:, None] > 0, found.digests, np.uint64(0))
    return _with_keys(
        id_buffers(batch.ids),
        Sets(found.hashes, found.starts, found.sizes),
        digests,
        found.slots,
        found.bands,
        Sets(found.samples, found.sample_starts, found.sample_sizes),
    )


def id_buffers(ids: pa.Array) -> tuple[Bytes, Counts]:
    """The bytes of ids, and where each begins; they begin at 0."""
    _, offsets_buffer, data_buffer = ids.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int64)[ids.offset : ids.offset + len(ids) + 1]
    data = np.frombuffer(data_buffer if data_buffer and data_buffer.size else b"\0", np.uint8)
    # Copied, so that functions are compiled for one kind of array: no buffer of the caller's.
    return data[offsets[0] : offsets[-1]].copy(), offsets - offsets[0]


def sketched_anew(documents: Documents, fingerprint: Fingerprint) -> Sketched:
    """Documents read from a log: sketched from their sets where those were kept."""
    slots, bands, sets = documents.slots, documents.bands, documents.sets
    count = len(slots)
    samples = Sets(np.zeros(0, np.uint32), np.zeros(count, np.int64), np.zeros(count, np.int64))
    if documents.verified:
        slots, bands = np.empty((count, fingerprint.slots), np.uint8), np.empty((count, fingerprint.bands), np.uint32)
        hashes, sizes = np.empty(int(sets.sizes.sum()) + 1, np.uint32), np.empty(count, np.int64)
        out = Sketch(slots, bands, hashes, sizes)
        total = resketch(sets, permutations(fingerprint.slots), fingerprint.sampling, out)
        samples = Sets(hashes[:total], np.cumsum(sizes) - sizes, sizes)
    digests = documents.digests.reshape(-1, 2)
    return _with_keys((documents.id_data, documents.id_offsets), sets, digests, slots, bands, samples)


def _with_keys(
    ids: tuple[Bytes, Counts], sets: Sets, digests: Words, slots: Bytes, bands: Hashes, samples: Sets
) -> Sketched:
    id_keys = np.empty(len(slots), np.uint32)
    hash_ids(*ids, id_keys)
    of_digests = (digests[:, 0] >> np.uint64(32)).astype(np.uint32)
    keys = np.column_stack([bands, of_digests, id_keys]) & KEY_MASK
    present = np.full(len(slots), ALWAYS, np.uint8)
    present[sets.sizes > 0] |= SHINGLES
    present[digests.any(axis=1)] |= DIGEST
    return Sketched(*ids, sets, digests, slots, bands, keys, present, samples)


def ids_alone(ids: Sequence[str]) -> Sketched:
    """Ids to be looked up, of documents without text."""
    count = len(ids)
    data, offsets = id_buffers(pa.array(map(checked_id, ids), pa.large_string()))
    nothing = Sets(np.zeros(0, np.uint32), *[np.zeros(count, np.int64)] * 2)
    slots, bands = np.zeros((count, 0), np.uint8), np.zeros((count, 0), np.uint32)
    return _with_keys((data, offsets), nothing, np.zeros((count, 2), np.uint64), slots, bands, nothing)
