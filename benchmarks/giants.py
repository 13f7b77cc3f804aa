"""Giant buckets: half of the documents end in one template. `python -m benchmarks.giants [DOCUMENTS]` prints as JSON
what that costs beside the same corpus whose endings are each document's own."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.corpus import documents
from benchmarks.memory import watched

__all__ = ["giants"]

DOCUMENTS = 100_000
# About as long as the texts: those that share it agree in some bands.
TEMPLATE_WORDS = 400
CHUNK = 10_000
SPACE = pa.scalar(" ", pa.large_string())


def giants(count: int = DOCUMENTS) -> dict[str, Any]:
    """A row each, without a template and with one."""
    return {"documents": count, "rows": [row(count, shared) for shared in (False, True)]}


def row(count: int, shared: bool) -> dict[str, Any]:
    """CPU seconds and the peak of anonymous memory of one run."""
    from cleaner import find_duplicates

    table = with_endings(documents(count), shared)
    find_duplicates(table.slice(0, 200))
    with watched() as peak:
        begun = time.process_time()
        found = find_duplicates(table)
        seconds = time.process_time() - begun
    return {
        "template": shared,
        "microseconds_a_document": round(seconds / count * 1e6, 1),
        "peak_bytes": peak.bytes,
        "pairs": found.pairs.num_rows,
        "compared": found.effort.compared,
        "giant_buckets": found.effort.giant_buckets,
    }


def with_endings(table: pa.Table, shared: bool) -> pa.Table:
    """Every second document gets an ending: one for all, or each its own, of the same length."""
    random = np.random.default_rng(7)
    template = [f"t{number}" for number in random.integers(0, 1 << 30, TEMPLATE_WORDS)]
    chunks = []
    for first in range(0, len(table), CHUNK):
        texts = table.column("text").slice(first, CHUNK).combine_chunks()
        endings = [
            "" if place % 2 else ending(template, None if shared else first + place) for place in range(len(texts))
        ]
        chunks.append(pc.binary_join_element_wise(texts, pa.array(endings, pa.large_string()), SPACE))
    return pa.table({"id": table.column("id"), "text": pa.chunked_array(chunks)})


def ending(words: list[str], owner: int | None) -> str:
    """The template, or words of nobody else."""
    return " ".join(words) if owner is None else " ".join(f"{word[:6]}o{owner}" for word in words)


if __name__ == "__main__":
    print(json.dumps(giants(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)))
