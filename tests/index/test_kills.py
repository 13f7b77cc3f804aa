"""A writer is killed at any moment: what it acknowledged is there, and the index opens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from cleaner import Index
from tests.index.model import LONG

KILLS = 200 if LONG else 3
LONGEST_WAIT = 0.6

WRITER = """
import sys
from cleaner import Index
from cleaner.index import log, recent, store
from tests.index.model import texts

# All that happens among millions of documents happens among hundreds.
recent.RecentDocuments.__init__.__defaults__ = (16, 0)
store.MOST_RECENT, store.SEGMENTS_OF_A_SIZE, log.MOST_BYTES = 16, 3, 20_000
path, seed = sys.argv[1], int(sys.argv[2])
some = texts(seed, 60)

def acknowledged(line):
    print(line, flush=True)

with Index.open(path, "w") as index:
    acknowledged("open")
    for turn in range(100_000):
        for number, text in enumerate(some):
            id = f"{seed}.{turn}.{number}"
            index.add(id, text)
            acknowledged(f"add {id} {number}")
            if number % 7 == 3:
                index.remove(id)
                acknowledged(f"remove {id}")
        batch = [(f"{seed}.{turn}.b{number}", text) for number, text in enumerate(some)]
        index.add_batch(batch)
        acknowledged(f"batch {seed} {turn}")
        if turn % 2:
            index.compact()
            acknowledged("compact")
        if turn % 5 == 4:
            with Index.open(path + "-other") as other:
                index.merge(other, update=True)
            acknowledged("merge")
"""


def _killed(path: Path, seed: int, wait: float) -> list[str]:
    """What a writer acknowledged before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(seed)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        return [first.strip(), *process.stdout.read().split("\n")]


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "index"
    Index.create(path).close()
    with Index.create(tmp_path / "index-other") as other:
        other.add_batch((f"other{number}", f"a text of the other index number {number}") for number in range(30))
    known: set[str] = set()
    gone: set[str] = set()
    unsure: set[str] = set()
    chance = random.Random()
    for seed in range(KILLS):
        last = ""
        lines = _killed(path, seed, chance.uniform(0, LONGEST_WAIT))
        assert lines[0] == "open"
        # The last line may be cut short: it was not read.
        for line in lines[1:-1]:
            words = line.split()
            if words[0] == "add":
                known.add(words[1])
                last = words[1]
            elif words[0] == "remove":
                gone.add(words[1])
            elif words[0] == "batch":
                known |= {f"{words[1]}.{words[2]}.b{number}" for number in range(60)}
        # What was added last may have been removed already.
        unsure.add(last)
        with Index.open(path, "w") as index:
            held = set(index)
            assert held >= known - gone - unsure
            assert not held & gone
            # A batch is there as a whole, or not at all.
            batches = {id.rpartition("b")[0] for id in held if ".b" in id}
            assert all({f"{batch}b{number}" for number in range(60)} <= held for batch in batches)
            assert index.verify() == []
            assert len(index) == len(held)
    assert len(known) > 50 or not LONG
