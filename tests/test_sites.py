"""Site memory learns furniture, and never a story from its copies."""

from __future__ import annotations

import random

import pytest

from cleaner.cleaning import clean_document
from cleaner.document import Document
from cleaner.errors import ConfigError
from cleaner.rules import ALL_RULES, Reading
from cleaner.sites import SiteLearner, SiteMemory, page_lines

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


def test_memory_goes_through_a_file() -> None:
    memory = learn([page(str(n), story(n), tail="Our weather desk — “night”") for n in range(5)])
    assert SiteMemory.from_json(memory.to_json()) == memory
    for text in ("", "{}", "[]", '{"format": "site-memory-1"}', '{"format": "other", "sites": {}}'):
        with pytest.raises(ConfigError):
            SiteMemory.from_json(text)
