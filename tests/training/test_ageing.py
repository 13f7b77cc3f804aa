"""Pages in older markup."""

from __future__ import annotations

import random

import pytest

from cleaner.extract import read_page
from cleaner.training.ageing import aged
from tests.extract.test_main_text import PAGE


@pytest.mark.parametrize("seed", range(12))
def test_the_text_is_the_same_in_the_same_order(seed: int) -> None:
    old, new = (read_page(html).text.split() for html in (aged(PAGE, random.Random(seed)), PAGE))
    assert "".join(old) == "".join(new)


def test_what_todays_pages_say_by_their_elements_is_gone() -> None:
    pages = [aged(PAGE, random.Random(seed)) for seed in range(30)]
    assert not any("<nav" in page or "<article" in page or "<aside" in page for page in pages)
    assert any("<table" in page for page in pages)
    assert any("<p" not in page for page in pages)
    assert any('class="' not in page for page in pages)
