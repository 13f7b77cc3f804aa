"""Why two documents are copies of each other, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.hot import MOST_COLD
from cleaner.neardup.kernels.heat import Hot
from cleaner.neardup.meeting import Meeting, meet
from cleaner.neardup.overlaps import Overlaps
from cleaner.neardup.passages import Span, passages_of
from cleaner.neardup.relations import NAMES, NO_RELATION, SHARES_PASSAGE, TEMPLATE, UPDATED, relations
from cleaner.neardup.shingling import shingles, tokens
from cleaner.neardup.tables import A, B, evidence, passages_told, turned
from cleaner.neardup.verify import count_sets

__all__ = ["Explanation", "explain_pair"]

CORPUS_TELLS = (NAMES[TEMPLATE], NAMES[UPDATED])
"""What two texts alone do not show."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two documents side by side, counted on their texts.

    `relation` is what a is to b, or None; containments are the share of a's shingles that b has, and the reverse, hot
    ones included; `cold_containment` is the larger of both without them, None where a side has no other.
    `passages` are what both have, `meeting` tells whether their sketches let them meet; `kept` is the id kept of the
    cluster that holds both, None if none does.
    """

    a: Any
    b: Any
    relation: str | None
    reason: str
    jaccard: float
    containment_a_in_b: float
    containment_b_in_a: float
    cold_containment: float | None
    shared: int
    size_a: int
    size_b: int
    passages: tuple[Span, ...]
    meeting: Meeting
    kept: Any
    why_kept: str | None


def explain_pair(
    corpus: Corpus, config: DedupConfig, bands: Bands, tables: tuple[pa.Table, pa.Table, Hot], names: tuple[Any, Any]
) -> Explanation:
    """Compare two documents of the corpus by their ids."""
    a, b = names
    table, pairs, hot = tables
    texts = [corpus.text(corpus.row_of(name)) for name in names]
    is_exact = tokens(texts[0]) == tokens(texts[1]) != []
    found = _counted(texts, config.n, hot, is_exact)
    listed, told = _listed(pairs, names)
    passages = tuple(passages_of(texts[0], texts[1], config.passages)) if config.passages else ()
    codes = relations(found, config.threshold, config.containment)
    if listed in CORPUS_TELLS:
        codes[:] = NAMES.index(listed)
    elif codes[0] == NO_RELATION and passages:
        codes[:] = SHARES_PASSAGE
    relation = NAMES[codes[0]]
    kept, why_kept = _kept(table, names)
    meeting = meet(texts[0], texts[1], config, bands)
    reason = str(evidence(found, codes, A, B)[0])
    if relation is None:
        reason = _why_not(found, config, kept)
    elif listed in CORPUS_TELLS:
        reason = told
    elif codes[0] == SHARES_PASSAGE:
        reason = passages_told([len(tokens(texts[0][start:end])) for start, end, _, _ in passages])
    elif not is_exact and listed is None:
        reason += ", but neither bands nor samples let them meet: the recall target allows it"
    shared, size_a, size_b = (int(column[0]) for column in found.columns[2:5])
    cold = float(np.fmax(found.cold_a_in_b, found.cold_b_in_a)[0])
    return Explanation(
        a,
        b,
        relation,
        reason,
        jaccard=1.0 if is_exact else float(found.jaccard[0]),
        containment_a_in_b=1.0 if is_exact else shared / max(size_a, 1),
        containment_b_in_a=1.0 if is_exact else shared / max(size_b, 1),
        cold_containment=None if np.isnan(cold) or config.containment is None else cold,
        shared=shared,
        size_a=size_a,
        size_b=size_b,
        passages=passages,
        meeting=meeting,
        kept=kept,
        why_kept=why_kept,
    )


def _counted(texts: list[str], n: int, hot: Hot, is_exact: bool) -> Overlaps:
    counts = count_sets(set(shingles(texts[0], n)), set(shingles(texts[1], n)), hot)
    return Overlaps(*(np.array([number], np.int64) for number in (0, 0 if is_exact else 1, *counts)))


def _why_not(found: Overlaps, config: DedupConfig, kept: Any) -> str:
    if min(found.size_a[0], found.size_b[0]) == 0:
        return "too short: a text of fewer tokens than a shingle has only exact copies"
    below = f"Jaccard {found.jaccard[0]:.6f} is below the threshold {config.threshold:g}"
    if config.containment is not None:
        cold = np.fmax(found.cold_a_in_b, found.cold_b_in_a)[0]
        below += (
            f", and one has no shingle that {MOST_COLD} clusters or fewer hold"
            if np.isnan(cold)
            else f", containment {cold:.6f} below {config.containment:g}"
        )
    return below + ("" if kept is None else "; others join them in one cluster")


def _listed(pairs: pa.Table, names: tuple[Any, Any]) -> tuple[str | None, str]:
    """The relation that the table of pairs has for a pair, told of the first of the names, and its evidence; None if
    it has not the pair."""
    kind = pairs.schema.field("a").type
    one, other = (pa.scalar(name, kind) for name in names)
    a, b = pairs.column("a"), pairs.column("b")
    ways = [pc.and_(pc.equal(a, first), pc.equal(b, second)) for first, second in ((one, other), (other, one))]
    row = pc.index(pc.or_(*ways), pa.scalar(True)).as_py()
    if row < 0:
        return None, ""
    told = str(pairs.column("evidence")[row].as_py())
    if a[row].as_py() != names[0]:
        told = turned(told)
    return str(pairs.column("relation")[row].as_py()), told


def _kept(table: pa.Table, names: tuple[Any, Any]) -> tuple[Any, str | None]:
    """The kept id of the cluster that holds both, and why it is kept."""
    ids = table.column("id")
    rows = [pc.index(ids, pa.scalar(name, ids.type)).as_py() for name in names]
    if min(rows) < 0:
        return None, None
    kept = [table.column("cluster_id")[row].as_py() for row in rows]
    if kept[0] != kept[1]:
        return None, None
    row = pc.index(ids, pa.scalar(kept[0], ids.type)).as_py()
    return kept[0], str(table.column("reason")[row].as_py())
