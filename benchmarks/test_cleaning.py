"""Cleaning speed on real texts: all rules, each rule alone, site memory."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.real_texts import Text, line_pages, press_releases
from cleaner.cleaning import clean_document
from cleaner.document import Document
from cleaner.rules import ALL_RULES, Reading, Rule
from cleaner.sites import SiteLearner, SiteMemory, page_lines

TEXTS, PAGES = 1000, 600


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return press_releases(TEXTS)


@pytest.fixture(scope="module")
def documents(texts: list[Text]) -> list[Document]:
    return [Document(text.text, id=text.id, source=text.source) for text in texts]


def learnt(documents: list[Document]) -> SiteMemory:
    learner = SiteLearner()
    for document in documents:
        learner.add(page_lines(document))
    return learner.memory()


def note(benchmark: BenchmarkFixture, texts: list[Text]) -> None:
    """Turn the median into what people compare: documents and megabytes a second."""
    seconds = benchmark.stats.stats.median
    size = sum(len(text.text.encode()) for text in texts)
    benchmark.extra_info["documents_per_second"] = round(len(texts) / seconds)
    benchmark.extra_info["megabytes_per_second"] = round(size / seconds / 1e6, 2)


@pytest.mark.parametrize("favor", [None, "balanced"], ids=["rules", "line model"])
@pytest.mark.parametrize("kind", ["press releases", "pages of short lines"])
def test_clean(benchmark: BenchmarkFixture, kind: str, favor: str | None, texts: list[Text]) -> None:
    """Rules and site memory, or the line model too, from the text to what is left of it."""
    chosen = texts if kind == "press releases" else line_pages(PAGES)
    memory = learnt([Document(text.text, id=text.id, source=text.source) for text in chosen])

    def clean_all() -> None:
        for text in chosen:
            clean_document(Document(text.text, source=text.source), ALL_RULES, memory, favor)

    benchmark.pedantic(clean_all, rounds=5, warmup_rounds=1)
    note(benchmark, chosen)


def test_learn(benchmark: BenchmarkFixture, texts: list[Text]) -> None:
    """The learn pass of site memory."""

    def learn_all() -> None:
        learnt([Document(text.text, id=text.id, source=text.source) for text in texts])

    benchmark.pedantic(learn_all, rounds=5, warmup_rounds=1)
    note(benchmark, texts)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_rule(benchmark: BenchmarkFixture, rule: Rule, texts: list[Text], documents: list[Document]) -> None:
    """One rule with what it asks of the document."""

    def point() -> None:
        for document in documents:
            list(rule(Reading(document)))

    benchmark.pedantic(point, rounds=3, warmup_rounds=1)
    note(benchmark, texts)
