"""Readers' comments: which lines they are, what is left of them where they are wanted."""

from __future__ import annotations

import pytest

import cleaner
from cleaner.config import CleanConfig
from cleaner.document import NOT_MAIN
from cleaner.errors import ConfigError
from cleaner.extract import find_comments, read_page
from cleaner.extract.names import COMMENT_TOOLS, COMMENTS, hints_of

STORY = [
    "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until the evening.",
    "The harbour master said that nobody could remember a wetter week, and that the pumps would run all night.",
    "Three boats broke loose and were found by the old mill, where the miller tied them to his apple tree.",
]
SAID = [
    "My cellar is full of water, and so is the baker's next door.",
    "Nobody cleans the drains in this town any more!",
]
KEEP = CleanConfig(comments="keep")


def record(text: str, name: str = "", reply: str = "Reply") -> str:
    return (
        f'<div class="x{name}"><b>Anna Berg</b><p>3 May 2024, 10:32</p><p>{text}</p>'
        f'<p><a href="#">{reply}</a> <a href="#">Like</a> 3 <a href="#">Report</a></p></div>'
    )


def page(below: str, above: str = "") -> str:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    return (
        f"<!DOCTYPE html><html><head><title>Ferries stay in port</title></head><body>{above}"
        f"<article><h1>Ferries stay in port</h1>{story}</article>{below}"
        "<footer>All rights reserved</footer></body></html>"
    )


NAMED = f'<section id="comments"><h2>2 comments</h2>{"".join(map(record, SAID))}'
NAMED += "<form><label>Your comment</label><textarea>Be kind</textarea></form></section>"
UNNAMED = f"<div>{''.join(map(record, SAID))}</div>"
TYPED = "".join(f'<div itemscope itemtype="https://schema.org/Comment">{record(said)}</div>' for said in SAID)


@pytest.mark.parametrize("below", [NAMED, UNNAMED, TYPED], ids=["named", "records", "typed"])
def test_what_readers_wrote_stands_below_the_body_without_buttons_and_forms(below: str) -> None:
    kept = cleaner.clean(page(below), config=KEEP)
    assert kept.text.split("\n\n") == [
        *STORY, "Anna Berg", "3 May 2024, 10:32", SAID[0], "Anna Berg", "3 May 2024, 10:32", f"{SAID[1]}\n",
    ]  # fmt: skip
    assert kept.restore() == read_page(page(below)).text


@pytest.mark.parametrize("below", [NAMED, UNNAMED, TYPED], ids=["named", "records", "typed"])
def test_without_them_the_ledger_says_that_they_were_comments(below: str) -> None:
    cleaned = cleaner.clean(page(below))
    assert cleaned.text.split("\n\n") == [*STORY[:-1], f"{STORY[-1]}\n"]
    cut = {cleaned.findings[cut.finding].evidence for cut in cleaned.cuts if SAID[0] in cut.text}
    assert cut
    assert all(evidence.startswith("comment in ") for evidence in cut)
    assert {finding.code for finding in cleaned.findings if finding.evidence.startswith("comment in ")} == {NOT_MAIN}


def test_markdown_has_them_too() -> None:
    shown = cleaner.clean(page(NAMED), config=CleanConfig(comments="keep", text_format="markdown")).shown
    assert shown.endswith(f"**Anna Berg**\n\n3 May 2024, 10:32\n\n{SAID[1]}\n")


def test_with_trafilatura() -> None:
    config = CleanConfig(comments="keep", extractor="trafilatura")
    assert cleaner.clean(page(NAMED), config=config).text.endswith(f"{SAID[1]}\n")


def test_a_thread_that_says_nothing_but_its_rules_is_no_comment() -> None:
    thread = '<div id="comments"><p>Please sign in to be able to leave a comment on this story, and be kind.</p></div>'
    assert cleaner.clean(page(thread), config=KEEP).text == cleaner.clean(page(thread)).text


def test_the_newest_comments_of_other_pages_above_the_story_are_none() -> None:
    found = read_page(page(NAMED, UNNAMED))
    body = [number for number, block in enumerate(found.blocks) if found.text[slice(*block)] in STORY]
    assert min(find_comments(found, body).lines) > max(body)


def test_what_holds_the_body_is_no_thread_whatever_it_is_called() -> None:
    html = page("").replace("<article>", '<article class="comment">')
    assert cleaner.clean(html).text == cleaner.clean(page("")).text


def test_teasers_alike_with_dates_are_no_comments() -> None:
    cards = "".join(
        f'<div class="x"><a href="/{number}">{said}</a><p>3 May 2024</p></div>' for number, said in enumerate(SAID)
    )
    found = read_page(page(cards))
    assert find_comments(found, range(1, 4)).said == ()


def test_a_forum_s_posts_are_its_text() -> None:
    posts = "".join(f'<div class="post comment"><b>Olga</b><p>3 May 2024</p><p>{line}</p>Reply</div>' for line in STORY)
    html = f"<html><head><meta name=generator content=phpBB></head><body><h1>Rain</h1>{posts}</body></html>"
    for config in (None, KEEP):
        assert all(line in cleaner.clean(html, config=config).text for line in STORY)


@pytest.mark.parametrize(
    "names",
    ["comments", "comment-list", "commentlist", "wp-block-comment-template", "js-comments", "disqus_thread",
     "kommentare", "comentarios", "fb-comments", "reader-comments", "komentarze", "talkback", "li-comment-"],
)  # fmt: skip
def test_names_of_threads(names: str) -> None:
    assert hints_of(names) & COMMENTS


@pytest.mark.parametrize(
    "names",
    ["commentary", "commentisfree", "comments-open", "comment-count", "comments-link", "recent-comments",
     "comment-form", "most-commented", "has-comments", "kommentar", "respond", "content"],
)  # fmt: skip
def test_names_of_what_is_no_thread(names: str) -> None:
    assert not hints_of(names) & COMMENTS


def test_names_of_what_a_thread_has_beside_its_comments() -> None:
    assert all(
        hints_of(name) & COMMENT_TOOLS for name in ("comment-respond", "comment-reply-link", "comment-form", "upvote")
    )
    assert not hints_of("comment-body") & COMMENT_TOOLS


def test_another_way_is_refused() -> None:
    with pytest.raises(ConfigError, match="--comments hide: use drop, keep"):
        CleanConfig(comments="hide")
