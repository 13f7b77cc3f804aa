"""Documents that no segment holds yet: hash chains in arrays, one chain for each key of each table."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.tables import SPREAD
from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.kernels.words import Int

__all__ = ["DIGEST", "SHINGLES", "Chains", "Fresh", "Recent", "insert_documents"]

Bytes = npt.NDArray[np.uint8]
Hashes = npt.NDArray[np.uint32]
Links = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]

SHINGLES, DIGEST, ALWAYS = 1, 2, 4
"""What a document has: bits of `present`. Every document has an id."""


class Chains(NamedTuple):
    """`heads[top]` is a place + 1 of the chain of all keys with these top bits (0: none), `links[place]` the next;
    `keys[place]` is held by `rows[place]`."""

    heads: Links
    links: Links
    keys: Hashes
    rows: Links


class Recent(NamedTuple):
    """By row: keys (a column a table), what is present, slots, number of shingles, place in the log; `removed` has a
    bit a row. `heads[table]` and `links[row, table]` chain rows as `Chains` does, `samples` chains sampled hashes.
    `counts`: documents, sampled hashes, documents removed."""

    heads: Links
    links: Links
    keys: Hashes
    present: Bytes
    slots: Bytes
    sizes: Hashes
    places: Counts
    removed: Bytes
    samples: Chains
    counts: Counts


@kernel
def top_of(key: np.uint32, size: Int) -> Int:
    """The chain of a key, of `size` chains, a power of two."""
    return np.int64(np.uint64(key) * np.uint64(size) >> np.uint64(32))


class Fresh(NamedTuple):
    """Documents to be chained: keys, what is present, slots, numbers of shingles, samples, places in the log."""

    keys: Hashes
    present: Bytes
    slots: Bytes
    sizes: Counts
    samples: Sets
    places: Counts


@kernel
def insert_documents(recent: Recent, fresh: Fresh) -> None:
    """Append documents; there is room for them."""
    first = recent.counts[0]
    for place in range(fresh.present.size):
        row = first + place
        recent.keys[row], recent.slots[row] = fresh.keys[place], fresh.slots[place]
        recent.present[row], recent.places[row] = fresh.present[place], fresh.places[place]
        recent.sizes[row] = np.uint32(fresh.sizes[place])
        for table in range(fresh.keys.shape[1]):
            top = top_of(fresh.keys[place, table], recent.heads.shape[1])
            recent.links[row, table] = recent.heads[table, top]
            recent.heads[table, top] = np.int32(row + 1)
        start = fresh.samples.starts[place]
        insert_samples(recent, row, fresh.samples.hashes[start : start + fresh.samples.sizes[place]])
    recent.counts[0] += fresh.present.size


@kernel
def insert_samples(recent: Recent, row: Int, samples: Hashes) -> None:
    """Chain a document's sampled hashes."""
    chains = recent.samples
    for sample in samples:
        node, key = recent.counts[1], np.uint32(sample * SPREAD)
        top = top_of(key, chains.heads.size)
        chains.keys[node], chains.rows[node] = key, np.int32(row)
        chains.links[node] = chains.heads[top]
        chains.heads[top] = np.int32(node + 1)
        recent.counts[1] += 1
