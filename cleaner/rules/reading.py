"""What the rules ask of a document, worked out once: its lines, their keys, prose, headline, phrases."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from copy import copy
from functools import cached_property

from cleaner.document import INVISIBLE, Document
from cleaner.rules.headline import Headline, find_echoes, find_headline
from cleaner.rules.phrases import LONGEST_LINE, UNSPACED, Hit, Phrase, match_keys, phrases_of
from cleaner.text.language import detect

__all__ = ["Reading"]

# A sentence's end in the scripts that mark it, perhaps with a closing quote or bracket behind.
SENTENCE_END = re.compile(r"[.!?…。！？؟।॥።։][\"'”’»«“)\]）」』]*$")
INNER_SENTENCE_END = re.compile(r"[.!?…؟।॥።։][\"'”’»)\]]*\s|[。！？]")
QUOTES = frozenset('"“”„«»‚‘’「」『』')
# What a link shows is text, where it leads is not.
LINK_TARGET = re.compile(r"\]\(\s*<?[^\s()<>]*>?[^()]{0,200}\)")
ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")
# Lines of this width (an unspaced character counts twice) are prose if they end or hold a sentence;
# from LONG_WIDTH on, whatever they hold: Thai and many lists have no full stop.
PROSE_WIDTH, LONG_WIDTH = 80, 200
# The kinds of phrase that make up a page's frame; the others may be words of a text as well.
FRAME = frozenset(
    {"advert", "comments", "follow", "legal", "navigation", "prev_next", "related", "share", "stamp", "tags", "tools"}
)
# A text is a page's where other lines than the one in question are phrases of furniture: kinds times places, a line.
# Nine of ten articles that stand alone have none, pages a tenth and more. Manuals and scholars say "see also".
LEAST_BACKING, NO_BACKING = 0.02, "read_more"
# A line of one such word proves something even alone; these phrases begin sentences of a text, too.
SURE_WORDS = frozenset({"advert", "contact", "credit", "kicker"})
OPENINGS = frozenset({"follow", "prev_next", "read_more", "related", "tags", "tools"})
# What of a reading depends on which lines are the site's own.
OF_BANNERS = ("first_prose", "last_prose", "headline", "echoes")


class Reading:
    """A document as the rules see it; all sequences run parallel to `document.blocks`.

    `banners` are numbers of lines known to be the site's own: none of them is the headline.
    """

    def __init__(self, document: Document, banners: frozenset[int] = frozenset()) -> None:
        self.document = document
        self.banners = banners
        text, lines = document.text, document.lines
        hides = not text.isascii() and any(character in text for character in INVISIBLE)
        self.lines: list[str] = [line.strip(INVISIBLE) for line in lines] if hides else lines

    def under(self, banners: frozenset[int]) -> Reading:
        """The same lines under other banners; what was worked out without them is not worked out again."""
        other = copy(self)
        other.banners = banners
        for name in OF_BANNERS:
            other.__dict__.pop(name, None)
        return other

    @cached_property
    def firsts(self) -> str:
        """The first character of each line: a search in it finds the lines that begin so."""
        return "".join([line[0] for line in self.lines])

    @cached_property
    def lasts(self) -> str:
        """The last character of each line."""
        return "".join([line[-1] for line in self.lines])

    @cached_property
    def keys(self) -> list[str]:
        """The match key of what each line shows; empty for lines too long to be furniture."""
        return match_keys([line if len(line) <= LONGEST_LINE else "" for line in self.shown])

    @cached_property
    def shown(self) -> list[str]:
        """Each line without the addresses it leads to; the very same line where it has none."""
        text = self.document.text
        has_links = "://" in text or "](" in text
        return [without_addresses(line) for line in self.lines] if has_links else self.lines

    @cached_property
    def prose(self) -> list[bool]:
        """Whether each line is running text."""
        # No character is wider than two.
        return [2 * len(line) >= PROSE_WIDTH and is_prose(line) for line in self.shown]

    @cached_property
    def prose_lines(self) -> list[int]:
        """The numbers of the lines of prose."""
        return [number for number, is_text in enumerate(self.prose) if is_text]

    @cached_property
    def first_prose(self) -> int:
        """Number of the first line of prose; the number of lines where there is none."""
        return next(self._own_prose, len(self.lines))

    @cached_property
    def last_prose(self) -> int:
        """Number of the last line of prose; -1 where there is none."""
        return max(self._own_prose, default=-1)

    @property
    def _own_prose(self) -> Iterator[int]:
        """Numbers of the lines of prose that are not the site's."""
        return (number for number in self.prose_lines if number not in self.banners)

    @cached_property
    def times(self) -> Counter[str]:
        """How many lines have each key."""
        return Counter(self.keys)

    @cached_property
    def hits(self) -> dict[int, tuple[Hit, ...]]:
        """The phrases in each line that has some."""
        lines, found = self.lines, phrases_of(self.lines, self.keys)
        return {
            number: spoken
            for number, hits in found.items()
            if (lines[number][0] not in QUOTES or not is_quoted(lines[number]))
            and (spoken := self._spoken(hits, self.keys[number]))
        }

    def _spoken(self, hits: tuple[Hit, ...], key: str) -> tuple[Hit, ...]:
        """Without the phrases that mean furniture in another language than the document's, or behind a number only."""
        bound = [hit for hit in hits if hit.phrase.only_language or not hit.phrase.head]
        mute = [hit for hit in bound if not self._speaks(hit.phrase, key)]
        return tuple([hit for hit in hits if hit not in mute]) if mute else hits

    def _speaks(self, phrase: Phrase, key: str) -> bool:
        if phrase.kind == "stamp" and not phrase.head and not any(map(str.isdigit, key)):
            return False
        return not phrase.only_language or phrase.language == self.language

    @cached_property
    def language(self) -> str | None:
        """The document's language as given, else as detected on its prose."""
        if self.document.language:
            return self.document.language.partition("-")[0].lower()
        prose = [self.lines[number] for number in self.prose_lines]
        return detect(" ".join(prose or self.lines))

    @cached_property
    def headline(self) -> Headline | None:
        """The document's headline, and the line it stands in."""
        return find_headline(self)

    @cached_property
    def echoes(self) -> list[tuple[int, str]]:
        """The lines that say the headline again, and in which form."""
        return list(find_echoes(self))

    def holding(self, kind: str) -> Mapping[int, Hit]:
        """The lines that have a phrase of a kind, in order, and that phrase."""
        return self._by_kind.get(kind, {})

    @cached_property
    def named(self) -> frozenset[int]:
        """The lines that are a phrase of the page's frame and nothing else, or a time stamp."""
        return frozenset(
            number for kind in FRAME for number, hit in self.holding(kind).items() if kind == "stamp" or hit.whole
        )

    def has(self, number: int, kind: str) -> Hit | None:
        """The phrase of a kind in a line."""
        return self.holding(kind).get(number)

    @cached_property
    def said(self) -> dict[int, frozenset[str]]:
        """The lines that are a phrase and nothing else, or a time stamp, and of which kinds."""
        kinds = {
            number: frozenset(hit.kind for hit in hits if (hit.whole or hit.kind == "stamp") and hit.kind != NO_BACKING)
            for number, hits in self.hits.items()
        }
        return {number: found for number, found in kinds.items() if found}

    @cached_property
    def _lines_of(self) -> Counter[str]:
        """How many lines are of each kind."""
        return Counter(kind for kinds in self.said.values() for kind in kinds)

    def is_backed(self, number: int = -1) -> bool:
        """Whether other lines than this one tell that the text is a page's, or a reader says so."""
        if self.document.is_extract or len(self.lines) == 1:
            return True
        own = self.said.get(number, frozenset())
        kinds = len(self._lines_of) - sum(self._lines_of[kind] == 1 for kind in own)
        places = len(self.said) - bool(own)
        return kinds * places >= LEAST_BACKING * len(self.lines) > 0

    @cached_property
    def _is_backed_anyway(self) -> bool:
        """Whether every line is backed, whichever it is: so most pages are."""
        if self.document.is_extract or len(self.lines) == 1:
            return True
        kinds = sum(count > 1 for count in self._lines_of.values())
        return kinds * (len(self.said) - 1) >= LEAST_BACKING * len(self.lines) > 0

    def _proves(self, number: int, hit: Hit) -> bool:
        """Whether a phrase tells by itself what its line is: not so one word amid prose, nor a sentence's beginning."""
        if hit.whole:
            key = self.keys[number]
            return hit.kind in SURE_WORDS or " " in key or bool(UNSPACED.search(key)) or not self.prose_lines
        return hit.marked or hit.kind not in OPENINGS or not SENTENCE_END.search(self.lines[number])

    @cached_property
    def _by_kind(self) -> dict[str, dict[int, Hit]]:
        """Of several of one kind in a line: the whole line before a marked label, the longer before the shorter."""
        best: dict[str, dict[int, Hit]] = defaultdict(dict)
        anyway = self._is_backed_anyway
        for number, hits in self.hits.items():
            for hit in hits:
                if not (anyway or self._proves(number, hit) or self.is_backed(number)):
                    continue
                other = best[hit.phrase.kind].setdefault(number, hit)
                if hit is not other and hit.rank > other.rank:
                    best[hit.phrase.kind][number] = hit
        return best


