"""The block model: lines in their page's tree, and what is decided of them."""

from __future__ import annotations

from typing import Any

import numpy as np

import cleaner
from cleaner.cleaning import document_of
from cleaner.config import CleanConfig
from cleaner.document import NOT_MAIN, Document
from cleaner.extract import Page, read_page
from cleaner.models.block_model import OF_CODE, Blocks, as_one, block_model, decide, findings_of
from cleaner.models.block_places import BlockPlaces, group_means
from cleaner.rules import Reading
from tests.extract.test_main_text import PAGE, STORY

CARDS = "".join(f'<div class="card"><a href="/{number}">Storm {number}</a><p>Rain.</p></div>' for number in range(4))


def blocks_of(html: str) -> tuple[Page, Blocks]:
    page = read_page(html)
    reading = Reading(document_of(page, Document("")))
    return page, Blocks.of(page, reading, findings_of(page, reading))


def column(html: str, name: str) -> list[float]:
    return [round(float(value), 3) for value in blocks_of(html)[1].own.column(name)]


def test_the_article_is_likelier_than_its_frame() -> None:
    page, blocks = blocks_of(PAGE)
    log_odds = block_model().judge(blocks).log_odds
    of_story = [number for number, block in enumerate(page.blocks) if page.text[slice(*block)] in STORY]
    assert len(of_story) == len(STORY)
    assert log_odds[of_story].min() > 1
    assert np.delete(log_odds, of_story).mean() < -1


def test_a_node_sums_what_its_lines_hold() -> None:
    page = read_page("<div><p>a</p><p>b</p></div><p>c</p>")
    places = BlockPlaces(page.layout)
    sums = places.sums(np.array([1.0, 2.0, 4.0]))
    assert sums[0] == 7
    assert sums[page.layout.parents[page.layout.nodes[0]]] == 3
    assert sums[page.layout.nodes].tolist() == [1, 2, 4]


def test_cards_are_records_and_a_lone_box_is_none() -> None:
    page = read_page(f"<div>{CARDS}</div><div class=one><p>Alone</p></div>")
    records = BlockPlaces(page.layout).record_nodes.tolist()
    assert all(records[:8])
    assert records[8] == 0
    assert len(set(records[:8])) == 8


def test_what_is_linked_and_what_json_ld_holds() -> None:
    html = f'<script type="application/ld+json">{{"@type":"Article","articleBody":"{STORY[0]}"}}</script>'
    html += f"<p><a href=/>Home page</a></p><p>{STORY[0]}</p><p>{STORY[1]}</p>"
    assert column(html, "linked") == [1, 0, 0]
    assert column(html, "body_pairs")[1] > 0.9 > 0.5 > column(html, "body_pairs")[2]
    assert column("<p>Home</p>", "body_pairs") == [-1]


def test_the_first_stages_opinion_of_a_box_reaches_its_lines() -> None:
    page = read_page("<div><p>a</p><p>b</p></div><div><p>c</p></div>")
    means = dict(group_means(BlockPlaces(page.layout), np.array([1.0, 0.5, 0.0]), np.ones(3)))
    assert means["opinion_in_0"].tolist() == [1.0, 0.5, 0.0]
    assert means["opinion_in_1"].tolist() == [0.75, 0.75, 0.0]
    assert means["opinion_mass_1"].tolist() == [1.0, 1.0, 0.0]


def test_a_piece_of_code_is_judged_as_one() -> None:
    page = read_page("<p>a</p><pre>b\nc</pre><pre>d</pre>")
    assert as_one(np.array([1.0, 4, -2, 8]), page).tolist() == [1, 1 + OF_CODE, 1 + OF_CODE, 8 + OF_CODE]


def test_favor_keeps_more_or_less() -> None:
    page = PAGE.replace(
        "<aside>", "<div><p>The paper is printed in the old mill, where a visit costs nothing.</p></div><aside>"
    )
    kept = [
        len(cleaner.clean(page, config=CleanConfig(favor=favor)).text) for favor in ("precision", "balanced", "recall")
    ]
    assert kept == sorted(kept)


def test_the_extractor_may_be_chosen_and_tells_its_confidence() -> None:
    def confidences(**config: Any) -> set[float]:
        found = cleaner.clean(PAGE, config=CleanConfig(**config)).findings
        return {finding.confidence for finding in found if finding.code == NOT_MAIN}

    assert confidences(extractor="trafilatura") == {0.8}
    assert len(confidences()) > 1


def test_where_the_model_keeps_nothing_trafilatura_decides_and_a_note_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr("cleaner.main_lines.decide", lambda judged, favor: judged.log_odds > np.inf)
    cleaned = cleaner.clean(PAGE)
    assert STORY[0] in cleaned.text
    assert cleaned.notes == ("trafilatura decided: the model found no text",)


def test_a_page_of_too_many_lines_is_not_for_the_model(monkeypatch: Any) -> None:
    monkeypatch.setattr("cleaner.main_lines.MOST_LINES", 3)
    assert "too many for the model" in cleaner.clean(PAGE).notes[0]


def test_a_line_that_the_site_repeats_is_not_the_articles() -> None:
    intro = "The harbour letter comes every week from our writer on the quay, who has seen many storms."
    pages = [
        PAGE.replace("<article>", f"<article><p>{intro}</p>").replace("Rain", f"{word} rain") for word in "ABCDEFGH"
    ]
    learner = cleaner.sites.SiteLearner()
    for number, html in enumerate(pages):
        page = read_page(html.replace("harbour for", f"harbour {number} for").replace("miller", f"miller {number}"))
        document = document_of(page, Document("", id=str(number), source="herald.example"))
        learner.add(cleaner.sites.page_lines(document))
    memory = learner.memory()
    assert intro in cleaner.clean(pages[0], source="herald.example").text
    assert intro not in cleaner.clean(pages[0], source="herald.example", sites=memory).text


def test_precision_that_leaves_nothing_keeps_what_the_balance_does(monkeypatch: Any) -> None:
    real = decide
    monkeypatch.setattr(
        "cleaner.main_lines.decide",
        lambda judged, favor: real(judged, favor) & (favor != "precision"),
    )
    precise, balanced = (cleaner.clean(PAGE, config=CleanConfig(favor=one)) for one in ("precision", "balanced"))
    assert precise.text == balanced.text
    assert precise.notes == ()


def test_neighbours_of_one_slot_and_the_way_to_the_article() -> None:
    html = f"<nav><a href=/>Home</a></nav><div><p>{STORY[0]}</p><p>{STORY[1]}</p></div><h2>Imprint</h2>"
    assert column(html, "same_slot") == [0, 1, 1, 0]
    assert column(html, "in_holder_0.9") == [0, 1, 1, 0]
    assert column(html, "from_holder_0.9") == [-1, 0, 0, 1]


def test_rules_find_nothing_in_code() -> None:
    page = read_page("<pre>Share on Facebook\nx = 1</pre><p>Share on Facebook</p>")
    found = findings_of(page, Reading(document_of(page, Document(""))))
    assert {finding.start for finding in found if finding.code == "SHARE01"} == {page.blocks[2].start}
