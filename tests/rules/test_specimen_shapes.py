"""A syndicated page: kicker, headline three times, article with labels and bullets, source, slug, calls, neighbours."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.document import Cleaned

KICKER = "Última hora"
TITLE = "El faro de Aldemar vuelve a encenderse tras la tormenta del jueves"
BODY = (
    "La luz del faro volvió el domingo por la noche, tras tres días de oscuridad: los técnicos cambiaron la lámpara"
    " y revisaron el motor, según dijo el farero.",
    "Lo que se sabe: La tormenta arrancó parte del tejado y el agua llegó hasta la sala de máquinas, donde se guardan"
    " los cuadernos de bitácora desde hace un siglo.",
    "  • Los pescadores salieron el lunes con buena mar, aunque el puerto sigue cerrado a los barcos grandes hasta"
    " nuevo aviso de la capitanía.",
    "  • El ayuntamiento calcula los daños en unos cuarenta mil reales, que pagará el seguro.",
    "Qué mirar: La visita de la inspectora, el miércoles.",
    "La escuela de Aldemar abre el martes; los niños podrán subir a la torre, como siempre, cuando acaben las clases.",
)
TAIL = (
    "Fuente",
    "faro Aldemar vuelve encenderse tras tormenta jueves",
    "Síguenos en Google News",
    "ANTERIOR Copa del valle | Peñarrubia contra Aldemar | Previa – Deportes Norte",
    "SIGUIENTE Retrato de la semana: Elisa Andrade, la voz del río – RADIO ALDEMAR",
    "----",
)


def assert_article_alone(page: str, cleaned: Cleaned, title: str = TITLE, body: tuple[str, ...] = BODY) -> None:
    assert cleaned.title == title
    assert [line.strip() for line in cleaned.text.splitlines() if line.strip()] == [line.strip() for line in body]
    assert cleaned.restore() == page


def test_another_language() -> None:
    page = "\n\n".join((KICKER, TITLE, f"{TITLE}\n{TITLE}", *BODY, *TAIL[:4])) + "\n" + "\n".join(TAIL[4:])
    assert_article_alone(page, clean(page))


def test_another_order() -> None:
    page = (
        "\n".join((TITLE, *TAIL[2:3], KICKER, TITLE, "", *BODY, "", *TAIL[3:5], TAIL[1], TITLE, *TAIL[:1], TAIL[5]))
        + "\n"
    )
    assert_article_alone(page, clean(page))


def test_other_line_ends() -> None:
    page = "\r\n\r\n".join((KICKER, TITLE, TITLE, *BODY, *TAIL)) + "\r\n"
    cleaned = clean(page)
    assert_article_alone(page, cleaned)
    assert "\r\n\r\n" in cleaned.text


def test_no_headline() -> None:
    page = "\n\n".join((KICKER, *BODY, *(line for line in TAIL if line != TAIL[1])))
    cleaned = clean(page)
    assert cleaned.title is None
    assert [line.strip() for line in cleaned.text.splitlines() if line.strip()] == [line.strip() for line in BODY]


ENGLISH = "The lighthouse of Aldemar is lit again after the storm"
PROSE = (
    "The light came back on Sunday night, after three days of darkness: the engineers changed the lamp and looked at"
    " the motor, the keeper said. The storm tore off a part of the roof, and the water rose to the engine room, where"
    " the log books of a hundred years are kept. What to watch: The inspector's visit on Wednesday."
)


@pytest.mark.parametrize("title", [None, ENGLISH])
def test_one_line(title: str | None) -> None:
    page = (
        f"Breaking news {ENGLISH} {ENGLISH} {ENGLISH} {PROSE} Source lighthouse Aldemar lit again after storm"
        " For Latest Updates Follow us on Google News PREV Valley cup | Aldemar and the north | Preview – Sports North"
        " NEXT Portrait of the week: the voice of the river – RADIO ALDEMAR ----"
    )
    cleaned = clean(page, title=title)
    assert cleaned.title == ENGLISH
    assert cleaned.text == PROSE
    assert cleaned.restore() == page


def test_one_line_of_prose_is_prose() -> None:
    for page in (
        PROSE,
        f"{ENGLISH}. {PROSE}",
        f"{PROSE} Source of all this was a wave.",
        f"Analysis of the storm: {PROSE}",
    ):
        assert clean(page).text == page


def test_one_line_without_phrases_of_its_language() -> None:
    prose = (
        "Tormenta vetus turrem pulsavit, et nautae in portu manserunt; nemo lucem vidit per tres noctes longas. " * 3
        + "Finis."
    )
    assert clean(prose).text == prose
