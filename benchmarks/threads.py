"""Two threads over one: `python -m benchmarks.threads` prints as JSON how long each takes by the clock on the wall."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.results import cores

__all__ = ["threads"]

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS, ROUNDS = 20_000, 7


def threads() -> dict[str, Any]:
    """A row a function; in a new process, where nothing else has threads."""
    if cores() < 2:
        return {"skipped": "only one core here", "rows": []}
    command = [sys.executable, "-m", "benchmarks.threads"]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return {"skipped": "does not run here", "rows": []}
    return {"documents": DOCUMENTS, "rows": json.loads(done.stdout.splitlines()[-1])}


def main() -> None:
    """Measure, print."""
    import cleaner
    from benchmarks.corpus import documents

    table = documents(DOCUMENTS)
    runs: dict[str, Callable[..., object]] = {
        "signatures": partial(cleaner.signatures, table.column("text")),
        "find_duplicates": partial(cleaner.find_duplicates, table.select(["id", "text"])),
    }
    print(json.dumps([row(name, run) for name, run in runs.items()]))


def row(name: str, run: Callable[..., object]) -> dict[str, Any]:
    """One thread and two in turns; the ratio is the median of the rounds."""
    if "threads" not in inspect.signature(run).parameters:
        return {"name": name, "skipped": "has no setting for threads"}
    run(threads=2)
    rounds = [[clock(partial(run, threads=count)) for count in (1, 2)] for _ in range(ROUNDS)]
    measured = {
        "one_seconds": min(one.seconds for one, _ in rounds),
        "two_seconds": min(two.seconds for _, two in rounds),
        "times": median(one.seconds / two.seconds for one, two in rounds),
        "cores": median(two.cores for _, two in rounds),
    }
    return {"name": name, **{key: round(value, 3) for key, value in measured.items()}}


class Clocked(NamedTuple):
    """Seconds by the clock on the wall, and how many cores the system gave meanwhile."""

    seconds: float
    cores: float


def clock(run: Callable[[], object]) -> Clocked:
    """CPU time would be the same for any number of threads; the cores tell whether a second one was free at all."""
    start, used = time.perf_counter(), time.process_time()
    run()
    seconds = time.perf_counter() - start
    return Clocked(seconds, (time.process_time() - used) / seconds)


if __name__ == "__main__":
    main()
