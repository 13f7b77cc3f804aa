"""Masked forms that a site repeats: "Read more about …", "… - Lorne Herald"."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from cleaner.sites.evidence import RUN, LineEvidence
from cleaner.sites.keys import MASK, forms_of, is_outlet, tokens_of

__all__ = ["Edge", "recurring_forms"]

# A form stands in this share of a site's texts, in 5 at least, and its varying part is another one in most of them;
# fewer may be headlines and bylines that begin alike.
FORM_SHARE, LEAST_FORM_BODIES = 0.1, 5
LEAST_VARIETY = 0.6
# In most texts it stands beside the same: a line that recurs, prose, an end of the text. A series' name in a list of
# headlines stands now here, now there.
AT_PLACE = 0.7
# Of forms within each other the longest is taken that still has nearly all the texts of the shortest.
NEARLY_ALL = 0.9


class Edge(NamedTuple):
    """A line at the edge of a body that may have a varying part.

    `beside` tells what stands above and below it: a line that recurs, prose, an end of the text; 0 for anything else.
    """

    body: int
    date: str
    line: str
    beside: tuple[int, int]
    is_first: bool = False


class _Found:
    __slots__ = ("bodies", "last", "lines", "places")

    def __init__(self) -> None:
        self.bodies: set[int] = set()
        self.lines: set[str] = set()
        self.places: dict[tuple[int, int], set[int]] = defaultdict(set)
        self.last = ""

    def is_furniture(self) -> bool:
        """Whether its part varies, and it has its place."""
        most = max(map(len, self.places.values()), default=0)
        return len(self.lines) >= LEAST_VARIETY * len(self.bodies) and most >= AT_PLACE * len(self.bodies)


def recurring_forms(edges: Iterable[Edge], bodies: int) -> dict[str, LineEvidence]:
    """Forms and their evidence, among lines at the edges of a site's texts.

    >>> ships = "ferries tugs barges yachts schooners".split()
    >>> recurring_forms([Edge(body, "", f"Read more about {ship}", (1, 0)) for body, ship in enumerate(ships)], 5)
    {'Read more about …': LineEvidence(bodies=5, last='run 1', inside=0.0, shared=0.0)}
    """
    least = max(LEAST_FORM_BODIES, FORM_SHARE * bodies)
    if bodies < LEAST_FORM_BODIES:
        return {}
    edges = list(edges)
    common = _common_words(edges, least)
    found: dict[str, _Found] = defaultdict(_Found)
    for edge in edges:
        for form in forms_of(edge.line, common):
            # Headlines begin and end alike ("Interview with …"); of a first line only the outlet's name counts.
            if edge.is_first and not is_outlet(form):
                continue
            one = found[form]
            one.bodies.add(edge.body)
            one.lines.add(edge.line)
            one.last = max(one.last, edge.date)
            for side, what in enumerate(edge.beside):
                if what:
                    one.places[side, what].add(edge.body)
    forms = {form: one for form, one in found.items() if len(one.bodies) >= least and one.is_furniture()}
    kept = {form for form in forms if not _is_within_longer(form, forms)}
    return {form: LineEvidence(len(forms[form].bodies), forms[form].last or f"{RUN}1") for form in sorted(kept)}


def _common_words(edges: Iterable[Edge], least: float) -> set[str]:
    """Words in so many texts: only they can be the part of a form that stays."""
    counts: Counter[str] = Counter()
    for _, group in groupby(edges, key=lambda edge: edge.body):
        counts.update({word for edge in group for word in tokens_of(edge.line)})
    return {word for word, count in counts.items() if count >= least}


def _is_within_longer(form: str, forms: dict[str, _Found]) -> bool:
    """Whether a longer form says the same of nearly all its texts."""
    bodies = forms[form].bodies
    longer = (forms[other] for other in forms if len(other) > len(form) and _covers(form, other))
    return any(len(other.bodies & bodies) >= NEARLY_ALL * len(bodies) for other in longer)


def _covers(form: str, other: str) -> bool:
    """Whether every line of the other form is one of this form too."""
    head, _, tail = form.partition(MASK)
    return other.startswith(head.rstrip()) and other.endswith(tail.lstrip())
