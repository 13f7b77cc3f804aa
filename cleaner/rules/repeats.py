"""What stands twice in one document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from cleaner.rules.headline import HEAD_LINES
from cleaner.rules.phrases import match_key
from cleaner.rules.places import outside
from cleaner.rules.reading import LONG_WIDTH, Reading, width
from cleaner.rules.rule import Span, rule

__all__ = ["repeated_head_line", "repeated_paragraph", "standfirst"]

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
SHORT_STORY = "Nobody slept in the school's gym, said the mayor, who had brought beds and tea for the crews."
LONG_STORY = f"{STORY} Nobody on the quay had seen the like since the year of the flood, the harbour master said."

# Refrains, table cells and list items come back; a paragraph of this width does not.
LEAST_WIDTH = 60
# Two lines so near are one line said twice.
NEAR = 2
# An author repeats what is to be heard again, a page's makers put things there twice. Where no page's frame stands
# around it, of what comes again only a paragraph of some length goes that follows itself, and a part of the text that
# comes again paragraph by paragraph and makes up so much of it.
PARAGRAPH_WIDTH, PART_LINES, PART_SHARE = LONG_WIDTH // 4 * 3, 3, 0.1
# Two paragraphs that begin alike are compared; quotation marks and dashes before the words are typography.
BEGINNING, SLACK, TYPOGRAPHY = 4, 12, " \t\"'“”„«»‘’‚‹›-–—*_#>"
MOST_ALIKE = 40
# What is compared stands among the last so many lines, most of the time.
KEPT = 1024
# A standfirst stands this near to the paragraph whose beginning it is, and says something.
STANDFIRST_LINES, STANDFIRST_WORDS = 3, 8
# A byline or a dateline is short, and of two words at least.
LABEL_WIDTH, LABEL_WORDS = 60, 10


@rule(
    "REPEAT01",
    "paragraph that stood before",
    removes=(
        f"{LONG_STORY}\n\n✂ {LONG_STORY}",
        f"Share\n\n{STORY}\n\n✂ {STORY}",
        f"Share\n\n{LONG_STORY}\n\nThe mayor was seen on the quay.\n\n✂ {LONG_STORY}",
        f"{LONG_STORY}\n{STORY}\n{SHORT_STORY}\n\n✂ {LONG_STORY}\n✂ {STORY}\n✂ {SHORT_STORY}",
        "Share\n\n“Rain is rain,” the harbour master said when the ferries stayed in port on that day.\n\n"
        f"{STORY}\n\nMore\n\n"
        '✂ "Rain is rain,"  the harbour master said when the ferries stayed in port on that day.\n'
        f"✂ {STORY}",
    ),
    keeps=(
        f"{STORY}\n\nRow, row, row your boat\n\nThe skipper sang.\n\nRow, row, row your boat",
        f"{STORY}\n\n{STORY}",
        f"{LONG_STORY}\n\nThe mayor was seen on the quay.\n\n{LONG_STORY}",
        f"{STORY}\n\nHe read on.\n\nThey laughed.\n\nAgain he read:\n\n{STORY}\n\nThey fell silent.\n\n{LONG_STORY}",
    ),
)
def repeated_paragraph(reading: Reading) -> Iterator[Span]:
    """A line of some length that is an earlier one: near it, outside the prose, long, or one of several in a row."""
    found = dict(_repeats(reading))
    if found and not reading.is_backed():
        found = dict(_own_copies(reading, found))
    for number, earlier in found.items():
        if _is_copy(reading, found, number, earlier):
            yield Span(*reading.document.blocks[number], f"the same as line {earlier + 1}", 0.97)


def _repeats(reading: Reading) -> Iterator[tuple[int, int]]:
    """Pairs of a line and the first line that has its words."""
    first: dict[str, list[int]] = {}
    lines, compared = reading.lines, _Compared(reading.lines)
    # No character is wider than two.
    wide = [
        number
        for number, line in enumerate(lines)
        if len(line) >= LEAST_WIDTH
        or (2 * len(line) >= LEAST_WIDTH and not line.isascii() and width(line) >= LEAST_WIDTH)
    ]
    for number in wide:
        line = lines[number]
        alike = first.setdefault(line.lstrip(TYPOGRAPHY)[:BEGINNING], [])
        # Lists of thousands of lines may begin alike; the first few tell.
        length = len(line)
        for earlier in alike[:MOST_ALIKE]:
            size = len(lines[earlier])
            # White space and quotation marks change a length a little.
            if abs(size - length) <= SLACK + size // SLACK and compared.are_same(earlier, number):
                yield number, earlier
                break
        else:
            alike.append(number)


class _Compared:
    """Lines by their numbers, each parted into words and folded once: it may be compared with many."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    # Most documents ask for none.
    @cached_property
    def _words(self) -> Callable[[int], list[str]]:
        return lru_cache(KEPT)(lambda number: self._lines[number].split())

    @cached_property
    def _key(self) -> Callable[[int], str]:
        return lru_cache(KEPT)(lambda number: match_key(self._lines[number]))

    def are_same(self, one: int, other: int) -> bool:
        """Whether two lines have the same words."""
        if self._lines[one] == self._lines[other]:
            return True
        # White space and quotation marks change the number of words not at all.
        ours, theirs = self._words(one), self._words(other)
        if len(ours) != len(theirs) or ours[len(ours) // 2] != theirs[len(theirs) // 2]:
            return False
        return ours == theirs or self._key(one) == self._key(other)


def _own_copies(reading: Reading, found: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Of a text without a page's frame the repeats that no author makes."""
    parts: dict[int, list[int]] = defaultdict(list)
    for number, earlier in found.items():
        parts[number - earlier].append(number)
    least = PART_SHARE * len(reading.document.text)
    for distance, numbers in parts.items():
        prose = [number for number in numbers if reading.prose[number]]
        part = len(prose) >= PART_LINES and sum(len(reading.lines[number]) for number in prose) >= least
        for number in numbers if part else prose if distance == 1 else ():
            if part or width(reading.lines[number]) >= PARAGRAPH_WIDTH:
                yield number, found[number]


def _is_copy(reading: Reading, found: Mapping[int, int], number: int, earlier: int) -> bool:
    if number - earlier <= NEAR or number < reading.first_prose or number > reading.last_prose:
        return True
    if any(found.get(number + step) == earlier + step for step in (-1, 1)):
        return True
    return reading.prose[number] and width(reading.lines[number]) >= PARAGRAPH_WIDTH


@rule(
    "REPEAT02",
    "byline or dateline again",
    removes=(
        f"By Jane Doe\n\nFerries stay in port as rain falls\n\n✂ By Jane Doe\n\n{STORY}\n\nShare this article",
        f"Ferries in port\n\nLorne, 1 May 2024\n\n✂ Lorne, 1 May 2024\n\n{STORY}\n\n✂ Lorne, 1 May 2024\n\nPrint page",
    ),
    keeps=(
        f"{STORY}\n\nBy Jane Doe\n\n{STORY}\n\nBy Jane Doe",
        "Row, row, row your boat\nRow, row, row your boat\nGently down the stream",
        f"By the old quay\nThe songs of Lorne\nBy the old quay\n\n{STORY}",
    ),
)
def repeated_head_line(reading: Reading) -> Iterator[Span]:
    """A short line above the prose, when it comes again there or below the prose."""
    if not 0 < reading.first_prose < len(reading.lines):
        return
    first: dict[str, int] = {}
    for number in outside(reading):
        key = reading.keys[number]
        if key in first and reading.is_backed(number):
            yield Span(*reading.document.blocks[number], f"the same as line {first[key] + 1}", 0.9)
        elif number < min(reading.first_prose, HEAD_LINES) and _is_label(reading, number, key):
            first[key] = number


def _is_label(reading: Reading, number: int, key: str) -> bool:
    """Whether a line is of two words at least, short, and not the headline, which has rules of its own."""
    few = 0 < key.count(" ") < LABEL_WORDS and width(reading.lines[number]) <= LABEL_WIDTH
    return few and not (reading.headline and reading.headline.key == key)


@rule(
    "REPEAT03",
    "standfirst that the text begins with",
    removes=(
        f"Ferries stay in port\n\n✂ {STORY}\n\n{LONG_STORY}",
        f"Ferries\n\n✂ Rain fell on the harbour for the third day in a row, and the ferries…\n\n{LONG_STORY}",
    ),
    keeps=(
        f"Rain fell on the harbour\n\n{LONG_STORY}",
        f"{STORY}\n\nRain fell on the islands too, and the mail boat had to turn round at the mouth of the bay.",
    ),
)
def standfirst(reading: Reading) -> Iterator[Span]:
    """Of two lines at the head one of which begins the other, the shorter."""
    first = reading.first_prose
    if first >= len(reading.lines):
        return
    head = range(max(first - STANDFIRST_LINES, 0), min(first + STANDFIRST_LINES, len(reading.lines)))
    beginnings = [reading.lines[number][: 4 * BEGINNING].lstrip(TYPOGRAPHY) for number in head]
    if len(set(beginnings)) == len(beginnings):
        return
    for place, number in enumerate(head):
        for other in head[place + 1 :]:
            if beginnings[place] != beginnings[other - head[0]]:
                continue
            keys = [(match_key(reading.lines[line]), line) for line in (number, other)]
            (short, line), (long, longer) = sorted(keys, key=lambda pair: len(pair[0]))
            if short != long and long.startswith(short) and _is_standfirst(reading, line, longer, short):
                yield Span(*reading.document.blocks[line], f"line {longer + 1} begins with it", 0.93)
                break


def _is_standfirst(reading: Reading, number: int, longer: int, key: str) -> bool:
    """Whether the shorter line is a paragraph's beginning, not a name that opens it."""
    says_enough = key.count(" ") >= STANDFIRST_WORDS or (key.count(" ") < 2 and width(key) >= LEAST_WIDTH)
    whole = reading.prose[number] or reading.lines[number].endswith(("…", "..."))
    return says_enough and whole and reading.prose[longer]
