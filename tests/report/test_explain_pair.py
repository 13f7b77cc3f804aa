"""Two documents explained: the numbers are the engine's, the words are the texts' own."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from cleaner.config import DedupConfig
from cleaner.document import Cleaned
from cleaner.explaining import compare
from cleaner.report.explain_pair import InRun, explain_comparison, pair_as_json

STORY = (
    "The council voted on Monday to close the old bridge for a year of repairs, and the ferries will carry "
    "everybody who lives on the far side of the bay until the work is done, the mayor said at a meeting. "
)
OTHER = STORY.replace("Monday", "Tuesday evening")
ARABIC = "صوت المجلس يوم {} على إغلاق الجسر القديم لمدة عام كامل من أجل الإصلاح وستنقل العبارات جميع السكان"


def told(
    a: str,
    b: str,
    *,
    width: int = 100,
    in_run: InRun | None = None,
    threshold: float = 0.7,
    containment: float | None = None,
) -> str:
    config = DedupConfig(threshold=threshold, containment=containment)
    compared = compare(Cleaned(a, id="a.txt"), Cleaned(b, id="b.txt"), config, in_run)
    file = io.StringIO()
    console = Console(file=file, width=width, highlight=False)
    for line in explain_comparison(compared, width=width):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return file.getvalue()


def test_near_copies() -> None:
    text = told(STORY, OTHER)
    assert text.startswith("near copies  Jaccard 0.7")
    assert "The council voted on [Monday]" in text
    assert "[Tuesday evening]" in text
    assert "kept      B, longest text" in text
    assert " of 32 agree" in text


def test_why_not() -> None:
    text = told(STORY, OTHER, threshold=0.95)
    assert text.startswith("no copies of each other")
    assert "below the threshold 0.95" in text


def test_a_similarity_below_the_threshold_is_never_rounded_up_to_it() -> None:
    words = [f"w{number}" for number in range(10_004)]
    other = [*words[:9_999], "x", *words[10_000:]]
    text = told(" ".join(words), " ".join(other), threshold=1.0)
    assert "Jaccard 0.9990," in text


def test_exact_copies_that_differ_for_the_eye_only() -> None:
    assert "none but in case, accents, punctuation and space" in told(STORY, STORY.upper())
    assert "differences  none\n" in told(STORY, STORY)


def test_nothing_shared() -> None:
    text = told(STORY, "it rained all day on the coast and nobody went out")
    assert "no 5 words in a row are in both" in text
    assert "none of 32 agree" in text
    assert "0 of " in text
    rain = " ".join(f"rain{number}" for number in range(40))
    assert "too few to be compared for" in told(STORY, f"{rain} {STORY[:40]}", containment=0.8)


def test_passages_stand_side_by_side() -> None:
    a, b = f"One day. {STORY}", f"{STORY.upper()} It rained."
    text = told(a, b, width=200)
    words = len(STORY.split())
    assert f"  {words} words  A 9-{8 + len(STORY) - 1}  B 0-{len(STORY) - 2}\n" in text
    assert "  A  The council voted on Monday" in text
    assert "  B  THE COUNCIL VOTED ON MONDAY" in text
    same = told(a, f"Two days. {STORY} More.", width=200)
    assert "  =  The council voted on Monday" in same
    assert "  B  THE" not in same


def test_what_the_run_says_goes_before_what_two_texts_alone_show() -> None:
    pair = {"a": "b.txt", "b": "a.txt", "relation": "contains", "jaccard": 0.5}
    pair["evidence"] = "5 of b's 5 shingles are in a"
    text = told(STORY, OTHER, in_run=InRun("out", "pairs.csv", pair, (None, None)))
    assert text.startswith("A is contained in B")
    assert "5 of a's 5 shingles are in b" in text
    pair["relation"], pair["evidence"] = "updated-version", "1 of 9 shingles shared; b is the later, 2 after 1"
    text = told(STORY, OTHER, in_run=InRun("out", "pairs.csv", pair, (None, None)))
    assert text.startswith("versions of one text")
    assert "a is the later, 2 after 1" in text


def test_too_short_for_a_shingle() -> None:
    text = told("Storm", "Rain")
    assert "too short" in text
    assert "a text without a shingle is in no band" in text


@pytest.mark.parametrize("width", [30, 45, 60, 80, 120])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (STORY * 3, OTHER * 2),
        (ARABIC.format("الاثنين"), ARABIC.format("الثلاثاء مساء")),
        (
            "澜湾旧港的潮汐钟昨日清晨敲响，数百名市民冒雨守候在防波堤上。" * 3,
            "澜湾新港的潮汐钟今日敲响，数百名市民冒雨守候。" * 3,
        ),
    ],
    ids=["latin", "arabic", "han"],
)
def test_no_line_is_wider_than_the_terminal(a: str, b: str, width: int) -> None:
    for line in told(a, b, width=width).splitlines():
        assert cell_len(line.replace("\u200e", "")) <= width, line


def test_the_run_decides_where_there_is_one() -> None:
    row = {"cluster_id": "c.txt", "cluster_size": 3, "duplicate_of": "c.txt", "reason": "via b.txt"}
    text = told(STORY, OTHER, in_run=InRun("out", "pairs.csv", None, (row, row)))
    assert "pairs.csv does not hold the pair" in text
    assert "both are in one cluster of 3 documents" in text
    assert "kept      c.txt" in text
    alone = told(STORY, OTHER, in_run=InRun("out", "pairs.csv", None, (row, None)))
    assert "A: in a cluster of 3, copy of c.txt: via b.txt" in alone
    assert "B: no copy of any other, kept" in alone


def test_control_characters_are_shown() -> None:
    text = told(STORY + "\x1b[31m red", OTHER + "\u202e odd")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_for_a_program() -> None:
    one = pair_as_json(compare(Cleaned(STORY, id="a"), Cleaned(OTHER, id="b"), DedupConfig()))
    assert one["relation"] == "near"
    assert one["jaccard"] == one["shared"] / (one["size_a"] + one["size_b"] - one["shared"])
    assert one["containment_a_in_b"] == one["shared"] / one["size_a"]
    assert one["differences"][0]["b"] == "Tuesday evening"
    assert one["in_run"] is None


def test_the_difference_has_the_room_not_what_is_around_it() -> None:
    own = "the ferry company and all its captains"
    text = told(STORY, STORY.replace("the mayor", own), width=70)
    assert f"{own}]" in text or f"[{own.removeprefix('the ')}]" in text
