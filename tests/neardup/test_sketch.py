"""Signatures, slot by slot those of datasketch."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st

from cleaner.neardup.shingling import shingle_hash, shingles
from cleaner.neardup.sketch import Wanted, permutations, signatures, sketch, to_datasketch
from tests.neardup.corpora import SCRIPTS


def of_datasketch(text: str, slots: int = 128) -> MinHash:
    found = MinHash(num_perm=slots, seed=1, scheme="affine32", hashfunc=shingle_hash)
    for shingle in shingles(text):
        found.update(shingle.encode())
    return found


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts(script: str) -> None:
    text = SCRIPTS[script]
    assert signatures([text])[0].tolist() == of_datasketch(text).hashvalues.tolist()


@given(st.lists(st.text("abc d漢é", max_size=80), max_size=4))
def test_random_texts(texts: list[str]) -> None:
    assert signatures(texts).tolist() == [of_datasketch(text).hashvalues.tolist() for text in texts]


@pytest.mark.parametrize("slots", [128, 256, 512])
def test_all_sizes(slots: int) -> None:
    found = sketch([pa.array([SCRIPTS["latin"]], pa.large_string())], wanted=Wanted(slots))
    expected = of_datasketch(SCRIPTS["latin"], slots)
    assert found.slots[0].tolist() == [value & 0xFF for value in expected.hashvalues.tolist()]
    assert np.array(permutations(slots)).tolist() == expected.permutations.tolist()


def test_a_datasketch_object_goes_on_as_datasketch_does() -> None:
    one, other = SCRIPTS["latin"], SCRIPTS["greek"]
    found = to_datasketch(signatures([one])[0])
    expected = of_datasketch(one)
    for shingle in shingles(other):
        found.update(shingle.encode())
        expected.update(shingle.encode())
    assert found.hashvalues.tolist() == expected.hashvalues.tolist()
    assert found.jaccard(expected) == 1.0
    index = MinHashLSH(threshold=0.7, num_perm=128)
    index.insert("a", found)
    assert index.query(expected) == ["a"]


def test_a_datasketch_object_does_not_share_memory() -> None:
    row = signatures([SCRIPTS["latin"]])[0]
    before = row.copy()
    to_datasketch(row).update(b"something else altogether")
    assert row.tolist() == before.tolist()


def test_no_text() -> None:
    assert signatures([]).shape == (0, 128)
    assert set(signatures(["", "too few tokens"]).ravel().tolist()) == {2**32 - 1}


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_arrow_arrays(kind: pa.DataType) -> None:
    texts = [SCRIPTS["latin"], None, SCRIPTS["han"]]
    expected = signatures([text or "" for text in texts]).tolist()
    array = pa.array(texts, kind)
    assert signatures(array).tolist() == expected
    assert signatures(pa.chunked_array([array.slice(0, 1), array.slice(1)])).tolist() == expected
