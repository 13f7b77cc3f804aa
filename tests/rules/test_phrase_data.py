"""The phrase files: kinds and languages in full, and lines of many languages told from prose of the same words."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files

import pytest

import cleaner
from cleaner.rules.phrases import OPEN, all_phrases, match_key, phrases_in

KINDS = frozenset(
    "advert comments contact credit follow kicker legal navigation paywall prev_next read_more related share source"
    " stamp tags tools".split()
)
LEAST_LANGUAGES, LEAST_WORDINGS = 45, 3
# One line may be two things where the kinds stand in the same place of a page: buttons, menus, labels above a text.
BUTTONS = frozenset({"share", "tools", "navigation", "follow", "comments", "paywall", "legal", "advert"})
LINKS = frozenset({"read_more", "related", "prev_next", "tags", "navigation", "tools", "credit", "share"})
LABELS = frozenset({"kicker", "navigation", "related", "credit", "contact", "follow", "comments", "advert", "stamp"})
HEADINGS = frozenset({"tags", "related", "source", "contact", "credit", "kicker", "read_more", "comments", "legal"})
PARTNERS = frozenset({"advert", "related", "read_more", "follow"})
MEANT = (BUTTONS, LINKS, LABELS, HEADINGS, PARTNERS, frozenset({"kicker", "prev_next"}))
TABLES = {
    file.name: tomllib.loads(file.read_text("utf-8"))
    for file in files("cleaner.phrases").iterdir()
    if file.name.endswith(".toml")
}

STORY = {
    "en": "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon.",
    "de": "Den dritten Tag in Folge regnete es auf den Hafen, und die Fähren blieben bis zum Mittag liegen.",
    "fr": "La pluie est tombée sur le port pour le troisième jour de suite, et les bateaux sont restés à quai.",
    "es": "Llovió sobre el puerto por tercer día seguido, y los barcos se quedaron en el muelle hasta mediodía.",
    "ru": "Третий день подряд над портом шёл дождь, и паромы до полудня стояли у причала без пассажиров.",
}


def kinds(line: str) -> set[str]:
    return {hit.kind for hit in phrases_in(line, match_key(line))}


def test_every_file_says_where_its_words_come_from() -> None:
    for name, table in TABLES.items():
        assert table["provenance"], name


def test_every_kind_speaks_many_languages() -> None:
    wordings = Counter((phrase.kind, phrase.language) for phrase in all_phrases())
    languages: dict[str, set[str]] = defaultdict(set)
    for (kind, language), count in wordings.items():
        if count >= LEAST_WORDINGS:
            languages[kind].add(language)
    assert set(languages) == KINDS
    assert {kind: len(spoken) for kind, spoken in languages.items() if len(spoken) < LEAST_LANGUAGES} == {}


def test_a_wording_stands_once_in_its_language() -> None:
    forms = Counter(phrase._replace(only_language=False) for phrase in all_phrases())
    assert [phrase for phrase, count in forms.items() if count > 1] == []


def test_no_wording_is_empty() -> None:
    assert [phrase for phrase in all_phrases() if not (phrase.head or phrase.tail)] == []


def test_a_gap_is_one_sign() -> None:
    for name, tables in TABLES.items():
        for languages in tables.values():
            for wordings in languages.values() if isinstance(languages, dict) else ():
                assert [words for words in wordings if "..." in words or words.strip(f"{OPEN}: ") == ""] == [], name


def test_a_line_is_of_two_kinds_only_where_they_stand_alike() -> None:
    found = defaultdict(set)
    for phrase in all_phrases():
        if not phrase.is_open and not phrase.only_language:
            found[phrase.language, phrase.head].add(phrase.kind)
    strange = {
        line: sorted(both) for line, both in found.items() if len(both) > 1 and not any(both <= m for m in MEANT)
    }
    assert strange == {}


@pytest.mark.parametrize(
    ("line", "kind", "prose"),
    [
        ("Photo: Ana Lorne", "credit", "Photo albums from the harbour were sold on the quay."),
        ("Listen to this article", "tools", "Listen to the harbour at night, he said."),
        ("Skip to content", "navigation", "Skip the content of the first hold, he said."),
        ("Notes to editors", "contact", "Notes to the crew were pinned to the door."),
        ("Reading time: 4 minutes", "stamp", "Reading the time off the tower was hard."),
        ("Symbolbild: Anna Hafen", "credit", "Symbolbilder sagen wenig, fand die Hafenmeisterin."),
        ("Artikel vorlesen", "tools", "Artikel vorlesen durfte nur der Kapitän selbst, hieß es."),
        ("Pressekontakt: Hafenamt", "contact", "Pressekontakte pflegte der Hafenmeister sonst kaum."),
        ("Crédit photo : Ana Port", "credit", "Crédit et dette du port ont doublé cette année."),
        ("Temps de lecture : 3 min", "stamp", "Le temps de la pêche est fini sur ce quai."),
        ("Tiempo de lectura: 3 min", "stamp", "Tiempo hubo de sobra para cerrar el muelle."),
        ("Ir al contenido", "navigation", "Ir al puerto de noche da miedo, dijo ella."),
        ("Tempo de leitura: 3 min", "stamp", "Tempo não faltou para fechar o porto."),
        ("Vai al contenuto", "navigation", "Vai al porto di notte, disse la madre."),
        ("Leestijd: 4 minuten", "stamp", "Leestijden van de haven hangen aan de deur."),
        ("Fot. Jan Port", "credit", "Fotografowie czekali w porcie do południa."),
        ("Версия для печати", "tools", "Версия капитана сильно отличалась от этой."),
        ("Версія для друку", "tools", "Версія капітана дуже відрізнялася від цієї."),
        ("Okuma süresi: 3 dakika", "stamp", "Okuma bilmeyen balıkçılar limanda bekledi."),
        ("Sumber foto: Pelabuhan", "credit", "Sumber air di pelabuhan itu sudah kering."),
        ("Thời gian đọc: 3 phút", "stamp", "Thời gian chờ ở cảng kéo dài cả ngày."),
        ("وقت القراءة: 3 دقائق", "stamp", "وقت الصيد انتهى في الميناء منذ يومين كاملين."),
        ("عکاس: رضا بندری", "credit", "عکاسان تا ظهر در بندر منتظر ماندند."),
        ("मुख्य सामग्री पर जाएं", "navigation", "मुख्य बंदरगाह पर दोपहर तक नावें खड़ी रहीं।"),
        ("图片来源：海港", "credit", "图书馆里有许多关于海港的书。"),
        ("写真提供: 港", "credit", "写真家は正午まで港で待った。"),
        ("기사제공: 항구", "source", "기사들은 정오까지 항구에서 기다렸다."),
        ("Hoppa till innehåll", "navigation", "Hoppa i hamnen fick man inte, sade hon."),
        ("Læsetid: 3 minutter", "stamp", "Læsetiden i havnen var for kort, sagde hun."),
        ("Lukuaika: 3 min", "stamp", "Lukuaikaa ei satamassa juuri ollut."),
        ("Přeskočit na obsah", "navigation", "Přeskočit na palubu se nikdo neodvážil."),
        ("Čas čítania: 3 min", "stamp", "Čas lodí v prístave sa skončil."),
        ("Olvasási idő: 3 perc", "stamp", "Olvasás közben a kikötő elcsendesedett."),
        ("Timp de citire: 3 minute", "stamp", "Timp de trei zile a plouat în port."),
        ("Време за четене: 3 мин", "stamp", "Време за губене нямаше в пристанището."),
        ("Χρόνος ανάγνωσης: 3 λεπτά", "stamp", "Χρόνος δεν υπήρχε πια στο λιμάνι."),
        ("Вријеме читања: 3 мин", "stamp", "Вријеме је у луци стало до подне."),
        ("Preskoči na sadržaj", "navigation", "Preskoči na brod tko smije, rekao je."),
        ("זמן קריאה: 3 דקות", "stamp", "זמן רב חיכו הספינות בנמל."),
        ("อ่านเพิ่มเติม", "read_more", "เรือจอดที่ท่าจนถึงเที่ยง"),
        ("আরও পড়ুন: বন্দর খুলল", "read_more", "আরও তিন দিন বন্দরে বৃষ্টি হলো।"),
        ("மேலும் படிக்க", "read_more", "மேலும் மூன்று நாட்கள் மழை பெய்தது."),
        ("مزید پڑھیں: بندرگاہ کھل گئی", "read_more", "مزید تین دن بندرگاہ پر بارش ہوئی۔"),
        ("Baca seterusnya", "read_more", "Baca buku di pelabuhan dilarang, katanya."),
        ("Skaityti daugiau", "read_more", "Skaityti uoste niekas nenorėjo."),
        ("Lasīt vairāk", "read_more", "Lasīt ostā neviens negribēja."),
        ("Loe edasi", "read_more", "Loe laevu ja mine koju, ütles ta."),
    ],
)
def test_furniture_is_told_from_prose(line: str, kind: str, prose: str) -> None:
    assert kind in kinds(line)
    assert kinds(prose) == set()


@pytest.mark.parametrize(
    ("language", "line", "prose"),
    [
        ("en", "Turn on notifications", "Turn on the lamps, said the harbour master, and leave them on."),
        ("en", "Join our WhatsApp channel", "Join our crew and see the coast, said the poster on the wall."),
        ("en", "Accept all cookies", "Accept all of it, the skipper said, or go home without your pay."),
        ("de", "Alle Cookies akzeptieren", "Alle Fähren akzeptieren seit Montag nur noch kleine Scheine."),
        ("de", "Das könnte Sie auch interessieren", "Das könnte teuer werden, sagte die Hafenmeisterin am Montag."),
        ("fr", "Abonnez-vous à notre newsletter", "Abonnez les pêcheurs à la carte du port, dit le maire."),
        ("fr", "Tout accepter", "Tout accepter du port, non, dit la patronne du café."),
        ("es", "Descarga nuestra app", "Descarga el pescado antes del alba, dijo la patrona."),
        ("es", "Los comentarios están cerrados", "Los comentarios del alcalde cerraron el muelle."),
        ("ru", "Подписывайтесь на наш канал", "Подписывать бумаги капитан не стал."),
        ("ru", "Все права защищены", "Все права на причал остались у города."),
    ],
)
def test_furniture_goes_and_prose_stays(language: str, line: str, prose: str) -> None:
    story = STORY[language]
    assert cleaner.clean(f"{story}\n\n{line}\n").text.strip() == story
    kept = f"{story}\n\n{prose}\n"
    assert cleaner.clean(kept).text == kept
