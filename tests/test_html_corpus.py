"""The HTML pages of the small corpus: what is kept, what goes, what is known of them."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

import cleaner
from cleaner.document import Cleaned
from tests.html_truth import HtmlPage, html_pages

PAGES = pytest.mark.parametrize("page", html_pages(), ids=lambda page: page.id)


@cache
def cleaned(page: HtmlPage) -> Cleaned:
    return cleaner.clean(page.data, source=page.id.partition("/")[0])


def squeezed(text: str) -> str:
    return "".join(text.replace("\xad", "").split())


def f1(gold: str, text: str) -> float:
    """Of bags of words; of characters where words are not spaced."""
    one, other = (Counter(part.split() if " " in gold else part) for part in (gold, text))
    return 2 * (one & other).total() / (one.total() + other.total())


@PAGES
def test_all_of_the_page_comes_back(page: HtmlPage) -> None:
    whole = squeezed(cleaned(page).restore())
    for snippet in (*page.kept, *page.gold.split("\n")):
        assert squeezed(snippet) in whole


@PAGES
def test_what_the_page_says_of_itself(page: HtmlPage) -> None:
    found = cleaned(page)
    told = found.metadata
    assert told is not None
    assert found.title == page.title
    assert (told.author, told.outlet, told.url, told.image) == (page.author, page.outlet, page.url, page.image)
    assert (told.date or "")[:10] == (page.date or "")
    assert (told.language or "").partition("-")[0] == (page.language or "")


def test_articles_lose_nothing_and_keep_little_else() -> None:
    articles = [page for page in html_pages() if page.kind == "article"]
    lost = [(page.id, snippet) for page in articles for snippet in page.kept if not _holds(page, snippet)]
    left = [(page.id, snippet) for page in articles for snippet in page.gone if _holds(page, snippet)]
    assert lost == []
    # Furniture inside what trafilatura takes, mostly on the page of tables and upper-case tags.
    assert len(left) <= 9
    assert sum(f1(page.gold, cleaned(page).text) for page in articles) / len(articles) > 0.95


def _holds(page: HtmlPage, snippet: str) -> bool:
    return squeezed(snippet) in squeezed(cleaned(page).text)
