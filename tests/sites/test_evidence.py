"""Evidence ages, adds up, and never counts what is read twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.sites import LineEvidence, SiteEvidence, SiteMemory
from cleaner.sites.evidence import HALF_LIFE_DAYS, HALF_LIFE_RUNS, merged
from cleaner.sites.verdicts import FURNITURE, verdict
from tests.sites.test_learning import found, learn, page, story

DAY = date(2024, 1, 1)


def site(day: date | None, lines: dict[str, float], bodies: float = 100, pages: tuple[int, ...] = ()) -> SiteEvidence:
    last = day.isoformat() if day else ""
    told = {text: LineEvidence(count, last or "run 1") for text, count in lines.items()}
    return SiteEvidence(bodies, last=last, pages=pages, lines=told)


@given(st.integers(1, 4000))
def test_evidence_counts_half_after_each_half_life(count: int) -> None:
    old = site(DAY, {"Tags": float(count)})
    new = site(DAY + timedelta(days=HALF_LIFE_DAYS), {})
    assert merged(old, new).bodies == 150
    lines = merged(old, new).lines
    assert lines["Tags"].bodies == count / 2 if count > 1 else "Tags" not in lines


def test_undated_evidence_counts_half_after_so_many_runs() -> None:
    known = site(None, {"Tags": 8.0})
    for _ in range(HALF_LIFE_RUNS):
        known = merged(known, site(None, {}, 0))
    assert known.lines["Tags"].bodies == pytest.approx(4, abs=0.02)
    assert known.runs == 1 + HALF_LIFE_RUNS


@given(
    st.dictionaries(st.sampled_from("abcd"), st.floats(1, 99), max_size=4),
    st.dictionaries(st.sampled_from("abcd"), st.floats(1, 99), max_size=4),
    st.integers(-400, 400),
)
def test_dated_evidence_may_come_in_any_order(one: dict[str, float], two: dict[str, float], days: int) -> None:
    early, late = site(DAY, one), site(DAY + timedelta(days=days), two)
    there, back = merged(early, late), merged(late, early)
    assert there.bodies == back.bodies
    assert there.lines == back.lines


def test_a_redesign_is_forgotten_and_the_new_design_learnt() -> None:
    known = site(DAY, {"Old menu": 90.0})
    for step in range(1, 6):
        known = merged(known, site(DAY + timedelta(days=step * HALF_LIFE_DAYS), {"New menu": 100.0}))
    verdicts = {text: verdict(text, line, known) for text, line in known.lines.items()}
    assert verdicts == {"New menu": FURNITURE, "Old menu": "too rare"}


def test_reading_the_same_pages_again_changes_no_count() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk" if n < 2 else "") for n in range(60)]
    once = learn(pages).sites["s"]
    again = once
    for _ in range(5):
        again = merged(again, learn(pages).sites["s"])
    assert again.bodies == once.bodies
    assert {text: line.bodies for text, line in again.lines.items()} == {
        text: line.bodies for text, line in once.lines.items()
    }


def test_a_growing_corpus_counts_each_page_once() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk") for n in range(20)]
    grown = merged(learn(pages[:10]).sites["s"], learn(pages).sites["s"])
    assert grown.bodies == 20
    assert grown.lines["Our weather desk"].bodies == 20


def test_pages_of_several_runs_are_known_when_all_are_read_again() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk") for n in range(20)]
    known = learn(pages[:10]).sites["s"]
    for part in (pages[10:], pages, pages[5:15] + pages):
        known = merged(known, learn(part).sites["s"])
    assert known.bodies == 20
    assert known.lines["Our weather desk"].bodies == 20


def test_rulings_win_over_what_was_learnt() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk\n\nAbout the desk") for n in range(5)]
    known = learn(pages).sites["s"]
    allowed = SiteMemory({"s": known.ruled("Our weather desk", "allow")})
    assert found(allowed, pages[0]) == ["About the desk"]
    body = story(0)[2]
    denied = SiteMemory({"s": known.ruled(body, "deny").ruled("About the desk", "allow")})
    assert found(denied, pages[0]) == [body, "Our weather desk"]


def test_a_denied_line_is_not_the_headline() -> None:
    memory = SiteMemory({"s": SiteEvidence(5.0, rulings={"Storm over the bay": "deny"})})
    assert found(memory, page("a", story(1), head="Storm over the bay")) == ["Storm over the bay"]


def test_rulings_outlive_updates_and_decay() -> None:
    known = site(DAY, {"Tags": 3.0}).ruled("Tags", "allow").ruled("Menu", "deny")
    late = merged(known, site(DAY + timedelta(days=9999), {}))
    assert late.lines == {}
    assert late.rulings == {"Tags": "allow", "Menu": "deny"}


def test_forgetting_a_line_forgets_all_of_it() -> None:
    known = site(DAY, {"Tags": 30.0, "Menu": 30.0}).ruled("Tags", "deny").without("Tags")
    assert "Tags" not in known.lines
    assert known.rulings == {}
    assert found(SiteMemory({"s": known}), page("a", story(1), tail="Tags\n\nMenu")) == ["Menu"]
