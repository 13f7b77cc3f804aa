"""The sketch of a corpus: each text's set of shingle hashes, its token digest, its MinHash signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.errors import UnfinishedError
from cleaner.neardup.bands import Bands
from cleaner.neardup.corpus import text_array
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.sketching import TOKENS_A_BYTE, Lengths, Rows, Sampling, Texts, sign_rows, sketch_rows
from cleaner.neardup.shingling import SHINGLE_TOKENS, UNSPACED_EXTRA, shingle_hash
from cleaner.neardup.spool import Spool
from cleaner.neardup.threads import check_threads, in_order

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = [
    "NO_SAMPLES",
    "SLOTS",
    "Sketches",
    "Wanted",
    "permutations",
    "signatures",
    "sketch",
    "text_blocks",
    "to_datasketch",
]

T = TypeVar("T", bound=np.generic)
Signatures = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int64]
Block: TypeAlias = tuple[Texts, tuple[npt.NDArray[Any], ...]]

SLOTS = 128
SCHEME, PERMUTATION_SEED = "affine32", 1
# Texts that go through a compiled function together: so few that results are copied out of the processor's cache.
BLOCK_BYTES = 1 << 20
KNOWN_TEXT = "Ça va? Ça va très bien, 漢字 aujourd'hui même."
KNOWN_HASHES = (222524305, 1257206847, 2037237537, 2383189641, 2390544116, 3313943252)
# The low bytes of its first slots, as datasketch computes them.
KNOWN_SLOTS = tuple(slot & 0xFF for slot in (121726198, 1727664769, 602504841, 677048074))


NO_SAMPLES = Sampling(0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a text is sketched beside its set: `slots` MinHash slots in `bands` bands, a sample of its hashes."""

    slots: int = 0
    bands: int = 0
    sampling: Sampling = NO_SAMPLES

    @classmethod
    def of(cls, bands: Bands, sampling: Sampling = NO_SAMPLES) -> Wanted:
        """The slots that make up whole bands or not, and the bands."""
        return cls(bands.slots, bands.bands, sampling)


@dataclass(frozen=True)
class Sketches:
    """By row: the sorted distinct shingle hashes `hashes[starts[i]:starts[i] + sizes[i]]`, the sample of them (mixed),
    `samples[sample_starts[i]:sample_starts[i] + sample_sizes[i]]`, the number of tokens, the 128-bit digest of the
    tokens (`digests[i]`, two words), the low bytes of the MinHash slots (`slots[i]`), a hash a band (`bands[i]`)."""

    hashes: Hashes
    samples: Hashes
    sizes: Counts
    sample_sizes: Counts
    token_counts: Counts
    digests: npt.NDArray[np.uint64]
    slots: npt.NDArray[np.uint8]
    bands: Hashes

    @cached_property
    def starts(self) -> Counts:
        """Where each set begins."""
        starts: Counts = np.cumsum(self.sizes) - self.sizes
        return starts

    @cached_property
    def sample_starts(self) -> Counts:
        """Where each sample begins."""
        starts: Counts = np.cumsum(self.sample_sizes) - self.sample_sizes
        return starts


def sketch(
    texts: Iterable[pa.Array],
    n: int = SHINGLE_TOKENS,
    wanted: Wanted | None = None,
    *,
    threads: int = 1,
    folder: Path | None = None,
) -> Sketches:
    """Sketch texts: arrays of large_string without nulls. The hashes of many lie in a file in `folder`.

    >>> sketch([pa.array(["to be or not to be", "too short"], pa.large_string())]).sizes
    array([2, 0])
    """
    _check_machine_code()
    wanted = wanted or Wanted()
    arrays = list(texts)
    count = sum(map(len, arrays))
    slots, bands = np.empty((count, wanted.slots), np.uint8), np.empty((count, wanted.bands), np.uint32)
    hashes, samples = Spool(folder), Spool(folder)
    rows = []
    work = partial(_sketch_block, n=n, sampling=wanted.sampling)
    for block in in_order(work, _with_rows(text_blocks(arrays), slots, bands), threads):
        hashes.append(block.hashes)
        samples.append(block.samples)
        rows.append((block.sizes, block.sample_sizes, block.token_counts, block.digests))
    nothing = (*[np.zeros(0, np.int64)] * 3, np.zeros((0, 2), np.uint64))
    sizes, sample_sizes, token_counts, digests = map(np.concatenate, zip(nothing, *rows, strict=True))
    kept = hashes.finish(), samples.finish()
    return Sketches(*kept, sizes, sample_sizes, token_counts, digests, slots, bands)


def text_blocks(texts: Iterable[pa.Array]) -> Iterator[Texts]:
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


def _with_rows(blocks: Iterable[Texts], *arrays: npt.NDArray[Any]) -> Iterator[Block]:
    """Each block with the rows of the arrays that are its texts'."""
    first = 0
    for texts in blocks:
        last = first + len(texts.offsets) - 1
        yield texts, tuple(array[first:last] for array in arrays)
        first = last


def _sketch_block(block: Block, n: int, sampling: Sampling) -> Sketches:
    texts, (slots, bands) = block
    count = len(slots)
    most = TOKENS_A_BYTE * int(texts.offsets[-1] - texts.offsets[0])
    hashes, samples = np.empty(most, np.uint32), np.empty(most + 1 if sampling.keys else 1, np.uint32)
    sizes, sample_sizes, token_counts = (np.empty(count, np.int64) for _ in range(3))
    digests = np.empty((count, 2), np.uint64)
    rows = Rows(hashes, samples, sizes, sample_sizes, token_counts, digests.ravel(), slots, bands)
    lengths = Lengths(n, UNSPACED_EXTRA)
    total, sampled = sketch_rows(texts, fold_arrays(), lengths, permutations(slots.shape[1]), sampling, rows)
    return Sketches(hashes[:total], samples[:sampled], sizes, sample_sizes, token_counts, digests, slots, bands)


@cache
def _check_machine_code() -> None:
    """Hash one known text and compare: kept machine code may be of another processor, or damaged."""
    texts = next(text_blocks([pa.array([KNOWN_TEXT], pa.large_string())]))
    block = texts, (np.empty((1, SLOTS), np.uint8), np.empty((1, SLOTS // 4), np.uint32))
    found = _sketch_block(block, SHINGLE_TOKENS, NO_SAMPLES)
    if tuple(found.hashes.tolist()) != KNOWN_HASHES or tuple(found.slots[0, :4].tolist()) != KNOWN_SLOTS:
        from cleaner.kernel_cache import cache_folder

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
    for _ in in_order(_sign_block, _with_rows(text_blocks(map(text_array, arrays)), found), threads):
        pass
    return found


def _sign_block(block: Block) -> None:
    texts, (rows,) = block
    sign_rows(texts, fold_arrays(), Lengths(SHINGLE_TOKENS, UNSPACED_EXTRA), permutations(SLOTS), rows)


def to_datasketch(row: npt.NDArray[np.uint32]) -> MinHash:
    """A signature as a datasketch object that can be compared, merged, and updated further.

    >>> one, other = signatures(["to be or not to be", "to be or not to be!"])
    >>> to_datasketch(one).jaccard(to_datasketch(other))
    1.0
    """
    from datasketch import MinHash

    return MinHash(seed=PERMUTATION_SEED, scheme=SCHEME, hashfunc=shingle_hash, hashvalues=np.array(row, np.uint32))
