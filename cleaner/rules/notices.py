"""What a page says about itself: advertisements, comment forms, rights, paywalls, rule lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
# A notice is a line or two.
NOTICE_WORDS = 45


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
    removes=(f"{STORY}\n\n✂ All rights reserved", f"{STORY}\n\n✂ © 2024 Lorne Herald"),
    keeps=(f"{STORY}\n\nCookies were handed out to the crews who had to wait.\n\n{STORY}",),
)
def legal(reading: Reading) -> Iterator[Span]:
    """Lines about rights, cookies and terms."""
    yield from _labels(reading, "legal", NOTICE_WORDS)
    for begun in COPYRIGHT_BEGINNING.finditer(reading.firsts):
        number = begun.start()
        if (
            COPYRIGHT.match(reading.lines[number])
            and len(reading.keys[number].split()) <= NOTICE_WORDS
            and not reading.has(number, "legal")
        ):
            yield Span(*reading.document.blocks[number], "copyright and a year", 0.95)


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
