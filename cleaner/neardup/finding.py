"""All related pairs of a corpus: near ones by bands, contained ones by samples, each verified exactly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cleaner.config import DedupConfig
from cleaner.neardup.bands import Bands
from cleaner.neardup.candidates import Effort, find_near
from cleaner.neardup.contained import least_containment, pairs_with_common_keys
from cleaner.neardup.hot import find_hot
from cleaner.neardup.overlaps import Overlaps, pack
from cleaner.neardup.relations import NO_RELATION
from cleaner.neardup.templates import find_templates
from cleaner.neardup.union_find import components
from cleaner.neardup.units import Units
from cleaner.neardup.verify import Verifier

__all__ = ["find_related"]

Pairs = npt.NDArray[np.uint64]


def find_related(
    units: Units, bands: Bands, verifier: Verifier, config: DedupConfig, also: Pairs, *, threads: int = 1
) -> tuple[Overlaps, Effort]:
    """The pairs of units that have a relation, in order; a < b; `also` are compared beside those that bands and
    samples suggest. The verifier learns which shingles are hot, and which pairs are template twins; with Jaccard alone
    none are."""
    near, effort = find_near(units, bands, verifier, threads=threads)
    if config.containment is None:
        return Overlaps.union_of([near, verifier.near(also)]), effort
    others, looked_at = _with_common_keys(units, near, verifier, config, bands, threads)
    also = np.setdiff1d(also, np.concatenate([pack(near.a, near.b), pack(others.a, others.b)]))
    others = Overlaps.union_of([others, verifier.counted(also)])
    is_near = verifier.is_near(others)
    near = Overlaps.union_of([near, others.where(is_near)])
    clusters = components(len(units), near.a, near.b)
    found = Overlaps.union_of([near, others.where(~is_near)])
    verifier.hot = find_hot(units.sets, clusters, threads=threads)
    found = verifier.cool(found)
    effort = replace(effort, looked_at=effort.looked_at + looked_at, compared=effort.compared + len(others.a))
    found = found.where(verifier.relations(found) != NO_RELATION)
    verifier.templates = find_templates(units, found, verifier.text, config.n)
    return found, effort


def _with_common_keys(
    units: Units, near: Overlaps, verifier: Verifier, config: DedupConfig, bands: Bands, threads: int
) -> tuple[Overlaps, int]:
    """Candidates for containment that are not known to be near, counted; and how many pairs were looked at."""
    known, looked_at = pack(near.a, near.b), np.zeros(1, np.int64)
    batches = pairs_with_common_keys(units, least_containment(config, bands), config.recall, looked_at, threads=threads)
    found = [verifier.counted(np.setdiff1d(pairs, known)) for pairs in batches]
    return Overlaps.union_of([Overlaps.none(), *found]), int(looked_at[0])
