"""Where a page's lines stand in its tree."""

from __future__ import annotations

from hypothesis import given

from cleaner.extract import Page, read_page
from cleaner.extract.names import HINTS, LANDMARKS, hints_of, landmark_of
from cleaner.extract.walk import TAGS
from tests.extract.test_page import MARKUP

PAGE = """<nav><a href=/>Home</a></nav>
<div class="story post-12"><p>Rain <a href=/x>fell</a>.</p><p><b>Snow</b> too.</p></div>
<div class="story post-13"><p>Hail.</p></div>"""


def tags(page: Page) -> list[str]:
    return [TAGS[page.layout.tags[node]] for node in page.layout.nodes]


def names(bits: int, of: tuple[str, ...]) -> set[str]:
    return {name for number, name in enumerate(of) if bits >> number & 1}


def test_each_line_has_its_node_and_each_node_its_lines() -> None:
    page = read_page(PAGE)
    layout = page.layout
    assert tags(page) == ["nav", "p", "p", "p"]
    story = layout.parents[layout.nodes[1]]
    assert (layout.first[story], layout.end[story]) == (1, 3)
    assert (layout.first[0], layout.end[0]) == (0, 4)
    assert layout.depths[layout.nodes[1]] == layout.depths[story] + 1


def test_nodes_of_one_path_have_one_slot_whatever_their_numbers() -> None:
    slots = read_page(PAGE).layout.slots[read_page(PAGE).layout.nodes]
    assert slots[1] == slots[2] == slots[3] != slots[0]


def test_links_and_bold_are_counted_by_line() -> None:
    layout = read_page(PAGE).layout
    assert layout.link_characters.tolist() == [4, 4, 0, 0]
    assert layout.links.tolist() == [1, 1, 0, 0]
    assert layout.bold_characters.tolist() == [0, 0, 4, 0]


def test_a_link_around_boxes_is_one_on_each_line() -> None:
    layout = read_page("<a href=/x><div>Storm</div><div>Rain fell.</div></a><div>No link</div>").layout
    assert layout.links.tolist() == [1, 1, 0]


def test_what_stands_above_is_known_below() -> None:
    layout = read_page("<aside><div class=related><p>Storm</p></div></aside>").layout
    node = layout.nodes[0]
    assert names(layout.within[node], LANDMARKS) == {"aside"}
    assert "related" in names(layout.hinted[node], tuple(HINTS))
    assert names(layout.hints[node], tuple(HINTS)) == set()


def test_text_of_the_json_ld_alone_has_a_node_of_its_own() -> None:
    html = '<script type="application/ld+json">{"@type":"Article","articleBody":"%s"}</script><p>Home' % (
        "Rain fell. " * 9
    )
    page = read_page(html)
    assert tags(page) == ["p", "script ld+json"]


def test_roles_and_styles_make_landmarks() -> None:
    assert names(landmark_of("div", "banner", None), LANDMARKS) == {"header"}
    assert names(landmark_of("div", None, "color:red; display : none"), LANDMARKS) == {"hidden"}
    assert names(landmark_of("ol", None, None, hidden=True), LANDMARKS) == {"ul", "hidden"}


def test_an_advertisement_is_told_from_words_that_hold_its_name() -> None:
    assert "ad" in names(hints_of("col ad-300"), tuple(HINTS))
    assert "ad" not in names(hints_of("shadow header badge"), tuple(HINTS))


@given(MARKUP)
def test_lines_and_nodes_agree_on_any_page(html: str) -> None:
    page = read_page(f"<html>{html}")
    layout, count = page.layout, len(page.blocks)
    assert len(layout.nodes) == len(layout.links) == len(layout.link_characters) == count
    assert (layout.first <= layout.end).all()
    assert layout.end[0] == count
    node, lines = layout.nodes, range(count)
    while node.any():
        assert (layout.first[node] <= lines).all()
        assert (layout.end[node] > lines).all()
        node = layout.parents[node]


def test_role_and_hidden_are_read_from_the_page() -> None:
    html = "<div role=navigation><p>a</p></div><div hidden><p>b</p></div><div aria-hidden=true><p>c</p></div>"
    layout = read_page(html).layout
    found = [names(int(layout.within[node]), LANDMARKS) for node in layout.nodes]
    assert found == [{"nav"}, {"hidden"}, {"hidden"}]
