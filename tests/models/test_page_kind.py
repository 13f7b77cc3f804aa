"""What kind of page it is."""

from __future__ import annotations

import numpy as np
import pytest

import cleaner
from cleaner.models.block_model import Judged, decide
from cleaner.models.page_kind import KINDS, OTHER, chances_of, likeliest
from tests.extract.test_main_text import PAGE, STORY

POSTS = "".join(
    f'<div class="post" id="p{number}"><div class="author"><a href="/u/{number}">mariner{number}</a><br>'
    f"Posts: 1{number}</div>"
    f'<div class="postdate">3 May 2014, 1{number}:04</div><div class="postbody">Day {number}: {line} What now, '
    f"and has anybody tried the channel number {number} since then?</div></div>"
    for number, line in enumerate(STORY * 3)
)
THREAD = f"""<html><head><title>Ferries in a storm - Harbour Forum</title><meta name=generator content="phpBB"></head>
<body class="viewtopic">
<div class=nav><a href=/>Board index</a> <a href=/f2>Ferries</a></div><h2>Ferries in a storm</h2>
{POSTS}<div class=pagination><a href=?p=2>2</a></div></body></html>"""


def test_chances_add_up_and_the_likeliest_wins() -> None:
    chances = chances_of(np.array([2.0, -1, -2, 0, -3, -4]))
    assert sum(chances.values()) == pytest.approx(1)
    assert likeliest(chances) == "article"
    assert likeliest(dict.fromkeys(KINDS, 1 / len(KINDS))) == OTHER


def test_an_article_and_a_thread_are_told_apart() -> None:
    kinds = []
    for html in (PAGE, THREAD):
        metadata = cleaner.clean(html).metadata
        assert metadata is not None
        kinds.append(metadata.kind)
    assert kinds == ["article", "forum"]


def test_the_posts_of_a_thread_are_its_text() -> None:
    text = cleaner.clean(THREAD).text
    assert all(f"Day {number}: " in text for number in range(9))
    assert "Board index" not in text


def test_doubtful_lines_stay_where_the_page_is_no_article() -> None:
    odds = np.array([3.0, -0.3, 3.0])
    article, listing = ({kind: float(kind == one) for kind in KINDS} for one in ("article", "listing"))
    assert decide(Judged(odds, article)).tolist() == [True, False, True]
    assert decide(Judged(odds, listing)).tolist() == [True, True, True]


def test_links_in_posts_are_no_furniture() -> None:
    link = "https://port.example/tables/2014/may"
    text = cleaner.clean(
        THREAD.replace(
            "since then?</div></div><div class=pagination", f"since then?<p>{link}</p></div></div><div class=pagination"
        )
    ).text
    assert link in text


def test_of_a_page_of_which_little_is_sure_more_is_kept() -> None:
    listing = {kind: float(kind == "listing") for kind in KINDS}
    unsure = np.array([-0.9, -0.9, -0.9, -9.0])
    assert decide(Judged(unsure, listing)).tolist() == [True, True, True, False]
    assert not decide(Judged(unsure - 2, listing)).any()
    assert not decide(Judged(unsure, {kind: float(kind == "forum") for kind in KINDS})).any()
    surer = np.array([5.0, 5.0, -0.9, -9.0])
    assert decide(Judged(surer, listing)).tolist() == [True, True, False, False]


def test_where_the_model_is_sure_an_unlikely_listing_is_cut_as_an_article() -> None:
    kinds = {"article": 0.45, "listing": 0.55}
    sure, unsure = np.array([5.0, 5.0, -0.6]), np.array([0.5, 0.5, -0.6])
    assert decide(Judged(sure, kinds)).tolist() == [True, True, False]
    assert decide(Judged(unsure, kinds)).tolist() == [True, True, True]
    mostly_sure = np.array([20.0, 20.0, 1.0])
    assert decide(Judged(unsure, kinds, mostly_sure)).tolist() == [True, True, False]


def test_an_unsure_forum_keeps_no_more_than_a_sure_one() -> None:
    unsure = np.array([0.5, 0.5, -0.6])
    forum, listing = ({"article": 0.45, kind: 0.55} for kind in ("forum", "listing"))
    assert decide(Judged(unsure, forum)).tolist() == [True, True, False]
    assert decide(Judged(unsure, listing)).tolist() == [True, True, True]
