"""One site's furniture, made ready for looking up, and what it says of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from cleaner.document import Document, Finding
from cleaner.rules import Reading
from cleaner.rules.reading import LONG_WIDTH
from cleaner.sites.evidence import SiteEvidence
from cleaner.sites.keys import MASK, forms_of, is_formable, is_outlet, line_key, tokens_of
from cleaner.sites.verdicts import ALLOWED, DENIED, FURNITURE, OFTEN_SHARE, is_often, verdict

__all__ = ["SITE_CODE", "Furniture", "Recurring"]

SITE_CODE = "SITE01"

# So many first characters tell most lines from all furniture, unless a key is written otherwise there: where a digit,
# an address, a link's target or white space other than one space begins.
BEGINNING, BEGINNING_AND_ADDRESS = 12, 20
OTHERWISE = (
    re.compile(r"[\d\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"),
    re.compile(r"  |\]\(|://"),
)
# How sure a ruling is, and forms: less than a line that recurs as it is.
RULED, LEAST_SURE, MOST_SURE, OF_FORM = 1.0, 0.8, 0.19, 0.9


_recent_key = lru_cache(maxsize=4096)(line_key)


def _known_key(line: str) -> str:
    """A line's key: furniture comes again page by page, so that of a short line is often known."""
    return _recent_key(line) if len(line) < LONG_WIDTH else line_key(line)


@dataclass(frozen=True)
class Furniture:
    """One site's recurring lines and forms: their keys, and the number of distinct texts each stands in.

    `allowed` and `denied` are keys of which somebody decided.
    """

    bodies: float
    lines: Mapping[str, float]
    forms: Mapping[str, float] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    @classmethod
    def of(cls, site: SiteEvidence) -> Furniture:
        """What evidence and rulings make furniture."""
        ruled = {
            ruling: frozenset(text for text, given in site.rulings.items() if given == ruling)
            for ruling in (ALLOWED, DENIED)
        }
        lines, forms = (
            {text: line.bodies for text, line in known.items() if is_taken(text, verdict(text, line, site), ruled)}
            for known, is_taken in ((site.lines, _is_furniture), (site.forms, _is_form))
        )
        lines |= {text: lines.get(text, 0.0) for text in ruled[DENIED] if text not in site.forms}
        return cls(site.bodies, lines, forms, ruled[ALLOWED], ruled[DENIED])

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(key[:BEGINNING] for key in self.lines)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for form in self.forms for word in tokens_of(form.replace(MASK, " ")))

    def _likely(self, lines: Sequence[str]) -> set[int]:
        """The lines whose keys need to be made: most lines begin as no furniture does."""
        beginnings = self._beginnings
        likely = {number for number, line in enumerate(lines) if line[:BEGINNING] in beginnings}
        # All beginnings at once, each as long as the others, a letter behind each.
        size = BEGINNING_AND_ADDRESS + 1
        joined = "".join([line[:BEGINNING_AND_ADDRESS].ljust(size, "x") for line in lines])
        return likely.union(found.start() // size for pattern in OTHERWISE for found in pattern.finditer(joined))

    def recurring(self, document: Document) -> Recurring | None:
        """The document's lines that its site repeats, or may repeat in part; None where it has none."""
        found, formed, denied = {}, {}, set()
        lines = document.lines
        likely = self._likely(lines)
        for number in range(len(lines)) if self.forms else sorted(likely):
            line = lines[number]
            if number in likely and (count := self.lines.get(key := _known_key(line))) is not None:
                found[number] = count
                if key in self.denied:
                    denied.add(number)
            elif self.forms and is_formable(line) and (form := self._form(line)):
                formed[number] = form
                if form in self.denied:
                    denied.add(number)
        return Recurring(self, found, formed, frozenset(denied)) if found or formed else None

    def _form(self, line: str) -> str | None:
        """The longest form that a line has."""
        key = _known_key(line)
        if key in self.allowed:
            return None
        return next((form for form in forms_of(key, self._words) if form in self.forms), None)


def _is_furniture(text: str, verdict: str, ruled: Mapping[str, frozenset[str]]) -> bool:
    return verdict == FURNITURE and text not in ruled[ALLOWED]


def _is_form(text: str, verdict: str, ruled: Mapping[str, frozenset[str]]) -> bool:
    return text in ruled[DENIED] or _is_furniture(text, verdict, ruled)


@dataclass(frozen=True)
class Recurring:
    """Lines of one document that its site repeats: line number to distinct texts, or to the form they have.

    `denied` are lines of which somebody decided that they always go.
    """

    furniture: Furniture
    counts: Mapping[int, float]
    forms: Mapping[int, str] = field(default_factory=dict)
    denied: frozenset[int] = frozenset()

    @property
    def banners(self) -> frozenset[int]:
        """The lines that are the site's own for sure: on this share of its texts a line is no headline."""
        least = OFTEN_SHARE * self.furniture.bodies
        return self.denied | frozenset(number for number, count in self.counts.items() if count >= least)

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """The lines that go, in their order; the headline never does, unless somebody said so."""
        headline = reading.headline.line if reading.headline else None
        own = [number for number, is_text in enumerate(reading.prose) if is_text and number not in self.counts]
        prose = range(own[0], own[-1]) if own else range(0)
        for number in sorted({*self.counts, *self.forms}):
            if number in self.denied:
                yield self._finding(reading, number, "denied by hand for", RULED)
            elif number == headline:
                continue
            elif number not in self.counts:
                if own and number not in prose and headline is not None and self._has_place(reading, number):
                    yield self._of_form(reading, number)
            elif number not in prose or self._goes_from_prose(reading, number):
                count = self.counts[number]
                yield self._finding(reading, number, f"stands in {self._of(count)} of", self._sureness(count))

    def _goes_from_prose(self, reading: Reading, number: int) -> bool:
        """Whether a line amid the document's own prose goes: often seen, or a short one among other furniture."""
        if is_often(self.counts[number], self.furniture.bodies):
            return True
        # There is a line below: this one stands between two of prose.
        below = number + 1
        is_heading = reading.prose[below] and below not in self.counts
        return not (reading.prose[number] or is_heading) and (number - 1 in self.counts or below in self.counts)

    def _has_place(self, reading: Reading, number: int) -> bool:
        """Whether a line with a form stands where forms do: beside prose, other furniture or an end of the text.

        Headlines begin and end alike; of the first line only the outlet's name is looked at.
        """
        if not (number or is_outlet(self.forms[number])):
            return False
        beside = (number - 1, number + 1)
        return any(
            not 0 <= at < len(reading.lines) or at in self.counts or at in self.forms or reading.prose[at]
            for at in beside
        )

    def _of_form(self, reading: Reading, number: int) -> Finding:
        form = self.forms[number]
        count = self.furniture.forms[form]
        head, tail = (side.strip() for side in form.split(MASK))
        says = "reads" if head and tail else "begins" if head else "ends"
        sure = OF_FORM * self._sureness(count)
        return self._finding(reading, number, f'{says} "{form}" in {self._of(count)} of', sure)

    def _finding(self, reading: Reading, number: int, evidence: str, sure: float) -> Finding:
        document = reading.document
        told = f"{evidence} {document.source}"
        return Finding(SITE_CODE, *document.blocks[number], told, round(sure, 4))

    def _of(self, count: float) -> str:
        return f"{count:.0f} of {self.furniture.bodies:.0f} texts"

    def _sureness(self, count: float) -> float:
        """From .8 upward by Laplace's rule on the share of texts: often is surer than always on few pages."""
        return LEAST_SURE + MOST_SURE * (count + 1) / (self.furniture.bodies + 2)
