"""Several rules on one page: what is text stays, what is frame goes, in more languages than one."""

from __future__ import annotations

import pytest

from cleaner import clean

STORY = (
    "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon, the crews said."
)
SECOND = (
    "The harbour master counted forty boats at the quay, more than in any winter since the new lighthouse was built."
)
THIRD = "On Thursday the wind is to turn, and the first ferry to the islands will leave at six if the sea allows it."
TITLE = "Ferries stay in port as rain falls"


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_a_body_that_stands_twice_stands_once() -> None:
    page = "\n\n".join(
        (TITLE, STORY, SECOND, THIRD, "Share this article", TITLE, STORY, SECOND.replace(" ", "  ", 1), THIRD)
    )
    assert lines(clean(page).text) == [STORY, SECOND, THIRD]


def test_what_an_organisation_says_of_itself_stays() -> None:
    page = "\n".join(
        (TITLE, "", STORY, "", "About Lorne Ferries", SECOND, "", "Media Contact:Jane Doe", "press@ferries.example")
    )
    assert lines(clean(page).text) == [STORY, "About Lorne Ferries", SECOND]


def test_a_poem_below_prose_stays() -> None:
    poem = ("The rain it raineth every day", "Upon the quay, upon the bay", "And skippers drink their time away")
    page = "\n".join((STORY, "", *poem))
    assert lines(clean(page).text)[-3:] == list(poem)


def test_a_diary_keeps_its_dates() -> None:
    page = "\n\n".join((TITLE, "12 May 2024", STORY, "13 May 2024", SECOND, "14 May 2024", THIRD))
    assert lines(clean(page).text) == ["12 May 2024", STORY, "13 May 2024", SECOND, "14 May 2024", THIRD]


@pytest.mark.parametrize(
    ("aside", "story"),
    [
        (
            " (Lire aussi : Le port rouvre)",
            "La pluie est tombée sur le port pour le troisième jour, et les bateaux sont restés à quai.",
        ),
        (
            " (Читайте также: Порт снова открыт)",
            "Дождь шёл над гаванью третий день подряд, и паромы стояли в порту до полудня, сказал капитан.",
        ),
        (
            " (Lesen Sie auch: Der Hafen öffnet)",
            "Regen fiel den dritten Tag auf den Hafen, und die Fähren blieben bis zum Mittag am Kai liegen.",
        ),
        (
            " [Lea también: El puerto reabre]",
            "La lluvia cayó sobre el puerto por tercer día, y los barcos se quedaron amarrados hasta el mediodía.",
        ),
    ],
)
def test_asides_go_out_of_a_line(aside: str, story: str) -> None:
    page = f"{story}{aside} {story[::-1].capitalize()}\n\n{story} {story}\n"
    cleaned = clean(page)
    assert aside.strip() not in cleaned.text
    assert story in cleaned.text
    assert cleaned.restore() == page


def test_words_of_furniture_inside_prose_stay() -> None:
    prose = (
        f"{STORY} She said: read also what stands below. (See also chapter two.) The photo: a boat, rain.",
        f"{SECOND} He is at home in the news, the contact broke, and 5 min read like an hour. Follow us, he said.",
    )
    page = "\n\n".join(prose)
    assert clean(page).text == page
