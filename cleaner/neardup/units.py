"""Equal token streams are looked at once: a unit is all documents with one digest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernels.comparing import Sets
from cleaner.neardup.sketch import Sketches

__all__ = ["Units", "collapse"]

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """Units in the order of their digests, which no order of rows changes.

    `of_row` gives a row's unit (-1: no token), `row` a row of each unit; `hashes[starts[u]:starts[u] + sizes[u]]` are
    a unit's shingle hashes, `samples` alike a sample of them; `slots[row[u]]` its MinHash slots' low bytes,
    `bands[row[u]]` its bands' hashes.
    """

    of_row: Rows
    row: Rows
    hashes: npt.NDArray[np.uint32]
    starts: Rows
    sizes: Rows
    samples: Sets
    slots: npt.NDArray[np.uint8]
    bands: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.row)

    @property
    def sets(self) -> Sets:
        """The sets of shingle hashes, for compiled functions."""
        return Sets(self.hashes, self.starts, self.sizes)

    @cached_property
    def with_shingles(self) -> Rows:
        """The units that have a shingle, in order."""
        return np.flatnonzero(self.sizes)


def collapse(sketches: Sketches) -> Units:
    """Group rows by digest."""
    rows = np.flatnonzero(sketches.token_counts)
    low, high = sketches.digests[rows, 0], sketches.digests[rows, 1]
    order = np.lexsort((high, low))
    is_first = np.ones(len(rows), dtype=bool)
    is_first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
    of_row = np.full(len(sketches.sizes), -1, dtype=np.int64)
    of_row[rows[order]] = np.cumsum(is_first) - 1
    row = rows[order][is_first]
    samples = Sets(sketches.samples, sketches.sample_starts[row], sketches.sample_sizes[row])
    starts, sizes = sketches.starts[row], sketches.sizes[row]
    return Units(of_row, row, sketches.hashes, starts, sizes, samples, sketches.slots, sketches.bands)
