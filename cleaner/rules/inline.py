"""Furniture inside a line of prose, where its beginning and its end can be told."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from cleaner.rules.captions import names_somebody
from cleaner.rules.phrases import (
    LONGEST_LINE,
    UNSPACED,
    Hit,
    match_key,
    opens_phrase,
    phrases_in,
    phrases_of_kind,
    phrases_opening,
)
from cleaner.rules.reading import Reading
from cleaner.rules.rule import Span, rule
from cleaner.rules.share import NETWORKS, WEAK
from cleaner.rules.word_lists import words_of

__all__ = ["inline"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

# An aside in brackets; each opening bracket is looked behind for so many characters: linear.
BRACKETED = re.compile(r"[(\[（【]([^()\[\]（）【】\n\r]{4,200})[)\]）】]")
# A label is so short; before it a sentence has ended.
LONGEST_LABEL = 40
SENTENCE_ENDS = ".!?…。！？؟।॥։"
SENTENCE_GAP = re.compile(rf"[{SENTENCE_ENDS}][\"'”’»«“)\]）」』]{{0,3}}\s*")
# The last sentence of a paragraph, if it is an invitation, is so short; a title behind a label has so many words.
LONGEST_CALL, TITLE_WORDS, TITLE_UNSPACED = 140, 22, 40
CALLS = frozenset({"share", "follow", "read_more", "advert"})
LABELS = frozenset({"read_more", "related"})
ASIDES = frozenset({"read_more", "related", "follow", "advert", "credit"})
# What scholars write in brackets, too.
SCHOLARLY = words_of("scholarly")
# An advertisement label of one word is so long, or it may be a name.
LEAST_ADVERT = 7
# A phrase of so many languages may stand in a text of another one.
EVERYBODYS = 4
LONG_WORD = re.compile(rf"\. (?=(\S{{{LEAST_ADVERT}}}))")
# What may stand around a word.
STROKES = "\"“”«»*_:,.!>'"
STRONG = NETWORKS - WEAK
# What may stand before a label.
NO_LETTERS = " |()[]{}<>/\\+-–—•·►▶■▪●*_#\"'“”„«»‘’©"
# A phrase that closes a paragraph says this many words, or is marked.
CALL_WORDS = 2


@rule(
    "INLINE01",
    "furniture inside a line",
    removes=(
        f"{STORY}⟦ (Read also: Council asks for a new quay)⟧ Nobody was surprised.",
        f"{STORY}⟦ READ ALSO: Council asks for a new quay⟧\n\n{STORY}",
        f"{STORY}⟦ Advertisement⟧ Nobody was surprised.",
        f"{STORY}⟦ Follow us on Facebook for more.⟧\n\n{STORY}",
        f"{STORY}⟦ Share this article⟧",
        f"{STORY}⟦ Photo: Jane Doe⟧\n\n{STORY}",
        f"The bridge at dawn.⟦ Photo: Jane Doe⟧\n\n{STORY}",
        f"{STORY}\n\nDie Brücke am Morgen⟦ (Foto: Jane Doe)⟧\n\n{STORY}",
    ),
    keeps=(
        f"{STORY} READ ALSO: Council asks for a new quay The council met. It asked for money and a new quay.",
        f"{STORY} Marketing Manager Jane Doe said so. {STORY}",
        f"{STORY} The advertisement Advertisement stood in the paper.",
        f"{STORY} (See also chapter 3.) Nobody was surprised.",
        f"{STORY} The sign said: read also the small print.",
        f"{STORY} He said: follow us to the quay.",
        f"{STORY}\n\nShe knew him at once. Photo: how she hated the word\n\n{STORY}",
        f"{STORY} {STORY} Ver.",
        f"{STORY} On the wall of the school stood: Lire aussi.\n\n{STORY}",
        f"{STORY}\n\nThe bridge at dawn. Related: Ferries sail again\n\n{STORY}",
    ),
)
def inline(reading: Reading) -> Iterator[Span]:
    """Asides in brackets, marked labels with a title up to the line's end, advertisement labels, closing calls."""
    spans = [*_asides(reading), *_labelled(reading), *_adverts(reading), *_calls(reading)]
    yield from sorted(spans)


