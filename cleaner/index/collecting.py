"""What compiled look-ups find, with as much room as it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.index.kernels.sifting import Hits

__all__ = ["Found", "collect"]

Counts = npt.NDArray[np.int64]

ROOM = 1 << 12


class Found(NamedTuple):
    """Rows found: for which number of those asked for, the row, in how many slots they agree."""

    asked: Counts
    rows: Counts
    equal: Counts


def collect(find: Callable[[int, Hits], int], total: int) -> Found:
    """All that `find` gives for numbers from 0 to `total`: it stops where there is no room, and is asked again."""
    parts, start, room = [Found(*[np.zeros(0, np.int64)] * 3)], 0, ROOM
    while start < total:
        asked, rows, equal = (np.empty(room, np.int64) for _ in range(3))
        hits = Hits(asked, rows, equal, np.zeros(2, np.int64))
        stopped = find(start, hits)
        count = int(hits.state[0])
        parts.append(Found(hits.asked[:count], hits.rows[:count], hits.equal[:count]))
        room *= 4 if stopped == start else 1
        start = stopped
    return Found(*map(np.concatenate, zip(*parts, strict=True)))
