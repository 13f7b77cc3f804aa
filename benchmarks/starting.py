"""What a user waits for: new processes, their caches warm, from the command to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["starting"]

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
TEXT = "Ferries stay in port\\n\\nIt rained for three days.\\n\\nShare on Facebook\\n"
PAGE = (
    "<!DOCTYPE html><html><head><title>Ferries stay in port</title></head><body><nav><a href='/'>Home</a></nav>"
    "<article><h1>Ferries stay in port</h1><p>Rain fell on the harbour for the third day, and the ferries stayed where "
    "they were, said the master of the port on Monday.</p><p>The storm is to pass by the weekend, and until then "
    "nobody sails.</p></article><footer>All rights reserved</footer></body></html>"
)
TEXTS = "[(i, ' '.join(f'word{i * j % 997}' for j in range(400))) for i in range(100)]"
# Name, code, seconds that it may take.
COMMANDS: tuple[tuple[str, str, float | None], ...] = (
    ("Python alone", "pass", None),
    ("clean(text)", f"import cleaner; cleaner.clean('{TEXT}')", 0.3),
    ("clean(html)", f'import cleaner; cleaner.clean("{PAGE}")', 0.8),
    ("find_duplicates of 100 texts", f"import cleaner; cleaner.find_duplicates({TEXTS})", 1.0),
)


def starting() -> dict[str, Any]:
    """A row a command; commands in turns, after one round that warms the caches."""
    rounds = [[run(code) for _, code, _ in COMMANDS] for _ in range(1 + RUNS)][1:]
    return {"runs": RUNS, "rows": [row(at, [done[at] for done in rounds]) for at in range(len(COMMANDS))]}


def run(code: str) -> tuple[float, float] | None:
    """Seconds by the clock on the wall, seconds of CPU time; None where the command fails, after its error output."""
    command = [sys.executable, "-c", code]
    start, used = time.perf_counter(), children_seconds()
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment(), capture_output=True, text=True)
    seconds = time.perf_counter() - start, children_seconds() - used
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return None
    return seconds


def environment() -> dict[str, str]:
    """Ours, but compiled modules are kept, as they are wherever something is installed: a warm cache."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def children_seconds() -> float:
    """CPU time of all processes that this one has started and seen end."""
    times = os.times()
    return times.children_user + times.children_system


def row(at: int, found: list[tuple[float, float] | None]) -> dict[str, Any]:
    """One command's figures."""
    name, _, goal = COMMANDS[at]
    done = [one for one in found if one is not None]
    if not done:
        return {"name": name, "goal_seconds": goal, "skipped": "does not run here"}
    seconds, used = zip(*done, strict=True)
    measured = {"seconds": median(seconds), "least": min(seconds), "cpu": median(used)}
    return {"name": name, "goal_seconds": goal, **{key: round(value, 3) for key, value in measured.items()}}
