"""Copies in many scripts: the same relations whatever is between words, or nothing."""

from __future__ import annotations

import unicodedata

import pytest

from cleaner.config import DedupConfig
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.shingling import tokens
from tests.neardup.corpora import SCRIPTS

# Invented for these tests; nothing of it stands in the other texts.
AROUND = "Nine boats left the harbour before noon, and none of them came back until the wind had turned twice. "


@pytest.mark.parametrize("script", SCRIPTS)
def test_copies_of_each_kind(script: str) -> None:
    text = SCRIPTS[script]
    documents = {
        "a": text,
        "decomposed": unicodedata.normalize("NFD", text).upper(),
        "round-up": f"{AROUND}\n{text}\n{AROUND.replace('Nine', 'Ten')}",
        "other": AROUND,
    }
    found = find_duplicates(documents.items(), DedupConfig(passages=5))
    related = {(row["a"], row["b"]): row for row in found.pairs.to_pylist()}
    assert related["a", "decomposed"]["relation"] == "exact"
    inside = related.get(("a", "round-up")) or related["decomposed", "round-up"]
    assert inside["relation"] in ("contained-in", "near")
    assert inside["containment_a_in_b"] == 1.0
    span = inside["passages"][0]
    whole = documents[inside["a"]][span["a_start"] : span["a_end"]]
    assert tokens(whole) == tokens(documents["round-up"][span["b_start"] : span["b_end"]]) == tokens(text)
    assert ("a", "other") not in related
