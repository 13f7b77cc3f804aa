"""Which of a page's text is the article."""

from __future__ import annotations

import json
from typing import Any

import pytest

import cleaner
from cleaner.config import CleanConfig, Limits
from cleaner.document import NOT_MAIN
from cleaner.errors import DocumentError, UsageError
from cleaner.extract import main_text, read_page

STORY = [
    "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until the evening.",
    "The harbour master said that nobody could remember a wetter week, and that the pumps would run all night.",
    "Three boats broke loose and were found by the old mill, where the miller tied them to his apple tree.",
]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Ferries stay in port | The Herald</title></head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/n">News</a></ul></nav>
<div class="head"><h1>Ferries stay in port</h1><p class="share"><a href="#">Share</a> <a href="#">Tweet</a></p></div>
<article>{"".join(f"<p>{line}</p>" for line in STORY)}<p>Read also: <a href="/x">Storm over the bay</a></p></article>
<aside><h2>Most read</h2><ul><li><a href="/y">A cat was elected mayor</a></ul></aside>
<footer>All rights reserved</footer></body></html>"""


def test_the_article_is_left_and_everything_else_is_in_the_findings() -> None:
    cleaned = cleaner.clean(PAGE)
    assert cleaned.title == "Ferries stay in port"
    assert cleaned.text.split("\n\n") == [*STORY[:-1], f"{STORY[-1]}\n"]
    assert cleaned.restore() == read_page(PAGE).text
    codes = {finding.code for finding in cleaned.findings}
    assert {"TITLE00", NOT_MAIN} <= codes
    evidence = {finding.evidence for finding in cleaned.findings if finding.code == NOT_MAIN}
    assert {"nav", "aside", "footer"} <= evidence


def test_metadata_comes_with_it() -> None:
    metadata = cleaner.clean(PAGE).metadata
    assert metadata is not None
    assert (metadata.title, metadata.language) == ("Ferries stay in port", "en")


def test_bytes_in_the_encoding_that_the_page_declares() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("evening", "вечера")
    assert "вечера" in cleaner.clean(page.encode("cp1251")).text


def test_the_kind_decides_where_it_is_given() -> None:
    assert cleaner.clean(PAGE, kind="text").metadata is None
    assert cleaner.clean("<p>Rain", kind="html").metadata is not None
    assert cleaner.clean("<p>Rain").metadata is None


@pytest.mark.parametrize(
    "config", [CleanConfig(ignore=("HTML", "NAV", "KICKER", "LINE")), CleanConfig(select=("LINK",))]
)
def test_without_its_code_the_whole_page_stays(config: CleanConfig) -> None:
    cleaned = cleaner.clean(PAGE, config=config)
    assert cleaned.text.startswith("Home\n")
    assert NOT_MAIN not in {finding.code for finding in cleaned.findings}
    assert "Read also" not in cleaned.text
    assert cleaned.metadata is not None


def test_code_is_no_furniture() -> None:
    code = "<pre>Share\nRead more: https://x.example/a\nShare\n</pre>"
    cleaned = cleaner.clean(PAGE.replace("</article>", f"{code}<p>{STORY[0][:60]} again.</p></article>"))
    assert "Share\nRead more: https://x.example/a\nShare\n" in cleaned.text


@pytest.mark.parametrize(
    "character",
    ["\0", "\x01", "\f", "\x0b", "\ufffe", "\uffff", "&#1;", "&#x1F;", "&#11;", "&#xFFFE;", "&#65535;", "&#xD800;"],
)
def test_what_no_tree_holds_costs_no_page(character: str) -> None:
    assert cleaner.clean(PAGE.replace("fell", f"fell{character}")).text.endswith("apple tree.\n")


def test_references_that_begin_alike_stay() -> None:
    assert "fell{" in cleaner.clean(PAGE.replace("fell", "fell&#123;")).text
    assert "fell\u0123" in cleaner.clean(PAGE.replace("fell", "fell&#x123;")).text


def test_posts_of_a_forum_are_its_text() -> None:
    posts = "".join(f'<div class="comment"><p>{line}</p></div>' for line in STORY)
    html = f"<html><body><h1>Ferries</h1><div id='comments' class='comments'>{posts}</div></body></html>"
    taken = {url: main_text(read_page(html), None, url).lines for url in (None, "https://x.example/forum/viewtopic")}
    assert len(taken["https://x.example/forum/viewtopic"]) >= len(STORY)


@pytest.mark.parametrize("html", ["", "<html>", "<p>", "<html><script>var a = 1</script></html>"])
def test_no_article(html: str) -> None:
    cleaned = cleaner.clean(html, kind="html")
    assert (cleaned.text, cleaned.findings) == ("", ())


def test_records_name_what_they_hold() -> None:
    record, text, nothing = cleaner.clean_many(
        [{"id": 1, "html": PAGE, "text": "x"}, {"text": "<html>"}, {"html": None}]
    )
    assert record.title == "Ferries stay in port"
    assert text.text == "<html>"
    assert nothing.error


def test_a_page_that_trafilatura_cannot_follow_is_a_reason() -> None:
    deep = PAGE.replace("</article>", "<ul><li>" * 900 + "deep</article>")
    config = CleanConfig(extractor="trafilatura")
    with pytest.raises(DocumentError, match="nested too deeply"):
        cleaner.clean(deep, config=config)
    (cleaned,) = cleaner.clean_many([deep], config)
    assert "nested too deeply" in str(cleaned.error)


def test_limits_hold() -> None:
    with pytest.raises(DocumentError, match="max-depth"):
        cleaner.clean(PAGE, limits=Limits(depth=3))
    with pytest.raises(DocumentError, match="max-bytes"):
        cleaner.clean(PAGE, limits=Limits(document_bytes=100))


def test_what_is_no_record_has_an_error_and_a_wrong_kind_is_refused() -> None:
    records: list[Any] = [None, 5, bytearray(b"x"), {"id": 0, "text": "Rain"}]
    *wrong, right = cleaner.clean_many(records)
    assert all("no record" in str(one.error) for one in wrong)
    assert (right.id, right.text) == ("0", "Rain")
    with pytest.raises(UsageError, match="kind='HTML'"):
        cleaner.clean(PAGE, kind="HTML")


def test_a_bad_byte_is_noted() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="gb2312">').replace("evening", "晚上天气很好，" * 9)
    data = page.encode("gb18030").replace(b"Three", b"\xff\xffThree", 1)
    cleaned = cleaner.clean(data)
    assert "晚上天气很好，" * 9 in cleaned.text
    assert cleaned.notes == ("2 bytes are no gb18030: U+FFFD stands for each",)


def test_a_line_of_links_without_end_is_not_for_trafilatura() -> None:
    links = "".join("<a href=/x>Storm</a> " for _ in range(50_001))
    cleaned = cleaner.clean(f"<html><body><p>{links}</p></body></html>")
    assert (cleaned.text, cleaned.notes) == ("", ())
    with pytest.raises(DocumentError, match="50,000 links in one of them: too many"):
        main_text(read_page(f"<p>{links}</p>"))


WHOLE = (
    f"{' '.join(STORY)}\n\nThe school stays closed until Thursday because water stands in the gymnasium, they said."
    "\n\nFarmers lost most of their early potatoes.\n\nA spokesman for the council promised money for new drains, but "
    "he could not say when it would come."
)


def _paid(shown: str, told: str) -> str:
    told = json.dumps({"@type": "NewsArticle", "headline": "Ferries stay in port", "articleBody": told})
    return (
        f'<html><head><title>Ferries</title><script type="application/ld+json">{told}</script></head><body>'
        f"<nav>Home</nav><article><h1>Ferries stay in port</h1><p>{shown}…</p>"
        "<p>Subscribe now to read on.</p></article>"
    )


@pytest.mark.parametrize("told", [WHOLE, " ".join(WHOLE.split())], ids=["paragraphs", "one line"])
def test_what_a_page_begins_and_its_json_ld_holds_whole_goes_on(told: str) -> None:
    cleaned = cleaner.clean(_paid(WHOLE[:250], told))
    assert " ".join(cleaned.text.replace("…", "").split()) == " ".join(WHOLE.split())
    assert cleaned.restore() == read_page(_paid(WHOLE[:250], told)).text


def test_a_text_of_which_the_page_lacks_a_last_line_is_shown() -> None:
    page = read_page(_paid(WHOLE, f"{WHOLE} More to follow on Monday."))
    assert "More to follow" not in page.text
    assert list(page.rest) == []


def test_lines_without_end_are_refused() -> None:
    with pytest.raises(DocumentError, match="more than 500,000 lines"):
        cleaner.clean(f"<html><body>{'x<br>' * 500_001}</body></html>")
