"""Pages in other scripts."""

from __future__ import annotations

import pytest

from cleaner.extract import read_page
from cleaner.training.scripts import SCRIPTS, in_script
from tests.extract.test_main_text import PAGE


@pytest.mark.parametrize("script", list(SCRIPTS))
def test_lines_and_tree_stay_as_they_are(script: str) -> None:
    page = read_page(PAGE)
    other = in_script(page, script)
    assert len(other.blocks) == len(page.blocks)
    assert (other.layout.nodes == page.layout.nodes).all()
    lines = [other.text[start:end] for start, end in other.blocks]
    assert "\n".join([*lines, ""]) == other.text
    linked = other.layout.link_characters
    assert ((linked > 0) == (page.layout.link_characters > 0)).all()
    assert all(count <= len(line) for count, line in zip(linked.tolist(), lines, strict=True))


def test_the_same_word_is_written_the_same() -> None:
    write = SCRIPTS["han"]
    assert write("Rain") == write("rain")
    assert write("Rain fell. Rain, snow") == f"{write('rain')}{write('fell')}。{write('rain')}，{write('snow')}"


def test_case_stays_where_a_script_has_it() -> None:
    assert SCRIPTS["cyrillic"]("Rain") == "Раин"
