"""The HTML corpus' truth is true to its pages."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from tests.corpus_truth import CORPUS
from tests.html_truth import HtmlPage, html_pages

html = pytest.importorskip("lxml.html")

CHARSET = re.compile(rb"""charset=["']?([\w-]+)""", re.IGNORECASE)
UNSEEN = "//script | //style | //template | //noscript | //head | //comment() | //processing-instruction()"
HIDDEN = "//*[@hidden or contains(@style, 'display:none')]"
FIELDS = ["id", "kind", "language", "title", "gold", "with", "without"]
FIELDS += ["author", "date", "outlet", "url", "image", "copy_of"]

each_page = pytest.mark.parametrize("page", html_pages(), ids=lambda page: page.id)


def squashed(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


def spaceless(text: str) -> str:
    return squashed(text).replace(" ", "")


def decoded(page: HtmlPage) -> str:
    charset = CHARSET.search(page.data)
    assert charset, page.id
    return page.data.decode(charset[1].decode())


def text_nodes(page: HtmlPage, *, hidden: bool = False) -> list[str]:
    """What stands on the page, node by node, with or without what only a parser sees."""
    source = re.sub(r"^<\?xml[^>]*>\s*", "", decoded(page))
    tree = html.document_fromstring(source)
    for element in tree.xpath(UNSEEN if hidden else f"{UNSEEN} | {HIDDEN}"):
        if element.getparent() is not None:
            element.drop_tree()
    return [squashed(node) for node in tree.itertext()]


def test_the_corpus_is_what_it_says() -> None:
    pages = html_pages()
    assert len(pages) == 25
    assert Counter(page.kind for page in pages) == {
        "article": 13,
        "listing": 3,
        "forum": 3,
        "product": 3,
        "documentation": 3,
    }
    articles = [page for page in pages if page.kind == "article"]
    assert Counter(page.language for page in articles) == {
        "en": 5,
        "de": 2,
        "fr": 1,
        "es": 1,
        "zh": 1,
        "ja": 1,
        "ru": 1,
        "ar": 1,
    }
    assert Counter(page.language for page in pages)["en"] == 11
    sites = Counter(page.id.partition("/")[0] for page in articles)
    assert sorted(sites.values()) == [1, 1, 1, 1, 3, 3, 3]
    charsets = Counter(CHARSET.search(page.data)[1].lower() for page in pages)  # type: ignore[index]
    assert charsets == {b"utf-8": 23, b"gb18030": 1, b"iso-8859-1": 1}


def test_rows_and_files_are_the_same_pages() -> None:
    rows = [json.loads(line) for line in (CORPUS / "html_truth.jsonl").read_text("utf-8").splitlines()]
    assert all(list(row) == FIELDS for row in rows)
    ids = [row["id"] for row in rows]
    assert ids == sorted(set(ids))
    news = CORPUS / "news"
    assert set(ids) == {path.relative_to(news).as_posix() for path in news.rglob("*.html")}


def test_copies_are_of_pages_that_lie_here() -> None:
    copies = [page for page in html_pages() if page.copy_of]
    assert len(copies) == 3
    assert Counter(page.copy_of.rpartition(".")[2] for page in copies if page.copy_of) == {"txt": 2, "html": 1}
    for page in copies:
        assert page.copy_of != page.id
        assert (CORPUS / "news" / str(page.copy_of)).is_file()


def test_syndicated_copies_have_their_originals_words() -> None:
    for page in html_pages():
        if page.copy_of and page.copy_of.endswith(".txt"):
            original = squashed((CORPUS / "news" / page.copy_of).read_text("utf-8"))
            assert all(squashed(line) in original for line in page.gold.splitlines()), page.id


@each_page
def test_gold_stands_on_the_page_in_this_order(page: HtmlPage) -> None:
    text, place = spaceless(" ".join(text_nodes(page))), 0
    for line in page.gold.splitlines():
        assert line.strip()
        found = text.find(spaceless(line), place)
        assert found >= 0, line
        place = found + len(spaceless(line))


@each_page
def test_what_stays_is_in_gold_and_in_one_text_node(page: HtmlPage) -> None:
    assert len(page.kept) == 3
    for snippet in page.kept:
        assert snippet in page.gold, snippet
        assert any(snippet in node for node in text_nodes(page)), snippet


@each_page
def test_what_goes_is_on_the_page_and_not_in_gold(page: HtmlPage) -> None:
    assert 3 <= len(page.gone) <= 6
    for snippet in page.gone:
        assert spaceless(snippet) not in spaceless(page.gold), snippet
        assert any(snippet in node for node in text_nodes(page, hidden=True)), snippet


@each_page
def test_the_title_is_on_the_page_and_not_in_gold(page: HtmlPage) -> None:
    assert page.title in [squashed(node) for node in text_nodes(page)]
    assert page.title not in page.gold.splitlines()


@each_page
def test_metadata_is_what_the_markup_says(page: HtmlPage) -> None:
    source = decoded(page)
    tree = html.document_fromstring(re.sub(r"^<\?xml[^>]*>\s*", "", source))
    markup = [value for element in tree.iter("meta", "link") for value in element.attrib.values()]
    markup += [script.text or "" for script in tree.xpath("//script[@type='application/ld+json']")]
    for value in (page.author, page.date, page.outlet, page.url, page.image):
        assert value is None or any(value in said for said in markup), value
    languages = [tree.get("lang") or "", *tree.xpath("//meta[contains(@http-equiv, 'anguage')]/@content")]
    assert any(said.partition("-")[0] == page.language for said in languages), languages


@each_page
def test_json_ld_is_json(page: HtmlPage) -> None:
    scripts = re.findall(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", decoded(page), re.DOTALL)
    for script in scripts:
        json.loads(script)
