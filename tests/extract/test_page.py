"""All of a page's text, a block a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import split_blocks
from cleaner.errors import DocumentError
from cleaner.extract import read_page

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="<>&\0"), max_size=12)
TAGS = st.sampled_from("p div b span li ul td tr table pre br h1 nav script noscript a".split())
MARKUP = st.lists(st.one_of(WORDS, TAGS.map("<{}>".format), TAGS.map("</{}>".format)), max_size=40).map("".join)


def text_of(html: str) -> str:
    return read_page(html).text


def test_blocks_are_lines_and_inline_elements_are_not() -> None:
    assert text_of("<div>Rain <b>fell</b>, <i>al</i>l day.</div><div>Snow</div>") == "Rain fell, all day.\n\nSnow\n"


def test_white_space_is_one_space_and_none_is_made() -> None:
    assert text_of("<p>  Rain\n\t fell&nbsp;on <b> us </b>.</p>") == "Rain fell on us .\n"


def test_list_items_and_breaks_are_neighbouring_lines() -> None:
    assert text_of("<p>One<br>two<ul><li>three<li>four</ul>five") == "One\ntwo\n\nthree\nfour\n\nfive\n"


def test_a_row_of_data_is_one_line_and_the_columns_of_a_page_are_not() -> None:
    assert text_of("<table><tr><td>Weight</td><td>2 kg</td></tr><tr><td>Width</td></tr></table>") == (
        "Weight\t2 kg\nWidth\n"
    )
    assert text_of("<table><tr><td><p>Menu</p></td><td><p>Story</p></td></tr></table>") == "Menu\n\nStory\n"


def test_preformatted_lines_stay_as_they_are() -> None:
    page = read_page("<p>Run</p><pre>for x:\n    y\n\n\n    z</pre>")
    assert page.text == "Run\n\nfor x:\n    y\n\n    z\n"
    assert page.code == {1, 2, 3}


def test_elements_in_preformatted_text() -> None:
    assert (
        text_of("<pre>a<br>b<script>no</script> c<div>d</div><div>e</div>f <b>g</b>\n</pre>h")
        == "a\nb c\nd\ne\nf g\n\nh\n"
    )


def test_programs_are_no_text_but_what_stands_in_their_place_is() -> None:
    html = "<script>var a = '<p>no</p>'</script><style>p {}</style><noscript><p>Switch it on</p></noscript><p>Rain"
    assert text_of(html) == "Switch it on\n\nRain\n"


def test_elements_that_html_4_did_not_know_are_not_lost_in_the_head() -> None:
    assert text_of("<title>x</title><nav>Home</nav><p>Rain</p>") == "Home\n\nRain\n"


def test_blocks_say_where_they_stood() -> None:
    page = read_page("<body><nav>Home</nav><div class='related big'><h2>More</h2></div><div>Rain</div>")
    assert page.paths == ("nav", "div.related", "body")
    assert page.headings == {1}


def test_an_article_that_only_json_holds_is_below_the_text() -> None:
    body = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port."
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "<p>%s</p>"}</script>'
    assert text_of(f"{script % body}<p>Loading</p>") == f"Loading\n\n{body}\n"
    assert text_of(f"{script % body}<p>{body}</p>") == f"{body}\n"


def test_an_article_is_not_set_down_twice_for_a_caption_in_it() -> None:
    lead, rest = "A short lead that says what it is.", "Rain fell on the harbour for the third day in a row. " * 3
    script = '<script type="application/ld+json">{"@type": "NewsArticle", "articleBody": "%s"}</script>'
    assert text_of(f"{script % (lead + rest)}<p>{lead}</p><p>Photo</p><p>{rest}</p>").count(lead) == 1


def test_halves_of_characters_in_json() -> None:
    value = '{"@type": "NewsArticle", "headline": "Storm \\ud83d", "articleBody": "Rain \\ud83d fell."}'
    page = read_page(f'<script type="application/ld+json">{value}</script>')
    assert page.metadata.title == "Storm \ufffd"
    assert page.text == "Rain \ufffd fell.\n"


@pytest.mark.parametrize(
    "html", ["", " ", "<!-- a -->", "<script>1</script>", "<frameset><frame src=a></frameset>", "<p>&nbsp;<br>"]
)
def test_a_page_without_text_has_none(html: str) -> None:
    page = read_page(html)
    assert (page.text, page.blocks) == ("", ())


def test_depth_has_a_limit_and_nothing_is_lost_below_it() -> None:
    assert text_of("<div>" * 1900 + "deep" + "</div>" * 1900 + "<p>after") == "deep\n\nafter\n"
    for depth in (2100, 100_000):
        with pytest.raises(DocumentError, match="nested too deeply"):
            read_page("<div>" * depth + "deep")


def test_a_declared_encoding_does_not_matter_once_it_is_text() -> None:
    assert text_of('<?xml version="1.0" encoding="gb2312"?><html><meta charset="latin-1"><p>Łódź 漢字') == "Łódź 漢字\n"


def test_what_html_may_not_hold_is_replaced_and_ends_nothing() -> None:
    assert text_of("<p>Rain\0fell\x01</p><p>Snow") == "Rain\ufffdfell\ufffd\n\nSnow\n"


@given(MARKUP)
def test_blocks_are_the_lines_of_the_text(html: str) -> None:
    page = read_page(html)
    assert page.blocks == tuple(split_blocks(page.text))
    assert len(page.blocks) == len(page.paths)
    assert not page.text or page.text.endswith("\n")
    assert "\n\n\n" not in page.text


def test_code_that_shows_nothing_is_no_line() -> None:
    page = read_page("<p>Rain<pre>\u200b\na</pre><p>Snow")
    assert [page.text[slice(*page.blocks[number])] for number in page.code] == ["a"]
    assert read_page("<pre>\u00a0\u00ad</pre><p>x").text.split() == ["\u00ad", "x"]
    assert len(read_page("<pre>\u00a0\u00ad</pre><p>x").blocks) == 1


def test_a_short_text_of_the_json_ld_that_the_page_shows_is_not_there_twice() -> None:
    json = '{"@type":"Question","acceptedAnswer":{"text":"No, never on Sundays."}}'
    html = f'<script type="application/ld+json">{json}</script><p>Do you sail?</p>'
    assert text_of(f"{html}<p>No, never on Sundays.</p>").count("Sundays") == 1
    assert text_of(html).count("Sundays") == 1


def test_how_a_table_is_indented_says_nothing_of_its_rows() -> None:
    cells = [f"<td>cell {number}</td>" for number in range(8)]
    indented = text_of(f"<table><tr>{(chr(10) + ' ' * 40).join(cells)}</table>")
    assert indented.replace(" \t", "\t") == text_of(f"<table><tr>{''.join(cells)}</table>")


def test_how_characters_are_read_is_no_text() -> None:
    assert text_of("<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む。</p>") == "漢字を読む。\n"


def test_a_template_is_no_text_unless_it_is_the_shadow_that_a_browser_shows() -> None:
    assert text_of("<p>Rain</p><template><p>{{title}}</p></template>falls") == "Rain\n\nfalls\n"
    assert text_of("<x-story><template shadowrootmode=open><p>Rain fell.</p></template></x-story>") == "Rain fell.\n"
    assert text_of("<pre>a<template>b</template>c</pre>") == "ac\n"
