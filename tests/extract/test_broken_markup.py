"""What nobody closed hides no page, and what follows the page's end is of the page."""

from __future__ import annotations

import pytest

from cleaner.errors import DocumentError
from cleaner.extract import read_page


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>T<meta charset=utf-8><body><p>A</p></body>", "A\n"),
        ("<title>T<p>A", "A\n"),
        ("<head><script>var a = 1;<title>T</title></head><body><p>A</p></body>", "A\n"),
        ("<head><script src=x></script><style>a {}<body><p>A</p></body>", "A\n"),
        ("<body><p>A</p><iframe src=x><p>B</p></body>", "A\n\nB\n"),
        ("<body><textarea>x<p>A</p></body>", "x\n\nA\n"),
        ("<body><p>A</p><!-- x <p>B</p></body></html>", "A\n\nx\n\nB\n"),
        ("<script><!-- f()\r\n</script><p>A<!--\r\n x\r\n<p>B</p></body>", "A x\n\nB\n"),
        # Each of several.
        ("<title>T<style>a {}<body><p>A</p></body>", "A\n"),
        ("<body><p>A</p></body></html>B<p>C</p>", "A\n\nB\n\nC\n"),
        (
            "<body><p>A</p></body></html><html><head><title>T</title></head><body>B<p>C</body></html>D",
            "A\n\nB\n\nC\n\nD\n",
        ),
        ("<frameset><frame src=a><noframes><body><p>A</p></body></noframes></frameset>", "A\n"),
    ],
)
def test_the_page_behind_is_read(html: str, expected: str) -> None:
    assert read_page(html).text == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # Code that is cut short is no page, nor is a comment, nor what a script writes.
        ("<p>A</p><script>document.write('<p>B</p>'", "A\n"),
        ("<p>A</p><!-- <p>B</p>", "A\n"),
        ("<script><!-- f('</body>')</script><p>A</p>", "A\n"),
        ("<p>A</p><title>B", "A\n"),
        ("", ""),
    ],
)
def test_what_is_hidden_stays_hidden(html: str, expected: str) -> None:
    assert read_page(html).text == expected


def test_attributes_without_end_are_refused() -> None:
    tag = "<p " + " ".join(f"a{number}" for number in range(30_000)) + ">"
    with pytest.raises(DocumentError, match="30,001 attributes, the most is 20,000"):
        read_page(tag)
    # Long is no matter, nor what only looks like a tag.
    data = "data:" + "x " * 60_000
    assert read_page(f"<img src='{data}' alt=a><p>Rain").text == "Rain\n"
    assert read_page(f"<p>1 < 2 {'word ' * 30_000}").text.startswith("1 < 2 word")


@pytest.mark.parametrize(
    "html", ["<script>" * 9999, "<title>" * 9999, "<!--" * 9999, "<" * 9999, "&amp;" * 9999, "<b " * 9999]
)
def test_what_never_ends_does(html: str) -> None:
    assert read_page(f"<p>Rain</p>{html}</body></html>").text.startswith("Rain\n")
