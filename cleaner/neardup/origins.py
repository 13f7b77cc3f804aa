"""Which of some copies is the original: who credits whom, and who links to whom.

The names and the forms of credits were written for this project from the everyday wording of news sites.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cleaner.neardup.corpus import Corpus
from cleaner.neardup.sources import domain_of, is_within

__all__ = ["COPIED", "CREDITED", "LINKED", "UNKNOWN", "credited_wires", "originality"]

Rows = npt.NDArray[np.int64]

LINKED, CREDITED, UNKNOWN, COPIED = range(4)

# Domain of a wire -> how it is named, in its own and in others' scripts.
WIRES = {
    "reuters.com": ("Reuters", "Reuter", "Рейтер", "路透社", "路透", "ロイター", "رويترز", "로이터"),
    "apnews.com": ("AP", "Associated Press", "The Associated Press", "美联社", "美聯社", "AP通信"),
    "afp.com": ("AFP", "Agence France-Presse", "АФП", "法新社", "أ ف ب"),
    "dpa.com": ("dpa", "dpa-AFX", "Deutsche Presse-Agentur"),
    "apa.at": ("APA",),
    "sda.ch": ("sda", "Keystone-SDA", "ats"),
    "ansa.it": ("ANSA", "Ansa"),
    "adnkronos.com": ("Adnkronos",),
    "efe.com": ("EFE", "Efe", "Agencia EFE"),
    "europapress.es": ("Europa Press", "EUROPA PRESS"),
    "lusa.pt": ("Lusa", "LUSA"),
    "anp.nl": ("ANP",),
    "belga.be": ("Belga", "BELGA"),
    "tt.se": ("TT",),
    "ntb.no": ("NTB",),
    "ritzau.dk": ("Ritzau",),
    "stt.fi": ("STT",),
    "pap.pl": ("PAP",),
    "ctk.cz": ("ČTK",),
    "tasr.sk": ("TASR", "SITA"),
    "mti.hu": ("MTI",),
    "agerpres.ro": ("Agerpres", "AGERPRES"),
    "bta.bg": ("БТА",),
    "tass.ru": ("TASS", "ТАСС", "ИТАР-ТАСС"),
    "ria.ru": ("RIA Novosti", "РИА Новости"),
    "interfax.ru": ("Interfax", "Интерфакс"),
    "ukrinform.ua": ("Ukrinform", "Укринформ", "Укрінформ"),
    "aa.com.tr": ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA"),
    "dha.com.tr": ("DHA",),
    "iha.com.tr": ("İHA",),
    "wam.ae": ("WAM", "وام"),
    "spa.gov.sa": ("SPA", "واس"),
    "irna.ir": ("IRNA", "ایرنا"),
    "ptinews.com": ("PTI", "Press Trust of India", "भाषा"),
    "aninews.in": ("ANI", "एएनआई"),
    "ians.in": ("IANS", "आईएएनएस"),
    "xinhuanet.com": ("Xinhua", "新华社", "新華社"),
    "chinanews.com.cn": ("中新社", "中新网"),
    "cna.com.tw": ("中央社",),
    "kyodonews.net": ("Kyodo", "共同通信", "共同"),
    "jiji.com": ("Jiji", "時事通信", "時事"),
    "yna.co.kr": ("Yonhap", "연합뉴스"),
    "antaranews.com": ("Antara", "ANTARA"),
    "bernama.com": ("Bernama", "BERNAMA"),
    "vnanet.vn": ("TTXVN",),
    "upi.com": ("UPI",),
    "bloomberg.com": ("Bloomberg",),
    "prnewswire.com": ("PR Newswire", "PRNewswire", "PRNewswire-PRWeb"),
    "businesswire.com": ("Business Wire", "BUSINESS WIRE", "BusinessWire"),
    "globenewswire.com": ("GlobeNewswire", "GLOBE NEWSWIRE", "Globe Newswire"),
    "accesswire.com": ("ACCESSWIRE", "ACCESS Newswire", "Accesswire"),
    "newsfilecorp.com": ("Newsfile Corp.", "Newsfile Corp", "Newsfile"),
    "einpresswire.com": ("EIN Presswire", "EINPresswire.com"),
    "marketwired.com": ("Marketwired", "Marketwire"),
    "presseportal.de": ("ots",),
}
DOMAIN_OF = {name: domain for domain, names in WIRES.items() for name in names}
# "Source: X", in many languages.
SOURCE_WORDS = (
    "Source|Sources|Via|By|Credit|Quelle|Quellen|Fuente|Fuentes|Fonte|Fonti|Bron|Źródło|Zdroj|Forrás|Sursa|Kaynak|"
    "Källa|Kilde|Lähde|Πηγή|Источник|Джерело|Източник|Izvor|المصدر|مصدر|מקור|स्रोत|来源|來源|來源|出典|提供|출처|Nguồn|Sumber"
)
NAMES = "|".join(sorted(map(re.escape, DOMAIN_OF), key=len, reverse=True))
# In brackets or slashes, at the head of the text before a dash, behind a source word: each needs one look ahead of a
# fixed text, so that time is linear.
CREDIT = re.compile(
    rf"[(（【\[/]\s?(?P<bracketed>{NAMES})\s?[)）】\]/]"
    rf"|[,.]\s(?P<dated>{NAMES})\s?[-–—]"
    rf"|\A\W{{0,3}}(?P<first>{NAMES})\s?[-–—:]"
    rf"|(?:{SOURCE_WORDS})\s?[:：]\s?(?P<named>{NAMES})(?!\w)"
    rf"|[-–—©]\s?(?P<signed>{NAMES})\s*\Z"
)
ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+", re.IGNORECASE)
# A credit stands in the first lines or in the last.
HEAD, TAIL = 400, 300


def originality(corpus: Corpus, rows: Rows, groups: Rows) -> Rows:
    """Of each row: LINKED if another of its group links to it; CREDITED if it is of the wire that one of its group
    credits; COPIED if it credits a wire that it is not of, or links to another; else UNKNOWN."""
    found = np.full(len(rows), UNKNOWN, np.int64)
    for places in _by_group(groups):
        texts = [corpus.text(int(row)) for row in rows[places]]
        own = [[domain_of(one) for one in both] for both in corpus.places_of(rows[places])]
        addresses = [_bare(url) for _, url in corpus.places_of(rows[places])]
        credited = [credited_wires(text) for text in texts]
        links = [{_bare(hit[0]) for hit in ADDRESS.finditer(text)} & set(addresses) - {""} for text in texts]
        wires = set().union(*credited)
        for number, place in enumerate(places):
            others = links[:number] + links[number + 1 :]
            is_of = {wire for wire in wires if any(is_within(domain, wire) for domain in own[number])}
            if addresses[number] and any(addresses[number] in linked for linked in others):
                found[place] = LINKED
            elif is_of:
                found[place] = CREDITED
            elif credited[number] or links[number] - {addresses[number]}:
                found[place] = COPIED
    return found


def credited_wires(text: str) -> set[str]:
    """The domains of the wires that a text's first and last lines credit.

    >>> sorted(credited_wires("LONDON, May 3 (Reuters) - Rain fell. Source: AFP"))
    ['afp.com', 'reuters.com']
    >>> credited_wires("Reuters hired ten people, and the AP none.")
    set()
    """
    text = text.strip()
    parts = (text[:HEAD], text[-TAIL:]) if len(text) > HEAD + TAIL else (text,)
    return {DOMAIN_OF[hit[hit.lastgroup]] for part in parts for hit in CREDIT.finditer(part) if hit.lastgroup}


def _by_group(groups: Rows) -> Iterator[list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups.tolist()):
        members[group].append(place)
    yield from members.values()


def _bare(url: str | None) -> str:
    """An address without its scheme, `www.`, query, and last slash."""
    return re.sub(r"\Ahttps?://(?:www\.)?", "", (url or "").strip().lower()).split("#")[0].split("?")[0].rstrip("/.,;")
