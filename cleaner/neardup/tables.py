"""The two tables of the result: `duplicates` and `pairs`, columns as documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.neardup.clusters import NONE, Clusters
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.hot import MOST_COLD
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.passages import Passages, Spans
from cleaner.neardup.relations import (
    CONTAINED_IN,
    CONTAINS,
    EXACT,
    NAMES,
    NEAR,
    NO_RELATION,
    SHARES_PASSAGE,
    UPDATED,
)
from cleaner.neardup.templates import BY_FIGURES, BY_NEWS, BY_SLOTS
from cleaner.neardup.units import Units
from cleaner.neardup.updates import Updates
from cleaner.neardup.verify import Verifier

__all__ = ["SAME_TOKENS", "A", "B", "duplicates_table", "evidence", "pairs_table", "passages_told", "turned"]

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
# Not the article.
NAMED = re.compile(r"\b[ab](?='s | is the later|;|$)")
SPAN = ("a_start", "a_end", "b_start", "b_end")
PASSAGES = pa.list_(pa.struct([(name, pa.int64()) for name in SPAN]))

Rows = npt.NDArray[np.int64]


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
            "reason": _reasons(corpus, clusters, codes, verifier.updates),
        }
    )


def _names(codes: npt.NDArray[np.int8]) -> npt.NDArray[np.object_]:
    names: npt.NDArray[np.object_] = np.array(NAMES, object)[codes]
    return names


def _reasons(corpus: Corpus, clusters: Clusters, codes: npt.NDArray[np.int8], updates: Updates | None) -> pa.Array:
    is_kept = clusters.rows == clusters.kept
    kept = [f"kept: {clusters.why_kept[row]}" for row in clusters.rows[is_kept].tolist()]
    reasons = evidence(clusters.to_kept, codes, IT, KEPT, updates)
    via = corpus.ids.take(pa.array(clusters.via[clusters.via != NONE])).to_pylist()
    reasons = pc.replace_with_mask(
        reasons, codes == NO_RELATION, pa.array([f"via {name}" for name in via], pa.string())
    )
    return pc.replace_with_mask(reasons, is_kept, pa.array(kept, pa.string()))


def evidence(
    found: Overlaps, codes: npt.NDArray[np.int8], one: Side, other: Side, updates: Updates | None = None
) -> pa.Array:
    """What speaks for each pair's relation, in words; a and b are units."""
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
    words = pc.replace_with_mask(words, inside, pa.array(told, pa.string()))
    if updates is None:
        return words
    newer = codes == UPDATED
    columns = words.filter(pa.array(newer)).to_pylist(), found.a[newer].tolist(), found.b[newer].tolist()
    told = [f"{counts}; {updates.tell(a, b, one.name, other.name)}" for counts, a, b in zip(*columns, strict=True)]
    return pc.replace_with_mask(words, newer, pa.array(told, pa.string()))


def turned(told: str) -> str:
    """A pair's evidence with both sides' names changed.

    >>> turned("56 of b's 56 shingles are in a"), turned("a passage of 50 words")
    ("56 of a's 56 shingles are in b", 'a passage of 50 words')
    """
    return NAMED.sub(lambda match: "b" if match[0] == "a" else "a", told)


def _inside(own: str, other: str, shared: int, cold: int, size: int) -> str:
    hot = f"; {size - cold} more that over {MOST_COLD} clusters hold are left aside" if size > cold else ""
    return f"{shared} of {own} {cold} shingles are in {other}{hot}"


@dataclass(frozen=True)
class Listed:
    """What `pairs` lists, sorted: pairs of units and the rows that stand for them, a before b by id."""

    found: Overlaps
    a: Rows
    b: Rows

    @classmethod
    def by_id(cls, corpus: Corpus, found: Overlaps, a: Rows, b: Rows) -> Listed:
        """Turned where b comes before a, and sorted."""
        ranks = corpus.id_ranks
        turned = ranks[a] > ranks[b]
        found = Overlaps(*(np.where(turned, *two) for two in zip(found.turned.columns, found.columns, strict=True)))
        a, b = np.where(turned, b, a), np.where(turned, a, b)
        order = np.lexsort((ranks[b], ranks[a]))
        return cls(found.where(order), a[order], b[order])


