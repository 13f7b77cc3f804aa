"""New documents against all that an index holds: which are copies of earlier ones, and the two tables with them.

An earlier document is kept, and what of a run is its copy is not. So is all that is in one cluster with such a copy.
Documents of the run itself are never earlier, also where a run that was cut short has added them already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.neardup.relations import MOST_OF

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.index.embedded import Index

__all__ = ["Earlier", "find_earlier"]

ASKED_AT_ONCE = 4096
JOINING = ("exact", "near")
Row = dict[str, Any]


class Earlier(NamedTuple):
    """The two tables, with what is earlier; and how many documents are copies of an earlier one."""

    table: pa.Table
    pairs: pa.Table
    copies: int


def find_earlier(index: Index, documents: pa.Table, table: pa.Table, pairs: pa.Table) -> Earlier:
    """Ask the index for all documents (columns id, text) of a run, whose own tables these are."""
    ids = set(documents.column("id").to_pylist())
    matches = [row for row in _matches(index, documents) if row["id"] not in ids]
    best = _best(matches)
    if not matches:
        return Earlier(table, pairs, 0)
    texts = dict(zip(*(documents.column(name).to_pylist() for name in ("id", "text")), strict=True))
    rows = _with_clusters(index, table.to_pylist(), best, texts)
    rows.sort(key=lambda row: (row["cluster_id"].encode(), row["id"].encode()))
    both = pairs.to_pylist() + [_pair(row) for row in matches]
    both.sort(key=lambda row: (row["a"].encode(), row["b"].encode()))
    copies = sum(row["cluster_id"] not in ids for row in rows)
    return Earlier(_as_table(rows, table.schema), _as_table(both, pairs.schema), copies)


def _as_table(rows: Sequence[Row], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema)


def _matches(index: Index, documents: pa.Table) -> Iterator[Row]:
    chosen = documents.select(["id", "text"])
    for batch in chosen.to_batches(max_chunksize=ASKED_AT_ONCE):
        yield from index.query(batch).to_pylist()


def _best(matches: Sequence[Row]) -> dict[str, Row]:
    """The best of the matches of each document that make it a copy: they come best first."""
    best: dict[str, Row] = {}
    for row in matches:
        if _joins(row):
            best.setdefault(row["query"], row)
    return best


def _joins(row: Row) -> bool:
    if row["relation"] == "contained-in":
        return bool(_reverse(row) >= MOST_OF)
    if row["relation"] == "contains":
        return bool(row["containment"] >= MOST_OF)
    return row["relation"] in JOINING


def _reverse(row: Row) -> float:
    """The share of the earlier document's shingles that the new one has, from what both share."""
    jaccard, containment = row["jaccard"], row["containment"]
    return float(1 / (1 / jaccard + 1 - 1 / containment)) if jaccard and containment else 0.0


def _with_clusters(index: Index, rows: list[Row], best: dict[str, Row], texts: dict[str, str]) -> list[Row]:
    """The rows of the run's clusters, those with earlier documents changed; and of single documents with some."""
    clusters: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        clusters[row["cluster_id"]].append(row)
    for id in best.keys() - {row["id"] for row in rows}:
        clusters[id] = [{"id": id, "cluster_size": 1}]
    found = []
    for members in clusters.values():
        joined = [best[row["id"]] for row in members if row["id"] in best]
        if joined:
            # The best of all, whatever the order of rows.
            first = min(joined, key=lambda row: (-row["jaccard"], -(row["containment"] or 0), row["id"].encode()))
            found += [_copy_of(index, first, row, best, texts) for row in members]
        else:
            found += members
    return found


def _copy_of(index: Index, first: Row, row: Row, best: dict[str, Row], texts: dict[str, str]) -> Row:
    """A member of a cluster of which an earlier document is kept."""
    own = best.get(row["id"])
    if own and own["id"] == first["id"]:
        relation, reason = own["relation"], f"{own['evidence']}; indexed before"
        jaccard, containment = own["jaccard"], own["containment"]
    else:
        relation, reason = "near", f"via {first['query']}"
        jaccard, containment = index.compare(texts[row["id"]], first["id"])
    return {
        "id": row["id"],
        "cluster_id": first["id"],
        "cluster_size": row["cluster_size"] + 1,
        "keep": False,
        "duplicate_of": first["id"],
        "relation": relation,
        "jaccard": jaccard,
        "containment": containment,
        "reason": reason,
    }


def _pair(row: Row) -> Row:
    reverse = _reverse(row)
    return {
        "a": row["query"],
        "b": row["id"],
        "relation": row["relation"],
        "jaccard": row["jaccard"],
        "containment_a_in_b": row["containment"],
        "containment_b_in_a": reverse,
        "cold_containment": None,
        "passages": [],
        "evidence": row["evidence"],
    }
