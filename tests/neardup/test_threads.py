"""Any number of threads gives the same."""

from __future__ import annotations

import threading
import time

import pyarrow as pa
import pytest

from cleaner.errors import ConfigError
from cleaner.neardup import sketch
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.sketch import signatures
from cleaner.neardup.threads import in_order
from tests.neardup.corpora import SCRIPTS, families


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch, "BLOCK_BYTES", 500)


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_results_come_in_order(threads: int) -> None:
    def later(number: int) -> int:
        time.sleep((7 - number % 7) / 2000)
        return number

    assert list(in_order(later, range(40), threads)) == list(range(40))
    assert list(in_order(later, [], threads)) == []


def test_work_is_done_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=30)
    assert len(list(in_order(lambda _: meeting.wait(), range(4), threads=2))) == 4


@pytest.mark.parametrize("threads", [1, 2])
def test_errors_reach_the_caller(threads: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda number: 1 // number, [1, 0, 1], threads))


@pytest.mark.parametrize("threads", [2, 5])
def test_copies(threads: int) -> None:
    documents = [*families(5, 60), *SCRIPTS.items()]
    expected, found = find_duplicates(documents), find_duplicates(documents, threads=threads)
    assert found.table.equals(expected.table)
    assert found.pairs.equals(expected.pairs)
    assert found.effort == expected.effort


@pytest.mark.parametrize("threads", [2, 5])
def test_signatures(threads: int) -> None:
    texts = [text for _, text in families(6, 40)] + list(SCRIPTS.values())
    array = pa.chunked_array([texts[:7], [], texts[7:]], pa.large_string())
    assert signatures(array, threads=threads).tolist() == signatures(texts).tolist()


@pytest.mark.parametrize("threads", [0, -1])
def test_no_thread(threads: int) -> None:
    with pytest.raises(ConfigError, match="whole number from 1"):
        find_duplicates([], threads=threads)
    with pytest.raises(ConfigError):
        signatures([], threads=threads)