def _is_spoken(reading: Reading, line: str, hit: Hit) -> bool:
    """Whether a phrase is one of the text's language, or of so many that it is everybody's; in a sentence of another
    it is a word like others.
    """
    head = hit.phrase.head
    spoken = {one.phrase.language for one in phrases_in(line, match_key(line)) if one.phrase.head == head}
    return len(spoken) >= EVERYBODYS or reading.language in {None, *spoken}


def _line_of(reading: Reading, place: int, kind: str) -> int:
    """The number of the line of prose, for a credit also of the caption, that holds a place of the text; -1 if none."""
    number = bisect_right(reading.document.blocks, place, key=lambda block: block.start) - 1
    if number < 0 or place >= reading.document.blocks[number].end or not (reading.prose[number] or kind == "credit"):
        return -1
    # A line that a phrase opens is for the rules of whole lines.
    return -1 if number in reading.hits else number


def _asides(reading: Reading) -> Iterator[Span]:
    text = reading.document.text
    for bracket in "([（【":
        if bracket not in text:
            continue
        place = -1
        for part in text.split(bracket):
            if place >= 0 and _may_open(part) and (aside := BRACKETED.match(text, place)):
                yield from _aside(reading, aside)
            place += len(part) + 1


def _aside(reading: Reading, aside: re.Match[str]) -> Iterator[Span]:
    # A Markdown link's text stands in brackets as well.
    if aside.string.startswith("(", aside.end()):
        return
    inside = aside[1]
    key = match_key(inside)
    hit = next((hit for hit in phrases_in(inside, key) if _is_aside(inside, key, hit)), None)
    if not hit or key.startswith(SCHOLARLY) or not _is_spoken(reading, inside, hit):
        return
    if (number := _line_of(reading, aside.start(), hit.kind)) >= 0:
        yield _span(reading, number, aside.start(), aside.end(), hit)


def _is_aside(inside: str, key: str, hit: Hit) -> bool:
    """Whether a phrase makes furniture of what stands in brackets: of two words at least, or a label in capitals."""
    if hit.kind not in ASIDES or (" " not in hit.phrase.head and not inside[:4].isupper() and not UNSPACED.search(key)):
        return hit.kind == "credit" and not hit.whole and names_somebody(inside, key, hit)
    if hit.kind == "advert" and len(key) < LEAST_ADVERT:
        return False
    if hit.kind == "credit":
        return hit.whole or names_somebody(inside, key, hit)
    return hit.whole or hit.marked or hit.kind == "follow"


def _labelled(reading: Reading) -> Iterator[Span]:
    text = reading.document.text
    for mark in ":：":
        if mark not in text:
            continue
        place = 0
        for part in text.split(mark)[:-1]:
            place += len(part)
            before = part[-LONGEST_LABEL:]
            last = before[before.rfind(" ") + 1 :]
            # A label ends with a plain word; most colons stand behind words that no label begins with.
            plain = last.isalpha() or not last.isascii()
            if plain and (gap := _last_gap(before)) and _may_open(before[gap:].lstrip(NO_LETTERS)):
                yield from _label(reading, place - len(before) + gap, place)
            place += 1


def _label(reading: Reading, start: int, colon: int) -> Iterator[Span]:
    label = reading.document.text[start:colon]
    key = match_key(label)
    kinds = {*LABELS, "credit"}
    hit = next((hit for hit in phrases_in(f"{label}:", key) if hit.kind in kinds and hit.phrase.head == key), None)
    number = _line_of(reading, start, hit.kind) if hit else -1
    if number < 0 or reading.document.blocks[number].end - colon > LONGEST_LINE:
        return
    if hit and _ends_with_line(reading, number, colon + 1, hit) and _is_spoken(reading, f"{label}:", hit):
        yield _span(reading, number, start, reading.document.blocks[number].end, hit)


def _ends_with_line(reading: Reading, number: int, place: int, hit: Hit) -> bool:
    """Whether from a label to the line's end stands one title, or names."""
    end = reading.document.blocks[number].end
    title = reading.document.text[place:end].strip()
    if hit.kind == "credit":
        return names_somebody(f"{hit.phrase.head}: {title}", match_key(f"{hit.phrase.head} {title}"), hit)
    words = len(title.split())
    short = len(title) <= TITLE_UNSPACED if UNSPACED.search(title) else words <= TITLE_WORDS
    return bool(title) and short and not title[0].islower() and not SENTENCE_GAP.search(title)


