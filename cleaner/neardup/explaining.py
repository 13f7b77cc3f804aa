"""Why two documents are copies of each other, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.shingling import shingles, tokens
from cleaner.neardup.sketch import Wanted, sketch
from cleaner.neardup.tables import SAME_TOKENS, shared_words

__all__ = ["Explanation", "explain_pair"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two documents side by side, counted on their texts.

    `relation` is exact, near or None; `bands_met` says in how many of `bands` bands their signatures agree; `kept` is
    the id kept of the cluster that holds both, None if none does.
    """

    a: Any
    b: Any
    relation: str | None
    reason: str
    jaccard: float
    shared: int
    size_a: int
    size_b: int
    bands_met: int
    bands: int
    kept: Any
    why_kept: str | None


def explain_pair(
    corpus: Corpus, config: DedupConfig, bands: Bands, table: pa.Table, names: tuple[Any, Any]
) -> Explanation:
    """Compare two documents of the corpus by their ids."""
    a, b = names
    texts = [corpus.text(corpus.row_of(name)) for name in names]
    one, other = (set(shingles(text, config.n)) for text in texts)
    shared, union = len(one & other), len(one | other)
    is_exact = tokens(texts[0]) == tokens(texts[1]) != []
    jaccard = 1.0 if is_exact else shared / max(union, 1)
    relation = "exact" if is_exact else "near" if shared and jaccard >= config.threshold else None
    kept, why_kept = _kept(table, names)
    met = _bands_met(texts, config, bands)
    reason = SAME_TOKENS if is_exact else shared_words(shared, union)
    if relation is None:
        reason = _why_not(min(len(one), len(other)), jaccard, config.threshold, kept)
    elif kept is None:
        reason += ", but they meet in no band: the recall target allows it"
    return Explanation(a, b, relation, reason, jaccard, shared, len(one), len(other), met, bands.bands, kept, why_kept)


def _why_not(least: int, jaccard: float, threshold: float, kept: Any) -> str:
    if least == 0:
        return "too short: a text of fewer tokens than a shingle has only exact copies"
    chain = "" if kept is None else "; others join them in one cluster"
    return f"Jaccard {jaccard:.6f} is below the threshold {threshold:g}{chain}"


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


def _bands_met(texts: list[str], config: DedupConfig, bands: Bands) -> int:
    sketches = sketch([pa.array(texts, pa.large_string())], config.n, Wanted.of(bands))
    if sketches.sizes.min() == 0:
        return 0
    return int((sketches.bands[0] == sketches.bands[1]).sum())
