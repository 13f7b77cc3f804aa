"""Union-find (Tarjan 1975), with path halving; the smallest member is the root."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.neardup.kernel_cache import kernel

__all__ = ["roots"]

Counts = npt.NDArray[np.int64]


@kernel
def root_of(parent: Counts, node: int) -> int:
    """The root of a node; halves the path on the way."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def roots(size: int, edges: Counts) -> Counts:
    """The root of each of `size` nodes after joining all edges."""
    parent = np.arange(size)
    for place in range(edges.shape[0]):
        one, other = root_of(parent, edges[place, 0]), root_of(parent, edges[place, 1])
        parent[max(one, other)] = min(one, other)
    for node in range(size):
        parent[node] = root_of(parent, node)
    return parent
