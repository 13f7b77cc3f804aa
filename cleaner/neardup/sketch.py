"""The sketch of a corpus: each text's set of shingle hashes, its token digest, its MinHash signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.errors import UnfinishedError
from cleaner.neardup.corpus import text_array
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.sketching import TOKENS_A_BYTE, Lengths, Rows, Texts, sign_rows, sketch_rows
from cleaner.neardup.shingling import SHINGLE_TOKENS, UNSPACED_EXTRA, shingle_hash
from cleaner.neardup.spool import Spool
from cleaner.neardup.threads import check_threads, in_order

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["SLOTS", "Sketches", "permutations", "signatures", "sketch", "to_datasketch"]

T = TypeVar("T", bound=np.generic)
Signatures = npt.NDArray[np.uint32]

SLOTS = 128
SCHEME, PERMUTATION_SEED = "affine32", 1
# Texts that go through a compiled function together: so few that results are copied out of the processor's cache.
BLOCK_BYTES = 1 << 20
KNOWN_TEXT = "Ça va? Ça va très bien, 漢字 aujourd'hui même."
KNOWN_HASHES = (222524305, 1257206847, 2037237537, 2383189641, 2390544116, 3313943252)
# Its first slots, as datasketch computes them.
KNOWN_SLOTS = (121726198, 1727664769, 602504841, 677048074)


@dataclass(frozen=True)
class Sketches:
    """By row: the sorted distinct shingle hashes `hashes[starts[i]:starts[i] + sizes[i]]`, the number of tokens, the
    128-bit digest of the tokens (`digests[i]`, two words), as many MinHash slots as asked for (`signatures[i]`)."""

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    token_counts: npt.NDArray[np.int64]
    digests: npt.NDArray[np.uint64]
    signatures: Signatures


def sketch(
    texts: Iterable[pa.Array],
    n: int = SHINGLE_TOKENS,
    *,
    slots: int = 0,
    threads: int = 1,
    folder: Path | None = None,
) -> Sketches:
    """Sketch texts: arrays of large_string without nulls. The hashes of many lie in a file in `folder`.

    >>> sketch([pa.array(["to be or not to be", "too short"], pa.large_string())]).sizes
    array([2, 0])
    """
    _check_machine_code()
    arrays = list(texts)
    signatures = np.empty((sum(map(len, arrays)), slots), np.uint32)
    spool = Spool(folder)
    rows = []
    for block in in_order(partial(_sketch_block, n=n), _with_rows(_blocks(arrays), signatures), threads):
        spool.append(block.hashes)
        rows.append((block.sizes, block.token_counts, block.digests))
    nothing = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2), np.uint64))
    sizes, token_counts, digests = map(np.concatenate, zip(nothing, *rows, strict=True))
    return Sketches(spool.finish(), np.cumsum(sizes) - sizes, sizes, token_counts, digests, signatures)


def _blocks(texts: Iterable[pa.Array]) -> Iterator[Texts]:
    """The arrays' buffers where they lie, some texts at a time."""
    for array in texts:
        if len(array) == 0:
            continue
        _, offsets_buffer, data_buffer = array.buffers()
        offsets = _read_only(offsets_buffer, np.int64)[array.offset : array.offset + len(array) + 1]
        data = _read_only(data_buffer if data_buffer and data_buffer.size else b"\0", np.uint8)
        first = 0
        while first < len(array):
            last = int(np.searchsorted(offsets, offsets[first] + BLOCK_BYTES, side="right")) - 1
            last = min(max(last, first + 1), len(array))
            yield Texts(data, offsets[first : last + 1])
            first = last


def _read_only(buffer: Any, kind: type[T]) -> npt.NDArray[T]:
    """Whether a buffer may be written to belongs to the type that functions are compiled for: there is one."""
    array = np.frombuffer(buffer, kind)
    array.flags.writeable = False
    return array


