"""Pages with comments or teasers below their article."""

from __future__ import annotations

import random

import pytest

from cleaner.extract import read_page
from cleaner.training.additions import with_comments, with_teasers
from tests.extract.test_main_text import PAGE, STORY

GOLD = "\n".join(STORY)
POSTS = [f"I was there on day {number}, and it did not rain at all, whatever they write." for number in range(9)]
OTHERS = [(f"Storm number {number}", f"It blew for {number} days.") for number in range(9)]


@pytest.mark.parametrize("seed", range(12))
def test_comments_stand_below_the_article_and_nothing_is_lost(seed: int) -> None:
    text = read_page(with_comments(PAGE, GOLD, POSTS, random.Random(seed))).text
    added = [post for post in POSTS if post in text]
    assert len(added) >= 2
    assert all(text.index(post) > text.index(STORY[-1]) for post in added)
    assert all(line in text for line in read_page(PAGE).text.split("\n"))


@pytest.mark.parametrize("seed", range(12))
def test_teasers_too_and_their_titles_are_links(seed: int) -> None:
    page = read_page(with_teasers(PAGE, GOLD, OTHERS, random.Random(seed)))
    lines = [page.text[slice(*block)] for block in page.blocks]
    titles = [number for number, line in enumerate(lines) if line.startswith("Storm number")]
    assert len(titles) >= 2
    assert titles[0] > lines.index(STORY[-1])
    assert all(page.layout.links[number] == 1 for number in titles)


def test_a_page_whose_article_is_not_found_stays() -> None:
    assert with_comments(PAGE, "Something else entirely.", POSTS, random.Random(1)) == PAGE
