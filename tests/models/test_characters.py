"""Characters and words as arrays, against plain counting."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cleaner.document import Document
from cleaner.models.characters import CharacterClass, Characters, class_of

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("aB1 ,.\n日本ไท’|"), max_size=80)


@given(text=TEXTS)
def test_each_line_is_counted_by_class(text: str) -> None:
    document = Document(text)
    found = Characters.of(document)
    for (start, end), counts in zip(document.blocks, found.classes, strict=True):
        line = text[start:end]
        assert counts.sum() == len(line)
        for kind in CharacterClass:
            assert counts[kind] == sum(class_of(character) is kind for character in line)


@given(text=st.text("abcXYZ019 \n.,-", max_size=80))
def test_words_are_runs_of_letters_and_digits(text: str) -> None:
    document = Document(text)
    found = Characters.of(document)
    words = [
        (number, word)
        for number, (start, end) in enumerate(document.blocks)
        for word in re.findall(r"\w+", text[start:end])
    ]
    assert found.word_lines.tolist() == [number for number, _ in words]
    assert found.word_lengths.tolist() == [len(word) for _, word in words]
    same = {}
    for (_, word), number in zip(words, found.word_hashes.tolist(), strict=True):
        assert same.setdefault(word.lower(), number) == number
    assert len(set(same.values())) == len(same)


def test_unspaced_characters_are_words_and_lines_are_told_by_their_words() -> None:
    found = Characters.of(Document("今日は\nRain fell.\nrain, fell\nfell rain"))
    assert found.word_lines.tolist()[:3] == [0, 0, 0]
    lines, hashes = found.line_hashes
    assert lines.tolist() == [0, 1, 2, 3]
    assert hashes[1] == hashes[2] != hashes[3]


def test_a_text_without_a_line() -> None:
    found = Characters.of(Document(" \n "))
    assert found.classes.shape[0] == len(found.word_hashes) == len(found.line_hashes[0]) == 0
