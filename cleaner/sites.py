"""Site memory: lines that recur across one site's pages are its furniture.

Two passes: `page_lines` and `SiteLearner` look at every page, `SiteMemory` then points at the lines
that recur. Copies of one article count once, so their prose does not become furniture.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import combinations
from typing import NamedTuple

from cleaner.document import Document, Finding
from cleaner.errors import ConfigError
from cleaner.rules import Reading
from cleaner.rules.reading import LONG_WIDTH, is_prose

__all__ = ["SITE_CODE", "SITE_NAME", "PageLines", "Recurring", "SiteLearner", "SiteMemory", "line_key", "page_lines"]

SITE_CODE, SITE_NAME = "SITE01", "line that the site repeats"
FORMAT = "site-memory-1"

# A site shows its furniture on this many pages; they are drawn by a hash of the id, so that any order of
# reading draws the same.
SAMPLED_PAGES = 4000
# A line is furniture if it stands in this share of the site's distinct bodies, but in 3 at least, and 10 always
# do; running text, which costs more to lose, needs one more, or the sure share.
SURE_SHARE = 1 / 3
LEAST_SHARE, LEAST_BODIES, ENOUGH_BODIES = 0.01, 3, 10
# What tells two bodies apart are their longest lines; those on more pages than an article has copies are left out,
# as chrome, where running text of the page's own remains.
BODY_LINES = 3
MOST_COPIES, MOST_COPIES_SHARE = 8, 0.05

# So many first characters tell most lines from all furniture, unless a key is written otherwise there: where a digit,
# an address, a link's target or white space other than one space begins.
BEGINNING, BEGINNING_AND_ADDRESS = 12, 20
OTHERWISE = re.compile(r"\d|\s\s|[^\S ]|\]\(|://")
LINK_TARGET = re.compile(r"\]\([^()\s]*\)")
ADDRESS = re.compile(r"https?://\S+")
NUMBER = re.compile(r"\d+")


def line_key(line: str) -> str:
    """A line as site memory compares it: digits, addresses and link targets count in running text only.

    A label that differs by a number is the same label, a sentence is not: its numbers are its news.

    >>> line_key("Page 12 -  [Tags](https://site.example/tags?page=12)")
    'Page 0 - [Tags]()'
    """
    line = line.strip()
    if is_prose(line):
        return " ".join(line.split())
    if "](" in line:
        line = LINK_TARGET.sub("]()", line)
    if "://" in line:
        line = ADDRESS.sub("://", line)
    return NUMBER.sub("0", " ".join(line.split()))


_recent_key = lru_cache(maxsize=4096)(line_key)


def _known_key(line: str) -> str:
    """A line's key: furniture comes again page by page, so that of a short line is often known."""
    return _recent_key(line) if len(line) < LONG_WIDTH else line_key(line)


class PageLines(NamedTuple):
    """What the learn pass keeps of a page: its site, its draw, its distinct lines."""

    site: str
    draw: int
    lines: tuple[str, ...]


def page_lines(document: Document) -> PageLines | None:
    """The distinct lines of a page; None for a document of no site.

    >>> page_lines(Document("Home\\nRain fell.\\nHome", id="a", source="s")).lines
    ('Home', 'Rain fell.')
    """
    if not document.source:
        return None
    text = document.text
    lines = dict.fromkeys(line_key(text[start:end]) for start, end in document.blocks)
    return PageLines(document.source, _hash(document.id), tuple(lines))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


class SiteLearner:
    """Collects pages and tells which lines are furniture; memory is bounded by sites, not by pages."""

    def __init__(self, sampled_pages: int = SAMPLED_PAGES) -> None:
        self._sites: dict[str, _Sample] = defaultdict(lambda: _Sample(sampled_pages))

    def add(self, page: PageLines | None) -> None:
        """Look at one page."""
        if page:
            self._sites[page.site].add(page)

    def memory(self) -> SiteMemory:
        """What was learnt, the same for any order of pages."""
        learnt = {site: sample.learn() for site, sample in sorted(self._sites.items())}
        return SiteMemory({site: furniture for site, furniture in learnt.items() if furniture.lines})


class _Page(NamedTuple):
    """A sampled page: the hashes of its lines, longest first. Negative draw: a heap gives up its smallest."""

    draw: int
    lines: array[int]


