"""Links to other pages: previous and next, read more, related lists, tags, lines of nothing but links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cleaner.document import LINE_END
from cleaner.rules.phrases import Hit
from cleaner.rules.reading import SENTENCE_END, Reading
from cleaner.rules.rule import Span, rule

__all__ = ["bare_links", "previous_next", "read_more", "related", "tags"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."

WWW = re.compile(r"\bwww\.[^\s<>()]+", re.IGNORECASE)
WWW_BEGINNING = re.compile(r"[wW]")
LINK_TEXT = re.compile(r"!?\[[^\[\]]*\]")
WORD = re.compile(r"\w+")
IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*\)$")
LIST_MARK = re.compile(r"(?:[-*+•·▪►»›]|\d{1,2}[.)])\s+")
# A label in front of a link ("Pickup - ", "Website: ") is a word or three.
LABEL_WORDS = 3
# A headline linked to has this many words at most; a list of them this many lines.
LINKED_WORDS, LONGEST_LIST = 30, 25
# On pages a sentence of so many words may be a link: "Learn more about our ferries."
CALL_WORDS = 7
LEAST_ITEM_WORDS = 3
# Between a label and what it labels.
LABEL_END = re.compile(r"[:：|›»>→▶►⇒•·–—-]\s*")
# A label in front of a sentence is the text's own.
FULL_STOPS = (".", "。", "।")
# "Previous" and three words more; "Next fight: May 3" is a table's cell.
PAIRED_WORDS = 4
CELL = re.compile(r":(?:\s|$)")


@rule(
    "LINK01",
    "previous and next",
    removes=(
        f"{STORY}\n\n✂ PREV Ferries sail again\n✂ NEXT Storm moves inland",
        f"{STORY}\n\n✂ Previous article: Ferries sail again\n✂ Next article",
    ),
    keeps=(
        f"{STORY}\n\nNext week the council meets",
        f"{STORY}\n\nNEXT STEP Cast off the ropes\n\n{STORY}",
        f"{STORY}\n\nPrevious ranking: 2\nNext fight: May 3 in Lorne\n\n{STORY}",
        f"{STORY}\n\nNext, the council will ask the port's operator for its books, said the mayor on Monday.",
    ),
)
def previous_next(reading: Reading) -> Iterator[Span]:
    """Lines that lead to the neighbouring page: a label alone, marked, in capitals, or one of a pair."""
    found = reading.holding("prev_next")
    both = len({hit.phrase.head for hit in found.values()}) > 1
    for number, hit in found.items():
        shouts = _shouts(reading.lines[number], hit) and (both or reading.is_backed(number))
        alone = hit.whole or hit.marked or shouts
        paired = any(_is_pair(reading, found, number, other) for other in (number - 1, number + 1))
        if (alone or paired) and _is_label(reading, number, hit):
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if alone else 0.85)


def _is_pair(reading: Reading, found: Mapping[int, Hit], number: int, other: int) -> bool:
    """Whether two neighbouring lines open with opposite labels and go on as headlines do, not as a table's cells."""
    if other not in found or found[other].phrase.head == found[number].phrase.head:
        return False
    return all(
        len(reading.keys[line].split()) >= PAIRED_WORDS and not CELL.search(reading.lines[line])
        for line in (number, other)
    )


def _shouts(line: str, hit: Hit) -> bool:
    """Whether the label is in capitals and what follows is not."""
    label = line[: len(hit.phrase.head)]
    return label.isupper() and not line.isupper()


def _is_label(reading: Reading, number: int, hit: Hit) -> bool:
    return hit.whole or len(reading.keys[number].split()) <= LINKED_WORDS


@rule(
    "LINK02",
    "read more, read also",
    removes=(
        f"{STORY}\n\n✂ Read More>>\n\n{STORY}",
        f"{STORY}\n\n✂ Read also: Ferries sail again\n\n{STORY}",
        f"{STORY}\n\n✂ Lire aussi : Le port rouvre\n\n{STORY}",
    ),
    keeps=(
        f"{STORY}\n\nRead more slowly, the teacher told her, and the words will come by themselves in the end.",
        f"{STORY}\n\nSee also the harbour at night, when the lamps are lit and the last boats have come home to sleep.",
        f"{STORY}\n\nMehr zum Thema sagte er nicht.\n\n{STORY}",
        f"{STORY}\n\n続きを読む気にはなれなかった。\n\n{STORY}",
        f"{STORY}\n\nRelated: her brother owns the boat.\n\n{STORY}",
        f"{STORY}\n\nMore\n\n{STORY}",
    ),
)
def read_more(reading: Reading) -> Iterator[Span]:
    """Lines that send the reader to another article or to the rest of this one."""
    for number, hit in reading.holding("read_more").items():
        if not _is_said(reading, number, hit) and (hit.marked or _is_label(reading, number, hit)):
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.marked else 0.85)


def _is_said(reading: Reading, number: int, hit: Hit) -> bool:
    """Whether a phrase opens a sentence of the text; behind a mark only one that goes on in small letters."""
    line = reading.lines[number]
    if hit.whole or not SENTENCE_END.search(line):
        return False
    if not hit.marked:
        return len(reading.keys[number].split()) > CALL_WORDS or not reading.is_backed(number)
    return LABEL_END.split(line, 1)[-1][:1].islower() and line.endswith(FULL_STOPS)


