"""Phrases of all languages, where they stand in a line."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Document
from cleaner.rules.make_phrases import table
from cleaner.rules.phrases import TABLE, all_phrases, match_key, match_keys, phrases_in
from cleaner.rules.reading import Reading
from cleaner.rules.word_lists import WORDS, word_table


def kinds(line: str) -> set[str]:
    return {hit.kind for hit in phrases_in(line, match_key(line))}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Breaking news", "kicker"),
        ("EILMELDUNG:", "kicker"),
        ("» Lire aussi : La grève continue", "read_more"),
        ("Читайте также: Паром снова ходит", "read_more"),
        ("شارك على فيسبوك", "share"),
        ("分享到微博", "share"),
        ("关注我们", "follow"),
        ("関連記事", "related"),
        ("Son dakika!", "kicker"),
        ("Fuente: Agencia", "source"),
        ("ＴＡＧＳ： harbour, rain", "tags"),
        ("यह भी पढ़ें: बारिश थमी", "read_more"),
        ("무단 전재 및 재배포 금지", "legal"),
        ("Bizi Twitter'da takip edin", "follow"),
        ("Publicité", "advert"),
    ],
)
def test_a_line_is_told_for_what_it_is(line: str, kind: str) -> None:
    assert kind in kinds(line)


@pytest.mark.parametrize(
    "line",
    [
        "Sources close to the mayor said so",
        "Tagsüber regnete es",
        "Nextdoor neighbours",
        "Readmore Books closed its doors",
        "Sharecropping ended here",
        "分析师说",
    ],
)
def test_words_that_only_begin_alike_are_no_phrase(line: str) -> None:
    assert kinds(line) == set()


def test_a_mark_must_follow_where_the_phrase_asks_for_it() -> None:
    assert "source" in kinds("Source: the harbour office")
    assert "source" in kinds("SOURCE – the harbour office")
    assert "source" not in kinds("Source of the Thames")


def test_words_of_another_language_count_in_that_language_only() -> None:
    story = "La pluie est tombée sur le port pour le troisième jour de suite, et les bateaux sont restés à quai."
    english = (
        "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon, they said."
    )
    assert Reading(Document(f"{story}\n\nPub\n")).has(1, "advert")
    assert not Reading(Document(f"{english}\n\nPub\n")).has(1, "advert")
    assert Reading(Document("Pub", language="fr-CA")).has(0, "advert")


def test_the_table_is_that_of_the_phrase_files() -> None:
    assert TABLE.read_text("utf-8") == table(), "`python -m cleaner.rules.make_phrases` puts it right"


def test_the_table_of_words_is_that_of_their_files() -> None:
    assert WORDS.read_text("utf-8") == word_table(), "`python -m cleaner.rules.make_phrases` puts it right"


def test_every_phrase_finds_itself() -> None:
    for phrase in all_phrases():
        middle = " xyz " if phrase.is_open else ""
        line = f"{phrase.head}{':' if phrase.wants_mark else ''}{middle}{phrase.tail}"
        assert phrase.kind in kinds(line), phrase


def test_a_phrase_leaves_one_thing_open_at_most() -> None:
    for file in files("cleaner.phrases").iterdir():
        if file.name.endswith(".toml"):
            assert not re.search(r'"[^"]*…[^"]*…[^"]*"', file.read_text("utf-8")), file.name


def test_phrases_are_words_and_stand_once() -> None:
    seen = set()
    for phrase in all_phrases():
        assert phrase.head or phrase.tail
        assert phrase not in seen, phrase
        seen.add(phrase)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_keys_of_many_lines_are_those_of_each(lines: list[str]) -> None:
    assert match_keys(lines) == [match_key(line) for line in lines]


@given(st.text(max_size=60))
def test_keys_do_not_depend_on_composition(text: str) -> None:
    assert match_key(unicodedata.normalize("NFC", text)) == match_key(unicodedata.normalize("NFD", text))
    assert match_key(match_key(text)) == match_key(text)
