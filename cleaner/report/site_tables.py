"""Site memory as tables in plain text, for an eye and for a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cleaner.report.terminal_text import first_cells, one_line
from cleaner.sites import SiteEvidence
from cleaner.sites.verdicts import verdict

__all__ = ["table", "table_of_site", "table_of_sites"]

Row = tuple[str, ...]
LEAST_ROOM = 20


def table_of_sites(sites: Iterable[tuple[str, float, int, str]]) -> Iterator[Row]:
    """A row a site, of its name, texts, lines and newest text.

    >>> list(table_of_sites([("herald.example", 40.0, 3, "2024-05-01")]))[1]
    ('40', '3', '2024-05-01', 'herald.example')
    """
    yield "texts", "lines", "last seen", "site"
    for name, bodies, lines, last in sites:
        yield f"{bodies:,.0f}", f"{lines:,}", last, name


def table_of_site(site: SiteEvidence) -> Iterator[Row]:
    """A row a line, the most frequent first; then those that only somebody named.

    >>> from cleaner.sites import LineEvidence
    >>> list(table_of_site(SiteEvidence(40, lines={"Tags": LineEvidence(30, "2024-05-01")})))[1]
    ('30 of 40', '75%', '2024-05-01', 'furniture', 'Tags')
    """
    yield "texts", "share", "last seen", "verdict", "line"
    known = {**site.lines, **site.forms}
    for text in sorted(known, key=lambda text: (-known[text].bodies, text)):
        line = known[text]
        share = f"{line.bodies / site.bodies:.0%}" if site.bodies else "-"
        said = site.rulings.get(text) or verdict(text, line, site)
        yield f"{line.bodies:,.0f} of {site.bodies:,.0f}", share, line.last, said, text
    for text, ruling in site.rulings.items():
        if text not in known:
            yield "-", "-", "-", ruling, text


def table(rows: Sequence[Row], width: int | None = None) -> Iterator[str]:
    """Lines with columns; the last column is cut where a line would be wider than `width`.

    >>> list(table([("texts", "line"), ("3", "Tags of the day")]))
    ['texts  line', '3      Tags of the day']
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    room = max(LEAST_ROOM, width - sum(widths) - 2 * len(widths)) if width else None
    for *cells, text in rows:
        padded = "".join(f"{cell:<{size}}  " for cell, size in zip(cells, widths, strict=True))
        shown = one_line(text)
        yield padded + (first_cells(shown, room) if room else shown)
