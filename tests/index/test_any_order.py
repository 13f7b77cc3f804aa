"""Whatever is done in whatever order, the index says what a dictionary says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cleaner import Index
from cleaner.errors import DuplicateIdError, UnknownIdError
from cleaner.neardup.shingling import tokens
from tests.index.model import LONG, answered, expected, texts

TEXTS = texts(13, 24)
IDS = st.integers(0, 15).map(str)
NUMBERS = st.integers(0, len(TEXTS) - 1)


class AnyOrder(RuleBasedStateMachine):
    """An index, its documents, and another index to merge."""

    @initialize(verified=st.booleans())
    def begin(self, verified: bool) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="index-"))
        self.verified = verified
        self.index = Index.create(self.folder / "index", verify=verified)
        self.known: dict[str, str] = {}

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.folder)

    @rule(id=IDS, number=NUMBERS)
    def add(self, id: str, number: int) -> None:
        text = TEXTS[number]
        if id in self.known and tokens(self.known[id]) != tokens(text):
            with pytest.raises(DuplicateIdError):
                self.index.add(id, text)
        else:
            assert self.index.add(id, text) == (id not in self.known)
            self.known.setdefault(id, text)

    @rule(some=st.lists(st.tuples(IDS, NUMBERS), max_size=12))
    def add_batch(self, some: list[tuple[str, int]]) -> None:
        documents = [(id, TEXTS[number]) for id, number in some]
        self.index.add_batch(documents, update=True)
        self.known.update(documents)

    @rule(id=IDS, number=NUMBERS)
    def update(self, id: str, number: int) -> None:
        self.index.update(id, TEXTS[number])
        self.known[id] = TEXTS[number]

    @rule(id=IDS)
    def remove(self, id: str) -> None:
        if id in self.known:
            self.index.remove(id)
            del self.known[id]
        else:
            with pytest.raises(UnknownIdError):
                self.index.remove(id)

    @rule(some=st.lists(st.tuples(IDS, NUMBERS), max_size=6))
    def merge(self, some: list[tuple[str, int]]) -> None:
        documents = {id: TEXTS[number] for id, number in some}
        with Index.create(self.folder / "other", verify=self.verified) as other:
            other.add_batch(documents.items())
            self.index.merge(other, update=True)
        shutil.rmtree(self.folder / "other")
        self.known.update(documents)

    @rule()
    def flush(self) -> None:
        self.index._store.flush()

    @rule()
    def compact(self) -> None:
        self.index.compact()
        assert self.index.stat().gone == 0

    @rule(mode=st.sampled_from("rw"))
    def open_again(self, mode: str) -> None:
        self.index.close()
        if mode == "r":
            with Index.open(self.folder / "index") as reader:
                assert sorted(reader) == sorted(self.known)
                assert reader.verify() == []
        self.index = Index.open(self.folder / "index", "w")

    @rule(number=NUMBERS)
    def query(self, number: int) -> None:
        found, wanted = answered(self.index, TEXTS[number]), expected(self.known, TEXTS[number])
        if self.verified:
            assert found == wanted
        # What is estimated is right about equal texts.
        assert {id for id, jaccard in wanted.items() if jaccard == 1} <= found.keys()

    @invariant()
    def holds_what_is_known(self) -> None:
        if hasattr(self, "index"):
            assert sorted(self.index) == sorted(self.known)
            assert len(self.index) == len(self.known)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of some documents, and merges of some segments."""
    monkeypatch.setattr("cleaner.index.documents.MOST_ROWS", 4)
    monkeypatch.setattr("cleaner.index.recent.RecentDocuments.__init__.__defaults__", (6, 0))
    monkeypatch.setattr("cleaner.index.store.MOST_RECENT", 6)
    monkeypatch.setattr("cleaner.index.store.SEGMENTS_OF_A_SIZE", 3)
    monkeypatch.setattr("cleaner.index.log.MOST_BYTES", 1500)


def test_any_order() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    examples, steps = (1000, 60) if LONG else (10, 25)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not LONG,
        database=None,
    )
    run_state_machine_as_test(AnyOrder, settings=chosen)  # type: ignore[no-untyped-call]
