"""Template twins are told from copies by where texts differ and how many share the rest."""

from __future__ import annotations

import random

from cleaner.neardup.duplicates import Duplicates, find_duplicates
from tests.neardup.corpora import words

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
    assert explained.reason.endswith("each has a lead of its own")


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


def test_three_are_too_few_to_make_a_mould() -> None:
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
    """Their leads differ, but a sixth of what they share is in no other release."""
    chance = random.Random(1)
    about, story = words(chance, 250), words(chance, 60)
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
