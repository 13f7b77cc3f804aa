"""Tokens, shingles and hash-1: the compiled functions equal the plain Python on every code point."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.neardup.shingling import shingle_hash, shingles, tokens
from cleaner.neardup.sketch import sketch
from tests.neardup.corpora import SCRIPTS

CODE_POINTS = [chr(point) for point in (*range(0xD800), *range(0xE000, 0x110000))]


def check(texts: list[str], n: int = 5) -> None:
    """The kernel's shingle sets and token counts are the reference's."""
    found = sketch([pa.array(texts, pa.large_string())], n)
    for place, text in enumerate(texts):
        start = found.starts[place]
        assert found.token_counts[place] == len(tokens(text)), repr(text)
        expected = sorted({shingle_hash(shingle.encode()) for shingle in shingles(text, n)})
        assert found.hashes[start : start + found.sizes[place]].tolist() == expected, repr(text)


def test_every_code_point_within_a_word() -> None:
    # With n = 1 each token is hashed by itself, so that token bounds and bytes are both seen.
    size = 64
    words = [f"a{character}b" for character in CODE_POINTS]
    check([" ".join(words[first : first + size]) for first in range(0, len(words), size)], n=1)


def test_every_code_point_in_long_words() -> None:
    """At all places of a hash's 8-byte words: the texts shift by one byte each."""
    size = 997
    runs = [CODE_POINTS[first : first + size] for first in range(0, len(CODE_POINTS), size)]
    check(["x" * (place % 9) + "".join(run) + " " + "é".join(run) for place, run in enumerate(runs)], n=1)


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts(script: str) -> None:
    text = SCRIPTS[script]
    check([text, text.upper(), f"mixed {text} words", text * 3])
    assert shingles(text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=5), st.integers(1, 7))
@example(["漢" * 7, "漢" * 6, "a b c d 漢 e f", "漢 b c d e f", "漢 b c d e f g"], 5)
def test_random_texts(texts: list[str], n: int) -> None:
    check(texts, n)


@given(st.text(st.sampled_from("ab _é漢カไ한.\u0301\u00ad\ufdfa½𝕳ß"), max_size=200))
def test_texts_of_few_letters(text: str) -> None:
    check([text])


@pytest.mark.parametrize("length", [4095, 4096, 4097, 20000])
def test_long_texts(length: int) -> None:
    """Above 4,096 shingles they are sorted in another way."""
    check([" ".join(f"w{place * 7919 % 65537}" for place in range(length + 4)), "a b " * length])


@pytest.mark.parametrize("odd", ["é", "漢", "𝕳", "\u00ad", "\ufdfa", "!", "漢字", " "])
def test_odd_characters_at_all_places_of_a_block(odd: str) -> None:
    """Text is read 32 and 64 bytes at once: an odd character around each bound, and texts that end there."""
    plain = "word Two three_4 " * 9
    check(
        [plain[:place] + odd + plain[place : place + rest] for place in range(70) for rest in (0, 1, 31, 64, 67)], n=2
    )


@pytest.mark.parametrize("length", [*range(1, 20), 31, 32, 33, 63, 64, 65, 129])
def test_words_of_all_lengths_at_all_places(length: int) -> None:
    check([f"{' ' * place}{'x' * length} {'y' * length}" for place in range(66)], n=1)


def test_rows_are_independent_of_blocks_and_slices() -> None:
    texts = list(SCRIPTS.values()) * 3
    whole = sketch([pa.array(texts, pa.large_string())])
    array = pa.array(["left out", *texts, "left out"], pa.large_string()).slice(1, len(texts))
    parts = sketch([array.slice(0, 5), array.slice(5, 0), array.slice(5)])
    assert whole.hashes.tolist() == parts.hashes.tolist()
    assert whole.digests.tolist() == parts.digests.tolist()


@given(st.text(max_size=30), st.text(max_size=30))
def test_digests_tell_token_streams_apart(one: str, other: str) -> None:
    found = sketch([pa.array([text.encode("utf-8", "replace").decode() for text in (one, other)], pa.large_string())])
    assert (found.digests[0].tolist() == found.digests[1].tolist()) == (tokens(one) == tokens(other))


def test_bytes_that_are_no_utf8_are_safe() -> None:
    """A careless producer's buffer: nothing beyond the text is read, and what cannot be read separates."""
    bad = [b"abc\xf0\x9f", b"\xff\xfe\x80", b"ab\xf7\xbf\xbf\xbfcd", b"\xc3", b"\xe2\x28\xa1"]
    array = pa.array(bad, pa.large_binary())
    texts = pa.Array.from_buffers(pa.large_string(), len(bad), array.buffers())
    assert sketch([texts]).token_counts.tolist() == [1, 0, 2, 0, 0]


def test_lone_surrogates_separate() -> None:
    assert tokens("ab\ud800cd") == ["ab", "cd"]


def test_shingle_lengths() -> None:
    assert shingles("a b c d e 漢 字") == ["a b c d e", "b c d e 漢", "c d e 漢 字"]
    assert shingles("漢 b c d e f g h") == ["漢 b c d e f g", "b c d e f", "c d e f g", "d e f g h"]
    assert shingles("a b c d") == []
