"""Runs of an extractor's output are found where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import split_blocks
from cleaner.extract.aligning import Aligned, align

MENU = "Home\nNews\nSport"
STORY = (
    "Rain fell on the harbour for the third day in a row.\nSport\nThe ferries stayed in port, said the harbour master."
)
PAGE = f"{MENU}\n{STORY}\n{MENU}"


def found(page: str, runs: list[str]) -> tuple[list[str], Aligned]:
    aligned = align(page, tuple(split_blocks(page)), runs)
    return [page[start:end] for start, end in aligned.spans], aligned


def test_a_short_run_stands_between_its_neighbours_and_not_in_the_menu() -> None:
    spans, aligned = found(PAGE, STORY.split("\n"))
    assert spans == STORY.split("\n")
    assert aligned.spans[1][0] == PAGE.index("Sport", len(MENU))
    assert aligned.missing == 0


def test_a_short_run_at_the_head_is_the_nearest_above() -> None:
    page = f"News\nSport\nNews\n{STORY}"
    _, aligned = found(page, ["News", STORY.split("\n", maxsplit=1)[0]])
    assert aligned.spans[0] == (11, 15)


def test_white_space_and_what_does_not_print_do_not_matter() -> None:
    spans, aligned = found(
        "Rain\u00ad fell  on\u200b us\tall day long, again and again.",
        ["Rain fell on us all day long, again and again."],
    )
    assert len(spans) == 1
    assert aligned.missing == 0


def test_a_part_of_a_line_is_a_part() -> None:
    spans, _ = found("Share this: Rain fell on the harbour all day. Print", ["Rain fell on the harbour all day."])
    assert spans == ["Rain fell on the harbour all day."]


def test_what_an_extractor_left_out_of_a_run_is_left_out() -> None:
    spans, aligned = found(
        "Rain fell on the harbour AD AD for the third day in a row",
        ["Rain fell on the harbour for the third day in a row"],
    )
    assert "AD" not in " ".join(spans)
    assert aligned.missing <= len("thirdday")


def test_what_is_not_on_the_page_is_counted() -> None:
    _, aligned = found(PAGE, ["Nothing like this stands anywhere at all.", "Home"])
    assert aligned.missing == len("Nothinglikethisstandsanywhereatall.")
    assert aligned.total == aligned.missing + len("Home")


def test_nothing_to_find() -> None:
    assert found(PAGE, []) == ([], Aligned((), 0, 0))
    assert found("", ["Rain"])[1].missing == 4


LINES = st.lists(st.text("ab ", max_size=8), max_size=8).map("\n".join)


@given(LINES, st.data())
def test_runs_that_are_lines_of_the_page_are_all_found(page: str, data: st.DataObject) -> None:
    blocks = tuple(split_blocks(page))
    chosen = sorted(data.draw(st.sets(st.integers(0, max(len(blocks) - 1, 0)), max_size=len(blocks))))
    runs = [page[slice(*blocks[number])] for number in chosen]
    aligned = align(page, blocks, runs)
    assert aligned.missing == 0
    ends = [0]
    for start, end in aligned.spans:
        assert ends[-1] <= start < end
        assert any(block.start <= start and end <= block.end for block in blocks)
        ends.append(end)
