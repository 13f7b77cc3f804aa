"""The page's own frame: tools, navigation, time stamps, page counters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.rules.phrases import match_key, phrases_in
from cleaner.rules.places import beside_furniture, is_outside, outside
from cleaner.rules.reading import SENTENCE_END, Reading, width
from cleaner.rules.rule import Span, rule
from cleaner.rules.word_lists import alternatives
from cleaner.spans import runs

__all__ = ["navigation", "page_counter", "stamp", "tools"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

TOOL_WORDS = 10
# Names of sections are this short; so many of them in a row above the text are a menu, whatever they say, and below
# it as many with a word of navigation among them.
SECTION_WORDS, SECTION_WIDTH = 4, 32
LEAST_MENU, LEAST_LONG_MENU = 5, 20
NO_SECTION_ENDS, LIST_MARKS = ".!?:;,。！？：", ("#", "- ", "* ", "• ")
# Between the parts of a breadcrumb line.
CRUMB = re.compile(r"\s+[>»›/→|·•]\s+|\s*[»›→]\s*")
CRUMB_SIGNS = (" > ", " / ", " | ", "»", "›", "→", " · ", " • ")
ASCII_CRUMB_SIGNS = CRUMB_SIGNS[:3]
LONGEST_CRUMBS = 160
# "Published on Monday, 12 May 2024 at 10:32 am local time" is about the longest stamp.
STAMP_WORDS = 12
# A date alone is numbers, a month, a day of the week, a zone: few words, and two numbers at least.
DATE_WIDTH, DATE_WORDS = 44, 6
NUMBERS = re.compile(r"\d+")
YEAR = re.compile(
    r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|(?<![\d./-])[0-3]?\d[./-][0-3]?\d[./-]\d\d(?![\d./-])|(?<!\d)[0-2]?\d:[0-5]\d(?!\d)"
    r"|\d\s?[年년]"
)
YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")
NO_DATE = re.compile(r"[%$€£¥₹#@&=+*?!;\"“”()\[\]]|\d{5,}|:\s|\dx|\d\sx\s")
# A date is a stamp near the headline and at the very end.
STAMP_LINES = 3
PAGE = re.compile(
    rf"(?:{alternatives('page_before')})\W{{0,3}}\d{{1,4}}"
    rf"(?:\W{{1,3}}(?:(?:{alternatives('page_of')})\W{{1,3}})?\d{{1,4}})?\W{{0,3}}$"
    rf"|(?:{alternatives('page_around')})(?:[\W共]{{1,4}}(?:{alternatives('page_around')}|\d{{1,4}}))?\W{{0,3}}$",
    re.IGNORECASE,
)
PAGE_NUMBERS = re.compile(r"[\d\s.…|·«»‹›<>→←-]{5,}")
LEAST_PAGES = 3


@rule(
    "TOOL01",
    "print, e-mail, font size, listen",
    removes=(f"✂ Print this page\n✂ Font size: A A A\n\n{STORY}", f"{STORY}\n\n✂ Listen to this article"),
    keeps=(
        f"{STORY}\n\nDownload\n\n{STORY}",
        f"{STORY}\n\nPrint this page and take it to the quay, where the harbour master will stamp it.\n\n{STORY}",
    ),
)
def tools(reading: Reading) -> Iterator[Span]:
    """Lines that offer to print, send, enlarge, hear or keep a text: above or below it, or of two words and more."""
    for number, hit in reading.holding("tools").items():
        if reading.prose[number]:
            continue
        words = len(reading.keys[number].split())
        if (_is_placed(reading, number) and words <= TOOL_WORDS) or (hit.whole and words > 1):
            yield Span(*reading.document.blocks[number], hit.words, 0.93 if hit.whole else 0.85)


@rule(
    "NAV01",
    "navigation",
    removes=(
        f"✂ Skip to content\n✂ Home > News > Local\n\nFerries stay in port as rain falls\n\n{STORY}",
        f"✂ World\n✂ Politics\n✂ Harbour\n✂ Fish and boats\n✂ Weather\n\nFerries stay in port as rain falls\n\n{STORY}",
        f"{STORY}\n\n✂ Sign in\n✂ Our fleet\n✂ Timetable\n✂ Prices\n✂ The islands",
    ),
    keeps=(
        f"{STORY}\n\nHome\n\n{STORY}",
        f"{STORY}\n\nThe crew:\nAnna Berg\nOle Lund\nPer Holm\nKari Dahl\nNils Moe",
        f"He took the 7 > 8 lane.\n\n{STORY}",
        f"200 g butter\nTwo lemons\nThree eggs\nA cup of sugar\nSome flour\n\n{STORY}",
    ),
)
def navigation(reading: Reading) -> Iterator[Span]:
    """Words of navigation, breadcrumb lines, and menus: above the text, below it, or long ones within."""
    menus = dict(_menus(reading))
    found = {number: hit for number, hit in reading.holding("navigation").items() if hit.whole}
    crumbs = set(_crumbs(reading))
    blocks = reading.document.blocks
    for number in sorted({*menus, *found, *crumbs}):
        if number in menus:
            yield Span(*blocks[number], menus[number], 0.9)
        elif number in found and _is_placed(reading, number):
            yield Span(*blocks[number], found[number].words, 0.93)
        elif number in crumbs:
            yield Span(*blocks[number], "a breadcrumb line", 0.92)


def _is_placed(reading: Reading, number: int) -> bool:
    """Whether a line stands where a page's frame does."""
    return is_outside(reading, number) or beside_furniture(reading, number)


