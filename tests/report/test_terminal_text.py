"""Text of strangers stays in its column and commands no terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cleaner.report.terminal_text import anchor, ending, first_cells, one_line, pad, visible, wrap

ANY_TEXT = st.text(st.characters(), max_size=60)
WIDE = st.text(st.sampled_from("ab 漢かカ한😀é́ñ،شר\u200c"), max_size=60)


@given(text=ANY_TEXT)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = visible(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff\u00ad")


def test_what_belongs_to_writing_stays() -> None:
    for text in ("می‌خواهم", "क्‍ष", "naïve — “x”", "漢字", "👍🏽"):
        assert visible(text) == text


@given(text=WIDE, width=st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(text=WIDE, width=st.integers(4, 30))
def test_shortened_texts_fit(text: str, width: int) -> None:
    text = one_line(text)
    for shorten in (first_cells, ending):
        assert cell_len(shorten(text, width)) <= width
        if cell_len(text) <= width:
            assert shorten(text, width) == text


@given(text=WIDE, width=st.integers(0, 30))
def test_a_padded_text_has_its_width(text: str, width: int) -> None:
    assert cell_len(pad(text, width)) == width


def test_only_right_to_left_text_is_anchored() -> None:
    assert anchor("rain 3") == "rain 3"
    assert anchor("漢字") == "漢字"
    assert anchor("مطر") == "\u200eمطر\u200e"
    assert cell_len(anchor("مطر")) == cell_len("مطر")
