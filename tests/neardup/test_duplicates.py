"""find_duplicates against comparing each text with each, and its promises."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.config import DedupConfig
from cleaner.errors import ConfigError, DuplicateIdError, SourceError
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.hot import hot_of
from cleaner.neardup.kernels.proving import count_shared, spell
from cleaner.neardup.kernels.sketching import Lengths
from cleaner.neardup.shingling import shingle_hash, shingles, tokens
from cleaner.neardup.verify import count_sets
from tests.neardup.corpora import families, true_pairs, words

TABLE_COLUMNS = "id cluster_id cluster_size keep duplicate_of relation jaccard containment reason"
PAIR_COLUMNS = "a b relation jaccard containment_a_in_b containment_b_in_a cold_containment passages evidence"


def pairs_of(found: Duplicates) -> dict[tuple[str, str], float]:
    """Exact and near ones."""
    rows = found.pairs.to_pylist()
    assert len({(row["a"], row["b"]) for row in rows}) == len(rows)
    return {(row["a"], row["b"]): row["jaccard"] for row in rows if row["relation"] in {"exact", "near"}}


def representatives(documents: list[tuple[str, str]]) -> set[str]:
    """Of each token stream the text that is kept: the longest, then the smallest id."""
    streams = defaultdict(list)
    for name, text in documents:
        streams[tuple(tokens(text))].append((-len(text), name))
    return {min(copies)[1] for copies in streams.values()}


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 1.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_are_those_of_comparing_each_with_each(threshold: float, seed: int) -> None:
    documents = families(seed, 60)
    found = pairs_of(find_duplicates(documents, DedupConfig(threshold=threshold)))
    truth = true_pairs(documents, threshold)
    chosen = representatives(documents)
    # Equal token streams are looked at once: a near pair is told of the streams' kept texts.
    expected = {pair: value for pair, value in truth.items() if value == 1.0 or chosen.issuperset(pair)}
    assert {pair: truth[pair] for pair in found} == found
    missing = [pair for pair in expected if pair not in found and chosen.issuperset(pair)]
    assert missing == []


def test_recall_of_many_pairs_at_the_threshold() -> None:
    """2,000 pairs of Jaccard just above .7: at most the loss that the target allows, with room for chance."""
    chance = random.Random(7)
    documents = []
    for number in range(2000):
        story = words(chance, 104)
        # 100 shingles each; with 17 of the last words replaced, 83 are shared: 83 / 117 = .709.
        documents += [(f"{number:04}a", " ".join(story)), (f"{number:04}b", " ".join(story[:-17] + words(chance, 17)))]
    found = find_duplicates(documents)
    assert {round(value, 3) for value in pairs_of(found).values()} == {0.709}
    assert found.pairs.num_rows >= 1994


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(0, 5))
def test_any_order_of_rows_gives_the_same(chance: random.Random, seed: int) -> None:
    documents = families(seed, 12)
    expected = find_duplicates(documents)
    chance.shuffle(documents)
    found = find_duplicates(documents)
    assert found.table.equals(expected.table)
    assert found.pairs.equals(expected.pairs)


@settings(max_examples=50)
@given(st.lists(st.text("ab .", max_size=30), max_size=12))
def test_what_always_holds(texts: list[str]) -> None:
    documents = [(f"d{place:02}", text) for place, text in enumerate(texts)]
    found = find_duplicates(documents, DedupConfig(n=2))
    rows = found.table.to_pylist()
    streams = {name: tokens(text) for name, text in documents}
    assert all(streams[row["id"]] for row in rows)
    for row in rows:
        assert row["keep"] == (row["duplicate_of"] is None) == (row["id"] == row["cluster_id"])
        assert row["keep"] or (row["relation"] == "exact") == (streams[row["id"]] == streams[row["cluster_id"]])
        assert row["cluster_size"] == sum(other["cluster_id"] == row["cluster_id"] for other in rows) > 1
    paired = {row[side] for row in found.pairs.to_pylist() for side in "ab"}
    assert paired >= {row["id"] for row in rows}
    assert set(pairs_of(found)) <= set(true_pairs(documents, 0.7, 2))


def test_columns() -> None:
    found = find_duplicates([])
    assert " ".join(found.table.column_names) == TABLE_COLUMNS
    assert " ".join(found.pairs.column_names) == PAIR_COLUMNS
    assert found.clusters() == []


def test_exact_copies_give_one_pair_less_than_copies() -> None:
    text = " ".join(words(random.Random(1), 30))
    found = find_duplicates(
        [*((f"c{place}", text + "." * place) for place in range(6)), ("short1", "Hi!"), ("short2", "hi")]
    )
    assert set(pairs_of(found)) == {(f"c{place}", "c5") for place in range(5)} | {("short1", "short2")}
    assert set(found.table.column("relation").to_pylist()) == {None, "exact"}
    assert found.clusters() == [["c5", "c0", "c1", "c2", "c3", "c4"], ["short1", "short2"]]


def test_texts_without_tokens_or_shingles() -> None:
    found = find_duplicates([("a", ""), ("b", ""), ("c", None), ("d", "..."), ("e", "a b c d"), ("f", "a b c d e")])
    assert found.table.num_rows == found.pairs.num_rows == 0


def test_equal_ids() -> None:
    with pytest.raises(DuplicateIdError, match="'b'"):
        find_duplicates([("a", "x"), ("b", "y"), ("b", "z")])
    with pytest.raises(ValueError, match="7"):
        find_duplicates([(7, "x"), (7, "x")])


@pytest.mark.parametrize(
    "data", [["just a text"], [1, 2], [("a", 1)], [("a", "x", "y")], [("a", "x"), (2, "y")], [(None, "x")]]
)
def test_what_is_no_corpus(data: list[object]) -> None:
    with pytest.raises(SourceError):
        find_duplicates(data)


def test_settings_that_are_not_built() -> None:
    with pytest.raises(ConfigError, match="robust"):
        DedupConfig(robust=True)


def test_collisions_of_hashes_change_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where hashes say a pair is just near, the texts are counted: here as if they shared fewer shingles."""
    from cleaner.neardup import verify

    story = words(random.Random(3), 34)
    # 30 shingles each, 25 shared: 25 / 35 = .714.
    documents = [("a", " ".join(story)), ("b", " ".join([*story[:-5], *words(random.Random(4), 5)]))]
    assert len(pairs_of(find_duplicates(documents))) == 1
    monkeypatch.setattr(verify, "count_shared", lambda *_: (24, 30, 30) * 2)
    assert pairs_of(find_duplicates(documents)) == {}


