"""Template twins are told from copies by where texts differ and how many share the rest."""

from __future__ import annotations

import random

import pytest

from cleaner.config import DedupConfig
from cleaner.neardup import templates
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from tests.neardup.corpora import edited, words

Documents = list[tuple[str, str]]


def relations_of(found: Duplicates) -> set[str]:
    return set(found.pairs.column("relation").to_pylist())


def of_one_mould(count: int, *, own: int = 45, same: int = 250) -> Documents:
    """A company's releases: news of its own, then what it says about itself each time."""
    chance = random.Random(1)
    about = words(chance, same)
    return [(f"r{place}", " ".join(words(chance, own) + about)) for place in range(count)]


def test_releases_of_one_company_are_no_copies() -> None:
    found = find_duplicates(of_one_mould(5))
    assert relations_of(found) == {"template"}
    assert found.pairs.num_rows == 10
    assert found.clusters() == []
    explained = found.explain("r0", "r1")
    assert explained.relation == "template"
    assert explained.reason.endswith("each has news of its own in the other's place")


def test_figures_in_the_lead_differ() -> None:
    chance = random.Random(2)
    mould, rest = words(chance, 46), words(chance, 200)
    reports = []
    for month in range(6):
        lead = list(mould)
        for place in range(0, 46, 5):
            lead[place] = f"{month}{place}"
        reports.append((f"m{month}", " ".join(lead + rest)))
    assert relations_of(find_duplicates(reports)) == {"template"}


def test_three_with_nothing_alike_at_the_head_are_too_few_to_make_a_mould() -> None:
    assert relations_of(find_duplicates(of_one_mould(3))) == {"near"}


def test_many_copies_of_one_story_stay_copies() -> None:
    chance = random.Random(3)
    story = words(chance, 300)
    copies = [(f"c{place}", " ".join([*story, *words(chance, 40)])) for place in range(8)]
    found = find_duplicates(copies)
    assert relations_of(found) == {"near"}
    assert len(found.clusters()) == 1


def test_copies_under_the_heads_of_sites_stay_copies() -> None:
    """A head that other pages of the site have is no news."""
    chance = random.Random(4)
    story = words(chance, 300)
    documents = []
    for site in range(6):
        head = words(chance, 50)
        documents.append((f"s{site}", " ".join(head + story)))
        documents += [(f"s{site}other{page}", " ".join(head + words(chance, 200))) for page in range(4)]
    found = find_duplicates(documents)
    assert relations_of(found) == {"near"}
    assert [len(cluster) for cluster in found.clusters()] == [6]


def test_a_copy_among_twins_stays_one() -> None:
    releases = of_one_mould(5)
    found = find_duplicates([*releases, ("copy", releases[2][1] + " sent again")])
    assert found.clusters() == [["copy", "r2"]]
    assert found.explain("copy", "r2").relation == "near"
    assert found.explain("copy", "r3").relation == "template"


def test_two_that_share_more_than_the_mould_are_versions() -> None:
    """Their leads differ, but half of what they share is in no other release."""
    chance = random.Random(1)
    about, story = words(chance, 250), words(chance, 250)
    releases = [(f"r{place}", " ".join(words(chance, 45) + about)) for place in range(5)]
    versions = [(name, " ".join([*words(chance, 45), *about, *story])) for name in ("v1", "v2")]
    found = find_duplicates([*releases, *versions])
    assert found.explain("v1", "v2").relation == "near"
    assert found.explain("r1", "r2").relation == "template"


def test_a_dateline_of_its_own_makes_no_twin() -> None:
    """Five copies of one story, each under another head of ten words."""
    chance = random.Random(5)
    story = words(chance, 250)
    found = find_duplicates([(f"d{place}", " ".join(words(chance, 10) + story)) for place in range(5)])
    assert relations_of(found) == {"near"}


def test_three_that_begin_alike_are_of_one_mould() -> None:
    releases = [(name, f"the widget company {text}") for name, text in of_one_mould(3)]
    assert relations_of(find_duplicates(releases)) == {"template"}


def test_two_are_of_one_mould_that_others_use() -> None:
    """What they share stands in documents that are related to neither."""
    chance = random.Random(6)
    about = words(chance, 120)
    others = [(f"o{place}", " ".join(words(chance, 500) + about)) for place in range(4)]
    found = find_duplicates([*of_mould(chance, about, 2), *others])
    assert relations_of(found) == {"template"}


