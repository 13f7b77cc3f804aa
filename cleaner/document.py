"""The vocabulary: what a document is, what a rule may say of it, and what is left.

A rule points, it never cuts: it gives findings. `apply` is the only code that cuts, and what it
gives back, a `Cleaned`, holds every character that went, so that `restore` is exact.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from cleaner.rendering import Rendering
from cleaner.spans import Owned, claim, join, runs, uncut

__all__ = [
    "HEADLINE",
    "NOT_MAIN",
    "Block",
    "Cleaned",
    "Cut",
    "Document",
    "Finding",
    "Metadata",
    "apply",
    "restore",
    "split_blocks",
]

HEADLINE = "TITLE00"
"""The code of the finding that moves the headline out of the body; it is not counted as removed."""
NOT_MAIN = "HTML01"
"""The code of what stands on an HTML page outside its main text."""

# The line ends of the contract; str.splitlines knows more (form feed, NEL, file separators) and would
# make blocks where no reader sees a line end.
RARE_LINE_ENDS = "\r\u2028\u2029"
LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029]")
ANY_LINE_END = re.compile(r"[\n\r\u2028\u2029]")
# What a line may hold and still look blank; str.isspace does not know the zero-width ones.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"


class Block(NamedTuple):
    """A line of `Document.text` that shows something: `[start, end)`, without its line end."""

    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """One text with what is known of it; every span in this package is over `text`.

    `is_extract`: the blocks are what a reader took of a page, whose frame stood around them.

    >>> Document("Storm\\n\\nRain fell.\\n").blocks
    (Block(start=0, end=5), Block(start=7, end=17))
    """

    text: str
    id: str = ""
    title: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    language: str | None = None
    blocks: tuple[Block, ...] = field(default=(), compare=False)
    is_extract: bool = False

    def __post_init__(self) -> None:
        if not self.blocks:
            object.__setattr__(self, "blocks", tuple(split_blocks(self.text)))

    @cached_property
    def lines(self) -> list[str]:
        """What each block shows, without white space around it.

        >>> Document(" Storm \\n\\nRain fell.\\n").lines
        ['Storm', 'Rain fell.']
        """
        text = self.text
        return [text[start:end].strip() for start, end in self.blocks]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an HTML page says of itself; None where it says nothing.

    `title` is the headline without the outlet's name; `date` ISO 8601; `url` the canonical address; `kind` is ours:
    article, documentation, forum, listing, product, service or other.
    """

    title: str | None = None
    author: str | None = None
    date: str | None = None
    outlet: str | None = None
    language: str | None = None
    url: str | None = None
    image: str | None = None
    kind: str | None = None


class Finding(NamedTuple):
    """What a rule points at: characters `[start, end)` of `Document.text`, and why.

    `confidence` is in [0, 1]: a constant of rule and evidence, or a model's calibrated probability
    that the cut is right.
    """

    code: str
    start: int
    end: int
    evidence: str
    confidence: float


class Cut(NamedTuple):
    """Characters that went: where they stood in the original, what they were, whose they are.

    `finding` is the index into `Cleaned.findings`.
    """

    start: int
    text: str
    finding: int


@dataclass(frozen=True)
class Cleaned:
    """The article alone: `title` (the headline), `text` (the body without it), and what went.

    `error` is None, or the reason why the record could not be cleaned (then `text` is empty); `metadata` is what an
    HTML page says of itself, None for plain text; `notes` tell what went otherwise than it should; `rendering` is the
    body as Markdown, where that was asked for.

    >>> cleaned = apply(Document("Storm\\nShare\\nRain fell."), [Finding("SHARE01", 6, 11, "Share", 0.9)])
    >>> cleaned.text, cleaned.cuts
    ('Storm\\nRain fell.', (Cut(start=6, text='Share\\n', finding=0),))
    >>> cleaned.restore()
    'Storm\\nShare\\nRain fell.'
    """

    text: str
    title: str | None = None
    findings: tuple[Finding, ...] = ()
    cuts: tuple[Cut, ...] = ()
    id: str = ""
    error: str | None = None
    metadata: Metadata | None = None
    notes: tuple[str, ...] = ()
    rendering: Rendering | None = None

    @property
    def shown(self) -> str:
        """The body as it was asked for: as Markdown, or the text itself."""
        return self.rendering.text if self.rendering else self.text

    def restore(self) -> str:
        """The original text, exactly."""
        return restore(self.text, self.cuts)

    @property
    def removed(self) -> float:
        """Share of the original's characters that went, the headline not counted."""
        total = len(self.text) + sum(len(cut.text) for cut in self.cuts)
        gone = sum(len(cut.text) for cut in self.cuts if self.findings[cut.finding].code != HEADLINE)
        return gone / total if total else 0.0


