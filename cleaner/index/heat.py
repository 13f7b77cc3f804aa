"""Hot shingles of an index: those that more than 64 clusters hold. They are judged anew when it is compacted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cleaner.index.documents import sketched_anew
from cleaner.index.state import State
from cleaner.neardup.candidates import find_near
from cleaner.neardup.hot import find_hot
from cleaner.neardup.overlaps import Overlaps
from cleaner.neardup.sketch import Sketches
from cleaner.neardup.spool import Spool
from cleaner.neardup.union_find import components
from cleaner.neardup.units import collapse
from cleaner.neardup.verify import Verifier

__all__ = ["hot_shingles"]

Hashes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]


def hot_shingles(state: State) -> Hashes:
    """The hot hashes of all documents, in order; exact and near copies, as hashes tell them, are one cluster.

    Takes as much room on disk as the sets of hashes unpacked, beside the index, while it runs.
    """
    fingerprint = state.fingerprint
    if state.documents == 0:
        return np.zeros(0, np.uint32)
    units = collapse(_sketches(state))
    verifier = _ByHashes(units, _no_text, fingerprint.n, fingerprint.threshold)
    near, _ = find_near(units, fingerprint.chosen_bands, verifier)
    return find_hot(units.sets, components(len(units), near.a, near.b)).hashes


class _ByHashes(Verifier):
    """Hashes decide where the batch engine would ask the texts: an index has none."""

    def _recount(self, found: Overlaps, in_doubt: Mask) -> Overlaps:
        return found


def _no_text(row: int) -> str:
    raise AssertionError(f"row {row}: nobody asks for texts")


def _sketches(state: State) -> Sketches:
    """All documents as the engine has them; sampled hashes left out."""
    spool, parts = Spool(state.folder), []
    for documents in state.stored():
        sketched = sketched_anew(documents, state.fingerprint)
        spool.append(sketched.sets.hashes)
        parts.append((sketched.sets.sizes, sketched.digests, sketched.slots, sketched.bands))
    sizes, digests, slots, bands = (np.concatenate(column) for column in zip(*parts, strict=True))
    nothing = np.zeros(len(sizes), np.int64)
    has_tokens = np.asarray(digests.any(axis=1), np.int64)
    return Sketches(spool.finish(), np.zeros(0, np.uint32), sizes, nothing, has_tokens, digests, slots, bands)
