"""Where a user's rule points: its lines by phrase or pattern, then how much of them, and of what is below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from cleaner.document import INVISIBLE, LINE_END
from cleaner.rules import Reading, Span
from cleaner.rules.phrases import Phrase, holds_phrase
from cleaner.user_rules.patterns import Pattern

__all__ = ["POSITIONS", "SCOPES", "Pointing"]

POSITIONS = ("anywhere", "head", "tail", "outside")
SCOPES = ("line", "match", "block", "rest")
EVIDENCE = 80


@dataclass(frozen=True)
class Pointing:
    """What a user's rule looks for and where; called with a reading, it points.

    `phrases` are wordings and what they say; `sites` and `languages` are all where none is named. `position` is over
    the running text, lines of the rule's own left out of it.
    """

    phrases: tuple[tuple[str, Phrase], ...] = ()
    pattern: Pattern | None = None
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    position: str = "anywhere"
    scope: str = "line"
    confidence: float = 1.0

    def __call__(self, reading: Reading) -> Iterator[Span]:
        """The rule's spans, in the document's order."""
        if self.sites and not self._is_of_sites(reading):
            return
        found = self._found(reading)
        if not found or (self.languages and reading.language not in self.languages):
            return
        if self.scope == "match":
            yield from self._matches(reading, found)
            return
        if self.scope == "block":
            found = _with_blocks(reading, found)
        elif self.scope == "rest":
            first = min(found)
            below = dict.fromkeys(range(first, len(reading.lines)), _below(found[first]))
            found = below | found
        for number, evidence in sorted(found.items()):
            yield Span(*reading.document.blocks[number], evidence, self.confidence)

    def _is_of_sites(self, reading: Reading) -> bool:
        """Whether source or host is one of the sites; `*.` in front means the hosts below."""
        document = reading.document
        names = {_site(name) for name in (document.source, _host(document.url)) if name}
        return any(
            name.endswith(site[1:]) if site.startswith("*.") else name == _site(site)
            for site in self.sites
            for name in names
        )

    def _found(self, reading: Reading) -> dict[int, str]:
        """The lines where it stands, with the evidence."""
        pattern = self.pattern if self.pattern and self.pattern.may_hold(reading.lines) else None
        if not pattern and not self.phrases:
            return {}
        found = {}
        for number, line in enumerate(reading.lines):
            if evidence := self._evidence(line, reading.keys[number] if self.phrases else "", pattern):
                found[number] = evidence
        if self.position == "anywhere" or not found:
            return found
        prose = [
            number
            for number, is_text in enumerate(reading.prose)
            if is_text and number not in found and number not in reading.banners
        ]
        first, last = min(prose, default=len(reading.lines)), max(prose, default=-1)
        places = {
            "head": range(first),
            "tail": range(last + 1, len(reading.lines)),
            "outside": {*range(first), *range(last + 1, len(reading.lines))},
        }
        return {number: evidence for number, evidence in found.items() if number in places[self.position]}

    @cached_property
    def _edges(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What lines with a phrase begin with, and end with: most lines do neither."""
        phrases = [phrase for _, phrase in self.phrases]
        heads = (phrase.head for phrase in phrases if phrase.head)
        return tuple(heads), tuple(phrase.tail for phrase in phrases if not phrase.head)

    def _evidence(self, line: str, key: str, pattern: Pattern | None) -> str | None:
        heads, tails = self._edges
        if key and (key.startswith(heads) or key.endswith(tails)):
            for wording, phrase in self.phrases:
                if holds_phrase(phrase, line, key):
                    return _clipped(f"phrase {wording}")
        if pattern and pattern.holds(line):
            return _clipped(f"pattern {pattern.source}")
        return None

    def _matches(self, reading: Reading, found: dict[int, str]) -> Iterator[Span]:
        assert self.pattern
        text = reading.document.text
        for number, evidence in found.items():
            start, end = reading.document.blocks[number]
            start += _indent(text[start:end])
            for first, last in self.pattern.spans(reading.lines[number]):
                yield Span(start + first, start + last, evidence, self.confidence)


def _with_blocks(reading: Reading, found: dict[int, str]) -> dict[int, str]:
    """The lines, and those below each up to a blank line or running text."""
    blocks, text = reading.document.blocks, reading.document.text
    wider = dict(found)
    for heading, evidence in found.items():
        for number in range(heading + 1, len(blocks)):
            gap = LINE_END.findall(text, blocks[number - 1].end, blocks[number].start)
            if number in found or reading.prose[number] or len(gap) > 1:
                break
            wider[number] = _below(evidence)
    return wider


def _indent(block: str) -> int:
    """How many characters stand before what `Reading.lines` shows of a block."""
    bare = block.strip()
    return block.index(bare) + len(bare) - len(bare.lstrip(INVISIBLE))


def _site(name: str) -> str:
    return name.lower().removeprefix("www.")


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None


def _below(evidence: str) -> str:
    return _clipped(f"below {evidence}")


def _clipped(evidence: str) -> str:
    return evidence if len(evidence) <= EVIDENCE else evidence[: EVIDENCE - 1] + "…"