def _menus(reading: Reading) -> Iterator[tuple[int, str]]:
    """The lines of each run of names of sections that is long enough for where it stands."""
    if reading.last_prose < 0:
        return
    lines, keys = reading.lines, reading.keys
    sections = [
        number
        for number, (line, key) in enumerate(zip(lines, keys, strict=True))
        if len(line) <= SECTION_WIDTH
        and key
        and line[-1] not in NO_SECTION_ENDS
        and key.count(" ") < SECTION_WORDS
        and (line.isascii() or width(line) <= SECTION_WIDTH)
        and not (line[0] in "#-*•" and line.startswith(LIST_MARKS))
    ]
    for first, last in runs(sections):
        size = last + 1 - first
        if size >= LEAST_MENU and _is_menu(reading, range(first, last + 1)):
            yield from dict.fromkeys(range(first, last + 1), f"one of {size} short lines in a row").items()


def _is_menu(reading: Reading, run: range) -> bool:
    """Whether a run of names of sections is a menu, where the document has prose."""
    if run[-1] < reading.first_prose:
        # Ingredients, a crew, results: such lists stand above a text too, but no word of navigation is in them.
        return not reading.named.isdisjoint(run)
    below = run[0] > reading.last_prose
    if not below and len(run) < LEAST_LONG_MENU:
        return False
    named = len(reading.named.intersection(run))
    return named > 0 if below else named * LEAST_LONG_MENU // 2 >= len(run)


def _crumbs(reading: Reading) -> Iterator[int]:
    for number in outside(reading):
        line = reading.lines[number]
        if (
            len(line) <= LONGEST_CRUMBS
            and ("|" in line or ">" in line or "/" in line or not line.isascii())
            and any(map(line.__contains__, ASCII_CRUMB_SIGNS if line.isascii() else CRUMB_SIGNS))
            and _is_trail(reading, number, line)
        ):
            yield number


def _is_trail(reading: Reading, number: int, line: str) -> bool:
    """Whether a line is names of sections one below the other: three, or two and the first is a word of navigation."""
    parts = [part for part in CRUMB.split(line) if part.strip()]
    short = all(len(part.split()) <= SECTION_WORDS and not SENTENCE_END.search(part) for part in parts[:-1])
    if len(parts) < 2 or not short or any(character.isdigit() for character in line[:1]):
        return False
    first = phrases_in(parts[0], match_key(parts[0]))
    named = any(hit.whole and hit.kind in {"navigation", "kicker"} for hit in first)
    return named or (len(parts) > LEAST_PAGES and number < reading.first_prose and ">" in line)


