"""What is known of a site: in how many of its texts a line stands, until when, and where; and how it ages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

__all__ = [
    "HALF_LIFE_DAYS",
    "HALF_LIFE_RUNS",
    "RUN",
    "SKETCH",
    "LineEvidence",
    "SiteEvidence",
    "evidence_rows",
    "merged",
]

# Evidence counts half after so long: by the texts' dates where both sides have them, else by learn runs that saw the
# site. A line of a hundred texts that a redesign took away is no furniture any more after a year and a quarter.
HALF_LIFE_DAYS, HALF_LIFE_RUNS = 90, 2
# Of the evidence for less than one text nothing is kept.
LEAST_BODIES = 1.0
RUN = "run "


class LineEvidence(NamedTuple):
    """A line, or a masked form, of a site.

    `bodies`: distinct texts that hold it, old ones weighted down; `last`: the date of the newest, or `run N` where none
    has a date; `inside`: the share of them where it stood within their own prose; `shared`: the largest share of them
    that have a word in common which few other texts of the site have.
    """

    bodies: float
    last: str
    inside: float = 0.0
    shared: float = 0.0


@dataclass(frozen=True)
class SiteEvidence:
    """A site: how many distinct texts were seen (weighted), in how many runs, until when, and their lines.

    `pages` are the smallest hashes of its pages, by which pages that are read again are known; `rulings` are lines of
    which somebody said "allow" (SITE01 never takes them) or "deny" (it always does).
    """

    bodies: float = 0.0
    runs: int = 1
    last: str = ""
    pages: tuple[int, ...] = ()
    lines: Mapping[str, LineEvidence] = field(default_factory=dict)
    forms: Mapping[str, LineEvidence] = field(default_factory=dict)
    rulings: Mapping[str, str] = field(default_factory=dict)

    def ruled(self, line: str, ruling: str) -> SiteEvidence:
        """With a ruling on a line."""
        return replace(self, rulings=dict(sorted({**self.rulings, line: ruling}.items())))

    def without(self, line: str) -> SiteEvidence:
        """Without all that is known of a line, rulings too."""
        rulings = {text: ruling for text, ruling in self.rulings.items() if text != line}
        lines, forms = (
            {text: kept for text, kept in known.items() if text != line} for known in (self.lines, self.forms)
        )
        return replace(self, lines=lines, forms=forms, rulings=rulings)


def merged(old: SiteEvidence, new: SiteEvidence) -> SiteEvidence:
    """Old evidence, weighted down by its age and by what of it was read again, and new evidence.

    >>> old = SiteEvidence(10, last="2024-01-01", lines={"Tags": LineEvidence(8, "2024-01-01")})
    >>> new = SiteEvidence(4, last="2024-03-31", lines={"Menu": LineEvidence(4, "2024-03-31")})
    >>> {text: line.bodies for text, line in merged(old, new).lines.items()}
    {'Menu': 4.0, 'Tags': 4.0}
    """
    of_old, of_new = _weights(old.last, new.last)
    of_old *= 1 - _read_again(old.pages, new.pages)
    runs = old.runs + new.runs
    new = replace(new, lines=_in_run(new.lines, runs), forms=_in_run(new.forms, runs))
    return SiteEvidence(
        bodies=_rounded(old.bodies * of_old + new.bodies * of_new),
        runs=runs,
        last=max(old.last, new.last),
        pages=tuple(sorted({*old.pages, *new.pages})[:SKETCH]),
        lines=_merged_lines((old.lines, of_old), (new.lines, of_new)),
        forms=_merged_lines((old.forms, of_old), (new.forms, of_new)),
        rulings=dict(sorted({**old.rulings, **new.rulings}.items())),
    )


def _weights(old: str, new: str) -> tuple[float, float]:
    """How much the two count: the older less."""
    if not old or not new:
        return 0.5 ** (1 / HALF_LIFE_RUNS), 1.0
    days = (date.fromisoformat(new) - date.fromisoformat(old)).days
    return 0.5 ** (max(days, 0) / HALF_LIFE_DAYS), 0.5 ** (max(-days, 0) / HALF_LIFE_DAYS)


def _read_again(old: tuple[int, ...], new: tuple[int, ...]) -> float:
    """The share of the old pages that are among the new, by the smallest hashes of both.

    Exact where all pages' hashes are there; else an estimate on the range that both cover.

    >>> _read_again((1, 2, 3, 4), (2, 4, 5)), _read_again((), (1,))
    (0.5, 0.0)
    """
    # Where one side is cut off, the other is looked at up to there only.
    end = min((side[-1] for side in (old, new) if len(side) >= SKETCH), default=None)
    known = [page for page in old if end is None or page <= end]
    return len(set(known) & set(new)) / len(known) if known else 0.0


SKETCH = 32
"""So many of a site's smallest page hashes are kept."""


def _in_run(lines: Mapping[str, LineEvidence], run: int) -> dict[str, LineEvidence]:
    """Lines of undated texts, seen last in this run."""
    return {
        text: line._replace(last=f"{RUN}{run}") if line.last.startswith(RUN) else line for text, line in lines.items()
    }


def _merged_lines(*sides: tuple[Mapping[str, LineEvidence], float]) -> dict[str, LineEvidence]:
    texts = sorted({text for lines, _ in sides for text in lines})
    weighted = ([(lines[text], weight) for lines, weight in sides if text in lines] for text in texts)
    found = zip(texts, map(_merged_line, weighted), strict=True)
    return {text: line for text, line in found if line.bodies >= LEAST_BODIES}


def _merged_line(weighted: list[tuple[LineEvidence, float]]) -> LineEvidence:
    bodies = [line.bodies * weight for line, weight in weighted]
    total = sum(bodies)
    newest = max((line.last for line, _ in weighted), key=_age)
    shares = (
        sum(share * size for share, size in zip(side, bodies, strict=True)) / total if total else 0.0
        for side in zip(*((line.inside, line.shared) for line, _ in weighted), strict=True)
    )
    inside, shared = map(_rounded, shares)
    return LineEvidence(_rounded(total), newest, inside, shared)


def _age(last: str) -> tuple[bool, int, str]:
    """Dates after runs; runs by their number."""
    return (False, int(last.removeprefix(RUN)), "") if last.startswith(RUN) else (True, 0, last)


def _rounded(number: float) -> float:
    """Two places: what is written is what is reckoned with."""
    return round(number, 2)


def evidence_rows(site: SiteEvidence) -> Iterator[tuple[str, str, LineEvidence]]:
    """Kind, text and evidence of all lines and forms, in one order."""
    for kind, lines in (("form", site.forms), ("line", site.lines)):
        for text in sorted(lines):
            yield kind, text, lines[text]
