"""Site memory learns furniture, and never a story from its copies, nor what a text says of its subject."""

from __future__ import annotations

import logging
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.cleaning import clean_document
from cleaner.document import Document
from cleaner.rules import ALL_RULES, Reading
from cleaner.sites import Furniture, SiteLearner, SiteMemory, line_key, page_lines

WORDS = "rain snow hail ferry harbour quay council budget road school bridge tower market river coast island".split()


def sentence(rng: random.Random, words: int = 18) -> str:
    return " ".join(rng.choice(WORDS) for _ in range(words)).capitalize() + "."


def story(seed: int, paragraphs: int = 6) -> list[str]:
    rng = random.Random(seed)
    return [sentence(rng) for _ in range(paragraphs)]


def page(name: str, body: list[str], *, head: str = "", tail: str = "", source: str | None = "s") -> Document:
    lines = [line for line in (head, *body, tail) if line]
    return Document("\n\n".join(lines), id=name, source=source)


def learn(pages: list[Document]) -> SiteMemory:
    learner = SiteLearner()
    for document in pages:
        learner.add(page_lines(document))
    return learner.memory()


def found(memory: SiteMemory, document: Document) -> list[str]:
    recurring = memory.recurring(document)
    findings = recurring.findings(Reading(document, recurring.banners)) if recurring else ()
    return [document.text[finding.start : finding.end] for finding in findings]


def test_lines_that_recur_are_furniture() -> None:
    tail = "The Lorne Herald is the paper of the coast."
    pages = [page(str(n), story(n), head=f"Edition {n}", tail=tail) for n in range(5)]
    assert found(learn(pages), pages[0]) == ["Edition 0", tail]


@pytest.mark.parametrize("copies", [3, 9, 40])
def test_copies_of_one_story_do_not_make_its_prose_furniture(copies: int) -> None:
    pages = [page(f"own{n}", story(n)) for n in range(6)]
    copied = [page(f"copy{n}", story(99), head=f"Headline of {WORDS[n % 16]} copy") for n in range(copies)]
    assert found(learn(pages + copied), copied[0]) == []


def test_shortened_and_updated_copies_do_not_either() -> None:
    body = story(99, 8)
    versions = [body, body[:-1], body[1:], [*body[:4], sentence(random.Random(5)), *body[5:]], [*body, "More to come."]]
    pages = [page(f"own{n}", story(n)) for n in range(6)]
    copied = [page(f"copy{n}", version) for n, version in enumerate(versions)]
    assert found(learn(pages + copied), copied[0]) == []


def test_the_sites_name_is_not_taken_for_the_headline() -> None:
    heads = [f"The Lorne Herald Online\n\n{WORDS[n].capitalize()} closed until further notice" for n in range(5)]
    pages = [page(str(n), story(n), head=head) for n, head in enumerate(heads)]
    cleaned = clean_document(pages[0], ALL_RULES, learn(pages))
    assert cleaned.title == "Rain closed until further notice"
    assert cleaned.text == "\n\n".join(story(0))


def test_another_site_keeps_its_lines() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk") for n in range(5)]
    other = page("x", story(50), tail="Our weather desk", source="elsewhere")
    assert found(learn(pages), other) == []
    assert found(learn(pages), page("y", story(51), tail="Our weather desk", source=None)) == []


def test_the_numbers_of_running_text_are_news() -> None:
    line = "The council put {} thousand into the harbour this year, and the mayor said that it would not be the last."
    pages = [page(str(n), [*story(n), line.format(n), *story(n + 100)]) for n in range(8)]
    assert found(learn(pages), pages[0]) == []


def test_a_subheading_amid_the_pages_own_prose_stays() -> None:
    pages = [page(str(n), [*story(n), "Background", *story(n + 100)] if n < 4 else story(n)) for n in range(30)]
    assert found(learn(pages), pages[0]) == []


def test_the_order_of_pages_changes_nothing() -> None:
    pages = [page(str(n), story(n), tail=f"Desk {WORDS[n % 3]}") for n in range(40)]
    shuffled = pages[:]
    random.Random(1).shuffle(shuffled)
    learner = SiteLearner(sampled_pages=10)
    again = SiteLearner(sampled_pages=10)
    for document in pages:
        learner.add(page_lines(document))
    for document in shuffled:
        again.add(page_lines(document))
    assert learner.memory() == again.memory()
    assert learn(pages).digest == learn(shuffled).digest


@given(st.permutations(range(12)), st.integers(0, 3))
@settings(max_examples=30, deadline=None)
def test_any_order_gives_the_same_memory(order: list[int], copies: int) -> None:
    pages = [page(str(n), story(n % 9), tail=f"Desk of {WORDS[n % 2]}", source=f"s{n % 2}") for n in range(12)]
    pages += [pages[0]] * copies
    shuffled = [pages[n] for n in order] + pages[12:]
    assert learn(shuffled).digest == learn(pages[:12]).digest


def test_a_page_that_is_there_twice_counts_once() -> None:
    pages = [page(str(n), story(n), tail="Our weather desk") for n in range(2)]
    again = [page(f"again{n}", story(n), tail="Our weather desk") for n in range(2)] * 4
    assert learn(pages + again).sites["s"].lines["Our weather desk"].bodies == 2
    assert found(learn(pages + again), pages[0]) == []


