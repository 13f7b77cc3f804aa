"""The fast model: the block model's work for less."""

from __future__ import annotations

import numpy as np
import pytest

import cleaner
from cleaner.config import CleanConfig
from cleaner.errors import ConfigError
from cleaner.extract import Page, read_page
from cleaner.models.arrays import Features
from cleaner.models.block_places import BlockPlaces
from cleaner.models.fast_model import fast_features, fast_model
from tests.extract.test_main_text import PAGE, STORY

FAST = CleanConfig(fast=True)


def features(html: str) -> tuple[Page, Features]:
    page = read_page(html)
    return page, fast_features(page, BlockPlaces(page.layout))


def test_the_article_is_likelier_than_its_frame() -> None:
    page = read_page(PAGE)
    log_odds = fast_model().judge(page)
    of_story = [number for number, block in enumerate(page.blocks) if page.text[slice(*block)] in STORY]
    assert log_odds[of_story].min() > 1
    assert np.delete(log_odds, of_story).mean() < -1


def test_a_page_is_cleaned_explained_and_restored() -> None:
    cleaned = cleaner.clean(PAGE, config=FAST)
    assert all(line in cleaned.text for line in STORY)
    assert cleaned.restore() == read_page(PAGE).text
    assert cleaned.metadata is not None
    assert cleaned.metadata.kind is None


def test_words_are_told_by_spaces_or_by_length() -> None:
    _, found = features("<p>Rain fell on the harbour.</p><p>連絡船は三日続けて港に留まった。</p>")
    words = found.column("words")
    assert words[0] == 5
    assert 5 < words[1] < 16
    assert found.column("ends").tolist() == [1, 1]


def test_the_title_is_known() -> None:
    _, found = features("<title>Storm over the bay</title><h1>Storm over the bay</h1><p>Rain fell.</p>")
    assert found.column("title").tolist() == [1, 0]


def test_favor_and_markdown_hold_too() -> None:
    precision, recall = (
        cleaner.clean(PAGE, config=CleanConfig(fast=True, favor=favor)).text for favor in ("precision", "recall")
    )
    assert len(precision) <= len(recall)
    shown = cleaner.clean(PAGE, config=CleanConfig(fast=True, text_format="markdown")).shown
    assert STORY[0] in shown


def test_a_page_without_text_stays_empty() -> None:
    assert cleaner.clean("<html><body></body></html>", config=FAST).text == ""


def test_fast_is_the_models_way_alone() -> None:
    with pytest.raises(ConfigError, match="--fast"):
        CleanConfig(fast=True, extractor="trafilatura")
