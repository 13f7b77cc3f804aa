"""What a document costs in an index as it grows: python -m benchmarks.index_growth 10000 100000 1000000

Prints a JSON object a size: CPU microseconds a document for the sketch, to insert, to ask for documents that are there
and for others (the sketch left out; in batches of up to 8,192, and one `query` alone with all it takes); bytes on disk;
what opening takes, in seconds of CPU and of the clock; memory of a reader that has asked. `--jaccard` leaves
containment out, `--rivals` puts the same band keys into SQLite too.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.corpus import stream
from cleaner import DedupConfig, Index
from cleaner.index.documents import Sketched, batches, sketched
from cleaner.index.matching import find_matches

ASKED, OTHER_SEED, SINGLE = 8192, 99, 50
READER = """
import sys
from benchmarks.index_growth import asked, opened
from cleaner.index.matching import find_matches
index = opened(sys.argv[1])[0]
for part in asked(index, int(sys.argv[2])):
    find_matches(index._store, part)
rows = dict(line.split(":") for line in open("/proc/self/status"))
print(rows["RssAnon"].split()[0], rows["RssFile"].split()[0])
"""


def tables(count: int, seed: int = 1) -> Iterator[pa.Table]:
    for batch in stream(count, seed):
        yield pa.table({"id": batch.column("id").cast(pa.string()), "text": batch.column("text")})


def asked(index: Index, count: int, seed: int = 1) -> list[Sketched]:
    """Some of the documents, or of others."""
    [table] = islice(tables(count, seed), 1)
    return [sketched(part, index.fingerprint) for part in batches(table.slice(0, ASKED))]


def opened(path: str) -> tuple[Index, float, float]:
    cpu, clock = time.process_time(), time.perf_counter()
    index = Index.open(path)
    return index, time.process_time() - cpu, time.perf_counter() - clock


def timed(work: Callable[[], Any], times: int) -> float:
    """CPU microseconds, each of `times`."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) / times * 1e6


def measure(count: int, path: Path, *, containment: float | None) -> dict[str, Any]:
    """Figures of one size."""
    warm_up(path.with_name("warm"), containment)
    sketch = insert = 0.0
    with Index.create(path, DedupConfig(containment=containment)) as index:
        for table in tables(count):
            begun = time.process_time()
            parts = [sketched(part, index.fingerprint) for part in batches(table)]
            sketch += time.process_time() - begun
            insert += timed(lambda: index._store.add(iter(parts)), 1)  # noqa: B023
        insert += timed(index.commit, 1)
        stat = index.stat()
    row = {"documents": count, "sketch_us": sketch / count * 1e6, "insert_us": insert / count}
    row |= {
        "segments": len(stat.segments),
        "log_bytes": stat.log_bytes / count,
        "key_bytes": stat.segment_bytes / count,
    }
    row |= queries(path, count, "")
    with Index.open(path, "w") as index:
        row["compact_us"] = timed(index.compact, count)
        row["key_bytes_compact"] = index.stat().segment_bytes / count
    return row | queries(path, count, "_compact")


def warm_up(path: Path, containment: float | None) -> None:
    """Machine code is loaded before anything is measured."""
    with Index.create(path, DedupConfig(containment=containment)) as index:
        index.add("a", "one two three four five six seven")
        index._store.flush()
        index.query("one two three four five six seven eight")


def queries(path: Path, count: int, suffix: str) -> dict[str, Any]:
    index, cpu, clock = opened(str(path))
    hits, misses = asked(index, count), asked(index, ASKED, OTHER_SEED)
    row = {"open_cpu_s": cpu, "open_s": clock}
    for name, parts in (("hit_us", hits), ("miss_us", misses)):
        total = sum(map(len, parts))
        for part in parts:
            find_matches(index._store, part)
        row[name] = timed(lambda: [find_matches(index._store, part) for part in parts], total)  # noqa: B023
    [table] = islice(tables(SINGLE, OTHER_SEED), 1)
    texts = table.column("text").to_pylist()
    row["query_alone_us"] = timed(lambda: [index.query(text) for text in texts], len(texts))
    index.close()
    found = subprocess.run(
        [sys.executable, "-c", READER, str(path), str(count)], capture_output=True, text=True, check=True
    )
    anonymous, mapped = map(int, found.stdout.split())
    row |= {"reader_anonymous_mb": anonymous / 1024, "reader_mapped_mb": mapped / 1024}
    return {f"{name}{suffix}": value for name, value in row.items()}


def sqlite(count: int, path: Path) -> dict[str, Any]:
    """The same band keys in SQLite: write-ahead log, a commit every 8,192 documents."""
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-200000")
    database.execute("CREATE TABLE keys (key INTEGER, row INTEGER, PRIMARY KEY (key, row)) WITHOUT ROWID")
    index = Index.create(path.with_name("for-sqlite"), DedupConfig(containment=None))
    first, insert = 0, 0.0
    for part in (sketched(batch, index.fingerprint) for table in tables(count) for batch in batches(table)):
        keys = keys_of(part)
        rows = np.repeat(np.arange(first, first + len(keys)), keys.shape[1])
        first += len(keys)
        pairs = list(zip(keys.ravel().tolist(), rows.tolist(), strict=True))
        insert += timed(partial(put, database, pairs), 1)
    some = np.concatenate([keys_of(part) for part in asked(index, count)])[:1000].tolist()
    ask = f"SELECT row FROM keys WHERE key IN ({','.join('?' * len(some[0]))})"
    query = timed(lambda: [database.execute(ask, keys).fetchall() for keys in some], len(some))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    index.close()
    return {"sqlite_insert_us": insert / count, "sqlite_query_us": query, "sqlite_bytes": path.stat().st_size / count}


def put(database: sqlite3.Connection, pairs: list[tuple[int, int]]) -> None:
    database.executemany("INSERT INTO keys VALUES (?, ?)", pairs)
    database.commit()


def keys_of(documents: Sketched) -> np.ndarray[Any, np.dtype[np.int64]]:
    return documents.bands.astype(np.int64) | np.arange(documents.bands.shape[1]) << 32


def main(arguments: list[str]) -> None:
    flags = {argument for argument in arguments if argument.startswith("--")}
    for size in (int(argument) for argument in arguments if not argument.startswith("--")):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            containment = None if "--jaccard" in flags else 0.8
            row = measure(size, Path(folder) / "index", containment=containment)
            if "--rivals" in flags:
                row |= sqlite(size, Path(folder) / "sqlite")
            print(json.dumps({key: round(value, 2) for key, value in row.items()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