def wire(companies: int = 40, releases: int = 6) -> list[Document]:
    """Releases of many companies on one wire, each with its own paragraph and the wire's."""
    wire_says = "This release was sent out by Tidewire, which takes no responsibility for anything that it says."
    pages = []
    for company in range(companies):
        name = f"{WORDS[company // 16]}{WORDS[company % 16]}".capitalize()
        about = f"{name} has made ropes and nets for the fishing fleets of the north for more than a hundred years."
        for release in range(releases):
            body = story(1000 + company * releases + release)
            body[0] = f"{name}, the maker of ropes, said on Monday: {body[0]}"
            tail = f"About {name}\n\n{about}\n\n{wire_says}"
            pages.append(page(f"{company}-{release}", body, tail=tail, source="wire"))
    return pages


def test_what_a_company_says_of_itself_is_its_text_and_what_the_wire_says_is_not() -> None:
    pages = wire()
    assert found(learn(pages), pages[0]) == [pages[0].text.rpartition("\n\n")[2]]


def test_a_quotation_within_the_text_stays_and_a_columns_outro_goes() -> None:
    law = "Whoever takes a boat that is not theirs must bring it back by night, or pay the harbour for a new one."
    outro = "Anna Brook has written of gardens and of those who keep them since she was nineteen years of age."
    pages = [
        page(
            str(n),
            [*story(n), *([law] if n % 8 == 0 else []), *story(n + 500)],
            tail=outro if n % 8 == 1 else "",
        )
        for n in range(80)
    ]
    memory = learn(pages)
    assert found(memory, pages[0]) == []
    assert found(memory, pages[1]) == [outro]


def test_a_quotation_that_once_ends_a_text_stays_there_too() -> None:
    law = "Whoever takes a boat that is not theirs must bring it back by night, or pay the harbour for a new one."
    pages = [page(str(n), [*story(n), *([law] if n % 8 == 0 else []), *story(n + 500)]) for n in range(80)]
    assert found(learn(pages), page("x", story(900), tail=law)) == []


def test_a_heading_of_the_pages_own_prose_stays_below_furniture() -> None:
    ad = "Advertisement of the house"
    pages = [
        page(str(n), [*story(n), ad, *(["What it means"] if n % 8 == 0 else []), *story(n + 100)]) for n in range(80)
    ]
    assert found(learn(pages), pages[0]) == [ad]


def test_a_number_in_a_table_is_no_furniture() -> None:
    pages = [page(str(n), story(n), tail=f"{n * 37}" if n % 6 == 0 else "") for n in range(80)]
    assert found(learn(pages), pages[6]) == []


def test_memory_is_bounded_by_fewer_pages_a_site_in_any_order() -> None:
    pages = [page(f"{n}", story(n), tail="Our desk", source=f"s{n % 4}") for n in range(300)]
    learners = [SiteLearner(sampled_pages=64, most_pages=130) for _ in range(2)]
    for learner, order in zip(learners, (pages, pages[::-1]), strict=True):
        for document in order:
            learner.add(page_lines(document))
    assert learners[0].pruned == 0
    assert learners[0].memory() == learners[1].memory()
    assert learners[0].memory().sites["s0"].bodies == 32


def test_sites_of_fewest_pages_are_forgotten_first_and_that_is_told(caplog: pytest.LogCaptureFixture) -> None:
    # Commands that ran before may have made the logger quiet.
    caplog.set_level(logging.WARNING, logger="cleaner")
    learner = SiteLearner(sampled_pages=15, most_pages=60)
    for n in range(15):
        learner.add(page_lines(page(f"{n}", story(n), tail="Our desk", source="large")))
    for n in range(400):
        learner.add(page_lines(page(f"{n}", story(n), tail="Our desk", source=f"small{n}")))
    assert list(learner.memory().sites) == ["large"]
    assert learner.pruned > 300
    assert f"{learner.pruned} times" in caplog.text


def test_a_page_of_any_size_is_looked_at_by_its_ends() -> None:
    pages = [page(str(n), [f"{WORDS[n % 16]} {k} of {n}x{k}" for k in range(5000)], tail="Our desk") for n in range(5)]
    known = page_lines(pages[0])
    assert known
    assert len(known.lines) <= 600
    assert "Our desk" in learn(pages).sites["s"].lines


def test_a_headline_that_comes_back_every_week_stays() -> None:
    heads = [
        "Tides and winds of the week" if n % 12 == 0 else f"{WORDS[n % 16]} of {n}".capitalize() for n in range(80)
    ]
    pages = [page(str(n), story(n), head=head) for n, head in enumerate(heads)]
    memory = learn(pages)
    assert "Tides and winds of the week" in memory.sites["s"].lines
    assert found(memory, pages[0]) == []


# What a key writes otherwise, or leaves as it is.
PIECES = ["7", "٣", "  ", "\t", "\u00a0", "[a](b)", "http://a.example/b", "https://a.example/b", " b", "新闻"]


@given(st.integers(0, 30), st.lists(st.sampled_from(PIECES), max_size=3))
def test_a_line_is_found_by_its_key_however_it_is_written(letters: int, pieces: list[str]) -> None:
    line = f"{'Ferries and their crews, on board'[:letters]}{''.join(pieces)}".strip() or "A"
    recurring = Furniture(3, {line_key(line): 3}).recurring(Document(line))
    assert recurring is not None
    assert recurring.counts == {0: 3}
