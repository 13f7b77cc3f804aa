"""Splitting chains: each cluster has one leader, and all its members are like it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.kernel_cache import kernel
from cleaner.neardup.kernels.comparing import Sets, shared
from cleaner.neardup.kernels.words import Int

__all__ = ["Graph", "follow_leaders"]

Counts = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

NOBODY = -1
U32 = np.uint64(32)


class Graph(NamedTuple):
    """Which units are joined: those next to unit u are `next[starts[u]:starts[u + 1]]`; `twins`, sorted pairs
    (a << 32 | b, a < b), must not share a cluster with one of them as leader."""

    starts: Counts
    next: Counts
    twins: Words


@kernel
def are_twins(a: Int, b: Int, twins: Words) -> bool:
    """Whether a pair is among the twins."""
    wanted = np.uint64(min(a, b)) << U32 | np.uint64(max(a, b))
    low, high = 0, twins.size
    while low < high:
        middle = (low + high) // 2
        if twins[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return bool(low < twins.size and twins[low] == wanted)


@kernel
def is_like(sets: Sets, a: Int, b: Int, least: float) -> bool:
    """Whether two units' Jaccard similarity is at least so much."""
    size_a, size_b = sets.sizes[a], sets.sizes[b]
    one = sets.hashes[sets.starts[a] : sets.starts[a] + size_a]
    other = sets.hashes[sets.starts[b] : sets.starts[b] + size_b]
    needed = np.int64(np.ceil(least / (1 + least) * (size_a + size_b) - 1e-9))
    return bool(shared(one, other, max(needed, np.int64(1))) >= 0)


@kernel
def follow_leaders(graph: Graph, sets: Sets, order: Counts, least: float, leader: Counts, before: Counts) -> None:
    """Give each unit its leader, and the unit before it on the way there.

    Units become leaders in `order`. To a leader belongs, of those that have none yet, who is joined to it, or is
    joined to one that belongs to it and is like it. `leader` and `before` come in as each its own.
    """
    has_leader, queue = np.zeros(leader.size, np.uint8), np.empty(leader.size, np.int64)
    # Whom a leader has looked at already.
    seen_by = np.full(leader.size, NOBODY, np.int64)
    for first in order:
        if has_leader[first]:
            continue
        has_leader[first], queue[0], size, place = 1, first, 1, 0
        while place < size:
            here = queue[place]
            place += 1
            for near in graph.next[graph.starts[here] : graph.starts[here + 1]]:
                if has_leader[near] or seen_by[near] == first:
                    continue
                seen_by[near] = first
                if are_twins(first, near, graph.twins) or not (here == first or is_like(sets, first, near, least)):
                    continue
                has_leader[near], leader[near], before[near] = 1, first, here
                queue[size] = near
                size += 1
