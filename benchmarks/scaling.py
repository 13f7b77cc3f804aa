"""What a document costs as the corpus grows: find_duplicates on one core."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import DUPLICATES, PEERS, run_alone
from benchmarks.rivals import OURS

__all__ = ["scaling"]

SIZES, SIZES_IN_FULL = (1_000, 10_000, 100_000), (1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 2


def scaling(full: bool = False) -> dict[str, Any]:
    """A row a size; sizes in turns, the best round counts."""
    sizes = SIZES_IN_FULL if full else SIZES
    peer = PEERS[OURS[DUPLICATES]]
    rounds = [[run_alone(peer, size) for size in sizes] for _ in range(ROUNDS)]
    return {"rows": [row(size, found) for size, found in zip(sizes, zip(*rounds, strict=True), strict=True)]}


def row(documents: int, rounds: tuple[dict[str, Any] | None, ...]) -> dict[str, Any]:
    """One size's figures."""
    done = [found for found in rounds if found]
    if not done:
        return {"documents": documents, "skipped": "does not run here"}
    best = min(done, key=lambda found: float(found["seconds"]))
    return {
        "documents": documents,
        "cpu_seconds": round(best["seconds"], 4),
        "microseconds_a_document": round(best["seconds"] / documents * 1e6, 1),
        "documents_per_second": round(documents / best["seconds"]),
        "peak_bytes": best["peak_bytes"],
    }
