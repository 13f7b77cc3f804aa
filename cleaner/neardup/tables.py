"""The two tables of the result: `duplicates` and `pairs`, columns as documented."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cleaner.neardup.clusters import NONE, Clusters
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Overlaps, Verifier

__all__ = ["duplicates_table", "pairs_table"]

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
        return f"kept: longest text, {corpus.lengths[row]} characters"
    return "kept: smallest id"


def shared_words(shared: int, union: int) -> str:
    """The evidence for a near copy."""
    return f"{shared} of {union} shingles shared"


def pairs_table(corpus: Corpus, units: Units, clusters: Clusters, edges: Overlaps, verifier: Verifier) -> pa.Table:
    """Every verified pair: each copy with the preferred one of its unit, and the preferred ones of near units."""
    copies = clusters.rows != clusters.best
    # Equal tokens have equal sets, if they have a shingle at all: 1 of 1 stands for whatever they share.
    one = np.ones(int(copies.sum()), np.int64)
    exact = Overlaps(clusters.best[copies], clusters.rows[copies], one, one, one)
    near = _with_kept(edges, clusters, verifier)
    best_of_unit = np.zeros(len(units), np.int64)
    best_of_unit[units.of_row[clusters.rows]] = clusters.best
    near = Overlaps(best_of_unit[near.a], best_of_unit[near.b], near.shared, near.size_a, near.size_b)
    found = Overlaps(*map(np.concatenate, zip(exact.columns, near.columns, strict=True)))
    is_exact = np.arange(len(found.a)) < len(one)
    found = found.ordered(corpus.id_ranks)
    order = np.lexsort((corpus.id_ranks[found.b], corpus.id_ranks[found.a]))
    return _pairs_as_arrow(corpus, found.where(order), is_exact[order])


def _with_kept(edges: Overlaps, clusters: Clusters, verifier: Verifier) -> Overlaps:
    """The edges, and each near member with the kept one where that pair was no candidate."""
    is_new = verifier.is_near(clusters.to_kept) & (clusters.to_kept.a != clusters.to_kept.b)
    return Overlaps.union_of([edges, clusters.to_kept.where(is_new).ordered()])


def _pairs_as_arrow(corpus: Corpus, found: Overlaps, is_exact: npt.NDArray[np.bool_]) -> pa.Table:
    counts = zip(is_exact.tolist(), found.shared.tolist(), found.union.tolist(), strict=True)
    evidence = [SAME_TOKENS if same else shared_words(shared, union) for same, shared, union in counts]
    return pa.table(
        {
            "a": corpus.ids.take(pa.array(found.a)),
            "b": corpus.ids.take(pa.array(found.b)),
            "relation": pa.array(np.where(is_exact, "exact", "near").astype(object), pa.string()),
            "jaccard": pa.array(found.jaccard),
            "containment_a_in_b": pa.array(found.shared / found.size_a),
            "containment_b_in_a": pa.array(found.shared / found.size_b),
            "cold_containment": pa.nulls(len(evidence), pa.float64()),
            "passages": pa.array([[]] * len(evidence), PASSAGES),
            "evidence": pa.array(evidence, pa.string()),
        }
    )
