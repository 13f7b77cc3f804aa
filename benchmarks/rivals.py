"""cleaner beside its rivals: the same texts, one core each, in turns."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import DUPLICATES, PEERS, SIGNATURES, Peer, run_alone, version

__all__ = ["OURS", "rivals"]

DOCUMENTS = 10_000
# Each round runs every program once: what slows the machine for a while slows all, and each has a best round.
ROUNDS = 3
OURS = {SIGNATURES: "cleaner signatures", DUPLICATES: "cleaner find_duplicates"}


def rivals() -> dict[str, Any]:
    """A row a program: documents a second, and its time over cleaner's; of each program its best round."""
    versions = {peer.name: version(peer.package) for peer in PEERS.values()}
    installed = [peer for peer in PEERS.values() if versions[peer.name]]
    rounds = [{peer.name: run_alone(peer, DOCUMENTS) for peer in installed} for _ in range(ROUNDS)]
    rows = [row(peer, versions[peer.name], rounds) for peer in PEERS.values()]
    sizes = [found["bytes_a_document"] for found in rounds[0].values() if found]
    return {"documents": DOCUMENTS, "bytes_a_document": min(sizes), "rows": rows}


def row(peer: Peer, installed: str | None, rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """One program's figures, or why there are none."""
    named = {"name": peer.name, "does": peer.does, "version": installed}
    if installed is None:
        return {**named, "skipped": "not installed"}
    if not all(done[peer.name] for done in rounds):
        return {**named, "skipped": "does not run here"}
    seconds = [done[peer.name]["seconds"] for done in rounds]
    ours = [done[OURS[peer.does]]["seconds"] for done in rounds]
    return {
        **named,
        "cpu_seconds": round(min(seconds), 3),
        "documents_per_second": round(DOCUMENTS / min(seconds)),
        "times_cleaner": round(min(seconds) / min(ours), 2),
        "rounds_cpu_seconds": [round(one, 3) for one in seconds],
        "peak_bytes": rounds[0][peer.name]["peak_bytes"],
    }
