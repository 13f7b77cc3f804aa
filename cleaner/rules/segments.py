"""A text without line ends: where its parts begin, told by what repeats and by what only furniture says.

Rules look at lines. A text that lost its line ends is one line; the headline at its head and the furniture at its tail
are made lines again where they can be told: a headline because it stands there twice or is known, furniture because it
stands behind the last sentence. Prose is never parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleaner.document import Block, Document
from cleaner.rules.phrases import match_key, phrases_in

__all__ = ["in_segments"]

# What is short has no furniture that could be told from it; what has more lines than these has line ends.
LEAST_LENGTH, MOST_LINES = 200, 2
WORD = re.compile(r"\S+")
SENTENCE_GAP = re.compile(r"[.!?…。！？؟।॥։][\"'”’»)\]）」』]{0,3}\s+")
# Head and tail are looked at for so many characters, a headline has so many words, a phrase so many.
HEAD, TAIL = 800, 1200
LEAST_TITLE, MOST_TITLE, PHRASE_WORDS, KICKER_WORDS = 3, 30, 8, 4
# Furniture that stands behind the last sentence as a label of its own.
FURNITURE = frozenset(
    {"source", "share", "follow", "read_more", "related", "prev_next", "comments", "tags", "legal", "tools"}
)
# These label what follows them; the others stand alone.
LABELS = frozenset({"prev_next", "read_more", "tags", "follow", "legal"})
RULE_LINE = re.compile(r"[-–—_=*~#]{3,}$")


def in_segments(document: Document) -> Document:
    """The document, if it is one line, with its headline and its furniture as lines of their own.

    >>> story = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon. "
    >>> text = f"Ferries stay in port Ferries stay in port {story * 2}Share this article NEXT Storm over the bay"
    >>> [text[start:end][:16] for start, end in in_segments(Document(text)).blocks]
    ['Ferries stay in ', 'Ferries stay in ', 'Rain fell on the', 'Share this artic', 'NEXT Storm over ']
    """
    blocks = document.blocks
    if not 0 < len(blocks) <= MOST_LINES or blocks[-1].end - blocks[-1].start < LEAST_LENGTH:
        return document
    first, last = blocks[0], blocks[-1]
    places: list[int] = []
    if first.end - first.start >= LEAST_LENGTH:
        places += _head(document.text[first.start : first.end][:HEAD], first.start, document.title)
    places += _tail(document.text, last)
    return replace(document, blocks=tuple(_part(document.text, blocks, places))) if places else document


def _part(text: str, blocks: Sequence[Block], places: Sequence[int]) -> Iterator[Block]:
    """The blocks, parted at `places`, without the white space there."""
    for start, end in blocks:
        cuts = [start, *sorted({place for place in places if start < place < end}), end]
        for left, right in pairwise(cuts):
            length = len(text[left:right].rstrip())
            if length:
                yield Block(left, end if right == end else left + length)


def _head(text: str, offset: int, title: str | None) -> list[int]:
    """Where a kicker, a headline that stands twice or is known, and the text begin."""
    words = list(WORD.finditer(text))
    # A sentence is no headline: its last word is none of a headline's.
    keys = ["" if SENTENCE_GAP.search(f"{word.group()} ") else match_key(word.group()) for word in words]
    for skipped in range(KICKER_WORDS + 1):
        if skipped and not _is_kicker(keys[:skipped]):
            continue
        starts = _repeats(keys, skipped, title)
        if starts:
            return [offset + words[start].start() for start in (skipped, *starts) if start < len(words)]
    return []


def _is_kicker(keys: Sequence[str]) -> bool:
    key = " ".join(keys)
    return any(hit.whole and hit.kind == "kicker" for hit in phrases_in(key, key))


def _repeats(keys: Sequence[str], start: int, title: str | None) -> list[int]:
    """The numbers of the words at which the headline's second form and what follows begin."""
    known = match_key(title or "").split()
    sizes = [len(known)] if known else range(LEAST_TITLE, MOST_TITLE + 1)
    for size in sizes:
        headline = list(known or keys[start : start + size])
        if len(headline) < LEAST_TITLE or not all(headline) or list(keys[start : start + size]) != headline:
            continue
        found, place = [start + size], start + size
        while list(keys[place : place + size]) == headline:
            place += size
            found.append(place)
        if known or len(found) > 1:
            return found
    return []


def _tail(text: str, block: Block) -> list[int]:
    """Where furniture begins behind the last sentence, and each piece of it."""
    start = max(block.start, block.end - TAIL)
    zone = text[start : block.end]
    for gap in SENTENCE_GAP.finditer(zone):
        words = list(WORD.finditer(zone, gap.end()))
        # Behind furniture no prose begins: a sentence that ends after it makes the label one of the text's own.
        if words and _opens(words, 0) and not SENTENCE_GAP.search(f"{zone} ", gap.end()):
            return [start + place for place in _pieces(words)]
    return []


def _pieces(words: Sequence[re.Match[str]]) -> Iterator[int]:
    """Where the pieces of a tail begin: at each label, and behind those that stand alone."""
    number = 0
    while number < len(words):
        size = _opens(words, number)
        if size or number == 0 or RULE_LINE.match(words[number].group()):
            yield words[number].start()
        if size < 0 and number - size < len(words):
            yield words[number - size].start()
        number += abs(size) or 1


def _opens(words: Sequence[re.Match[str]], number: int) -> int:
    """The words of the label that begins here, negative if it stands alone; 0 if none does."""
    first = words[number].group()
    if first[0].islower():
        return 0
    for size in range(min(PHRASE_WORDS, len(words) - number), 0, -1):
        part = [word.group() for word in words[number : number + size]]
        key = match_key(" ".join(part))
        for hit in phrases_in(key, key):
            if hit.kind not in FURNITURE or hit.phrase.tail:
                continue
            if hit.whole and not hit.phrase.is_open and hit.kind not in LABELS:
                return -size
            shouted = first.isupper() and len(first) > 2
            spoken = len(hit.phrase.head.split()) == size and (size > 2 or shouted or part[-1][-1] in ":：")
            if hit.kind in LABELS and spoken:
                return size
    return 0