@given(st.text("ab 漢\u0301é", max_size=60), st.text("ab 漢\u0301é", max_size=60), st.integers(1, 3), st.booleans())
def test_counts_on_texts_are_those_of_the_definition(one: str, other: str, n: int, collide: bool) -> None:
    """Also where hashes of 64 bits fall together, which is made to happen here."""
    spelled = []
    for text in (one, other):
        found = spell(np.frombuffer(text.encode() or b" ", np.uint8), fold_arrays(), Lengths(n, 2))
        spelled.append(found._replace(hashes=found.hashes & np.uint64(1)) if collide else found)
    sets = [set(shingles(text, n)) for text in (one, other)]
    hot = hot_of(np.array([shingle_hash(shingle.encode()) for shingle in sorted(sets[0])[::2]], np.uint32))
    orders = [np.argsort(some.hashes) for some in spelled]
    counts = count_shared(spelled[0], orders[0], spelled[1], orders[1], hot)
    expected = count_sets(sets[0], sets[1], hot)
    assert expected[:3] == (len(sets[0] & sets[1]), len(sets[0]), len(sets[1]))
    assert expected[3] == len((sets[0] & sets[1]) - set(sorted(sets[0])[::2]))
    # Where hashes fall together it says so, rather than count wrong.
    assert counts == expected or (collide and (counts == (-1,) * 6 or counts[:3] == expected[:3]))


def test_a_larger_signature_is_in_the_result() -> None:
    assert find_duplicates([], DedupConfig(threshold=0.5, containment=None)).bands.slots == 512
