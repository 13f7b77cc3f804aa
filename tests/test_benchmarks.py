"""What the benchmarks say is what they found: README's tables, and the corpus they are made on."""

from __future__ import annotations

import doctest
import re
from types import ModuleType

import pyarrow as pa
import pytest

from benchmarks import corpus, results
from tests.real_data import ROOT

DOCUMENTS = 1200


@pytest.fixture(scope="module")
def documents() -> pa.Table:
    return corpus.documents(DOCUMENTS)


def rows_of(documents: pa.Table, kind: str) -> list[dict[str, object]]:
    return [row for row in documents.to_pylist() if row["kind"] == kind]


def original(documents: pa.Table, row: dict[str, object]) -> str:
    return str(documents.column("text")[row["copy_of"]])


def test_readme_says_what_results_say() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    table = results.speed_table(results.load())
    assert results.in_readme(readme, table) == readme, "`python -m benchmarks --readme` puts it right"


def test_the_tables_are_those_of_the_json() -> None:
    assert results.MARKDOWN.read_text("utf-8") == results.markdown(results.load())


def test_results_name_no_path() -> None:
    assert not re.search(r'"(/|[A-Z]:)', results.JSON.read_text("utf-8"))


@pytest.mark.parametrize("module", [corpus, results], ids=["corpus", "results"])
def test_examples_run(module: ModuleType) -> None:
    failed, tried = doctest.testmod(module)
    assert tried > 0
    assert failed == 0


def test_the_same_seed_makes_the_same_corpus(documents: pa.Table) -> None:
    assert corpus.documents(DOCUMENTS).equals(documents)
    assert not corpus.documents(DOCUMENTS, seed=corpus.SEED + 1).column("text").equals(documents.column("text"))


def test_it_has_as_many_as_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "CHUNK", 100)
    table = corpus.documents(250)
    assert [len(chunk) for chunk in table.column("text").chunks] == [100, 100, 50]
    assert table.column("id").to_pylist() == list(range(250))
    assert table.column("text").type == pa.large_string()


def test_it_has_the_share_of_copies_that_it_promises(documents: pa.Table) -> None:
    counts = {kind: len(rows_of(documents, kind)) for kind in corpus.KINDS}
    each = round(corpus.COPIES * DOCUMENTS) // (len(corpus.KINDS) - 1)
    assert counts == {"original": DOCUMENTS - 3 * each, "exact": each, "near": each, "chrome": each}


def test_originals_copy_nothing_and_are_copied(documents: pa.Table) -> None:
    assert all(row["copy_of"] is None for row in rows_of(documents, "original"))
    kinds = documents.column("kind").to_pylist()
    copied = [row["copy_of"] for row in documents.to_pylist() if row["copy_of"] is not None]
    assert {kinds[at] for at in copied} == {"original"}


def test_exact_copies_are_equal(documents: pa.Table) -> None:
    assert all(row["text"] == original(documents, row) for row in rows_of(documents, "exact"))


def test_near_copies_have_some_words_changed(documents: pa.Table) -> None:
    shares = []
    for row in rows_of(documents, "near"):
        words, others = str(row["text"]).split(), original(documents, row).split()
        assert len(words) == len(others)
        shares.append(sum(word != other for word, other in zip(words, others, strict=True)) / len(words))
    # A draw may hit the word that stood there, and short texts scatter.
    assert 0.04 < sum(shares) / len(shares) < 0.08


def test_chrome_stands_around_the_text(documents: pa.Table) -> None:
    for row in rows_of(documents, "chrome"):
        before, found, after = str(row["text"]).partition(original(documents, row))
        assert found
        assert before
        assert after


def test_texts_are_as_long_as_promised(documents: pa.Table) -> None:
    assert 2600 < documents.column("text").nbytes / DOCUMENTS < 3000


def test_a_rival_that_is_not_there_is_told() -> None:
    part = {
        "date": "2026-01-01",
        "documents": 10,
        "bytes_a_document": 2800,
        "rows": [
            {
                "name": "ours",
                "version": "1",
                "does": "duplicates",
                "documents_per_second": 43_210,
                "times_cleaner": 1.0,
                "peak_bytes": None,
            },
            {"name": "theirs", "version": None, "does": "duplicates", "skipped": "not installed"},
        ],
    }
    machine = {"cpu": "a CPU", "cores": 2, "system": "Linux", "python": "3"}
    told = results.markdown({"machine": machine, "rivals": part})
    assert "| ours (1) | duplicates | 43,200 | 1.0 |  |" in told
    assert "| theirs | duplicates | not installed |  |  |" in told
    assert "theirs" not in results.speed_table({"machine": machine, "rivals": part})
