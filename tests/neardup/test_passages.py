"""Shared passages: the runs are those of comparing every place with every place; spans hold the same tokens."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.config import DedupConfig
from cleaner.errors import ConfigError
from cleaner.neardup.duplicates import Duplicates, find_duplicates
from cleaner.neardup.fold_arrays import fold_arrays
from cleaner.neardup.kernels.runs import place_tokens
from cleaner.neardup.passages import passages_of
from cleaner.neardup.shingling import tokens
from tests.neardup.corpora import SCRIPTS, words

LETTERS = "ab _é漢カไ한.\u0301\u00ad\ufdfa½𝕳ß⑴"


def maximal_runs(one: list[str], other: list[str], least: int) -> set[tuple[int, int, int]]:
    """All runs of equal tokens that cannot be longer, by looking at every pair of places."""
    found = set()
    for i in range(len(one)):
        for j in range(len(other)):
            if i and j and one[i - 1] == other[j - 1]:
                continue
            length = 0
            while i + length < len(one) and j + length < len(other) and one[i + length] == other[j + length]:
                length += 1
            if length >= least:
                found.add((i, j, length))
    return found


def as_runs(a: str, b: str, spans: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int]]:
    """Spans in tokens: texts here have one space between words of letters."""
    return [(len(tokens(a[:i])), len(tokens(b[:j])), len(tokens(a[i:end]))) for i, end, j, _ in spans]


@given(st.text(st.sampled_from(LETTERS), max_size=80))
@example("3½ cafe\u0301 x")
@example("㍿ ﷺ")
def test_places_hold_their_tokens(text: str) -> None:
    starts, ends = place_tokens(np.frombuffer(text.encode() or b" ", np.uint8), fold_arrays())
    known = tokens(text)
    assert len(starts) == len(known)
    for token, start, end in zip(known, starts.tolist(), ends.tolist(), strict=True):
        assert token in tokens(text[start:end])
    # In order, and no more than one character is shared by two.
    assert all(end - 1 <= start for end, start in zip(ends.tolist(), starts.tolist()[1:], strict=False))


@pytest.mark.parametrize("script", SCRIPTS)
def test_spans_are_characters_of_any_script(script: str) -> None:
    text = SCRIPTS[script]
    a, b = f"One two. {text} And more.", f"«{text.upper()}» said three"
    ((a_start, a_end, b_start, b_end),) = passages_of(a, b, 5)
    assert tokens(a[a_start:a_end]) == tokens(b[b_start:b_end]) == tokens(text)
    assert a[a_start:a_end] in text


@given(
    st.text(st.sampled_from(LETTERS), max_size=60), st.text(st.sampled_from(LETTERS), max_size=60), st.integers(1, 6)
)
@example("x ½ a b", "1 2 a b", 2)
def test_both_sides_of_a_span_have_the_same_tokens(a: str, b: str, least: int) -> None:
    for a_start, a_end, b_start, b_end in passages_of(a, b, least):
        assert tokens(a[a_start:a_end]) == tokens(b[b_start:b_end]) != []


WORDS = st.lists(st.sampled_from(["ka", "lo", "mi", "ru"]), max_size=40)


@given(WORDS, WORDS, st.integers(2, 8))
def test_runs_are_maximal_and_the_longest_is_among_them(one: list[str], other: list[str], least: int) -> None:
    a, b = " ".join(one), " ".join(other)
    found = as_runs(a, b, passages_of(a, b, least))
    known = maximal_runs(one, other, least)
    assert set(found) <= known
    assert bool(found) == bool(known)
    # Where a text repeats a window more than eight times, not all of its places are looked at.
    if len(set(zip(*(one[at:] for at in range(least)), strict=False))) == max(len(one) - least + 1, 0):
        assert max((length for *_, length in found), default=0) == max((length for *_, length in known), default=0)
    for number, (i, j, length) in enumerate(found):
        for k, m, other_length in found[:number] + found[number + 1 :]:
            assert not (k <= i and i + length <= k + other_length)
            assert not (m <= j and j + length <= m + other_length)


@given(st.lists(st.integers(0, 999), min_size=30, max_size=60, unique=True), st.data())
def test_of_texts_that_repeat_nothing_every_run_is_found(numbers: list[int], data: st.DataObject) -> None:
    one = [f"w{number}" for number in numbers]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(one)), max_size=4)))
    parts = [one[first:last] for first, last in zip([0, *cuts], [*cuts, len(one)], strict=True)]
    other = [word for part in data.draw(st.permutations(parts)) for word in [*part, "x"]]
    a, b = " ".join(one), " ".join(other)
    assert set(as_runs(a, b, passages_of(a, b, 5))) == maximal_runs(one, other, 5)


def test_a_text_of_one_word_takes_linear_time() -> None:
    a, b = "la " * 60_000, "la " * 50_000 + "lu"
    (span,) = passages_of(a, b, 50)
    assert span == (0, 149_999, 0, 149_999)


def sharing(seed: int, number: int, least: int) -> tuple[list[tuple[str, str]], set[tuple[str, str]]]:
    """Texts of 300 words, half of them in pairs that share a passage and nothing else."""
    chance = random.Random(seed)
    texts = [words(chance, 300) for _ in range(number)]
    for first in range(0, number // 2, 2):
        passage = words(chance, chance.randrange(least, 3 * least))
        for text in texts[first : first + 2]:
            at = chance.randrange(300)
            text[at:at] = passage
    documents = [(f"d{place:04}", " ".join(text)) for place, text in enumerate(texts)]
    return documents, {(documents[first][0], documents[first + 1][0]) for first in range(0, number // 2, 2)}


def shared(found: Duplicates) -> dict[tuple[str, str], list[dict[str, int]]]:
    return {
        (row["a"], row["b"]): row["passages"] for row in found.pairs.to_pylist() if row["relation"] == "shares-passage"
    }


@pytest.mark.parametrize("least", [5, 20, 50])
@pytest.mark.parametrize("seed", [1, 2])
def test_every_passage_is_found_and_none_invented(least: int, seed: int) -> None:
    documents, expected = sharing(seed, 200, least)
    texts = dict(documents)
    found = shared(find_duplicates(documents, DedupConfig(passages=least)))
    assert set(found) == expected
    for (a, b), spans in found.items():
        for span in spans:
            one, other = texts[a][span["a_start"] : span["a_end"]], texts[b][span["b_start"] : span["b_end"]]
            assert tokens(one) == tokens(other)
            assert len(tokens(one)) >= least


def test_only_where_it_is_asked_for() -> None:
    documents, _ = sharing(3, 20, 50)
    assert find_duplicates(documents).pairs.num_rows == 0
    assert shared(find_duplicates(documents, DedupConfig(passages=400))) == {}
    with pytest.raises(ConfigError, match="--passages 4: use a whole number from 5"):
        DedupConfig(passages=4)


def test_it_changes_no_cluster_and_names_no_copy() -> None:
    documents, expected = sharing(4, 60, 50)
    documents += [("copy", documents[0][1].upper()), ("near", documents[2][1] + " and so on")]
    alone, found = find_duplicates(documents), find_duplicates(documents, DedupConfig(passages=50))
    assert found.table.equals(alone.table)
    relations = {(row["a"], row["b"]): row["relation"] for row in found.pairs.to_pylist()}
    assert {relations.get(pair) for pair in expected} <= {"shares-passage", None}
    assert relations["copy", "d0000"] == "exact"
    exact = next(row for row in found.pairs.to_pylist() if row["relation"] == "exact")
    whole = len(documents[0][1])
    assert exact["passages"] == [{"a_start": 0, "a_end": whole, "b_start": 0, "b_end": whole}]
    near = next(row for row in found.pairs.to_pylist() if row["relation"] == "near")
    assert near["passages"][0]["a_start"] == 0


def on_pages(seed: int, number: int) -> list[tuple[str, str]]:
    """Texts of which each shares one paragraph with all others, and most a passage with one other."""
    chance = random.Random(seed)
    paragraph = words(chance, 80)
    documents = []
    for _ in range(number // 2):
        passage = words(chance, 60)
        documents += [[*paragraph, *words(chance, 100), *passage], [*passage, *words(chance, 100), *paragraph]]
    return [(f"d{place:04}", " ".join(text)) for place, text in enumerate(documents)]


def test_what_very_many_share_gives_each_a_partner_and_hides_no_other_passage() -> None:
    documents = on_pages(5, 300)
    found = shared(find_duplicates(documents, DedupConfig(passages=50)))
    # Each pair of its own, and of the paragraph that all have no more than a few pairs a document.
    assert {(documents[first][0], documents[first + 1][0]) for first in range(0, 300, 2)} <= set(found)
    with_paragraph = [pair for pair, spans in found.items() if any(s["a_end"] - s["a_start"] > 420 for s in spans)]
    assert {name for pair in with_paragraph for name in pair} == {name for name, _ in documents}
    assert len(found) < 6 * len(documents)


def test_a_common_phrase_hides_no_passage() -> None:
    """200 texts share 20 words; within them pairs share 60 of which these are a part."""
    chance = random.Random(6)
    phrase = words(chance, 20)
    documents = []
    for place in range(100):
        before, after = ((20, 20), (40, 0), (0, 40))[place % 3]
        passage = [*words(chance, before), *phrase, *words(chance, after)]
        documents += [(f"d{place:03}{side}", " ".join([*words(chance, 80), *passage])) for side in "ab"]
    found = shared(find_duplicates(documents, DedupConfig(passages=50)))
    assert set(found) == {(f"d{place:03}a", f"d{place:03}b") for place in range(100)}


@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_rows_and_threads_gives_the_same(seed: int) -> None:
    documents = on_pages(seed, 140) + sharing(seed, 40, 50)[0]
    documents = [(f"{place:03}{name}", text) for place, (name, text) in enumerate(documents)]
    expected = find_duplicates(documents, DedupConfig(passages=50))
    random.Random(seed).shuffle(documents)
    found = find_duplicates(documents, DedupConfig(passages=50), threads=2)
    assert found.pairs.equals(expected.pairs)


def test_with_jaccard_alone_passages_are_found_too() -> None:
    documents, expected = sharing(7, 40, 50)
    found = find_duplicates(documents, DedupConfig(passages=50, containment=None))
    assert set(shared(found)) == expected


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["word"] * 3, ["la " * 500] * 3, ["la " * 500, "la " * 600]])
def test_odd_corpora(texts: list[str]) -> None:
    found = find_duplicates([(f"d{place}", text) for place, text in enumerate(texts)], DedupConfig(passages=50))
    for row in found.pairs.to_pylist():
        for span in row["passages"]:
            assert 0 <= span["a_start"] < span["a_end"]
