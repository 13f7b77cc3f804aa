"""The two tables of the result: `duplicates` and `pairs`, columns as documented."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.neardup.clusters import NONE, Clusters
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.hot import MOST_COLD
from cleaner.neardup.overlaps import Overlaps
from cleaner.neardup.relations import CONTAINED_IN, CONTAINS, EXACT, NAMES, NEAR, NO_RELATION
from cleaner.neardup.templates import BY_FIGURES, BY_NEWS, BY_SLOTS
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Verifier

__all__ = ["SAME_TOKENS", "A", "B", "duplicates_table", "evidence", "pairs_table"]

SAME_TOKENS = "same tokens"
OF_ONE_MOULD = {
    BY_NEWS: ", most of them by other documents too; each has news of its own in the other's place",
    BY_SLOTS: ", most of them by other documents too; they fill the same places in their own ways",
    BY_FIGURES: "; what differs is mostly figures and names",
}


class Side(NamedTuple):
    """How one of two documents is called."""

    name: str
    own: str


A, B = Side("a", "a's"), Side("b", "b's")
IT, KEPT = Side("it", "its"), Side("the kept one", "the kept one's")
PASSAGES = pa.list_(pa.struct([(name, pa.int64()) for name in ("a_start", "a_end", "b_start", "b_end")]))


def duplicates_table(corpus: Corpus, clusters: Clusters, verifier: Verifier) -> pa.Table:
    """One row per document that has a copy."""
    rows, kept = clusters.rows, clusters.kept
    is_kept = rows == kept
    codes = verifier.relations(clusters.to_kept)
    is_exact = codes == EXACT
    cluster_id = corpus.ids.take(pa.array(kept))
    relation = _names(np.where(codes == NO_RELATION, NEAR, codes))
    found = clusters.to_kept
    contained = np.where(is_exact, 1.0, found.shared / np.maximum(found.size_a, 1))
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
            "reason": _reasons(corpus, clusters, codes),
        }
    )


def _names(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.object_]:
    names: npt.NDArray[np.object_] = np.array(NAMES, object)[codes]
    return names


def _reasons(corpus: Corpus, clusters: Clusters, codes: npt.NDArray[np.int8]) -> pa.Array:
    is_kept = clusters.rows == clusters.kept
    kept = [f"kept: {clusters.why_kept[row]}" for row in clusters.rows[is_kept].tolist()]
    reasons = evidence(clusters.to_kept, codes, IT, KEPT)
    via = corpus.ids.take(pa.array(clusters.via[clusters.via != NONE])).to_pylist()
    reasons = pc.replace_with_mask(
        reasons, codes == NO_RELATION, pa.array([f"via {name}" for name in via], pa.string())
    )
    return pc.replace_with_mask(reasons, is_kept, pa.array(kept, pa.string()))


def evidence(found: Overlaps, codes: npt.NDArray[np.int8], one: Side, other: Side) -> pa.Array:
    """What speaks for each pair's relation, in words."""
    counts = (pa.array(column).cast(pa.string()) for column in (found.shared, found.union))
    words = pc.binary_join_element_wise(pc.binary_join_element_wise(*counts, " of "), "shingles shared", " ")
    words = pc.if_else(codes == EXACT, SAME_TOKENS, words)
    inside = (codes == CONTAINED_IN) | (codes == CONTAINS)
    rows = zip(codes[inside].tolist(), *(column[inside].tolist() for column in found.columns[3:]), strict=True)
    told = [
        _inside(one.own, other.name, cold, cold_a, a)
        if code == CONTAINED_IN
        else _inside(other.own, one.name, cold, cold_b, b)
        for code, a, b, cold, cold_a, cold_b in rows
    ]
    return pc.replace_with_mask(words, inside, pa.array(told, pa.string()))


def _inside(own: str, other: str, shared: int, cold: int, size: int) -> str:
    hot = f"; {size - cold} more that over {MOST_COLD} clusters hold are left aside" if size > cold else ""
    return f"{shared} of {own} {cold} shingles are in {other}{hot}"


def pairs_table(corpus: Corpus, units: Units, clusters: Clusters, found: Overlaps, verifier: Verifier) -> pa.Table:
    """Every verified pair: each copy with the preferred one of its unit, and the preferred ones of related units."""
    copies = clusters.rows != clusters.best
    # Equal tokens have equal sets, if they have a shingle at all: 1 of 1 stands for whatever they share.
    one = np.ones(int(copies.sum()), np.int64)
    exact = Overlaps.without_hot(clusters.best[copies], clusters.rows[copies], one, one, one)
    best_of_unit = units.row.copy()
    best_of_unit[units.of_row[clusters.rows]] = clusters.best
    related = _with_kept(found, clusters, verifier).ordered(corpus.id_ranks[best_of_unit])
    codes = np.concatenate([np.full(len(one), EXACT, np.int8), verifier.relations(related)])
    mould = np.concatenate([np.zeros(len(one), np.int8), verifier.templates.why_of(related.a, related.b)])
    related = Overlaps(best_of_unit[related.a], best_of_unit[related.b], *related.columns[2:])
    found = Overlaps(*map(np.concatenate, zip(exact.columns, related.columns, strict=True)))
    found = found.ordered(corpus.id_ranks)
    order = np.lexsort((corpus.id_ranks[found.b], corpus.id_ranks[found.a]))
    table = _pairs_as_arrow(corpus, found.where(order), codes[order], has_cold=verifier.containment is not None)
    place = table.column_names.index("evidence")
    return table.set_column(place, "evidence", _with_mould(table.column("evidence"), mould[order]))


def _with_mould(words: pa.ChunkedArray, why: npt.NDArray[np.int8]) -> pa.ChunkedArray:
    """Evidence, and why template twins are of one mould."""
    return pc.binary_join_element_wise(
        words, pa.array([OF_ONE_MOULD.get(reason, "") for reason in why.tolist()], pa.string()), ""
    )


def _with_kept(found: Overlaps, clusters: Clusters, verifier: Verifier) -> Overlaps:
    """The pairs, and each member with the kept one that it has a relation to where that pair was no candidate."""
    to_kept = clusters.to_kept
    is_new = (verifier.relations(to_kept) != NO_RELATION) & (to_kept.a != to_kept.b)
    return Overlaps.union_of([found, to_kept.where(is_new).ordered()])


def _pairs_as_arrow(corpus: Corpus, found: Overlaps, codes: npt.NDArray[np.int8], *, has_cold: bool) -> pa.Table:
    cold = np.fmax(found.cold_a_in_b, found.cold_b_in_a)
    return pa.table(
        {
            "a": corpus.ids.take(pa.array(found.a)),
            "b": corpus.ids.take(pa.array(found.b)),
            "relation": pa.array(_names(codes), pa.string()),
            "jaccard": pa.array(found.jaccard),
            "containment_a_in_b": pa.array(found.shared / found.size_a),
            "containment_b_in_a": pa.array(found.shared / found.size_b),
            "cold_containment": pa.array(cold, mask=np.isnan(cold) | (not has_cold)),
            "passages": pa.array([[]] * len(codes), PASSAGES),
            "evidence": evidence(found, codes, A, B),
        }
    )
