"""fold-1 against Unicode's own definitions."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.folding import TokenClass, fold, fold_table, is_unspaced, token_class

# Every code point that this interpreter's older tables know: what is assigned stays as it is between versions.
ASSIGNED = [
    character
    for character in map(chr, (*range(0xD800), *range(0xE000, 0x110000)))
    if unicodedata.category(character) not in ("Cn", "Co")
]
UNTAKEN = "\u0378\U000e0fff"
FORMS = ("NFC", "NFD", "NFKC", "NFKD")


def by_definition(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Cf")).casefold()


def test_every_code_point_is_the_casefold_of_its_nfkd_without_marks() -> None:
    assert [character for character in ASSIGNED if fold(character) != by_definition(character)] == []


def test_folding_twice_changes_nothing() -> None:
    assert [character for character in ASSIGNED if fold(fold(character)) != fold(character)] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_code_point_folds_as_its_normal_forms(form: str) -> None:
    assert [one for one in ASSIGNED if fold(unicodedata.normalize(form, one)) != fold(one)] == []


@given(st.text(st.sampled_from(ASSIGNED)), st.sampled_from(FORMS))
def test_texts_fold_as_their_normal_forms(text: str, form: str) -> None:
    # NFC first: it brings several marks of one base into their order, which folding leaves as it finds it.
    ordered = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize(form, ordered)) == fold(ordered)


@given(st.text(), st.text())
def test_folding_is_free_of_context(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


def test_classes_are_letters_marks_numbers_and_underscore() -> None:
    for character in ASSIGNED:
        joins = unicodedata.category(character)[0] in "LMN" or character == "_"
        assert (token_class(character) is not TokenClass.SEPARATOR) == joins, hex(ord(character))


@pytest.mark.parametrize("character", [*UNTAKEN, "\ud800", "\ue000", " ", "."])
def test_unassigned_private_and_surrogates_separate(character: str) -> None:
    assert token_class(character) is TokenClass.SEPARATOR
    assert fold(character) == character


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İstanbul ISPARTA ıspanak", "istanbul isparta ıspanak"),
        ("ŉ ǰ ΐ ᾳ ﬃ", "ʼn j ι α ffi"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("ΟΔΟΣ οδός", "οδοσ οδοσ"),
        ("ñ n\u0303 ｎ", "n n n"),
        ("한글", unicodedata.normalize("NFD", "한글")),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("co\u00adop zero\u200bwidth", "coop zerowidth"),
        ("Ꭰꭰ", "ᎠᎠ"),
        ("½ Ⅳ ② ㍻", "1⁄2 iv 2 平成"),
        ("𝕳𝖊𝖑𝖑𝖔 𐐀", "hello 𐐨"),
        ("ｶﾞｷﾞ ガギ", "カキ カキ"),
    ],
)
def test_examples(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("character", "漢々〇あアーｱ".replace("ｱ", "") + "ไລខမ๑")
def test_unspaced_scripts(character: str) -> None:
    assert is_unspaced(character)


@pytest.mark.parametrize("character", "aжعह한1_。、・")
def test_spaced_scripts_and_punctuation(character: str) -> None:
    assert not is_unspaced(character)


def test_the_table_is_whole() -> None:
    table = fold_table()
    spans = [*table.words, *table.singles]
    assert all(not set(one) & set(other) for one, other in product(table.words, table.singles) if one.start < 0x3000)
    assert sum(map(len, spans)) == len({point for span in spans for point in span})
    assert {token_class(letter) for folded in table.folds.values() for letter in folded} == set(TokenClass)