def is_quoted(line: str) -> bool:
    """Whether somebody says a line: it stands between quotation marks.

    >>> is_quoted("“Share?”"), is_quoted("“Share” it")
    (True, False)
    """
    return line[0] in QUOTES and line[-1] in QUOTES and len(line) > 1


def without_addresses(line: str) -> str:
    """A line as it reads: link targets and bare addresses left out.

    >>> without_addresses("See [the tables](https://port.example/t) at https://port.example")
    'See [the tables] at '
    """
    if "](" in line:
        line = LINK_TARGET.sub("]", line)
    return ADDRESS.sub("", line) if "://" in line else line


def width(line: str) -> int:
    """Characters, those of unspaced scripts twice.

    >>> width("abc"), width("日本")
    (3, 4)
    """
    return len(line) if line.isascii() else len(line) + len(UNSPACED.findall(line))


def is_prose(line: str) -> bool:
    """Whether a line is running text: long, or of some length and a sentence.

    >>> is_prose("Rain fell on the harbour for the third day in a row, and the ferries stayed in port.")
    True
    >>> is_prose("Rain falls on harbour, ferries stay in port for the third day in a row, say skippers")
    False
    """
    if len(line) >= LONG_WIDTH:
        return True
    if 2 * len(line) < PROSE_WIDTH or (size := width(line)) < PROSE_WIDTH:
        return False
    return size >= LONG_WIDTH or bool(SENTENCE_END.search(line)) or bool(INNER_SENTENCE_END.search(line))