def _adverts(reading: Reading) -> Iterator[Span]:
    text, labels = reading.document.text, _advert_labels()
    # A sentence's end and a space are looked for, then the word behind them.
    if _advert_prefixes().isdisjoint(LONG_WORD.findall(text)):
        return
    place = text.find(". ")
    while place >= 0:
        start = place + 2
        word = text[start : start + LONGEST_LABEL].partition(" ")[0]
        if word in labels and text[start + len(word) : start + len(word) + 4].lstrip('"“«‘ ')[:1].isupper():
            number = _line_of(reading, start, "advert")
            if number >= 0:
                hits = [hit for hit in phrases_in(word, match_key(word)) if hit.kind == "advert"]
                # In another language it is a word like others: "Marketing Manager".
                if hit := next((hit for hit in hits if hit.phrase.language == reading.language), None):
                    yield _span(reading, number, start, start + len(word), hit)
        place = text.find(". ", start)


@cache
def _advert_labels() -> frozenset[str]:
    """Advertisement labels of one long word, with a capital or all in capitals."""
    heads = {phrase.head for phrase in phrases_of_kind("advert") if not phrase.is_open}
    words = sorted(head for head in heads if len(head) >= LEAST_ADVERT and " " not in head)
    return frozenset(form for word in words for form in (word.capitalize(), word.upper()))


@cache
def _advert_prefixes() -> frozenset[str]:
    return frozenset(label[:LEAST_ADVERT] for label in _advert_labels())


def _calls(reading: Reading) -> Iterator[Span]:
    """The last sentence of a line of prose, where it asks to share, follow or read on."""
    for number in reading.prose_lines:
        if number in reading.hits:
            continue
        line = reading.lines[number]
        # The last sign may end the last sentence.
        tail = line[-LONGEST_CALL:-1]
        gap = _last_gap(tail)
        if gap is None or not _may_open(tail[gap:]):
            continue
        call = tail[gap:] + line[-1]
        key = match_key(call)
        for hit in phrases_in(call, key):
            enough = key.count(" ") + 1 >= CALL_WORDS or len(key) > LONGEST_CALL // 16 or UNSPACED.search(key)
            is_call = hit.kind in CALLS and enough and (hit.whole or _names_network(key, hit))
            if is_call and _is_spoken(reading, call, hit):
                end = reading.document.blocks[number].end
                start = reading.document.text.rindex(call, reading.document.blocks[number].start, end)
                yield _span(reading, number, start, end, hit)
                break


def _names_network(key: str, hit: Hit) -> bool:
    """Whether an invitation says where to follow: "Follow us on Facebook for more"."""
    return hit.kind == "follow" and bool(hit.phrase.head) and not STRONG.isdisjoint(key.split())


def _last_gap(text: str) -> int | None:
    """Where the last sentence of a text begins; None if the text has no sentence's end before its own."""
    last = max(map(text.rfind, ".!?" if text.isascii() else SENTENCE_ENDS))
    gap = SENTENCE_GAP.match(text, last) if last >= 0 else None
    return gap.end() if gap and gap.end() < len(text) else None


def _may_open(text: str) -> bool:
    """Whether a phrase may begin here: most texts begin with two words that no phrase begins with."""
    start = text[:LONGEST_LABEL]
    words = start.split(None, 2)
    if not (start.isascii() or all(map(str.isascii, words[:2]))):
        # Phrases are kept without accents, and Chinese without spaces.
        start = match_key(" ".join(words[:2]))
        if UNSPACED.match(start):
            return True
        words = start.split()
    if not words:
        return False
    first = words[0].lower().strip(STROKES)
    if not opens_phrase(first):
        return False
    seconds = _seconds(first)
    return "" in seconds or (len(words) > 1 and words[1].lower().strip(STROKES) in seconds)


@cache
def _seconds(first: str) -> frozenset[str]:
    """The words that may follow this one in a phrase that it begins; "" where it may be all."""
    heads = (phrase.head for phrase in phrases_opening(first) if phrase.kind in ASIDES | CALLS)
    return frozenset(head.partition(" ")[2].partition(" ")[0] for head in heads)


def _span(reading: Reading, number: int, start: int, end: int, hit: Hit) -> Span:
    """From the white space before what goes; at a line's start the white space behind it goes instead."""
    text, block = reading.document.text, reading.document.blocks[number]
    while start > block.start and text[start - 1].isspace():
        start -= 1
    while start == block.start and end < block.end and text[end].isspace():
        end += 1
    return Span(start, end, f"{hit.words} inside a line", 0.85)
