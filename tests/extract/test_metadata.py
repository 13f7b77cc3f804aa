"""What a page says of itself."""

from __future__ import annotations

import json

import pytest

from cleaner.document import Metadata
from cleaner.extract import read_page


def told(head: str, body: str = "<p>Rain") -> Metadata:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>").metadata


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Storm &amp; rain",
    "datePublished": "2024-05-01T10:00:00Z",
    "author": [{"@type": "Person", "name": "Ada Quill"}, {"name": "Bo Reed"}, {"name": "https://x.example/bo"}],
    "publisher": {"name": "The Lorne Herald"},
    "image": {"url": "https://x.example/a.jpg"},
    "mainEntityOfPage": {"@id": "https://x.example/storm"},
}


@pytest.mark.parametrize("value", [ARTICLE, [ARTICLE], {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]}])
def test_json_ld_in_every_wrapping(value: object) -> None:
    assert told(script(value)) == Metadata(
        title="Storm & rain",
        author="Ada Quill, Bo Reed",
        date="2024-05-01T10:00:00Z",
        outlet="The Lorne Herald",
        language=None,
        url="https://x.example/storm",
        image="https://x.example/a.jpg",
    )


def test_meta_elements() -> None:
    head = (
        '<title>Storm | The Herald</title><link rel="canonical" href="https://x.example/storm">'
        '<meta property="og:site_name" content="The Herald"><meta name="author" content="Ada Quill">'
        '<meta property="article:published_time" content="2024-05-01"><meta property="og:image" content="/a.jpg">'
        '<meta http-equiv="Content-Language" content="de">'
    )
    assert told(head) == Metadata("Storm", "Ada Quill", "2024-05-01", "The Herald", "de", "https://x.example/storm")


@pytest.mark.parametrize("date", ["yesterday", "01.05.2024", "2024-5-1", ""])
def test_a_date_is_never_guessed(date: str) -> None:
    assert told(f'<meta name="date" content="{date}">', "<time>2024-05-01</time><p>On 2 May 2024").date is None


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Storm over the bay | The Herald", "<h1>Storm over the bay</h1>", "Storm over the bay"),
        ("Storm over the bay - The Herald", "<h1>The Herald</h1><p>Rain", "Storm over the bay"),
        ("The Herald - Storm over the bay", "<font>Storm over the bay</font>", "Storm over the bay"),
        ("Storm over the bay :: a diary", "<p>Rain", "Storm over the bay"),
        ("Storm over the bay", "<h1>Sections</h1>", "Storm over the bay"),
        ("", "<h1>Storm over the bay &para;</h1>", "Storm over the bay"),
        ("Sieves in std - Rust", "<h1>Struct Sieves<button>Copy path</button></h1>", "Sieves in std"),
        (
            "mod_sieve - The Server of Sieves",
            "<p>The Server of Sieves</p><h1>Module mod_sieve</h1>",
            "Module mod_sieve",
        ),
        ("The &lt;canvas&gt; element - MDN", "<h1>The &lt;canvas&gt; element</h1>", "The <canvas> element"),
        ("Bay County Sun - Ferries have a challenge", "<h1>Ferries have a challenge</h1>", "Ferries have a challenge"),
        ("Rain &amp;amp; snow", "<p>Fog", "Rain & snow"),
        ("Sieves", "<h1>Sieves<a href='#x'>#</a></h1>", "Sieves"),
        ("", "<p>Rain", None),
    ],
)
def test_the_title_is_the_headline_without_the_outlet(title: str, body: str, expected: str | None) -> None:
    assert told(f"<title>{title}</title>", body).title == expected


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"@type": 7}', "null", '{"@graph": {"@graph": 1}}', "\x00"])
def test_broken_json_says_nothing(text: str) -> None:
    assert told(f'<script type="application/ld+json">{text}</script>') == Metadata()


def test_a_title_that_was_never_closed_is_not_the_page() -> None:
    page = read_page(f"<html><head><title>Storm over the bay<body><h1>Storm</h1>{'<p>Rain fell all day.' * 40}")
    assert page.metadata.title == "Storm over the bay"


def test_each_value_tells_where_it_was_found() -> None:
    data = '{"@type": "NewsArticle", "headline": "Storm", "author": {"name": "A B"}, "datePublished": "2024-05-01"}'
    found = told(
        f'<title>Storm | The Herald</title><script type="application/ld+json">{data}</script>'
        '<link rel=canonical href="https://a.example/b"><meta property="og:image" content="no address">'
    ).found
    assert found == {
        "title": "JSON-LD headline",
        "author": "JSON-LD author",
        "date": "JSON-LD datePublished",
        "url": "link canonical",
    }
