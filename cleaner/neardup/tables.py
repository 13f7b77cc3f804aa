"""The two tables of the result: `duplicates` and `pairs`, columns as documented."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.neardup.clusters import NONE, Clusters
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Overlaps, Verifier, pack

__all__ = ["duplicates_table", "pairs_table"]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SAME_TOKENS = "same tokens"
PASSAGES = pa.list_(pa.struct([(name, pa.int64()) for name in ("a_start", "a_end", "b_start", "b_end")]))


def duplicates_table(corpus: Corpus, units: Units, clusters: Clusters) -> pa.Table:
    """One row per document that has a copy."""
    rows, kept = clusters.rows, clusters.kept
    is_kept = rows == kept
    is_exact = units.of_row[rows] == units.of_row[kept]
    cluster_id = corpus.ids.take(pa.array(kept))
    relation = np.where(is_exact, "exact", "near").astype(object)
    found = clusters.to_kept
    contained = np.where(is_exact, 1.0, found.shared / np.maximum(found.size_b, 1))
    return pa.table(
        {
            "id": corpus.ids.take(pa.array(rows)),
            "cluster_id": cluster_id,
            "cluster_size": pa.array(clusters.size),
            "keep": pa.array(is_kept),
            "duplicate_of": corpus.ids.take(pa.array(kept, mask=is_kept)),
            "relation": pa.array(relation, pa.string(), mask=is_kept),
            "jaccard": pa.array(np.where(is_exact, 1.0, found.jaccard), mask=is_kept),
            "containment": pa.array(contained, mask=is_kept),
            "reason": pa.array(_reasons(corpus, clusters, is_exact), pa.string()),
        }
    )


def _reasons(corpus: Corpus, clusters: Clusters, is_exact: npt.NDArray[np.bool_]) -> list[str]:
    shared, union = clusters.to_kept.shared.tolist(), clusters.to_kept.union.tolist()
    via_ids = iter(corpus.ids.take(pa.array(clusters.via[clusters.via != NONE])).to_pylist())
    reasons = []
    for place, (row, kept) in enumerate(zip(clusters.rows.tolist(), clusters.kept.tolist(), strict=True)):
        if row == kept:
            reasons.append(_why_kept(corpus, row, clusters.why_kept[row]))
        elif is_exact[place]:
            reasons.append(SAME_TOKENS)
        elif clusters.via[place] != NONE:
            reasons.append(f"via {next(via_ids)}")
        else:
            reasons.append(shared_words(shared[place], union[place]))
    return reasons


def _why_kept(corpus: Corpus, row: int, rule: str) -> str:
    if rule == "earliest":
        return f"kept: earliest date {corpus.dates[row].as_py()}"
    if rule == "longest":
        return f"kept: longest text, {len(corpus.text(row))} characters"
    return "kept: smallest id"


def shared_words(shared: int, union: int) -> str:
    """The evidence for a near copy."""
    return f"{shared} of {union} shingles shared"


def pairs_table(corpus: Corpus, units: Units, clusters: Clusters, edges: Overlaps, verifier: Verifier) -> pa.Table:
    """Every verified pair: each copy with the preferred one of its unit, each near unit's preferred ones."""
    copies = clusters.rows != clusters.best
    exact_a, exact_b = clusters.best[copies], clusters.rows[copies]
    near = _with_kept(edges, clusters, verifier)
    best_of_unit = np.zeros(len(units), np.int64)
    best_of_unit[units.of_row[clusters.rows]] = clusters.best
    a = np.concatenate([exact_a, best_of_unit[near.a]])
    b = np.concatenate([exact_b, best_of_unit[near.b]])
    exact = np.ones(len(exact_a))
    is_exact = np.arange(len(a)) < len(exact_a)
    columns: dict[str, Floats] = {
        "jaccard": np.concatenate([exact, near.jaccard]),
        "a_in_b": np.concatenate([exact, near.shared / near.size_a]),
        "b_in_a": np.concatenate([exact, near.shared / near.size_b]),
    }
    evidence = [SAME_TOKENS] * len(exact_a) + [
        shared_words(*counts) for counts in zip(near.shared.tolist(), near.union.tolist(), strict=True)
    ]
    return _sorted_pairs(corpus, a, b, is_exact, columns, evidence)


def _with_kept(edges: Overlaps, clusters: Clusters, verifier: Verifier) -> Overlaps:
    """The edges, and each near member with the kept one where that pair was no candidate."""
    is_new = verifier.is_near(clusters.to_kept) & (clusters.to_kept.a != clusters.to_kept.b)
    found = clusters.to_kept.where(is_new).ordered()
    return Overlaps.union_of([edges, found])


def _sorted_pairs(
    corpus: Corpus, a: Rows, b: Rows, is_exact: npt.NDArray[np.bool_], columns: dict[str, Floats], evidence: list[str]
) -> pa.Table:
    """Each pair with the smaller id first, in the order of the ids."""
    ranks = corpus.id_ranks
    swapped = ranks[a] > ranks[b]
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    a_in_b = np.where(swapped, columns["b_in_a"], columns["a_in_b"])
    b_in_a = np.where(swapped, columns["a_in_b"], columns["b_in_a"])
    order = np.lexsort((ranks[b], ranks[a]))
    values: dict[str, Any] = {
        "a": corpus.ids.take(pa.array(a[order])),
        "b": corpus.ids.take(pa.array(b[order])),
        "relation": pa.array(np.where(is_exact, "exact", "near")[order].astype(object), pa.string()),
        "jaccard": pa.array(columns["jaccard"][order]),
        "containment_a_in_b": pa.array(a_in_b[order]),
        "containment_b_in_a": pa.array(b_in_a[order]),
        "cold_containment": pa.nulls(len(order), pa.float64()),
        "passages": pa.array([[]] * len(order), PASSAGES),
        "evidence": pa.array([evidence[place] for place in order.tolist()], pa.string()),
    }
    return pa.table(values)
