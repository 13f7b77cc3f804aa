"""What a page says about itself: advertisements, comment forms, rights, paywalls, rule lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.rules.phrases import Hit, match_key
from cleaner.rules.places import outside
from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule

__all__ = ["advert", "comments", "legal", "paywall", "separator"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# Signs only, at least three: "----", "* * *", "###". One class, one repeat: linear.
SIGNS = re.compile(r"[-–—_=*~•·.#+─━═\s]{3,}$")
LONGEST_SIGN = 2
DASHES = "-–—"
# A wire's mark, or the end's: "--Lorne Wire--", "- END -", "-30-".
FRAMED = re.compile(r"[-–—]{1,3}\s?[^\W_][^\s–—-]{0,20}(?:\s[^\s–—-]{1,20}){0,2}\s?[-–—]{1,3}$")
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)\W*(?:19|20)\d\d\b", re.IGNORECASE)
COPYRIGHT_BEGINNING = re.compile(r"[©(cC]")
SIGNED_YEAR = re.compile(r"©\s?(?:19|20)\d\d\b")
# A notice is a line or two; "Lorne Herald © 2024 | Imprint | Contact" is short.
NOTICE_WORDS, SIGNATURE_WORDS = 45, 12
# So many letters of a heading's longest word tell its subject, whatever ending it has below.
SUBJECT = 6


def _labels(reading: Reading, kind: str, most_words: int) -> Iterator[Span]:
    """Lines with a phrase of one kind: alone, or opening a short line."""
    for number, hit in reading.holding(kind).items():
        if hit.whole or hit.marked or len(reading.keys[number].split()) <= most_words:
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.whole else 0.88)


@rule(
    "NOTICE01",
    "advertisement label",
    removes=(f"{STORY}\n\n✂ Advertisement\n\n{STORY}", f"{STORY}\n\n✂ PUBLICIDAD\n\n{STORY}"),
    keeps=(f"{STORY}\n\nAdvertisement hoardings along the quay came down in the wind.\n\n{STORY}",),
)
def advert(reading: Reading) -> Iterator[Span]:
    """Labels of advertisements and sponsored parts."""
    yield from _labels(reading, "advert", NOTICE_WORDS)


@rule(
    "NOTICE02",
    "comment form or counter",
    removes=(f"{STORY}\n\n✂ Leave a comment",),
    keeps=(f"{STORY}\n\nComments by the mayor were met with laughter on the quay.\n\n{STORY}",),
)
def comments(reading: Reading) -> Iterator[Span]:
    """Lines of the comment section's frame."""
    yield from _labels(reading, "comments", NOTICE_WORDS // 3)


@rule(
    "NOTICE03",
    "rights, cookies, terms",
    removes=(
        f"{STORY}\n\n✂ All rights reserved",
        f"{STORY}\n\n✂ © 2024 Lorne Herald",
        f"{STORY}\n\n✂ Lorne Herald © 1949-2024 | Imprint",
    ),
    keeps=(
        f"{STORY}\n\nCookies were handed out to the crews who had to wait.\n\n{STORY}",
        f"Privacy policy\n\nThis privacy policy tells what the ferry office keeps of passengers, and for how long.\n\n"
        f"Cookies\n\nA cookie is a small file that the office's page leaves on the passenger's machine.\n\n{STORY}",
    ),
)
def legal(reading: Reading) -> Iterator[Span]:
    """Lines about rights, cookies and terms, unless they head a text on that subject."""
    blocks, lines, named = reading.document.blocks, reading.lines, reading.holding("legal")
    # Where nothing but such phrases stands around it, a text may be a policy itself.
    may_head = all(kinds == {"legal"} for kinds in reading.said.values())
    own = {blocks[number].start for number, hit in named.items() if may_head and _heads_text(reading, number, hit)}
    yield from (span for span in _labels(reading, "legal", NOTICE_WORDS) if span.start not in own)
    signed = range(reading.last_prose + 1, len(lines)) if "©" in reading.document.text else ()
    begun = (place.start() for place in COPYRIGHT_BEGINNING.finditer(reading.firsts))
    for number in sorted({*begun, *(number for number in signed if "©" in lines[number])}):
        if number not in named and _is_copyright(reading, number):
            yield Span(*blocks[number], "copyright and a year", 0.95)


def _is_copyright(reading: Reading, number: int) -> bool:
    """Whether a short line begins with a copyright and a year, or a shorter one below the prose has them."""
    line, words = reading.lines[number], len(reading.keys[number].split())
    if COPYRIGHT.match(line):
        return words <= NOTICE_WORDS
    return words <= SIGNATURE_WORDS and number > reading.last_prose and SIGNED_YEAR.search(line) is not None


def _heads_text(reading: Reading, number: int, hit: Hit) -> bool:
    """Whether a line is nothing but a phrase that the paragraph below goes on about, as a policy's headings are."""
    if not hit.whole or number + 1 >= len(reading.lines) or not reading.prose[number + 1]:
        return False
    subject = max(reading.keys[number].split(), key=len)[:SUBJECT]
    return subject in match_key(reading.lines[number + 1])


@rule(
    "NOTICE04",
    "paywall",
    removes=(f"{STORY}\n\n✂ This article is for subscribers only",),
    keeps=(f"{STORY}\n\nSubscribers to the ferry service will be paid back.\n\n{STORY}",),
)
def paywall(reading: Reading) -> Iterator[Span]:
    """Lines that ask for an account or money to read on."""
    yield from _labels(reading, "paywall", NOTICE_WORDS)


@rule(
    "SEP01",
    "rule line",
    removes=(
        f"{STORY}\n\n✂ ----",
        f"✂ ====\n\n{STORY}\n\n✂ ###\n\nContact",
        f"✂ --Lorne Wire--\n\n{STORY}\n\n✂ - END -",
        f"{STORY}\n\n✂ ×\n✂ |",
    ),
    keeps=(f"{STORY}\n\n* * *\n\n{STORY}", f"{STORY}\n\n- Bread - and butter -\n\n{STORY}"),
)
def separator(reading: Reading) -> Iterator[Span]:
    """Lines of dashes, stars or other signs above or below the prose, or a word or three between dashes."""
    for number in outside(reading):
        # Signs alone have no key.
        if reading.keys[number] and reading.firsts[number] not in DASHES:
            continue
        line = reading.lines[number]
        if SIGNS.match(line) or (not reading.keys[number] and len(line) <= LONGEST_SIGN and not line.isalnum()):
            yield Span(*reading.document.blocks[number], line[:20], 0.9)
        elif line[0] in DASHES and line[-1] in DASHES and FRAMED.match(line):
            yield Span(*reading.document.blocks[number], "a mark between dashes", 0.85)
