"""Headings whose sections are cut."""

from __future__ import annotations

import cleaner
from cleaner.document import NOT_MAIN, Finding
from cleaner.extract import read_page
from cleaner.extract.headings import bare_headings, of_bare_headings
from tests.extract.test_main_text import PAGE, STORY

PARTS = read_page("<h1>Storm</h1><p>Rain.<h2>Wind</h2><h3>Gusts</h3><p>Nine.<h2>Hail</h2><p>None.<h2>Snow</h2>")
ALL = set(range(8))


def test_a_heading_goes_with_its_section_and_the_one_above_it_too() -> None:
    assert bare_headings(PARTS, ALL) == []
    assert bare_headings(PARTS, ALL - {4}) == [2, 3]
    assert bare_headings(PARTS, ALL - {6}) == [5]
    assert bare_headings(PARTS, ALL - {4, 6}) == [2, 3, 5]


def test_a_heading_above_a_lower_one_that_stays_stays() -> None:
    assert bare_headings(PARTS, ALL - {3, 4} | {3}) == [2, 3]
    assert bare_headings(read_page("<h2>Wind</h2><p>x<h3>Gusts</h3><p>Nine."), {0, 2, 3}) == []


def test_a_heading_that_is_a_paragraph_stays() -> None:
    assert bare_headings(read_page(f"<h2>{STORY[0]}</h2><p>Share</p>"), {0}) == []


def test_no_heading_is_left_above_nothing() -> None:
    share = '<h2>Share</h2><p><a href="#">Facebook</a> <a href="#">E-mail</a></p>'
    html = PAGE.replace("</article>", f"{share}</article>")
    config = cleaner.CleanConfig(text_format="markdown")
    shown = cleaner.clean(html, config=config).shown
    assert "Share" not in shown
    assert shown.endswith("apple tree.\n")


def test_findings_of_them() -> None:
    cut = Finding("SHARE01", *PARTS.blocks[6], "share", 0.9)
    [found] = of_bare_headings(PARTS, ALL, [cut])
    assert found[:3] == (NOT_MAIN, *PARTS.blocks[5])
