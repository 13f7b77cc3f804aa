"""Clusters: which documents belong together, which one is kept, and how each stands to it.

Equal token streams and the pairs that join make chains: A is like B, B like C, A not like C. They are split: the kept
document of a chain is its most preferred; with it stays who has a relation to it that joins, or who is joined to such a
one and has at least `least_like` of the kept one's Jaccard similarity. Of the rest again the most preferred is kept,
and so on. No template twin of the kept one stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleaner.config import DedupConfig
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.keeping import Preference, prefer
from cleaner.neardup.kernels.leading import Graph, follow_leaders
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.relations import NO_RELATION
from cleaner.neardup.union_find import components
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Verifier

__all__ = ["Clusters", "cluster", "least_like"]

Rows = npt.NDArray[np.int64]

NONE = -1


@dataclass(frozen=True)
class Clusters:
    """The rows that have a copy, sorted by their cluster's kept id, then by id. Arrays by member:

    `rows`; `kept`, the row kept of its cluster; `size`, the cluster's; `best`, the preferred row among equal token
    streams; `via`, the row through which it is joined to the kept one, -1 where it has a relation to that itself.
    `to_kept` compares each member's unit (a) with the kept one's (b). `why_kept` maps a kept row to the reason.
    """

    rows: Rows
    kept: Rows
    size: Rows
    best: Rows
    via: Rows
    to_kept: Overlaps
    why_kept: dict[int, str]


def least_like(threshold: float) -> float:
    """How like the kept document a member of a chain must be.

    Jaccard distance is a metric, so that two steps at the threshold t lead no further than 2t - 1: a copy of a copy
    stays, what drifts further does not. Below t = 2/3 that says nothing: half the threshold there.

    >>> round(least_like(0.7), 6), least_like(0.5)
    (0.4, 0.25)
    """
    return max(2 * threshold - 1, threshold / 2)


def cluster(corpus: Corpus, units: Units, edges: Overlaps, verifier: Verifier, config: DedupConfig) -> Clusters:
    """Join rows by equal tokens and by the verified edges that join, split chains, and choose which to keep."""
    rows, group = _members(units, components(len(units), edges.a, edges.b))
    preference = prefer(corpus, rows, group, config)
    leader, before = _followed(units, edges, verifier, units.of_row[rows[preference.order]])
    stay = np.isin(rows, _members(units, leader)[0])
    rows, preference = rows[stay], preference.where(stay)
    _, group = np.unique(leader[units.of_row[rows]], return_inverse=True)
    kept_place = preference.first_of(group)
    unit = units.of_row[rows]
    unit_names, unit_group = np.unique(unit, return_inverse=True)
    best_of_unit = rows[preference.first_of(unit_group)]
    best = best_of_unit[unit_group]
    kept = rows[kept_place][group] if len(rows) else rows
    order = np.lexsort((corpus.id_ranks[rows], corpus.id_ranks[kept]))
    to_kept = _compared(unit, units.of_row[kept], edges, units, verifier)
    chained = verifier.relations(to_kept) == NO_RELATION
    via = np.full(len(rows), NONE, dtype=np.int64)
    via[chained] = best_of_unit[np.searchsorted(unit_names, before[unit[chained]])]
    why = _why_kept(preference, group, rows[kept_place], kept_place)
    size = np.bincount(group)[group] if len(rows) else rows
    return Clusters(rows[order], kept[order], size[order], best[order], via[order], to_kept.where(order), why)


def _followed(units: Units, edges: Overlaps, verifier: Verifier, order: Rows) -> tuple[Rows, Rows]:
    """The leader of each unit, and the unit before it on the way there."""
    ends, others = np.concatenate([edges.a, edges.b]), np.concatenate([edges.b, edges.a])
    by_end = np.lexsort((others, ends))
    starts = np.searchsorted(ends[by_end], np.arange(len(units) + 1))
    graph = Graph(starts.astype(np.int64), others[by_end], verifier.templates.pairs)
    leader, before = np.arange(len(units)), np.arange(len(units))
    follow_leaders(graph, units.sets, order, least_like(verifier.threshold), leader, before)
    return leader, before


def _why_kept(preference: Preference, group: Rows, kept: Rows, kept_place: Rows) -> dict[int, str]:
    second = _second_places(preference.order_within(group), group)
    return dict(zip(kept.tolist(), preference.reasons(kept_place, second), strict=True))


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
