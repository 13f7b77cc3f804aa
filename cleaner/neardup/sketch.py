"""The sketch of a corpus: each text's set of shingle hashes, its token digest, its MinHash signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.errors import UnfinishedError
from cleaner.neardup.corpus import text_array
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.sketching import TOKENS_A_BYTE, Lengths, Rows, minhash_rows, sketch_rows
from cleaner.neardup.shingling import SHINGLE_TOKENS, UNSPACED_EXTRA, shingle_hash

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["SLOTS", "Sketches", "minhash", "permutations", "signatures", "sketch", "to_datasketch"]

SLOTS = 128
SCHEME, PERMUTATION_SEED = "affine32", 1
# Texts that go through the kernel together: their results are copied out of one buffer.
BLOCK_BYTES = 1 << 22
KNOWN_TEXT = "Ça va? Ça va très bien, 漢字 aujourd'hui même."
KNOWN_HASHES = (222524305, 1257206847, 2037237537, 2383189641, 2390544116, 3313943252)


@dataclass(frozen=True)
class Sketches:
    """By row: the sorted distinct shingle hashes `hashes[starts[i]:starts[i] + sizes[i]]`, the number of tokens, the
    128-bit digest of the tokens (`digests[i]`, two words)."""

    hashes: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    token_counts: npt.NDArray[np.int64]
    digests: npt.NDArray[np.uint64]

    @property
    def sets(self) -> Sets:
        """The sets alone, for compiled functions."""
        return Sets(self.hashes, self.starts, self.sizes)


def sketch(texts: Iterable[pa.Array], n: int = SHINGLE_TOKENS) -> Sketches:
    """Sketch texts: arrays of large_string without nulls.

    >>> sketch([pa.array(["to be or not to be", "too short"], pa.large_string())]).sizes
    array([2, 0])
    """
    _check_machine_code()
    return _sketch(texts, n)


def _sketch(texts: Iterable[pa.Array], n: int) -> Sketches:
    hashes, rows = [], []
    for array in texts:
        for block in _sketch_array(array, n):
            hashes.append(block.hashes)
            rows.append((block.sizes, block.token_counts, block.digests))
            # The largest part is held in one place only, so that it can be given back below.
            del block
    nothing = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 2), np.uint64))
    sizes, token_counts, digests = map(np.concatenate, zip(nothing, *rows, strict=True))
    return Sketches(_joined(hashes), np.cumsum(sizes) - sizes, sizes, token_counts, digests)


def _joined(parts: list[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    """One array; takes the parts out of the list one by one, so that memory never holds everything twice."""
    joined = np.empty(sum(map(len, parts)), np.uint32)
    end = len(joined)
    while parts:
        part = parts.pop()
        joined[end - len(part) : end] = part
        end -= len(part)
    return joined


def _sketch_array(array: pa.Array, n: int) -> Iterator[Sketches]:
    _, offsets_buffer, data_buffer = array.buffers()
    if len(array) == 0:
        return
    offsets = np.frombuffer(offsets_buffer, np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer and data_buffer.size else np.zeros(1, np.uint8)
    first = 0
    while first < len(array):
        last = int(np.searchsorted(offsets, offsets[first] + BLOCK_BYTES, side="right")) - 1
        last = min(max(last, first + 1), len(array))
        yield _sketch_block(data, offsets[first : last + 1], n)
        first = last


def _sketch_block(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], n: int) -> Sketches:
    count = len(offsets) - 1
    hashes = np.empty(TOKENS_A_BYTE * int(offsets[-1] - offsets[0]), np.uint32)
    rows = Rows(hashes, np.empty(count, np.int64), np.empty(count, np.int64), np.empty(2 * count, np.uint64))
    total = sketch_rows(data, offsets, fold_arrays(), Lengths(n, UNSPACED_EXTRA), rows)
    starts = np.cumsum(rows.sizes) - rows.sizes
    return Sketches(hashes[:total].copy(), starts, rows.sizes, rows.token_counts, rows.digests.reshape(count, 2))


@cache
def _check_machine_code() -> None:
    """Hash one known text and compare: kept machine code may be of another processor, or damaged."""
    found = tuple(_sketch([pa.array([KNOWN_TEXT], pa.large_string())], SHINGLE_TOKENS).hashes.tolist())
    if found != KNOWN_HASHES:
        from cleaner.neardup.kernel_cache import cache_folder

        raise UnfinishedError(f"compiled functions give wrong hashes; delete {cache_folder()} and begin again")


@cache
def permutations(slots: int) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """datasketch's permutations h -> a * h + b modulo 2^32 of scheme affine32, seed 1: (a, b).

    Source: datasketch 2.0, MinHash._init_permutations.
    """
    generator = np.random.RandomState(PERMUTATION_SEED)
    multipliers = generator.randint(0, 1 << 31, slots, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return multipliers, generator.randint(0, 1 << 32, slots, dtype=np.uint32)


def minhash(sets: Sets, chosen: npt.NDArray[np.int64], slots: int = SLOTS) -> npt.NDArray[np.uint32]:
    """The MinHash signatures of some sets, uint32[len(chosen), slots]."""
    found = np.empty((len(chosen), slots), np.uint32)
    minhash_rows(sets, chosen, permutations(slots), found)
    return found


def signatures(texts: Iterable[str]) -> npt.NDArray[np.uint32]:
    """MinHash signatures, uint32[n, 128]: slot by slot those of `datasketch.MinHash(num_perm=128, seed=1,
    scheme="affine32", hashfunc=shingle_hash)` after `update` with each shingle's UTF-8 bytes.

    `texts` may be an Arrow array. A text without shingles has the largest value in all slots.

    >>> signatures(["to be or not to be", ""]).shape
    (2, 128)
    """
    if isinstance(texts, pa.ChunkedArray | pa.Array):
        arrays = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    else:
        arrays = [pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.large_string())]
    found = sketch(text_array(array) for array in arrays)
    return minhash(found.sets, np.arange(len(found.sizes)))


def to_datasketch(row: npt.NDArray[np.uint32]) -> MinHash:
    """A signature as a datasketch object that can be compared, merged, and updated further.

    >>> one, other = signatures(["to be or not to be", "to be or not to be!"])
    >>> to_datasketch(one).jaccard(to_datasketch(other))
    1.0
    """
    from datasketch import MinHash

    return MinHash(seed=PERMUTATION_SEED, scheme=SCHEME, hashfunc=shingle_hash, hashvalues=np.array(row, np.uint32))
