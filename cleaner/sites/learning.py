"""What recurs on the sampled pages of one site: lines, and forms of lines."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cleaner.sites.copies import bodies_of
from cleaner.sites.evidence import RUN, SKETCH, LineEvidence, SiteEvidence
from cleaner.sites.forms import Edge, recurring_forms
from cleaner.sites.pages import PROSE
from cleaner.sites.sample import Sample, SampledPage
from cleaner.sites.verdicts import least_bodies

__all__ = ["learn_site"]

# A line is remembered from two texts on, on large sites from half of what furniture needs: the next run may add to it.
LEAST_REMEMBERED = 2
MOST_REMEMBERED = 5000
# A word is common to the texts that hold a line if hardly any other text of the site has it.
MOST_ELSEWHERE = 0.02
THE_END = 2


def learn_site(sample: Sample) -> SiteEvidence:
    """The evidence of a site; the same for any order of its pages."""
    if len(sample.pages) < LEAST_REMEMBERED:
        return SiteEvidence()
    draws = sorted(sample.pages)
    pages = [sample.pages[draw] for draw in draws]
    counts = Counter(line for page in pages for line in page.lines)
    bodies = bodies_of([[page.lines[at] for at in page.longest] for page in pages], counts)
    distinct = len(set(bodies))
    holding = _holding(pages, bodies, counts)
    least = max(LEAST_REMEMBERED, least_bodies(distinct) // 2)
    recurring = {line for line, found in holding.items() if len(found) >= least_bodies(distinct)}
    inside = _inside(pages, bodies, recurring)
    subjects = _Subjects(pages, bodies, recurring)
    lines = {
        _writable(sample.texts[line]): LineEvidence(
            len(found),
            max(found.values()) or f"{RUN}1",
            round(len(inside.get(line, ())) / len(found), 2),
            round(subjects.shared(found), 2) if len(found) >= least_bodies(distinct) else 0.0,
        )
        for line, found in holding.items()
        if len(found) >= least
    }
    most = sorted(lines, key=lambda text: (-lines[text].bodies, text))[:MOST_REMEMBERED]
    return SiteEvidence(
        bodies=distinct,
        last=max(page.date for page in pages),
        pages=tuple(draws[:SKETCH]),
        lines={text: lines[text] for text in sorted(most)},
        forms=recurring_forms(_edges(pages, bodies, recurring), distinct),
    )


def _holding(
    pages: Sequence[SampledPage], bodies: Sequence[int], counts: Mapping[int, int]
) -> dict[int, dict[int, str]]:
    """For each line of more than one page: its distinct bodies, with the date of the newest page of each."""
    holding: dict[int, dict[int, str]] = defaultdict(dict)
    for page, body in zip(pages, bodies, strict=True):
        for line in page.lines:
            if counts[line] >= LEAST_REMEMBERED:
                found = holding[line]
                found[body] = max(found.get(body, ""), page.date)
    return holding


def _inside(pages: Sequence[SampledPage], bodies: Sequence[int], recurring: set[int]) -> dict[int, set[int]]:
    """For each recurring line: the bodies where it stands between prose that does not recur."""
    inside: dict[int, set[int]] = defaultdict(set)
    for page, body in zip(pages, bodies, strict=True):
        own = [number for number, line in enumerate(page.lines) if line & PROSE and line not in recurring]
        if len(own) > 1:
            for line in page.lines[own[0] : own[-1]]:
                if line in recurring:
                    inside[line].add(body)
    return inside


def _writable(text: str) -> str:
    """A text as a file can hold it."""
    return text.encode("utf-8", "replace").decode()


def _edges(pages: Sequence[SampledPage], bodies: Sequence[int], recurring: set[int]) -> Iterator[Edge]:
    """Lines with, perhaps, a varying part; those that recur as they are have none."""
    for page, body in zip(pages, bodies, strict=True):
        lines = page.edges.decode().split("\n") if page.edges else ()
        for number, line in zip(page.edge_numbers, lines, strict=True):
            if page.lines[number] not in recurring:
                beside = tuple(_what(page, at, recurring) for at in (number - 1, number + 1))
                yield Edge(body, page.date, line, (beside[0], beside[1]), is_first=not number)


def _what(page: SampledPage, number: int, recurring: set[int]) -> int:
    """What stands there, if it is the same on many pages: a line that recurs, prose, or nothing any more."""
    if not 0 <= number < len(page.lines):
        return THE_END
    line = page.lines[number]
    return line if line in recurring else PROSE if line & PROSE else 0


class _Subjects:
    """Which words the bodies of a site are about."""

    def __init__(self, pages: Sequence[SampledPage], bodies: Sequence[int], recurring: set[int]) -> None:
        self._words: dict[int, set[int]] = {body: set() for body in bodies}
        for page, body in zip(pages, bodies, strict=True):
            at = 0
            for number, count in page.told:
                # What the site repeats says nothing of this text.
                if page.lines[number] not in recurring:
                    self._words[body].update(page.words[at : at + count])
                at += count
        self._counts = Counter(word for words in self._words.values() for word in words)

    def shared(self, holders: Mapping[int, object]) -> float:
        """The largest share of `holders` that have one word which hardly another body has."""
        elsewhere = MOST_ELSEWHERE * (len(self._words) - len(holders))
        counts = Counter(word for body in holders for word in self._words[body])
        common = (count for word, count in counts.items() if self._counts[word] - count <= elsewhere)
        return max(common, default=0) / len(holders)
