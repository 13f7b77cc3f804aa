"""Near-duplicates on real texts; beside rivals: rivals.py, on texts that everybody can make."""

from __future__ import annotations

import pyarrow as pa
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.real_texts import press_releases
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.shingling import shingles, tokens
from cleaner.neardup.sketch import signatures

TEXTS = 18_431
# The plain Python is slow: a share of the texts tells its speed.
FEW_TEXTS = 2_000


@pytest.fixture(scope="module")
def table() -> pa.Table:
    texts = press_releases(TEXTS)
    columns = {name: [getattr(text, name) for text in texts] for name in ("id", "source", "date")}
    return pa.table({**columns, "text": pa.array([text.text for text in texts], pa.large_string())})


@pytest.fixture(scope="module")
def few(table: pa.Table) -> pa.Table:
    return table.slice(0, FEW_TEXTS)


def note(benchmark: BenchmarkFixture, table: pa.Table) -> None:
    """Turn the median into what people compare: documents and megabytes a second."""
    seconds = benchmark.stats.stats.median
    benchmark.extra_info["documents_per_second"] = round(len(table) / seconds)
    benchmark.extra_info["megabytes_per_second"] = round(table.column("text").nbytes / seconds / 1e6, 2)


def test_signatures(benchmark: BenchmarkFixture, table: pa.Table) -> None:
    """From UTF-8 in Arrow buffers to MinHash slots."""
    benchmark.pedantic(signatures, (table.column("text"),), rounds=5, warmup_rounds=1)
    note(benchmark, table)


def test_find_duplicates(benchmark: BenchmarkFixture, table: pa.Table) -> None:
    """Table to verified clusters."""
    benchmark.pedantic(find_duplicates, (table,), rounds=5, warmup_rounds=1)
    note(benchmark, table)


def test_tokens_in_python(benchmark: BenchmarkFixture, few: pa.Table) -> None:
    """The plain Python that defines tokens."""
    texts = few.column("text").to_pylist()
    benchmark.pedantic(lambda: [tokens(text) for text in texts], rounds=3, warmup_rounds=1)
    note(benchmark, few)


def test_shingles_in_python(benchmark: BenchmarkFixture, few: pa.Table) -> None:
    """The plain Python that defines shingles."""
    texts = few.column("text").to_pylist()
    benchmark.pedantic(lambda: [shingles(text) for text in texts], rounds=3, warmup_rounds=1)
    note(benchmark, few)
