"""Rules on text that no page ever was: nothing raises, everything comes back, prose stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import clean

STORY = "Rain fell on the harbour for the third day in a row, and the ferries (all of them) stayed in port until noon."
ODD = (
    "\x00",
    "\x07",
    "\u200f",
    "\u202b",
    "\ufeff",
    "\u2028",
    "\x0c",
    "\ud7ff",
    "\U0001f6a2",
    "é\u0301",
    "漢字かな交じり",
    "שלום",
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r",
        "x",
        "(",
        "(Read more: " * 2000,
        ". Read also:" * 2000,
        "a. Advertisement " * 2000,
        "1 " * 5000,
        f"{STORY}\nContact:\n" + "1-2-3 4/" * 2000,
        "Home > " * 2000,
        "|" * 5000,
        "2024-01-01 " * 2000,
        f"{STORY} " * 2000,
        "雨が降り続いた。船は港に残った。" * 2000,
        "\r".join([STORY, "Share", STORY]),
        "\n".join(ODD * 20),
        "".join(ODD * 20),
        "\n".join(f"{odd}{STORY}{odd}" for odd in ODD),
    ],
)
def test_odd_text_comes_back(text: str) -> None:
    assert clean(text, kind="text").restore() == text


@given(
    st.lists(
        st.sampled_from(
            [
                *ODD,
                STORY,
                "Share",
                "Photo: Jane Doe",
                "(Read also: It rains)",
                "Contact:",
                "a@b.example",
                "\n",
                " ",
                "\r\n",
                "12 May 2024",
                "Home > News > Here",
            ]
        ),
        max_size=25,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_mixture_comes_back(parts: list[str]) -> None:
    text = "".join(parts)
    assert clean(text, kind="text").restore() == text


@pytest.mark.parametrize("line", ["Share", "Home", "Advertisement", "5 min read", "Photo: Jane Doe / Reuters"])
def test_furniture_alone_leaves_nothing(line: str) -> None:
    assert clean(f"{line}\n\n{line}\n", kind="text").text == ""


def test_a_title_alone_stays_readable() -> None:
    cleaned = clean("Ferries stay in port as rain falls")
    assert cleaned.text or cleaned.title


def test_marks_of_direction_do_not_hide_furniture() -> None:
    story = (
        "سقط المطر على الميناء لليوم الثالث على التوالي، وبقيت العبارات راسية حتى الظهر، كما قال مدير الميناء للصحفيين."
    )
    page = f"\u200f{story}\n\n\u202bشارك على فيسبوك\u202c\n"
    assert clean(page).text.strip("\u200f\n") == story


def test_only_carriage_returns() -> None:
    assert clean(f"{STORY}\rShare on Facebook\rThen {STORY}\r").text == f"{STORY}\rThen {STORY}\r"


def test_control_characters_stay_in_prose() -> None:
    page = f"{STORY[:40]}\x00\x07{STORY[40:]}\n\nShare on Facebook\n"
    assert clean(page, kind="text").text == f"{STORY[:40]}\x00\x07{STORY[40:]}\n"
