"""Giant buckets: linear cost, and no pair lost that shares what is not shared by all."""

from __future__ import annotations

import random

import numpy as np
import pytest

from cleaner.config import DedupConfig
from cleaner.neardup.bands import choose_bands
from cleaner.neardup.candidates import prefix_lengths
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from tests.neardup.corpora import edited, true_pairs, words


def with_template(number: int, share: float, template: int, own: int, seed: int) -> list[tuple[str, str]]:
    """Texts of which some begin with one template; each tenth of those has a copy with a word or two replaced."""
    chance = random.Random(seed)
    furniture = words(chance, template)
    documents = []
    for place in range(number):
        if place >= share * number:
            documents.append((f"p{place:05}", " ".join(words(chance, 40))))
            continue
        body = words(chance, own)
        documents.append((f"t{place:05}", " ".join(furniture + body)))
        if place % 10 == 0:
            body[chance.randrange(own)] = "changed"
            documents.append((f"t{place:05}copy", " ".join(furniture + body)))
    return documents


def joined(pairs: list[tuple[str, str]]) -> set[frozenset[str]]:
    """The sets of documents that pairs join."""
    group: dict[str, set[str]] = {}
    for a, b in pairs:
        whole = group.get(a, {a}) | group.get(b, {b})
        group.update(dict.fromkeys(whole, whole))
    return {frozenset(members) for members in group.values()}


def copies_found(found: Duplicates) -> set[str]:
    return {row["b"] for row in found.pairs.to_pylist() if row["b"] == row["a"] + "copy"}


@pytest.mark.parametrize(("template", "own", "threshold"), [(40, 40, 0.7), (60, 30, 0.8), (30, 50, 0.6)])
def test_a_template_on_a_third_of_the_corpus(template: int, own: int, threshold: float) -> None:
    documents = with_template(20_000, 0.3, template, own, seed=1)
    found = find_duplicates(documents, DedupConfig(threshold=threshold))
    copies = {name for name, _ in documents if name.endswith("copy")}
    assert found.effort.giant_buckets > 0
    assert copies_found(found) == copies
    assert found.pairs.num_rows == len(copies)


def test_cost_is_linear() -> None:
    """Twice the corpus, at most two and a half times the pairs looked at; all pairs would be four times."""
    looked = []
    for number in (5_000, 10_000, 20_000):
        found = find_duplicates(with_template(number, 0.3, 50, 40, seed=2))
        assert found.effort.giant_buckets > 0
        looked.append(found.effort.looked_at)
    assert looked[1] <= 2.5 * looked[0]
    assert looked[2] <= 2.5 * looked[1]
    assert looked[2] < 20_000 * 100


@pytest.mark.parametrize("share", [0.002, 0.01, 0.02])
def test_a_large_family_is_joined_as_comparing_each_with_each_joins_it(share: float) -> None:
    chance = random.Random(3)
    story = words(chance, 120)
    documents = [(f"d{place:04}", " ".join(edited(chance, story, share))) for place in range(300)]
    # Among so many versions a few look like twins of a mould, which is decided of containment's pairs.
    found = find_duplicates(documents, DedupConfig(containment=None))
    truth = joined(list(true_pairs(documents, 0.7)))
    assert {frozenset(cluster) for cluster in found.clusters()} == truth
    assert found.effort.looked_at < 300 * 120
    paired = {row[side] for row in found.pairs.to_pylist() for side in "ab"}
    assert paired == set(found.table.column("id").to_pylist())


def test_many_copies_of_few_texts_cost_nothing() -> None:
    texts = [" ".join(words(random.Random(seed), 50)) for seed in range(5)]
    found = find_duplicates([(place, texts[place % 5]) for place in range(5000)])
    assert found.effort.looked_at == 0
    assert found.pairs.num_rows == 4995


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.7, 0.95, 1.0])
def test_prefix_filter_misses_no_pair(threshold: float) -> None:
    """Two sets at the threshold share one of their first elements in any fixed order."""
    chance = random.Random(11)
    tried = 0
    for _ in range(3000):
        base = chance.sample(range(200), chance.randrange(1, 60))
        one = {x for x in base if chance.random() < 0.97} | {chance.randrange(200)}
        other = {x for x in base if chance.random() < 0.97}
        if not other or len(one & other) / len(one | other) < threshold:
            continue
        tried += 1
        first = [set(sorted(some)[: prefix_lengths(np.array([len(some)]), threshold)[0]]) for some in (one, other)]
        assert first[0] & first[1]
    assert tried > 20


def test_the_estimate_loses_practically_nothing() -> None:
    bands = choose_bands(DedupConfig())
    chance = np.random.default_rng(1)
    assert (chance.binomial(bands.slots, 0.7, size=100_000) < bands.least_slots).sum() <= 2