class _Sample:
    """The pages of one site with the smallest draws."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pages: list[_Page] = []
        self.times: dict[int, int] = {}
        self.texts: dict[int, str] = {}
        self.prose: set[int] = set()

    def add(self, page: PageLines) -> None:
        if len(self.pages) >= self.size and -page.draw <= self.pages[0].draw:
            return
        longest_first = sorted(page.lines, key=lambda line: (-len(line), line))
        lines = array("Q", map(self._note, longest_first))
        push = heapq.heappush if len(self.pages) < self.size else heapq.heapreplace
        push(self.pages, _Page(-page.draw, lines))

    def _note(self, line: str) -> int:
        """The line's hash; its text is kept from the second time on."""
        number = _hash(line)
        if is_prose(line):
            self.prose.add(number)
        times = self.times[number] = self.times.get(number, 0) + 1
        if times == 2:
            self.texts[number] = line
        return number

    def learn(self) -> Furniture:
        counts = Counter(line for page in self.pages for line in page.lines)
        bodies = self._bodies(counts)
        distinct = len(set(bodies))
        holding: dict[int, set[int]] = defaultdict(set)
        for page, body in zip(self.pages, bodies, strict=True):
            for line in page.lines:
                if counts[line] >= LEAST_BODIES:
                    holding[line].add(body)
        least = min(max(LEAST_BODIES, math.ceil(LEAST_SHARE * distinct)), ENOUGH_BODIES)
        lines = {
            self.texts[line]: len(found)
            for line, found in holding.items()
            if len(found) >= least + (is_prose(self.texts[line]) and len(found) < SURE_SHARE * distinct)
        }
        return Furniture(distinct, dict(sorted(lines.items())))

    def _bodies(self, counts: Mapping[int, int]) -> list[int]:
        """A number for each page, equal for pages that are versions of one article.

        Two pages are if two of the three longest lines that tell them apart are the same.
        """
        most = max(MOST_COPIES, int(MOST_COPIES_SHARE * len(self.pages)))
        parent = list(range(len(self.pages)))
        first: dict[tuple[int, ...], int] = {}
        for number, (_, lines) in enumerate(self.pages):
            rare = [line for line in lines if counts[line] <= most]
            if self.prose.isdisjoint(rare):
                rare = list(lines)
            longest = sorted(rare[:BODY_LINES])
            for key in combinations(longest, 2) if len(longest) > 1 else [tuple(longest)]:
                _unite(parent, first.setdefault(key, number), number)
        return [_root(parent, number) for number in range(len(self.pages))]


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _unite(parent: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(parent, one), _root(parent, other)))
    parent[high] = low


@dataclass(frozen=True)
class Furniture:
    """One site's recurring lines: `lines` maps a line's key to the number of distinct bodies it stands in."""

    bodies: int
    lines: Mapping[str, int]

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(key[:BEGINNING] for key in self.lines)

    def may_hold(self, line: str) -> bool:
        """Whether a line's key needs to be made: most lines begin as no furniture does."""
        return line[:BEGINNING] in self._beginnings or bool(OTHERWISE.search(line[:BEGINNING_AND_ADDRESS]))


@dataclass(frozen=True)
class SiteMemory:
    """The furniture of many sites; a plain value that can be read, edited, and sent to workers.

    >>> learner = SiteLearner()
    >>> for number, story in enumerate(["Rain fell.", "Snow fell.", "Hail fell."]):
    ...     learner.add(page_lines(Document(f"{story}\\nOur weather desk", id=str(number), source="s")))
    >>> memory = learner.memory()
    >>> memory.recurring(Document("Fog.\\nOur weather desk", source="s"))
    Recurring(counts={1: 3}, bodies=3)
    """

    sites: Mapping[str, Furniture] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what `to_json` gives."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def recurring(self, document: Document) -> Recurring | None:
        """The document's lines that its site repeats; None where it has none."""
        furniture = self.sites.get(document.source or "")
        if not furniture:
            return None
        counts = {}
        for number, line in enumerate(document.lines):
            if furniture.may_hold(line) and (count := furniture.lines.get(_known_key(line))):
                counts[number] = count
        return Recurring(counts, furniture.bodies) if counts else None

    def to_json(self) -> str:
        """A file to review: one line of text a line of furniture."""
        sites = {
            site: {"bodies": found.bodies, "lines": dict(found.lines)} for site, found in sorted(self.sites.items())
        }
        return json.dumps({"format": FORMAT, "sites": sites}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> SiteMemory:
        """Read back what `to_json` gave. Errors: ConfigError for anything else."""
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise ConfigError(f"site memory of format {data['format']!r}; this version reads {FORMAT!r}")
            return cls(
                {
                    str(site): Furniture(int(found["bodies"]), {str(k): int(v) for k, v in found["lines"].items()})
                    for site, found in data["sites"].items()
                }
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, ConfigError):
                raise
            raise ConfigError(f"no site memory: {error}") from error


# A line on this share of a site's texts is the site's own and no headline, wherever it stands.
BANNER_SHARE = 0.2
# A short line amid the page's own prose may be a subheading that the site likes ("Background"): it goes only if the
# site shows it on this share of its texts, and on more than chance gives a few pages.
SUBHEADING_SHARE, LEAST_SUBHEADINGS = 0.2, 5


@dataclass(frozen=True)
class Recurring:
    """Lines of one document that its site repeats: line number to distinct texts, out of `bodies`."""

    counts: Mapping[int, int]
    bodies: int

    @property
    def banners(self) -> frozenset[int]:
        """The lines that are the site's own for sure."""
        return frozenset(number for number, count in self.counts.items() if count >= BANNER_SHARE * self.bodies)

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """The lines that go; the headline never does."""
        headline = reading.headline.line if reading.headline else None
        for number, count in self.counts.items():
            often = count >= max(LEAST_SUBHEADINGS, SUBHEADING_SHARE * self.bodies)
            if number != headline and (often or not self._divides_prose(reading, number)):
                evidence = f"stands in {count} of {self.bodies} texts of {reading.document.source}"
                yield Finding(SITE_CODE, *reading.document.blocks[number], evidence, _confidence(count, self.bodies))

    def _divides_prose(self, reading: Reading, number: int) -> bool:
        """Whether a short line stands between lines of the page's own, within its prose."""
        own = number - 1 not in self.counts and number + 1 not in self.counts
        return own and not reading.prose[number] and reading.first_prose < number < reading.last_prose


def _confidence(count: int, bodies: int) -> float:
    """From .8 upward by Laplace's rule on the share of texts: seen often is surer than seen always on few pages."""
    return round(0.8 + 0.19 * (count + 1) / (bodies + 2), 4)
