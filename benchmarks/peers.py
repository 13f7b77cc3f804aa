"""One program on one core: `python -m benchmarks.peers NAME DOCUMENTS` prints as JSON what it costs.

A process of its own can be pinned to one core, and its peak memory is its own.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

__all__ = ["PEERS", "Peer", "run_alone", "version"]

ROOT = Path(__file__).resolve().parent.parent
Run: TypeAlias = Callable[[], object]

# Read when the libraries are imported: nobody starts threads, and nobody reports home.
ENVIRONMENT = {
    **dict.fromkeys(("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "TOKIO_WORKER_THREADS"), "1"),
    "DO_NOT_TRACK": "1",
    "DAFT_PROGRESS_BAR": "0",
}
PERMUTATIONS, SHINGLE, THRESHOLD = 128, 5, 0.7
# 16 bands of 8 slots: half of the pairs at .7 become candidates, so it is the setting for that threshold.
RENSA_BANDS = 16
WARM_UP = 200
# A short run is repeated, for the smallest is the truest: noise only adds.
LEAST_SECONDS, MOST_RUNS = 1.0, 5


@dataclass(frozen=True)
class Peer:
    """A program: `prepare` turns the texts into what it takes, untimed, and gives the work that is timed."""

    name: str
    package: str
    does: str
    prepare: Callable[[pa.Table], Run]


def main(name: str, documents: int) -> None:
    """Measure, print."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(json.dumps(measure(PEERS[name], documents)))


def measure(peer: Peer, count: int) -> dict[str, Any]:
    """Seconds of CPU time (the least of the runs), and bytes at the peak above what lay there before."""
    from benchmarks.corpus import documents
    from benchmarks.memory import watched

    peer.prepare(documents(WARM_UP))()
    texts = documents(count)
    size = texts.column("text").nbytes
    run = peer.prepare(texts)
    del texts
    with watched() as peak:
        seconds = repeat(run)
    return {"seconds": seconds, "peak_bytes": peak.bytes, "bytes_a_document": round(size / count)}


def repeat(run: Run) -> float:
    """The smallest CPU time of some runs; CPU time, for others may use the machine too."""
    seconds: list[float] = []
    while not seconds or (sum(seconds) < LEAST_SECONDS and len(seconds) < MOST_RUNS):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
    return min(seconds)


def words(text: str) -> list[str]:
    """As rensa's README has them."""
    return text.lower().split()


def shingles(text: str) -> list[str]:
    """Five words each: what cleaner compares, and what datasketch's and daft's users do."""
    parts = words(text)
    return [" ".join(parts[at : at + SHINGLE]) for at in range(len(parts) - SHINGLE + 1)]


def cleaner_signatures(texts: pa.Table) -> Run:
    from cleaner import signatures

    return lambda: signatures(texts.column("text"))


def cleaner_duplicates(containment: float | None) -> Callable[[pa.Table], Run]:
    """All relations, or Jaccard alone."""

    def prepare(texts: pa.Table) -> Run:
        from cleaner import DedupConfig, find_duplicates

        table = texts.select(["id", "text"])
        return lambda: find_duplicates(table, DedupConfig(containment=containment))

    return prepare


def rensa_loop(tokens: Callable[[str], list[str]]) -> Callable[[pa.Table], Run]:
    """A sketch a text, asked of the index and put into it."""

    def prepare(texts: pa.Table) -> Run:
        from rensa import RMinHash, RMinHashLSH

        strings = texts.column("text").to_pylist()

        def run() -> int:
            index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=RENSA_BANDS)
            found = 0
            for number, text in enumerate(strings):
                sketch = RMinHash(num_perm=PERMUTATIONS, seed=42)
                sketch.update(tokens(text))
                found += len(index.query(sketch))
                index.insert(number, sketch)
            return found

        return run

    return prepare


def rensa_deduplicator(texts: pa.Table) -> Run:
    """What its README shows."""
    from rensa import RMinHashDeduplicator

    strings = texts.column("text").to_pylist()

    def run() -> int:
        unique = RMinHashDeduplicator(threshold=THRESHOLD, num_perm=PERMUTATIONS, use_lsh=True)
        return sum(unique.add_pairs((str(at), words(text)) for at, text in enumerate(strings)))

    return run


def rensa_rho(texts: pa.Table) -> Run:
    """Its quickest: samples positions of tokens, and says only whether a document has a candidate at all."""
    from rensa import RMinHash, RMinHashLSH

    strings = texts.column("text").to_pylist()

    def run() -> int:
        matrix = RMinHash.digest_matrix_from_token_sets_rho(map(words, strings), PERMUTATIONS, 42)
        index = RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=RENSA_BANDS)
        return sum(index.query_duplicate_flags_matrix_one_shot(matrix))

    return run


def datasketch_loop(texts: pa.Table) -> Run:
    """The loop that its documentation shows, over 5 words each, with its default hash."""
    from datasketch import MinHash, MinHashLSH

    strings = texts.column("text").to_pylist()

    def run() -> int:
        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        found = 0
        for number, text in enumerate(strings):
            sketch = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32")
            sketch.update_batch([shingle.encode() for shingle in shingles(text)])
            found += len(index.query(sketch))
            index.insert(number, sketch)
        return found

    return run


def daft_minhash(texts: pa.Table) -> Run:
    """Its expression over 5 words each."""
    import daft
    from daft.functions import lower, minhash

    signature = minhash(lower(daft.col("text")), num_hashes=PERMUTATIONS, ngram_size=SHINGLE)
    frame = daft.from_arrow(texts.select(["text"]))
    return lambda: frame.select(signature).to_arrow()


SIGNATURES, DUPLICATES = "signatures", "duplicates"
PEERS = {
    peer.name: peer
    for peer in (
        Peer("cleaner signatures", "cleaner", SIGNATURES, cleaner_signatures),
        Peer("daft minhash, 5-word shingles", "daft", SIGNATURES, daft_minhash),
        Peer("cleaner find_duplicates", "cleaner", DUPLICATES, cleaner_duplicates(0.8)),
        Peer("cleaner find_duplicates, Jaccard alone", "cleaner", DUPLICATES, cleaner_duplicates(None)),
        Peer("rensa rho batch, words", "rensa", DUPLICATES, rensa_rho),
        Peer("rensa loop, words", "rensa", DUPLICATES, rensa_loop(words)),
        Peer("rensa loop, 5-word shingles", "rensa", DUPLICATES, rensa_loop(shingles)),
        Peer("rensa deduplicator, words", "rensa", DUPLICATES, rensa_deduplicator),
        Peer("datasketch loop, 5-word shingles", "datasketch", DUPLICATES, datasketch_loop),
    )
}


def version(package: str) -> str | None:
    """Of what is installed; None if it is not. Ours is of this checkout."""
    if package == "cleaner":
        from cleaner import __version__

        return __version__
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def run_alone(peer: Peer, documents: int) -> dict[str, Any] | None:
    """Measure in a new process; None where it fails, after its error output."""
    command = [sys.executable, "-m", "benchmarks.peers", peer.name, str(documents)]
    environment = {**os.environ, **ENVIRONMENT}
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