def _with_rows(blocks: Iterable[Texts], signatures: Signatures) -> Iterator[tuple[Texts, Signatures]]:
    """Each block with the rows of the signatures that are its texts'."""
    first = 0
    for texts in blocks:
        last = first + len(texts.offsets) - 1
        yield texts, signatures[first:last]
        first = last


def _sketch_block(block: tuple[Texts, Signatures], n: int) -> Sketches:
    texts, signatures = block
    count, slots = signatures.shape
    hashes = np.empty(TOKENS_A_BYTE * int(texts.offsets[-1] - texts.offsets[0]), np.uint32)
    sizes, token_counts = np.empty(count, np.int64), np.empty(count, np.int64)
    digests = np.empty((count, 2), np.uint64)
    rows = Rows(hashes, sizes, token_counts, digests.ravel(), signatures)
    total = sketch_rows(texts, fold_arrays(), Lengths(n, UNSPACED_EXTRA), permutations(slots), rows)
    return Sketches(hashes[:total], np.cumsum(sizes) - sizes, sizes, token_counts, digests, signatures)


@cache
def _check_machine_code() -> None:
    """Hash one known text and compare: kept machine code may be of another processor, or damaged."""
    texts = next(_blocks([pa.array([KNOWN_TEXT], pa.large_string())]))
    found = _sketch_block((texts, np.empty((1, SLOTS), np.uint32)), SHINGLE_TOKENS)
    if tuple(found.hashes.tolist()) != KNOWN_HASHES or tuple(found.signatures[0, :4].tolist()) != KNOWN_SLOTS:
        from cleaner.neardup.kernel_cache import cache_folder

        raise UnfinishedError(f"compiled functions give wrong hashes; delete {cache_folder()} and begin again")


@cache
def permutations(slots: int) -> tuple[Signatures, Signatures]:
    """datasketch's permutations h -> a * h + b modulo 2^32 of scheme affine32, seed 1: (a, b).

    Source: datasketch 2.0, MinHash._init_permutations.
    """
    generator = np.random.RandomState(PERMUTATION_SEED)
    multipliers = generator.randint(0, 1 << 31, slots, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return multipliers, generator.randint(0, 1 << 32, slots, dtype=np.uint32)


def signatures(texts: Iterable[str], *, threads: int = 1) -> npt.NDArray[np.uint32]:
    """MinHash signatures, uint32[n, 128]: slot by slot those of `datasketch.MinHash(num_perm=128, seed=1,
    scheme="affine32", hashfunc=shingle_hash)` after `update` with each shingle's UTF-8 bytes.

    `texts` may be an Arrow array. A text without shingles has the largest value in all slots. Any number of threads
    gives the same.

    Errors: ConfigError.

    >>> signatures(["to be or not to be", ""]).shape
    (2, 128)
    """
    check_threads(threads)
    if isinstance(texts, pa.ChunkedArray | pa.Array):
        arrays = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    else:
        arrays = [pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.large_string())]
    _check_machine_code()
    found = np.empty((sum(map(len, arrays)), SLOTS), np.uint32)
    for _ in in_order(_sign_block, _with_rows(_blocks(map(text_array, arrays)), found), threads):
        pass
    return found


def _sign_block(block: tuple[Texts, Signatures]) -> None:
    texts, rows = block
    sign_rows(texts, fold_arrays(), Lengths(SHINGLE_TOKENS, UNSPACED_EXTRA), permutations(SLOTS), rows)


def to_datasketch(row: npt.NDArray[np.uint32]) -> MinHash:
    """A signature as a datasketch object that can be compared, merged, and updated further.

    >>> one, other = signatures(["to be or not to be", "to be or not to be!"])
    >>> to_datasketch(one).jaccard(to_datasketch(other))
    1.0
    """
    from datasketch import MinHash

    return MinHash(seed=PERMUTATION_SEED, scheme=SCHEME, hashfunc=shingle_hash, hashvalues=np.array(row, np.uint32))