@rule(
    "STAMP01",
    "time stamp, reading time",
    removes=(
        f"Ferries stay in port as rain falls\n\n✂ Published: 12 May 2024 10:32\n✂ 5 min read\n\n{STORY}",
        f"Ferries stay in port as rain falls\n✂ 12 May 2024, 10:32\n\n{STORY}\n\nShare this article",
        f"Fähren bleiben im Hafen, es regnet\n✂ 12. Mai 2024 - 10:32 Uhr\n\n{STORY}\n\nArtikel teilen",
        f"Ferries stay in port as rain falls\n\n{STORY}\n\n✂ 2 hours ago",
    ),
    keeps=(
        f"Ferries stay in port as rain falls\n\n12 May 2024\n\n{STORY}\n\n13 May 2024\n\n{STORY}",
        f"{STORY}\n\n12 May 2024\n\n{STORY}",
        f"Ferries stay in port as rain falls\n\nLorne, 12 May 2024\n\n{STORY}",
        f"The keeper of the light\n\nAda Brook, 1931 - 2024\n\n{STORY}\n\nShare this article",
        f"{STORY}\n\nUpdated rules for the quay were read aloud by the harbour master.",
    ),
)
def stamp(reading: Reading) -> Iterator[Span]:
    """Lines that say when a text was published or how long one reads it; dates alone, unless the text is a diary."""
    said: set[int] = set()
    for number, hit in reading.holding("stamp").items():
        if reading.prose[number] or SENTENCE_END.search(reading.lines[number]):
            continue
        short = len(reading.keys[number].split()) <= STAMP_WORDS
        counted = hit.whole or any(character.isdigit() for character in reading.lines[number])
        if short and counted and _is_placed(reading, number):
            said.add(number)
            yield Span(*reading.document.blocks[number], hit.words, 0.93)
    for number in _bare_dates(reading):
        if number not in said:
            yield Span(*reading.document.blocks[number], "a date and nothing else", 0.88)


def _bare_dates(reading: Reading) -> list[int]:
    """Dates alone in the lines between headline and text, and in the last lines."""
    if reading.last_prose < 0:
        return []
    headline = reading.headline
    above = headline.line if headline and headline.line is not None else reading.first_prose
    head = range(max(0, min(above, reading.first_prose) - STAMP_LINES), reading.first_prose)
    last = len(reading.lines)
    tail = range(max(reading.last_prose + 1, last - STAMP_LINES), last)
    dates = [number for number in (*head, *tail) if _is_date(reading, number) and reading.is_backed(number)]
    # A diary dates its parts.
    if dates and any(_is_date(reading, number) for number in range(reading.first_prose + 1, reading.last_prose)):
        return []
    return dates


def _is_date(reading: Reading, number: int) -> bool:
    """Whether a line is a date or a time and nothing else, in any language: months are words like others."""
    line = reading.lines[number]
    if len(line) > DATE_WIDTH or not any(map(str.isdigit, line)) or NO_DATE.search(line) or not YEAR.search(line):
        return False
    words = [word for word in reading.keys[number].split() if not word[0].isdigit()]
    # From one year to another lasts a life or a war, not a day.
    return (
        len(NUMBERS.findall(YEARS.sub("", line))) >= 1
        and len(NUMBERS.findall(line)) >= 2
        and len(words) <= DATE_WORDS
        and max(map(len, words), default=0) <= 12
    )


@rule(
    "PAGE01",
    "page counter",
    removes=(
        f"{STORY}\n\n✂ Page 1 of 3\n✂ 1 2 3 … 10 Next\n\nShare this article",
        f"{STORY}\n\n✂ Seite 2 von 4\n\nArtikel teilen",
        f"{STORY}\n\n✂ 第 3 页 / 10\n✂ 4ページ\n\nShare this article",
    ),
    keeps=(
        f"{STORY}\n\nPage 1 of the log was torn.\n\n{STORY}",
        f"{STORY}\n\n1 2 3\n4 5 6\n\n{STORY}",
        f"{STORY}\n\n4페이지 소책자\n\nShare this article",
    ),
)
def page_counter(reading: Reading) -> Iterator[Span]:
    """Lines that count the pages of a text, and rows of page numbers, outside the prose."""
    firsts, lasts, hits = reading.firsts, reading.lasts, reading.hits
    for number in outside(reading):
        # A counter has a digit at its start or at its end.
        counts = lasts[number].isdigit() or firsts[number].isdigit() or number in hits
        if counts and _counts_pages(reading, number) and reading.is_backed(number):
            yield Span(*reading.document.blocks[number], "counts pages", 0.9)


def _counts_pages(reading: Reading, number: int) -> bool:
    line = reading.lines[number]
    if PAGE.match(line):
        return True
    row = PAGE_NUMBERS.match(line)
    if not row:
        return False
    pages = [int(page) for page in NUMBERS.findall(row[0])]
    rest = line[row.end() :]
    ordered = len(pages) >= LEAST_PAGES and pages == sorted(pages) and pages[:2] == [1, 2]
    return ordered and (not rest or any(hit.whole for hit in phrases_in(rest, match_key(rest))))