def split_blocks(text: str) -> Iterator[Block]:
    """The lines of `text` that show something.

    >>> list(split_blocks("a\\r\\n \\u00a0\\u200b\\nb"))
    [Block(start=0, end=1), Block(start=7, end=8)]
    """
    # A search for three characters and a split at one are several times as fast as a pattern on the whole text.
    rare = any(end in text for end in RARE_LINE_ENDS)
    start = 0
    for line in ANY_LINE_END.split(text) if rare else text.split("\n"):
        # What shows nothing though it is no white space is not ASCII.
        if line and not line.isspace() and (line.isascii() or line.strip().strip(INVISIBLE)):
            yield Block(start, start + len(line))
        start += len(line) + 1


def apply(document: Document, findings: Iterable[Finding], title: str | None = None) -> Cleaned:
    """Cut what the findings point at; `findings` come in the order of precedence.

    A character under several findings belongs to the first. Where all of a block goes, so do the blank
    lines beside it, but one gap stays between the blocks that stay: the one with more line ends.
    Errors: ValueError for a span outside the text.

    >>> apply(Document("A\\n\\nx\\n\\nB"), [Finding("RULE01", 3, 4, "x", 1.0)]).text
    'A\\n\\nB'
    """
    kept = tuple(findings)
    size = len(document.text)
    for code, start, end, _, _ in kept:
        if not 0 <= start < end <= size:
            raise ValueError(f"{code}: [{start}, {end}) is no span of the text")
    if not kept:
        return Cleaned(document.text, title, (), (), document.id)
    owned = claim([(start, end, index) for index, (_, start, end, _, _) in enumerate(kept)])
    owned = _claim_gaps(document, owned)
    text = document.text
    cuts = tuple(Cut(start, text[start:end], index) for start, end, index in owned)
    return Cleaned("".join(uncut(text, owned)), title, kept, cuts, document.id)


def restore(text: str, cuts: Sequence[Cut]) -> str:
    """Put `cuts` (sorted by start) back into the text that was left.

    >>> restore("bd", [Cut(0, "a", 0), Cut(2, "c", 0)])
    'abcd'
    """
    parts: list[str] = []
    done = used = 0
    for cut in cuts:
        taken = cut.start - done
        parts += text[used : used + taken], cut.text
        used += taken
        done = cut.start + len(cut.text)
    parts.append(text[used:])
    return "".join(parts)


def _claim_gaps(document: Document, owned: list[Owned]) -> list[Owned]:
    """Give the blank space beside wholly cut blocks to their findings."""
    gone, extra = _gone(document, owned)
    gaps = (gap for first, last in runs(gone) for gap in _gaps_of_run(document, first, last, gone))
    extra += [gap for gap in gaps if gap[0] < gap[1]]
    return join(claim([*owned, *extra])) if extra else owned


def _gone(document: Document, owned: Iterable[Owned]) -> tuple[dict[int, int], list[Owned]]:
    """The blocks that nothing visible stays of, in order, each with the finding that holds its last character; and
    the blank space within them.
    """
    text, blocks = document.text, document.blocks
    starts, ends = [start for start, _ in blocks], [end for _, end in blocks]
    numbers: dict[tuple[int, int], int] = {block: number for number, block in enumerate(blocks)}
    cut_to: dict[int, int] = {}
    owner: dict[int, int] = {}
    holes: list[tuple[int, int, int]] = []
    for start, end, index in owned:
        # Most findings are of a whole line.
        if (whole := numbers.get((start, end))) is not None:
            owner[whole] = index
            continue
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(blocks) and starts[number] < end:
            if start < ends[number]:
                before = cut_to.get(number, starts[number])
                if before < start:
                    holes.append((number, before, start))
                cut_to[number], owner[number] = end, index
            number += 1
    holes += [(number, end, ends[number]) for number, end in cut_to.items() if end < ends[number]]
    stay = {number for number, start, end in holes if text[start:end].strip()}
    gone = {number: index for number, index in owner.items() if number not in stay}
    return gone, [(start, end, gone[number]) for number, start, end in holes if number in gone]


def _gaps_of_run(document: Document, first: int, last: int, gone: Mapping[int, int]) -> Iterator[Owned]:
    """The blank space that goes with the wholly cut blocks `first` to `last`; some of it may be empty."""
    text, blocks = document.text, document.blocks
    owners = [gone[number] for number in range(first, last + 1)]
    before = (blocks[first - 1].end if first else 0, blocks[first].start)
    after = (blocks[last].end, blocks[last + 1].start if last + 1 < len(blocks) else len(text))
    for block, following, owner in zip(blocks[first:last], blocks[first + 1 : last + 1], owners, strict=False):
        yield block.end, following.start, owner
    if first == 0 or last + 1 == len(blocks):
        # At the head nothing stays before the article; at the tail its last line keeps its own line end.
        keep = LINE_END.match(text, before[0]) if first else None
        start = keep.end() if keep else before[0]
        yield start, before[1], owners[0]
        yield *after, owners[-1]
    elif _line_ends(text, after) > _line_ends(text, before):
        yield *before, owners[0]
    else:
        yield *after, owners[-1]


def _line_ends(text: str, span: tuple[int, int]) -> int:
    gap = text[slice(*span)]
    # Hardly any gap holds more than plain line ends.
    return len(LINE_END.findall(gap)) if gap.strip("\n") else len(gap)