def pairs_table(
    corpus: Corpus, units: Units, clusters: Clusters, found: Overlaps, verifier: Verifier, shared: Passages
) -> pa.Table:
    """Every verified pair: each copy with the preferred one of its unit, and the preferred ones of related units."""
    copies = clusters.rows != clusters.best
    # Equal tokens have equal sets, if they have a shingle at all: 1 of 1 stands for whatever they share.
    unit, one = units.of_row[clusters.rows[copies]], np.ones(int(copies.sum()), np.int64)
    exact = Overlaps.without_hot(unit, unit, one, one, one)
    related = Overlaps.union_of([_with_kept(found, clusters, verifier), _sharing(found, verifier, shared)])
    best_of_unit = units.row.copy()
    best_of_unit[units.of_row[clusters.rows]] = clusters.best
    a, b = _rows_of(related, best_of_unit, verifier)
    listed = Listed.by_id(
        corpus,
        Overlaps(*map(np.concatenate, zip(exact.columns, related.columns, strict=True))),
        np.concatenate([clusters.best[copies], a]),
        np.concatenate([clusters.rows[copies], b]),
    )
    return _pairs_as_arrow(corpus, listed, verifier, shared)


def _sharing(found: Overlaps, verifier: Verifier, shared: Passages) -> Overlaps:
    """The pairs that nothing but a passage relates."""
    return verifier.overlaps(np.setdiff1d(shared.pairs, pack(found.a, found.b)))


def _rows_of(found: Overlaps, best_of_unit: Rows, verifier: Verifier) -> tuple[Rows, Rows]:
    """The rows that stand for pairs of units; versions of one text are told by the documents that show it."""
    a, b = best_of_unit[found.a], best_of_unit[found.b]
    updates = verifier.updates
    for place in np.flatnonzero(verifier.relations(found) == UPDATED).tolist():
        if updates and (update := updates.of(int(found.a[place]), int(found.b[place]))):
            is_first = verifier.unit_of(update.earlier) == found.a[place]
            a[place], b[place] = update[:2] if is_first else update[1::-1]
    return a, b


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


def _pairs_as_arrow(corpus: Corpus, listed: Listed, verifier: Verifier, shared: Passages) -> pa.Table:
    found, codes = listed.found, verifier.relations(listed.found)
    codes[codes == NO_RELATION] = SHARES_PASSAGE
    cold = np.fmax(found.cold_a_in_b, found.cold_b_in_a)
    runs = list(shared.of(found.a, found.b))
    words = _with_mould(evidence(found, codes, A, B, verifier.updates), verifier.templates.why_of(found.a, found.b))
    told = [passages_told(runs[place][:, 2].tolist()) for place in np.flatnonzero(codes == SHARES_PASSAGE).tolist()]
    return pa.table(
        {
            "a": corpus.ids.take(pa.array(listed.a)),
            "b": corpus.ids.take(pa.array(listed.b)),
            "relation": pa.array(_names(codes), pa.string()),
            "jaccard": pa.array(found.jaccard),
            "containment_a_in_b": pa.array(found.shared / np.maximum(found.size_a, 1)),
            "containment_b_in_a": pa.array(found.shared / np.maximum(found.size_b, 1)),
            "cold_containment": pa.array(cold, mask=np.isnan(cold) | (verifier.containment is None)),
            "passages": pa.array(list(_spans(corpus, listed, runs, shared.least)), PASSAGES),
            "evidence": pc.replace_with_mask(words, codes == SHARES_PASSAGE, pa.array(told, pa.string())),
        }
    )


def passages_told(lengths: list[int]) -> str:
    """What speaks for a pair that shares passages of so many words.

    >>> passages_told([60, 120]), passages_told([50])
    ('2 passages, 180 words in all, 120 in the longest', 'a passage of 50 words')
    """
    if len(lengths) == 1:
        return f"a passage of {lengths[0]} words"
    return f"{len(lengths)} passages, {sum(lengths)} words in all, {max(lengths)} in the longest"


def _spans(corpus: Corpus, listed: Listed, runs: list[Rows], least: int) -> Iterator[list[dict[str, int]]]:
    spans = Spans(corpus.text)
    rows = zip(listed.a.tolist(), listed.b.tolist(), (listed.found.a == listed.found.b).tolist(), runs, strict=True)
    for a, b, is_exact, shared in rows:
        found = spans.whole(a, b, least) if is_exact and least else spans.of(a, b, shared) if len(shared) else []
        yield [dict(zip(SPAN, span, strict=True)) for span in found]
