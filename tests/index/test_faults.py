"""Every write, sync, rename and removal fails in turn: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from cleaner import Index
from cleaner.errors import UnfinishedError
from cleaner.index.manifest import MANIFEST
from cleaner.neardup.shingling import tokens
from tests.index.faulty_disk import FaultyDisk
from tests.index.model import LONG, answered, check, texts

TEXTS = texts(11, 40)

Documents = dict[str, str]
Step = Callable[[Index], object]
Told = Callable[[Documents], Documents]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that happens among millions of documents happens among forty."""
    monkeypatch.setattr("cleaner.index.documents.MOST_ROWS", 4)
    monkeypatch.setattr("cleaner.index.recent.RecentDocuments.__init__.__defaults__", (8, 0))
    monkeypatch.setattr("cleaner.index.store.MOST_RECENT", 8)
    monkeypatch.setattr("cleaner.index.store.SEGMENTS_OF_A_SIZE", 2)
    monkeypatch.setattr("cleaner.index.log.MOST_BYTES", 2000)


def adding(documents: Documents) -> tuple[Step, Told]:
    return lambda index: index.add_batch(documents.items()), lambda known: {**known, **documents}


def steps() -> list[tuple[Step, Told]]:
    """What is done to the index, and what becomes of documents by it."""
    some = [(f"{number}", text) for number, text in enumerate(TEXTS)]
    gone = ("1", "2")
    return [
        adding(dict(some[:6])),
        (lambda index: index.commit(), dict),
        (
            lambda index: index.remove(*(id for id in gone if id in index)),
            lambda known: {id: known[id] for id in known if id not in gone},
        ),
        adding(dict(some[6:30])),
        (lambda index: index.update("8", TEXTS[0]), lambda known: {**known, "8": TEXTS[0]}),
        (lambda index: index.compact(), dict),
        *(adding({id: text}) for id, text in some[30:]),
    ]


def run_through(path: Path, disk: FaultyDisk) -> tuple[bool, int]:
    """Do all steps, going on after a failure; whether one failed, and how many steps the disk took."""
    known: Documents = {}
    failed = False
    index = None
    try:
        index = Index.create(path, disk=disk)
        for step, told in steps():
            before, after = known, told(known)
            try:
                step(index)
                known = after
            except UnfinishedError:
                failed = True
                index = _looked_at(path, index, disk, (before, after))
                known = after if _holds(index, after) else before
        check(index, known, TEXTS[::7])
    except UnfinishedError:
        failed = True
        if not (path / MANIFEST).exists():
            Index.create(path).close()
    finally:
        if index is not None:
            try:
                index.close()
            except UnfinishedError:
                failed = True
    with Index.open(path, "w") as again:
        check(again, known, TEXTS[::7])
        assert again.verify() == []
        again.add("last", "a last text of more than five words")
    with Index.open(path) as again:
        assert "last" in again
        assert again.verify() == []
    return failed, len(disk.steps)


def _holds(index: Index, documents: Documents) -> bool:
    """Whether it holds all these, and no others."""
    if sorted(index) != sorted(documents):
        return False
    return "8" not in documents or not tokens(documents["8"]) or "8" in answered(index, documents["8"])


def _looked_at(path: Path, index: Index, disk: FaultyDisk, either: tuple[Documents, Documents]) -> Index:
    """After a failure the index holds what it held before, or all of the step, also for a reader."""
    with Index.open(path) as reader:
        assert sorted(reader) in [sorted(documents) for documents in either]
        held = sorted(reader)
    try:
        index.add("probe", "a probe of some words")
        index.remove("probe")
    except UnfinishedError:
        # It says that it must be opened again.
        with suppress(UnfinishedError):
            index.close()
        index = Index.open(path, "w", disk=disk if not disk.goes_on else FaultyDisk())
    assert sorted(index) == held
    return index


def test_nothing_fails_on_a_good_disk(tmp_path: Path) -> None:
    failed, taken = run_through(tmp_path / "index", FaultyDisk())
    assert not failed
    assert taken > 100


@pytest.mark.parametrize("goes_on", [False, True])
def test_every_step_fails_in_turn(tmp_path: Path, goes_on: bool) -> None:
    _, taken = run_through(tmp_path / "whole", FaultyDisk())
    # All of them takes minutes: a few, begun elsewhere each time, unless it is asked for.
    numbers = range(taken) if LONG else random.Random().sample(range(taken), 12)
    failures = 0
    for number in numbers:
        failed, _ = run_through(tmp_path / f"{number}", FaultyDisk(number, goes_on=goes_on))
        failures += failed
    # Failing to remove a file that nothing tells is no failure of what was asked for.
    assert failures > 0.4 * len(numbers)
