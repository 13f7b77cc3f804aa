"""Cleaning HTML, beside trafilatura alone on the same pages."""

from __future__ import annotations

import time
from statistics import median

import pytest
import trafilatura
from pytest_benchmark.fixture import BenchmarkFixture

import cleaner
from benchmarks.real_texts import news_pages

PAGES = 100


@pytest.fixture(scope="module")
def pages() -> list[str]:
    return news_pages(PAGES)


def test_clean_html(benchmark: BenchmarkFixture, pages: list[str]) -> None:
    """trafilatura goes before each round, so that what slows the machine for a while slows both."""
    alone: list[float] = []

    def extract_all() -> None:
        start = time.process_time()
        for page in pages:
            trafilatura.bare_extraction(page)
        alone.append(time.process_time() - start)

    def clean_all() -> None:
        for page in pages:
            cleaner.clean(page)

    extract_all()
    alone.clear()
    benchmark.pedantic(clean_all, setup=extract_all, rounds=5)
    ours = benchmark.stats.stats.data
    benchmark.extra_info["milliseconds_a_page"] = round(median(ours) / len(pages) * 1e3, 1)
    benchmark.extra_info["trafilatura_milliseconds_a_page"] = round(median(alone) / len(pages) * 1e3, 1)
    benchmark.extra_info["times_trafilatura"] = round(median(a / b for a, b in zip(ours, alone, strict=True)), 2)
    benchmark.extra_info["trafilatura"] = trafilatura.__version__
