"""A page's text as Markdown: what its markup says is said, its words are those of the text, and it can be undone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import fromstring
from markdown_it import MarkdownIt

from cleaner.document import Cleaned, Document, Finding, apply
from cleaner.extract import read_page
from cleaner.extract.markdown import as_markdown, marks_of
from tests.extract.test_page import MARKUP

STORY = "Rain fell on the harbour for the third day in a row."
PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def rendered(html: str, *cut: str, links: bool = False) -> Cleaned:
    """The page's Markdown after these words were cut."""
    page = read_page(html)
    places = [page.text.index(words) for words in cut]
    found = [Finding("X01", at, at + len(words), "", 1.0) for at, words in zip(places, cut, strict=True)]
    return as_markdown(page, apply(Document(page.text, blocks=page.blocks), found), links=links)


def markdown(html: str, *cut: str, links: bool = False) -> str:
    return rendered(html, *cut, links=links).shown.removesuffix("\n")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>A</h1><h3>B<br>C</h3>", "# A\n\n### B C"),
        ("<p>A<br>B<p>C", "A  \nB\n\nC"),
        ("<ul><li>A<li>B<ul><li>C<li>D</ul></ul>E", "- A\n- B\n  - C\n  - D\n\nE"),
        ("<ol start=3><li>A<li value=7>B<li>C</ol>", "3. A\n7. B\n8. C"),
        ("<ul><li><p>A</p><p>B</p><li>C</ul>", "- A\n\n  B\n- C"),
        ("<p>A<ol><li>B</ol>", "A\n\n1. B"),
        ("<ul><li>A<ol start=2><li>B</ol></ul>", "- A\n\n  2. B"),
        ("<blockquote><p>A<p>B<ul><li>C</ul></blockquote>D", "> A\n>\n> B\n>\n> - C\n\nD"),
        ("<table><tr><th>A<th>B<tr><td>1<td>x|y</table>", "| A | B |\n| --- | --- |\n| 1 | x\\|y |"),
        ("<table><tr><td>A<td><tr><td><td>B</table>", "|  |  |\n| --- | --- |\n| A |  |\n|  | B |"),
        ("<table><tr><td>A<tr><td>B</table>", "A  \nB"),
        ("<table><tr><td><p>A<td><p>B</table>", "A\n\nB"),
        ("<pre class='brush: js'>a = 1\n\n  b *c*</pre>", "```js\na = 1\n\n  b *c*\n```"),
        ("<div class='highlight-python'><pre>```\nx</pre></div>", "````python\n```\nx\n````"),
        ("<ul><li>A<pre>b\nc</pre></ul>", "- A\n\n  ```\n  b\n  c\n  ```"),
        ("A <em>b <strong>c</strong></em> <s>d</s> <code>e_f`</code>", "A *b **c*** ~~d~~ `` e_f` ``"),
        ("<b>A </b>b<i></i> <b><b>c</b></b>", "**A** b **c**"),
        # Signs that Markdown would not read as signs are left out.
        ("<b>A:</b>b c<b>(d)</b>", "A:b c(d)"),
        ("<b>A</b><b>b</b>", "**A**b"),
        ("<h2><b>A</b></h2>", "## A"),
        ("<b>A<br>B</b>", "**A**  \n**B**"),
    ],
)
def test_what_the_markup_says(html: str, expected: str) -> None:
    assert markdown(html) == expected


@pytest.mark.parametrize(
    "text",
    ["1. A", "# A", "- A", "> A", "*A*", "_A_", "__a_b__", "`A`", "\\*", "[a](b)", "===", "~~A~~", "&amp;amp;"],
)
def test_what_only_looks_like_markdown_means_itself(text: str) -> None:
    shown = markdown(f"<p>{text}")
    assert "".join(fromstring(PARSER.render(shown)).itertext()).strip() == text.replace("&amp;", "&")


def test_links_where_they_are_asked_for() -> None:
    html = '<link rel=canonical href="https://a.example/b/c"><p><a href="d e(1)"><b>[A]</b></a> <a href="#x">B</a> '
    html += '<a href="javascript:f()">C</a>'
    assert markdown(html, links=True) == "[**\\[A\\]**](https://a.example/b/d%20e%281%29) B C"
    assert markdown(html) == "**[A]** B C"


def test_cuts_hold_and_what_is_left_keeps_its_marks() -> None:
    html = "<ul><li>Share<li>A <b>b c</b> d<li><i>Next</i></ul><table><tr><td>1<td>2<tr><td>3<td>4</table>"
    assert markdown(html, "Share", "c", "Next", "1") == "- A **b**  d\n\n|  |  |\n| --- | --- |\n|  | 2 |\n| 3 | 4 |"


@given(MARKUP)
def test_the_text_comes_back_and_its_words_stay(html: str) -> None:
    done = rendered(html, links=True)
    assert done.rendering
    assert done.rendering.plain() == done.text
    shown = PARSER.render(done.shown)
    words = "".join(fromstring(f"<div>{shown}</div>").itertext()) if shown else ""
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", done.text)


@given(MARKUP)
def test_marks_lie_within_the_text_and_within_each_other(html: str) -> None:
    page = read_page(html)
    marks = marks_of(page)
    assert all(0 <= mark.start <= mark.end <= len(page.text) for mark in marks)
    for mark, inner in pairwise(marks):
        assert inner.start >= mark.end or inner.end <= mark.end


@given(st.text("*_`[]()<>#-+.1 \\~|&;ab\n", max_size=30))
def test_any_text_means_itself(text: str) -> None:
    done = markdown(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}")
    shown = PARSER.render(done)
    words = "".join(fromstring(f"<div>{shown}</div>").itertext()) if shown else ""
    assert words.split() == text.split()


def test_images_among_the_text_with_their_captions() -> None:
    figure = '<figure><img src="/a b.jpg" alt="A *ferry* [old]"><figcaption>The ferry at noon.</figcaption></figure>'
    html = f"<html><head><base href=x></head><body><p>{STORY}</p>{figure}<p>{STORY} Again.</p></body></html>"
    page = read_page(html)
    whole = as_markdown(page, apply(Document(page.text), []), links=True)
    assert whole.shown == (
        f"{STORY}\n\n![A \\*ferry\\* \\[old\\]](/a%20b.jpg)\n\nThe ferry at noon.\n\n{STORY} Again.\n"
    )
    assert whole.rendering is not None
    assert whole.rendering.plain() == page.text
    assert "![" not in as_markdown(page, apply(Document(page.text), [])).shown


def test_images_beside_what_is_cut_and_those_that_nobody_sees_are_left_out() -> None:
    teaser = "<p><img src=t.jpg alt=teaser>Read also: Storm"
    html = f'<p>{STORY}{teaser}<p>{STORY} Again.<img src=p.gif width=1><img src="data:x">'
    page = read_page(html)
    cut = Finding("LINK02", *page.blocks[1], "read also", 0.9)
    assert as_markdown(page, apply(Document(page.text), [cut]), links=True).shown == f"{STORY}\n\n{STORY} Again.\n"


def test_an_image_that_scripts_put_in_its_place_and_one_in_a_list() -> None:
    page = read_page(
        f'<p>{STORY}<p><img src="data:gif" data-src="/b.jpg">{STORY}<ul><li>One<li><img src=c.jpg>Two</ul><p>End'
    )
    assert as_markdown(page, apply(Document(page.text), []), links=True).shown == (
        f"{STORY}\n\n![](/b.jpg)\n\n{STORY}\n\n- One\n- Two\n\n![](c.jpg)\n\nEnd\n"
    )
