"""Union-find (Tarjan 1975), with path halving; the smallest member is the root."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.words import Int

__all__ = ["join"]

Counts = npt.NDArray[np.int64]


@kernel
def root_of(parent: Counts, node: Int) -> Int:
    """The root of a node; halves the path on the way."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def join(parent: Counts, one: Counts, other: Counts) -> None:
    """Join nodes `one[i]` and `other[i]`; afterwards each node's parent is its root."""
    for place in range(one.size):
        a, b = root_of(parent, one[place]), root_of(parent, other[place])
        parent[max(a, b)] = min(a, b)
    for node in range(parent.size):
        parent[node] = root_of(parent, node)
