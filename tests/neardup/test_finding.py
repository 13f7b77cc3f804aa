"""Containment: what is found against comparing each with each, and which documents it joins."""

from __future__ import annotations

import random

import pytest

from cleaner.config import DedupConfig
from cleaner.neardup import contained, hot
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from cleaner.neardup.shingling import shingles
from tests.neardup.corpora import edited, words

Documents = list[tuple[str, str]]


def syndicated(seed: int, stories: int) -> Documents:
    """Stories; some shortened, put into a round-up, edited, or between the head and the foot of a page."""
    chance = random.Random(seed)
    head = words(chance, 25)
    documents = []
    bodies = [words(chance, chance.randrange(40, 150)) for _ in range(stories)]
    for number, story in enumerate(bodies):
        documents.append((f"s{number:03}", story))
        kind = chance.randrange(6)
        if kind == 0:
            documents.append((f"s{number:03}cut", story[: max(6, len(story) * chance.randrange(20, 95) // 100)]))
        elif kind == 1:
            others = [word for other in chance.sample(bodies, 3) for word in other]
            documents.append((f"s{number:03}round", [*story, *others]))
        elif kind == 2:
            documents.append((f"s{number:03}page", [*head, *story, *words(chance, 60)]))
        elif kind == 3:
            documents.append((f"s{number:03}edited", edited(chance, story, 0.03)))
    return [(name, " ".join(text)) for name, text in documents]


def truth(documents: Documents, containment: float) -> dict[tuple[str, str], str]:
    """Each with each, where nothing is hot: the relation of a to b by the definition."""
    sets = [(name, set(shingles(text))) for name, text in sorted(documents)]
    found = {}
    for place, (a, one) in enumerate(sets):
        for b, other in sets[place + 1 :]:
            shared = len(one & other)
            if not shared:
                continue
            in_b, in_a = shared / len(one), shared / len(other)
            if one == other:
                found[a, b] = "exact"
            elif shared / len(one | other) >= 0.7:
                found[a, b] = "near"
            elif max(in_a, in_b) >= containment:
                found[a, b] = "contained-in" if in_b >= in_a else "contains"
    return found


def related(found: Duplicates) -> dict[tuple[str, str], str]:
    return {(row["a"], row["b"]): row["relation"] for row in found.pairs.to_pylist()}


@pytest.mark.parametrize("containment", [0.5, 0.8, 1.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_relations_are_those_of_comparing_each_with_each(containment: float, seed: int) -> None:
    documents = syndicated(seed, 150)
    found = related(find_duplicates(documents, DedupConfig(containment=containment)))
    expected = truth(documents, containment)
    assert {"contained-in", "contains", "near"} <= set(expected.values())
    # What is found is right, always; what samples miss are short texts in long ones.
    assert {pair: expected.get(pair) for pair in found} == found
    assert len(found) >= 0.99 * len(expected)


def test_a_round_up_does_not_join_its_parts() -> None:
    chance = random.Random(4)
    parts = [" ".join(words(chance, 80)) for _ in range(5)]
    found = find_duplicates([*((f"p{place}", text) for place, text in enumerate(parts)), ("round", " ".join(parts))])
    assert related(found) == {(f"p{place}", "round"): "contained-in" for place in range(5)}
    assert found.clusters() == []


def test_a_shortened_text_joins_what_it_makes_up_most_of() -> None:
    story = words(random.Random(5), 204)
    cut = {"most": story[:124], "half": story[:100], "part": story[:90]}
    found = find_duplicates([("whole", " ".join(story)), *((name, " ".join(text)) for name, text in cut.items())])
    rows = {row["id"]: row for row in found.table.to_pylist()}
    # 200 shingles in the whole: 120, 96 and 86 of them.
    assert set(rows) == {"whole", "most", "half"} or set(rows) == {"whole", "most", "half", "part"}
    assert rows["most"]["relation"] == "contained-in"
    assert rows["most"]["containment"] == 1.0
    assert rows["most"]["reason"] == "120 of its 120 shingles are in the kept one"
    assert related(found)["part", "whole"] == "contained-in"


def on_pages(count: int) -> Documents:
    """Short texts on pages of one site: more than half of each is the site's."""
    chance = random.Random(6)
    chrome = words(chance, 60)
    return [(f"p{place:03}", " ".join(chrome + words(chance, 40))) for place in range(count)]


def test_what_many_share_does_not_count() -> None:
    pages = on_pages(80)
    own = pages[3][1].split()[60:]
    elsewhere = " ".join(words(random.Random(7), 200) + own)
    found = find_duplicates([*pages, ("elsewhere", elsewhere)])
    # Of the page's 96 shingles 56 are hot; the other 40 but the 4 at the seam are in the other text.
    pair = next(row for row in found.pairs.to_pylist() if "elsewhere" in (row["a"], row["b"]))
    assert (pair["a"], pair["b"], pair["relation"]) == ("elsewhere", "p003", "contains")
    assert pair["cold_containment"] == pytest.approx(36 / 40)
    assert pair["containment_b_in_a"] == pytest.approx(36 / 96)
    assert pair["evidence"] == ("36 of b's 40 shingles are in a; 56 more that over 64 clusters hold are left aside")
    assert found.pairs.num_rows == 1


def test_up_to_64_clusters_do_not_make_a_shingle_hot() -> None:
    chance = random.Random(8)
    passage = words(chance, 30)
    documents = [(f"d{place:02}", " ".join(passage + words(chance, 100))) for place in range(63)]
    documents.append(("passage", " ".join(passage)))
    assert len(related(find_duplicates(documents))) == 63
    documents.append(("one more", " ".join(words(chance, 100) + passage)))
    assert related(find_duplicates(documents)) == {}


def test_copies_of_one_story_do_not_make_it_hot() -> None:
    chance = random.Random(9)
    story = words(chance, 200)
    documents = [(f"d{place:02}", " ".join([*story, *words(chance, 3)])) for place in range(80)]
    documents.append(("cut", " ".join(story[:60])))
    found = find_duplicates(documents)
    assert any("cut" in pair for pair in related(found))


def test_jaccard_alone() -> None:
    documents = syndicated(1, 60)
    found = find_duplicates(documents, DedupConfig(containment=None))
    assert set(related(found).values()) <= {"exact", "near"}
    assert set(found.pairs.column("cold_containment").to_pylist()) == {None}


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_rows_and_threads_gives_the_same(seed: int) -> None:
    documents = syndicated(seed, 40) + on_pages(70)
    expected = find_duplicates(documents)
    random.Random(seed).shuffle(documents)
    found = find_duplicates(documents, threads=2)
    assert found.table.equals(expected.table)
    assert found.pairs.equals(expected.pairs)


def test_explain_containment() -> None:
    story = words(random.Random(5), 204)
    found = find_duplicates([("whole", " ".join(story)), ("part", " ".join(story[:90])), ("other", "x " * 9)])
    explained = found.explain("whole", "part")
    assert (explained.relation, explained.cold_containment) == ("contains", 1.0)
    assert explained.reason == "86 of b's 86 shingles are in a"
    assert found.explain("part", "whole").relation == "contained-in"


def test_parts_and_spans_of_a_large_corpus_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = syndicated(5, 300)
    whole = find_duplicates(documents)
    small = {
        "FEW_POSTINGS": 0,
        "LEAST_BITS": 3,
        "POSTINGS_AT_ONCE": 2000,
        "POSTINGS_A_GROUP": 500,
        "EVENTS_AT_ONCE": 100,
    }
    for name, value in small.items():
        monkeypatch.setattr(contained, name, value)
    monkeypatch.setattr(hot, "CELLS_A_PART", 64)
    for threads in (1, 2):
        parts = find_duplicates(documents, threads=threads)
        assert parts.pairs.equals(whole.pairs)
        assert parts.effort == whole.effort