@rule(
    "LINK03",
    "list of related articles",
    removes=(
        f"{STORY}\n\n✂ Related articles\n✂ Ferries sail again after the storm\n✂ Council asks for new quay",
        f"{STORY}\n\n✂ Related articles\n✂ - Ferries sail again after the storm\n\n{STORY}",
        f"{STORY}\n\n✂ Read also\n✂ Ferries sail again after the storm",
    ),
    keeps=(
        f"{STORY}\n\nIn other news: The mail boat came in on Wednesday.\n\n{STORY}",
        f"{STORY}\n\nRelated articles of the treaty were read aloud before the vote.\n\n{STORY}",
    ),
)
def related(reading: Reading) -> Iterator[Span]:
    """Headings of link lists, and the titles listed below them."""
    for number, hit in reading.holding("related").items():
        if not (hit.whole or hit.marked) or _goes_on(reading, number, hit):
            continue
        yield Span(*reading.document.blocks[number], hit.words, 0.95)
        for item in _items(reading, number) if hit.whole else ():
            yield Span(*reading.document.blocks[item], f"listed under {hit.words}", 0.8)


def _goes_on(reading: Reading, number: int, hit: Hit) -> bool:
    """Whether a label opens a sentence of the text: "What to watch: The visit on Wednesday."."""
    return not hit.whole and reading.lines[number].endswith(FULL_STOPS)


def _items(reading: Reading, heading: int) -> Iterator[int]:
    """The lines below a heading that look like titles of other articles."""
    tail = heading > reading.last_prose
    blocks, text = reading.document.blocks, reading.document.text
    for number in range(heading + 1, min(heading + 1 + LONGEST_LIST, len(reading.lines))):
        gap = len(LINE_END.findall(text, blocks[number - 1].end, blocks[number].start)) > 1
        marked = bool(LIST_MARK.match(reading.lines[number]))
        if not _is_title_like(reading, number) or not (tail or marked or not gap):
            return
        yield number


def _is_title_like(reading: Reading, number: int) -> bool:
    line, words = reading.lines[number], len(reading.keys[number].split())
    if reading.prose[number] or not reading.keys[number] or number in reading.hits:
        return False
    short = words < LEAST_ITEM_WORDS and reading.keys[number].isascii()
    return not short and words <= LINKED_WORDS and not line.endswith((".", "。", "।", ":", "："))


@rule(
    "LINK04",
    "tags and categories",
    removes=(f"{STORY}\n\n✂ Tags: harbour, rain, ferries", f"{STORY}\n\n✂ Filed under Harbour"),
    keeps=(
        f"{STORY}\n\nTags on the crates told the inspectors where the fish had been landed and by whom.",
        f"Lamb with herbs\nCategory: meat\nFor: 4 plates\n\n{STORY}",
    ),
)
def tags(reading: Reading) -> Iterator[Span]:
    """Lines that list a page's tags or categories."""
    for number, hit in reading.holding("tags").items():
        below = reading.first_prose < number
        if (below or reading.is_backed(number)) and (hit.marked or not SENTENCE_END.search(reading.lines[number])):
            yield Span(*reading.document.blocks[number], hit.words, 0.95 if hit.marked else 0.85)


@rule(
    "LINK05",
    "nothing but a link",
    removes=(
        f"{STORY}\n\n✂ [Original release](https://wire.example/1)\n✂ Pickup - [port.example](https://port.example/2)\n\n"
        "Share this article",
        f"{STORY}\n\n✂ ![Badge](https://wire.example/badge.png)\n\n{STORY}",
        f"{STORY}\n\n✂ https://wire.example/1\n\nShare this article",
    ),
    keeps=(
        f"{STORY}\n\nThe tables are at https://port.example/tables and will be updated.\n\n{STORY}",
        f"{STORY}\n\n[The tables](https://port.example/tables)\n\n{STORY}",
        f"{STORY}\n\nThe tables of all tides:\n\nhttps://port.example/tables",
    ),
)
def bare_links(reading: Reading) -> Iterator[Span]:
    """Below a page's prose, lines of links with hardly a word beside them; images anywhere."""
    lines, shown_lines = reading.lines, reading.shown
    bare = [begun.start() for begun in WWW_BEGINNING.finditer(reading.firsts) if WWW.match(lines[begun.start()])]
    linked = [] if shown_lines is lines else [at for at, line in enumerate(lines) if line is not shown_lines[at]]
    for number in sorted({*bare, *linked}):
        line, shown = lines[number], shown_lines[number]
        if IMAGE.match(line):
            yield Span(*reading.document.blocks[number], "an image", 0.95)
        elif number > reading.last_prose and reading.is_backed(number) and _is_link(shown):
            yield Span(*reading.document.blocks[number], "a link below the text", 0.9)


def _is_link(shown: str) -> bool:
    """Whether beside what the links show there is hardly a word."""
    rest = LINK_TEXT.sub(" ", shown) if "[" in shown else shown
    rest = WWW.sub(" ", rest) if "www." in rest.lower() else rest
    return len(WORD.findall(rest)) <= LABEL_WORDS