def of_mould(chance: random.Random, about: list[str], count: int) -> Documents:
    return [(f"r{place}", " ".join(words(chance, 20) + about)) for place in range(count)]


def test_letters_to_many_towns_are_no_copies() -> None:
    """One letter, in each the names of another town and another agent."""
    chance = random.Random(7)
    parts = [words(chance, 60) for _ in range(4)]
    letters = []
    for town in range(6):
        names = words(chance, 2)
        text = [word for part in parts for word in (*part, *names)]
        letters.append((f"t{town}", " ".join([*text, *parts[0][:30]])))
    found = find_duplicates(letters)
    assert relations_of(found) == {"template"}
    assert found.explain("t0", "t1").reason.endswith("they fill the same places in their own ways")


def test_numbers_of_a_series_are_no_copies() -> None:
    """Forms that differ in nothing but their number; fewer than ten of them could be corrections."""
    chance = random.Random(8)
    head, rest = words(chance, 40), words(chance, 100)
    forms = [(f"f{number:02}", " ".join([*head, f"{48000 + number}", *rest])) for number in range(12)]
    assert relations_of(find_duplicates(forms)) == {"template"}
    assert relations_of(find_duplicates(forms[:3])) == {"near"}


def test_one_show_in_two_towns_is_two_events() -> None:
    chance = random.Random(9)
    parts = [words(chance, 60) for _ in range(3)]
    venues = (
        ("Friday 15 March", "Harbour Hall Easton", "call 555 0100"),
        ("Saturday 22 June", "Old Mill Weston", "call 555 0177"),
    )
    texts = [
        " ".join(word for part, fact in zip(parts, facts, strict=True) for word in (*part, fact)) for facts in venues
    ]
    shows = [(f"s{place}", f"{text} {' '.join(parts[0])}") for place, text in enumerate(texts)]
    assert relations_of(find_duplicates(shows)) == {"template"}
    # The same places filled with words that are neither figures nor names: an edited copy.
    plain = [(name, text.lower().translate(str.maketrans("0123456789", "abcdefghij"))) for name, text in shows]
    assert relations_of(find_duplicates(plain)) == {"near"}


def test_a_copy_with_a_paragraph_rewritten_stays_one() -> None:
    """Of eight copies two have another paragraph, each its own."""
    chance = random.Random(10)
    first, second, third = (words(chance, count) for count in (120, 40, 120))
    copies = [[*first, *second, *third] for _ in range(6)] + [[*first, *words(chance, 40), *third] for _ in range(2)]
    texts = [(f"c{place}", " ".join([*copy, *words(chance, 3)])) for place, copy in enumerate(copies)]
    found = find_duplicates(texts, DedupConfig(keep=("first-id",)))
    assert found.explain("c0", "c7").relation == "near"
    assert len(found.clusters()[0]) == 8


def test_copies_that_are_noisy_each_in_its_own_way_stay_copies() -> None:
    chance = random.Random(11)
    story = words(chance, 400)
    found = find_duplicates([(f"n{place}", " ".join(edited(chance, story, 0.03))) for place in range(6)])
    assert "template" not in relations_of(found)


def test_relations_do_not_depend_on_how_many_pairs_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [*of_one_mould(6), ("copy", of_one_mould(3)[2][1] + " sent again")]
    whole = find_duplicates(documents).pairs
    monkeypatch.setattr(templates, "SHINGLES_AT_ONCE", 100)
    assert find_duplicates(documents).pairs.equals(whole)


def test_addresses_are_no_news() -> None:
    """A page's links to itself differ on every page."""
    chance = random.Random(12)
    story, menu = words(chance, 60), words(chance, 200)
    pages = [(f"o{place}", " ".join([*words(chance, 60), *menu])) for place in range(4)]
    links = [
        " ".join(f"https://site{place}.example/{'-'.join(words(chance, 8))}" for _ in range(2)) for place in (1, 2)
    ]
    copies = [(f"c{place}", " ".join([*story, link, *menu])) for place, link in enumerate(links)]
    found = find_duplicates([*copies, *pages])
    assert found.explain("c0", "c1").relation == "near"
    # The same words, but not in addresses.
    plain = [(name, text.replace("://", " ").replace("/", " ")) for name, text in copies]
    assert find_duplicates([*plain, *pages]).explain("c0", "c1").relation == "template"
