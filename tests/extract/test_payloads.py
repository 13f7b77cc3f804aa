"""The article in the data of a page that only its scripts fill."""

from __future__ import annotations

import json

import pytest

from cleaner.extract import read_page

STORY = "<p>Rain fell on the harbour for the third day in a row.</p>" * 10
SHELL = "<body><div id=root></div><script type=application/json>{}</script>"


@pytest.mark.parametrize("data", [{"a": [{"content": STORY}]}, [{"articleBody": STORY, "body": "Snow."}]])
def test_a_shell_has_the_text_of_its_data(data: object) -> None:
    page = read_page(SHELL.format(json.dumps(data)))
    assert page.text.strip().split("\n\n") == ["Rain fell on the harbour for the third day in a row."] * 10
    assert set(page.paths) == {"script ld+json"}


@pytest.mark.parametrize("data", ["{", "[" * 100_000, json.dumps({"content": "Rain."}), json.dumps({"other": STORY})])
def test_what_is_no_article_is_not_read(data: str) -> None:
    assert read_page(SHELL.format(data)).text == ""


def test_a_page_that_shows_its_text_needs_none() -> None:
    shown = "<p>Snow fell on the bay. " * 20
    assert "Rain" not in read_page(shown + SHELL.format(json.dumps({"content": STORY}))).text
