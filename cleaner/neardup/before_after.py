"""Copies found in raw texts beside those found in cleaned ones: which pairs appear, which vanish, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cleaner.neardup.duplicates import Duplicates
from cleaner.neardup.relations import NAMES, TEMPLATE
from cleaner.neardup.shingling import shingles

__all__ = ["Comparison", "Side", "compare_before_after"]

# Of so many pairs it is looked up why.
LOOKED_AT = 200
EXAMPLES = 3

EMPTIED = "one has hardly a word left"
MOULD = "template twins: texts of one mould"
SHARED_CUT = "most of what they shared was cut"
LITTLE_LEFT = "what is left of them differs"
APART_CUT = "what told them apart was cut"
HOT_BEFORE = "hardly anything was cut: what they share is rarer among cleaned texts"


@dataclass(frozen=True)
class Side:
    """Pairs of one corpus that the other has not: how many of all its `pairs` are `alone`; of those looked at, why;
    and some of them by id."""

    pairs: int
    alone: int
    why: Mapping[str, int] = field(default_factory=dict)
    examples: Sequence[tuple[Any, Any]] = ()

    def as_dict(self) -> dict[str, Any]:
        """For stats.json."""
        looked_at = sum(self.why.values())
        why = dict(sorted(self.why.items(), key=lambda one: (-one[1], one[0])))
        return {
            "pairs": self.pairs,
            "alone": self.alone,
            "looked_at": looked_at,
            "why": why,
            "examples": [list(pair) for pair in self.examples],
        }


@dataclass(frozen=True)
class Comparison:
    """What vanishes from raw texts, and what appears in cleaned ones."""

    raw: Side
    cleaned: Side


def compare_before_after(raw: Duplicates, cleaned: Duplicates, documents: pa.Array) -> Comparison:
    """Compare what was found among the same `documents` (ids) before cleaning and after it.

    A listed pair counts as the other corpus's too if it stands in one cluster there, or is listed as copies.
    """
    before, after = _Copies(raw, documents), _Copies(cleaned, documents)

    def why_vanished(a: Any, b: Any) -> str:
        if (a, b) in after.twins:
            return MOULD
        (raw_a, raw_b), (left_a, left_b) = _sets(raw, a, b), _sets(cleaned, a, b)
        if not left_a or not left_b:
            return EMPTIED
        return SHARED_CUT if 2 * len(left_a & left_b) < len(raw_a & raw_b) else LITTLE_LEFT

    def why_appeared(a: Any, b: Any) -> str:
        if (a, b) in before.twins:
            return MOULD
        (raw_a, raw_b), (left_a, left_b) = _sets(raw, a, b), _sets(cleaned, a, b)
        return APART_CUT if len(raw_a ^ raw_b) > len(left_a ^ left_b) else HOT_BEFORE

    return Comparison(before.side(after, why_vanished), after.side(before, why_appeared))


class _Copies:
    """The listed pairs of some documents: copies in order, template twins; and the documents' clusters."""

    def __init__(self, found: Duplicates, documents: pa.Array) -> None:
        pairs = found.pairs.select(["a", "b", "relation"])
        rows = []
        if pairs.num_rows:
            inside = [pc.is_in(pairs.column(name), documents.cast(pairs.column(name).type)) for name in ("a", "b")]
            rows = pairs.filter(pc.and_(*inside)).to_pylist()
        is_twin = NAMES[TEMPLATE]
        self.copies = [(row["a"], row["b"]) for row in rows if row["relation"] != is_twin]
        self.listed = set(self.copies)
        self.twins = {(row["a"], row["b"]) for row in rows if row["relation"] == is_twin}
        columns = (found.table.column(name).to_pylist() for name in ("id", "cluster_id"))
        self.cluster = dict(zip(*columns, strict=True))

    def has(self, a: Any, b: Any) -> bool:
        """Whether the two are copies here."""
        together = a in self.cluster and self.cluster[a] == self.cluster.get(b)
        return together or (a, b) in self.listed

    def side(self, other: _Copies, why: Any) -> Side:
        """What the other has not; evenly spaced over those pairs it is looked up why."""
        alone = [pair for pair in self.copies if not other.has(*pair)]
        looked_at = alone[:: max(len(alone) // LOOKED_AT, 1)][:LOOKED_AT]
        return Side(len(self.copies), len(alone), Counter(why(*pair) for pair in looked_at), looked_at[:EXAMPLES])


def _sets(found: Duplicates, a: Any, b: Any) -> tuple[set[str], set[str]]:
    one, other = (set(shingles(found.text(name), found.config.n)) for name in (a, b))
    return one, other
