"""The compiled walk gives what the plain one gives."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.errors import DocumentError
from cleaner.extract.layout import Layout
from cleaner.extract.swift_walk import swift_walk
from cleaner.extract.tree import parse_html
from cleaner.extract.walk import walk
from tests.corpus_truth import CORPUS

TAGS = (
    "div p span a b strong h1 h2 ul ol li table tr td th pre br hr nav footer article section script style title "
    "button svg form label select option blockquote figure figcaption noscript iframe em code "
    "dl dt dd ruby rt template made-up".split()
)
NAMES = ("related box", "Share-2", "12", " ", "x&y", "übrig", "a&quot;b")
ATTRIBUTES = st.sampled_from(
    [
        *(f' {name}="{value}"' for name in ("class", "id", "itemprop") for value in NAMES),
        ' role="Navigation"',
        ' style="color:red; DISPLAY : none"',
        " hidden",
        ' aria-hidden="true"',
        ' aria-hidden="false"',
        ' a"b=1',
        " c<d",
        " =x",
        ' title="1 > 0"',
    ]
)
TEXTS = st.sampled_from(
    "Rain, fell ,\n, ,\u00a0,\u3000雨,\u200b,&lt;b&gt;,&amp;,&#13;,\r\n,a\n\n\nb,\u2028,x\u00ad,😀,.".split(",")
)
OPENING = st.builds(
    lambda tag, attributes: f"<{tag}{''.join(attributes)}>", st.sampled_from(TAGS), st.lists(ATTRIBUTES, max_size=3)
)
CLOSING = st.builds("</{}>".format, st.sampled_from(TAGS))
XHTML = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
PAGES = st.builds(
    lambda doctype, parts: doctype + "".join(parts),
    st.sampled_from(["", "<!DOCTYPE html>", XHTML]),
    st.lists(st.one_of(OPENING, CLOSING, TEXTS), max_size=60),
)


def same(html: str) -> None:
    tree = parse_html(html)
    plain, layout = walk(tree, 2000)
    swift, other = swift_walk(tree, 2000)
    assert swift == plain
    for column in fields(Layout):
        one, two = getattr(layout, column.name), getattr(other, column.name)
        if column.name == "slots":
            one, two = groups(one), groups(two)
        assert np.array_equal(one, two), column.name


def groups(values: np.ndarray) -> list[int]:
    """Each value as the place where it stands first."""
    _, first, which = np.unique(values, return_index=True, return_inverse=True)
    return first[which].tolist()


@settings(max_examples=400, deadline=None)
@given(PAGES)
def test_any_markup_gives_the_same_lines_and_places(html):
    same(html)


@pytest.mark.parametrize("page", sorted(CORPUS.rglob("*.html")), ids=lambda path: path.stem)
def test_a_page_gives_the_same_lines_and_places(page):
    same(page.read_bytes().decode("utf-8", "replace"))


def test_more_lines_of_code_than_tags():
    same("<p>Before<pre>" + "a\n" * 500 + "</pre>after")


def test_a_row_of_data_and_one_of_columns():
    same("<table><tr><td>1<td>2<tr><td>" + "long " * 90 + "<td>x<tr>" + "<td>y" * 20 + "<tr><td><p>z<td>w</table>")


def test_names_of_elements_are_not_made_ids_in_xhtml():
    same(XHTML + '<form name="loginForm"><p>Rain</form>')


def test_depth_is_bounded():
    deep = "<div>" * 50 + "Rain"
    with pytest.raises(DocumentError, match="nested too deeply: over 20 elements"):
        swift_walk(parse_html(deep), 20)
    assert swift_walk(parse_html(deep), 60)[0].text == "Rain"
