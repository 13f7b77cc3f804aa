"""Headings whose sections are cut."""

from __future__ import annotations

from collections.abc import Iterator

import cleaner
import cleaner.rules
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
    @cleaner.rule("OWN01", "the mayor")
    def mayor(reading: cleaner.rules.Reading) -> Iterator[cleaner.Span]:
        for block, line in zip(reading.document.blocks, reading.lines, strict=True):
            if line.startswith("The mayor"):
                yield cleaner.Span(*block, "the mayor", 1.0)

    said = f"<h2>In the town hall</h2><p>The mayor said so too. {STORY[1]}</p>"
    html = PAGE.replace(f"<p>{STORY[2]}", f"{said}<h2>At the mill</h2><p>{STORY[2]}")
    assert "In the town hall\n" in cleaner.clean(html).text
    text = cleaner.clean(html, rules=[mayor]).text
    assert "In the town hall" not in text
    assert "At the mill\n" in text


def test_findings_of_them() -> None:
    page = read_page(f"<p>{STORY[0]}</p><h2>Share</h2><p>By mail</p><h2>Hail</h2><p>None.</p>")
    cut = Finding("SHARE01", *page.blocks[2], "share", 0.9)
    [found] = of_bare_headings(page, range(5), [cut])
    assert found[:3] == (NOT_MAIN, *page.blocks[1])


def test_where_most_of_what_is_left_is_headings_they_are_the_text() -> None:
    cut = Finding("SHARE01", *PARTS.blocks[6], "share", 0.9)
    assert list(of_bare_headings(PARTS, [5, 6, 7], [cut])) == []
