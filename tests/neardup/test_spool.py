"""Hashes in memory and in a file are the same."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from cleaner.errors import UnfinishedError
from cleaner.neardup import spool
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.spool import Spool
from tests.neardup.corpora import families

PARTS = [np.arange(size, dtype=np.uint32) * np.uint32(2654435761) for size in (0, 3, 5, 0, 1, 7, 4000)]


@pytest.mark.parametrize("most", [0, 3, 7, 8, 9, 16, 5000])
def test_any_limit_gives_the_same(most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", most)
    one = Spool(tmp_path)
    for part in PARTS:
        one.append(part)
    found = one.finish()
    assert found.tolist() == np.concatenate(PARTS).tolist()
    # numba compiles for arrays that may be written to.
    assert found.flags.writeable
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("most", [0, 100])
def test_nothing(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", most)
    one = Spool()
    one.append(PARTS[0])
    assert one.finish().size == 0


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", 4)
    one = Spool(tmp_path / "missing")
    with pytest.raises(UnfinishedError, match="need room there"):
        one.append(PARTS[2])


def test_copies_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = families(4, 40)
    expected = find_duplicates(documents)
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", 100)
    found = find_duplicates(documents, folder=tmp_path)
    assert found.table.equals(expected.table)
    assert found.pairs.equals(expected.pairs)
