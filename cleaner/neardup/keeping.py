"""Which copy is kept: the order of preference among documents, and the reasons in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cleaner.config import DedupConfig
from cleaner.neardup.corpus import Corpus
from cleaner.neardup.origins import CREDITED, LINKED, UNKNOWN, originality
from cleaner.neardup.sources import domain_of, source_ranks

__all__ = ["Preference", "prefer"]

Rows = npt.NDArray[np.int64]
Reason = Callable[[int], str]


@dataclass(frozen=True)
class Preference:
    """Sort keys of some rows, smaller is better: `keys[rule]` in the rules' order, the id last in any case; `words`
    tells of a row why a rule prefers it."""

    rows: Rows
    keys: dict[str, Rows]
    words: dict[str, Reason]

    @cached_property
    def order(self) -> Rows:
        """Places, the preferred first."""
        return np.lexsort(tuple(reversed(self.keys.values())))

    def where(self, chosen: npt.NDArray[np.bool_]) -> Preference:
        """The same of some of the rows."""
        return Preference(self.rows[chosen], {rule: key[chosen] for rule, key in self.keys.items()}, self.words)

    def first_of(self, groups: Rows) -> Rows:
        """For each group 0, 1, ... the place of its preferred row."""
        order = self.order_within(groups)
        return order[np.searchsorted(groups[order], np.arange(groups.max(initial=-1) + 1))]

    def order_within(self, groups: Rows) -> Rows:
        """Places in order: group by group, the preferred first."""
        return np.lexsort((*reversed(self.keys.values()), groups))

    def reasons(self, one: Rows, other: Rows) -> list[str]:
        """For each place preferred to another why it is, by the first rule that tells them apart."""
        differ = np.array([key[one] != key[other] for key in self.keys.values()])
        names = list(self.keys)
        rules = [names[first] for first in differ.argmax(axis=0).tolist()]
        return [self.words[rule](row) for rule, row in zip(rules, self.rows[one].tolist(), strict=True)]


def prefer(corpus: Corpus, rows: Rows, groups: Rows, config: DedupConfig) -> Preference:
    """The preference among rows, by the rules of `config.keep`; rows of one group are joined.

    `earliest` date, unknown last; `preferred-source`, in the order of the list, others last; `original`: what others
    credit or link to goes before what credits another; `longest` text in characters; `cleanest`: the least share taken
    out, unknown last; `first-id`.
    """
    origins = originality(corpus, rows, groups) if "original" in config.keep else np.zeros(len(rows), np.int64)
    origin_of = dict(zip(rows.tolist(), origins.tolist(), strict=True))
    measures: dict[str, Callable[[], Rows]] = {
        "earliest": lambda: corpus.date_ranks(rows),
        "preferred-source": lambda: source_ranks(corpus, rows, config.preferred_sources),
        "original": lambda: origins,
        "longest": lambda: -corpus.lengths(rows),
        "cleanest": lambda: corpus.removed_ranks(rows),
        "first-id": lambda: corpus.id_ranks[rows],
    }
    words: dict[str, Reason] = {
        "earliest": lambda row: f"earliest date {corpus.dates[row].as_py()}",
        "preferred-source": lambda row: f"preferred source {_source_of(corpus, row)}",
        "original": lambda row: _why_original(origin_of[row]),
        "longest": lambda row: f"longest text, {length_of[row]} characters",
        "cleanest": lambda row: _why_cleanest(corpus, row),
        "first-id": lambda row: "smallest id",
    }
    # Ids are distinct: with them last, no two rows are alike.
    keys = {rule: measures[rule]() for rule in dict.fromkeys((*config.keep, "first-id"))}
    length_of = dict(zip(rows.tolist(), (-keys["longest"]).tolist(), strict=True)) if "longest" in keys else {}
    return Preference(rows, keys, words)


def _why_original(score: int) -> str:
    return {LINKED: "a copy links to it", CREDITED: "copies credit it", UNKNOWN: "credits nobody else"}[score]


def _why_cleanest(corpus: Corpus, row: int) -> str:
    share = None if corpus.removed is None else corpus.removed[row].as_py()
    return f"cleanest, {share:.1%} taken out".replace("%", " %")


def _source_of(corpus: Corpus, row: int) -> str:
    source, url = corpus.places_of(np.array([row]))[0]
    return domain_of(url) if source is None else source
