"""The guards look at sources and corpora of 50 documents or more, and at what would really go."""

from __future__ import annotations

import pytest

from cleaner.guards import oversized, wiped_out


def found(count: int, lost: int, most: float = 0.5, source: str | None = "s") -> list[str]:
    documents = [(str(number), source) for number in range(count)]
    return wiped_out(documents, {str(number) for number in range(lost)}, most)


@pytest.mark.parametrize(
    ("count", "lost", "most", "hits"), [(50, 26, 0.5, 1), (50, 25, 0.5, 0), (49, 49, 0.5, 0), (60, 59, 1.0, 0)]
)
def test_shares(count: int, lost: int, most: float, hits: int) -> None:
    assert len(found(count, lost, most)) == hits


def test_no_source_is_one_source() -> None:
    (line,) = found(60, 60, source=None)
    assert line == "documents without a source: 60 of 60 documents (100 %) are copies that are not kept"


def test_sources_are_told_in_order() -> None:
    documents = [(f"{source}{number}", source) for source in ("z", "a", "m") for number in range(60)]
    lost = {id for id, source in documents if source != "m"}
    assert [line.split("'")[1] for line in wiped_out(documents, lost, 0.5)] == ["a", "z"]


@pytest.mark.parametrize(("size", "documents", "hits"), [(31, 60, 1), (30, 60, 0), (40, 49, 0), (26, 50, 1)])
def test_clusters(size: int, documents: int, hits: int) -> None:
    assert len(oversized(["k"] * size + ["other"] * 2, documents, 0.5)) == hits
