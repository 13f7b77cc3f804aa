"""A page's nodes and lines as arrays: what stands above what, what is like what, what holds how much."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cleaner.extract.layout import Layout
from cleaner.models.arrays import Numbers

__all__ = ["BlockPlaces", "group_means"]

Integers = npt.NDArray[np.int64]

# A line's own node, and so many above it, itself counted.
LEVELS = 5
# Shares of what a page holds; the deepest node that holds so much is where the article may be.
HOLDING = (0.4, 0.65, 0.9)
# From so many nodes of one slot on they are a list's entries, posts, cards.
RECORDS = 3


class BlockPlaces:
    """A page's tree for both stages.

    `chain` [levels][lines] are the line's node, the one above it, and so on; `slots` [lines] and `node_slots` [nodes]
    number the paths of tags and names; `record_nodes` [lines] are the nearest nodes that have others of their slot
    (0: none).
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.nodes = layout.nodes
        self.chain = [self.nodes]
        for _ in range(LEVELS - 1):
            self.chain.append(layout.parents[self.chain[-1]])
        _, self.slots = np.unique(layout.slots[self.nodes], return_inverse=True)
        _, self.node_slots = np.unique(layout.slots, return_inverse=True)
        self.record_nodes = self._records()[self.nodes]

    def sums(self, values: Numbers) -> Numbers:
        """What each node holds of the lines' values."""
        total = np.zeros(len(values) + 1)
        np.cumsum(values, out=total[1:])
        held: Numbers = total[self.layout.end] - total[self.layout.first]
        return held

    def holders(self, held: Numbers) -> Iterator[tuple[float, int]]:
        """For each share the deepest node that holds as much of what the page holds; the first of those as deep."""
        for share in HOLDING:
            enough = np.flatnonzero(held >= share * held[0])
            yield share, int(enough[np.argmax(self.layout.depths[enough])])

    def _records(self) -> Integers:
        """For each node the nearest one, itself or above, of a slot that others have too; 0 where none is."""
        many = (np.bincount(self.node_slots)[self.node_slots] >= RECORDS).tolist()
        found: list[int] = []
        for number, parent in enumerate(self.layout.parents.tolist()):
            found.append(number if many[number] else found[parent] if number else 0)
        return np.array(found, np.int64)


def group_means(places: BlockPlaces, opinion: Numbers, words: Numbers) -> Iterator[tuple[str, Numbers]]:
    """For the second stage: what the first one thinks of the nodes around a line, of its slot, of its records."""
    weights, mass = places.sums(words), places.sums(opinion * words)
    means = mass / np.maximum(weights, 1e-3)
    total = max(mass[0], 1e-3)
    for level, nodes in enumerate(places.chain):
        yield f"opinion_in_{level}", means[nodes]
        if level:
            yield f"opinion_mass_{level}", mass[nodes] / total
    slots, kinds, record = places.slots, places.node_slots, places.record_nodes
    yield "opinion_record", means[record]
    yield "opinion_slot", _mean(slots, words * opinion, words)[slots]
    yield "opinion_records", _mean(kinds, mass, weights)[kinds[record]]
    highest = np.zeros(int(slots.max(initial=0)) + 1)
    np.maximum.at(highest, slots, opinion)
    yield "opinion_highest_slot", highest[slots]
    numbers, layout = np.arange(len(words)), places.layout
    for share, holder in places.holders(mass):
        yield (
            f"opinion_holder_{share}",
            ((numbers >= layout.first[holder]) & (numbers < layout.end[holder])).astype(float),
        )
        yield f"opinion_holder_mean_{share}", np.full(len(words), means[holder])


def _mean(groups: Integers, values: Numbers, weights: Numbers) -> Numbers:
    means: Numbers = np.bincount(groups, weights=values) / np.maximum(np.bincount(groups, weights=weights), 1e-3)
    return means
