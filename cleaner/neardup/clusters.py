"""Clusters: which documents belong together, which one is kept, and how each stands to it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.neardup.corpus import Corpus
from cleaner.neardup.keeping import prefer
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.relations import NO_RELATION
from cleaner.neardup.union_find import components
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Verifier

__all__ = ["Clusters", "cluster"]

Rows = npt.NDArray[np.int64]

NONE = -1


@dataclass(frozen=True)
class Clusters:
    """The rows that have a copy, sorted by their cluster's kept id, then by id. Arrays by member:

    `rows`; `kept`, the row kept of its cluster; `size`, the cluster's; `best`, the preferred row among equal token
    streams; `via`, the row through which it is joined to the kept one, -1 where it has a relation to that itself.
    `to_kept` compares each member's unit (a) with the kept one's (b). `why_kept` maps a kept row to rule.
    """

    rows: Rows
    kept: Rows
    size: Rows
    best: Rows
    via: Rows
    to_kept: Overlaps
    why_kept: dict[int, str]


def cluster(corpus: Corpus, units: Units, edges: Overlaps, verifier: Verifier, keep: Sequence[str]) -> Clusters:
    """Join rows by equal tokens and by the verified edges that join, and choose which to keep."""
    component = components(len(units), edges.a, edges.b)
    rows, group = _members(units, component)
    preference = prefer(corpus, rows, keep)
    kept_place = preference.first_of(group)
    unit = units.of_row[rows]
    unit_names, unit_group = np.unique(unit, return_inverse=True)
    best_of_unit = rows[preference.first_of(unit_group)]
    best = best_of_unit[unit_group]
    kept = rows[kept_place][group] if len(rows) else rows
    order = np.lexsort((corpus.id_ranks[rows], corpus.id_ranks[kept]))
    unit_of_kept = units.of_row[kept]
    to_kept = _compared(unit, unit_of_kept, edges, units, verifier)
    chained = verifier.relations(to_kept) == NO_RELATION
    via = np.full(len(rows), NONE, dtype=np.int64)
    steps = _next_units(edges, component, unit_of_kept[chained], unit[chained])
    via[chained] = best_of_unit[np.searchsorted(unit_names, steps)]
    second = _second_places(preference.order_within(group), group)
    why = dict(zip(rows[kept_place].tolist(), preference.rules_between(kept_place, second), strict=True))
    size = np.bincount(group)[group] if len(rows) else rows
    return Clusters(rows[order], kept[order], size[order], best[order], via[order], to_kept.where(order), why)


def _compared(unit: Rows, other: Rows, edges: Overlaps, units: Units, verifier: Verifier) -> Overlaps:
    """Each unit with its other one; what edges tell is not counted again."""
    itself, size = np.unique(other), units.sizes[np.unique(other)]
    selves = Overlaps.without_hot(itself, itself, size, size, size)
    known = Overlaps.union_of([edges, selves])
    wanted = pack(np.minimum(unit, other), np.maximum(unit, other))
    both = Overlaps.union_of([known, verifier.overlaps(np.setdiff1d(wanted, pack(known.a, known.b)))])
    found = both.where(np.searchsorted(pack(both.a, both.b), wanted))
    return Overlaps(*(np.where(found.a == unit, *two) for two in zip(found.columns, found.turned.columns, strict=True)))


def _members(units: Units, component: Rows) -> tuple[Rows, Rows]:
    """The rows in components of two rows or more, and the numbers of their components from 0."""
    with_tokens = np.flatnonzero(units.of_row >= 0)
    root = component[units.of_row[with_tokens]]
    in_company = np.bincount(root, minlength=len(units))[root] > 1
    _, group = np.unique(root[in_company], return_inverse=True)
    return with_tokens[in_company], group


def _second_places(order: Rows, group: Rows) -> Rows:
    """The place of each group's second choice."""
    starts = np.searchsorted(group[order], np.arange(group.max(initial=-1) + 1))
    return order[starts + 1] if len(starts) else order


def _next_units(edges: Overlaps, component: Rows, unit_of_kept: Rows, unit: Rows) -> Rows:
    """For members without a relation to the kept one: the unit next to theirs on the way to it."""
    nearby = np.isin(component[edges.a], component[unit])
    neighbours = _neighbours(edges.where(nearby)) if len(unit) else {}
    next_unit: dict[int, int] = {}
    for start in np.unique(unit_of_kept).tolist():
        next_unit |= _steps_to(start, neighbours)
    return np.array([next_unit[one] for one in unit.tolist()], np.int64)


def _neighbours(edges: Overlaps) -> dict[int, list[int]]:
    neighbours: dict[int, list[int]] = {}
    for one, other in zip(edges.a.tolist(), edges.b.tolist(), strict=True):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    return neighbours


def _steps_to(start: int, neighbours: dict[int, list[int]]) -> dict[int, int]:
    """For each unit joined to `start` the next one on a shortest way there."""
    steps = {start: start}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for neighbour in neighbours.get(here, ()):
            if neighbour not in steps:
                steps[neighbour] = here
                queue.append(neighbour)
    return steps
