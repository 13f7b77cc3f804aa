"""Lines of which a part varies: found where they have their place, never for beginning as others do."""

from __future__ import annotations

import random

import pytest

from cleaner.cleaning import clean_document
from cleaner.rules import Reading
from cleaner.sites.keys import forms_of
from tests.sites.test_learning import WORDS, found, learn, page, story

NAMES = [f"{first} {last}" for first in "Anna Boris Clara Dan Eve Fritz".split() for last in "Brook Hill Moor".split()]


def other(n: int) -> str:
    rng = random.Random(f"other{n}")
    return f"{rng.choice(WORDS)}{n} {rng.choice(WORDS)}"


@pytest.mark.parametrize(
    ("line", "form", "says"),
    [
        ("Read more about {}", "Read more about …", "begins"),
        ("Follow {} on Twitter", "Follow … on Twitter", "reads"),
        ("{} | Lorne Herald", "… | Lorne Herald", "ends"),
        ("阅读更多关于{}", "阅读更多关于 …", "begins"),
        ("Photo by: {}", "Photo by: …", "begins"),
    ],
)
def test_a_form_is_found_below_the_prose(line: str, form: str, says: str) -> None:
    pages = [
        page(str(n), story(n), head=f"Ferry {other(n)} stays in port", tail=line.format(other(n))) for n in range(20)
    ]
    memory = learn(pages)
    assert form in memory.sites["s"].forms
    new = page("new", story(99), head="Ferry of Lorne stays in port", tail=line.format("ice houses"))
    assert found(memory, new) == [line.format("ice houses")]
    recurring = memory.recurring(new)
    assert recurring
    [finding] = recurring.findings(Reading(new, recurring.banners))
    assert finding.evidence == f'{says} "{form}" in 20 of 20 texts of s'


def test_headlines_that_begin_alike_stay() -> None:
    pages = [page(str(n), story(n), head=f"Interview with a keeper of {other(n)}") for n in range(20)]
    memory = learn(pages)
    for document in pages:
        assert found(memory, document) == []
        assert clean_document(document, (), memory).text == document.text


def test_sentences_and_subheadings_that_begin_alike_stay() -> None:
    pages = [
        page(
            str(n),
            [*story(n, 3), f"What the council says of {other(n)}", *story(n + 100, 3)],
            head=f"Ferry {other(n)} stays in port",
            tail=f"The council said of {other(n)} that it rains.",
        )
        for n in range(20)
    ]
    memory = learn(pages)
    assert memory.sites["s"].forms == {}
    assert found(memory, pages[0]) == []


def test_a_series_that_stands_now_here_now_there_in_a_list_stays() -> None:
    pages = []
    for n in range(40):
        items = [f"{other(n * 10 + k)} and {other(n * 10 + k + 5)} today" for k in range(5)]
        items.insert(n % 6, f"Life by the sea: {other(n)} {other(n + 50)}")
        pages.append(page(str(n), [*items, *story(n)], head=f"News of day {WORDS[n % 16]} {n}"))
    memory = learn(pages)
    assert not memory.sites or not memory.sites["s"].forms


def test_a_form_with_always_the_same_part_is_a_line() -> None:
    pages = [page(str(n), story(n), tail="Read more about ships") for n in range(20)]
    known = learn(pages).sites["s"]
    assert (list(known.lines), dict(known.forms)) == (["Read more about ships"], {})


def test_an_allowed_line_stays_although_its_form_goes() -> None:
    from cleaner.sites import SiteMemory

    pages = [
        page(str(n), story(n), head=f"Ferry {other(n)} in port", tail=f"Read more about {other(n)}") for n in range(20)
    ]
    known = learn(pages).sites["s"]
    line = "Read more about ice houses"
    new = page("new", story(99), head="Ferry of Lorne stays in port", tail=line)
    assert found(SiteMemory({"s": known}), new) == [line]
    assert found(SiteMemory({"s": known.ruled(line, "allow")}), new) == []
    assert found(SiteMemory({"s": known.ruled("Read more about …", "allow")}), new) == []
    within = page("within", [*story(99), line, *story(98)])
    assert found(SiteMemory({"s": known}), within) == []
    assert found(SiteMemory({"s": known.ruled("Read more about …", "deny")}), within) == [line]


def test_long_lines_have_no_forms() -> None:
    assert list(forms_of(" ".join(["word"] * 200))) == []
