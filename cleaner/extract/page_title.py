"""The headline of a page: which of its headings, titles and lines it is, without the outlet's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.rules.phrases import match_key

__all__ = ["choose_title"]

DIVIDER = re.compile(r"\s+[-–—|·•»:/]+\s+|\s*[|｜»_]\s*")
LONGEST_OUTLET_WORDS = 5
# Sections and the outlet behind colons: so many of so few words each.
LEAST_SECTIONS, LONGEST_SECTION_WORDS = 3, 2
# A headline has at least so many words, an outlet seldom.
HEADLINE_WORDS = 3
# How much longer than the title a line may be that says it: spaces, marks.
ROOM = 20


def choose_title(
    headline: str | None, titles: Sequence[str], headings: Sequence[str], outlet: str | None, lines: Sequence[str]
) -> str | None:
    """A heading that a title confirms, else the headline of JSON-LD, else of the first title what is a line or no name.

    `titles` are those of meta and title elements, `headings` those of the first rank, `lines` all of the page's.

    >>> choose_title(None, ["Storm over the bay - The Herald"], ["Storm over the bay"], None, [])
    'Storm over the bay'
    """
    told = [title for title in (headline, *titles) if title]
    confirmed = [
        (part, heading)
        for heading in headings
        for title in told
        if (part := _part_named(title, heading, outlet)) is not None
    ]
    if confirmed:
        return min(confirmed, key=lambda one: one[0])[1]
    if headline:
        return headline
    if told:
        return _on_page(told[0], outlet, lines) or _without_outlet(told[0], outlet)
    return headings[0] if len(headings) == 1 and headings[0] else None


def _part_named(title: str, heading: str, outlet: str | None) -> int | None:
    """Which part of a title a heading says: -1 for all of it; None for none, and for the outlet's name.

    >>> _part_named("Storm over the bay - The Herald", "Storm over the bay!", None)
    0
    >>> _part_named("Storm over the bay - The Herald", "The Herald", None) is None
    True
    """
    key, parts = match_key(heading), [match_key(part) for part in DIVIDER.split(title)]
    if not key or key == match_key(outlet or ""):
        return None
    if match_key(title) in key:
        return -1
    for number, part in enumerate(parts):
        if part and (part in key or (key in part and 2 * len(key) >= len(part))):
            return None if _is_outlet(number, parts) else number
    return None


def _is_outlet(number: int, parts: Sequence[str]) -> bool:
    """Whether a part of a title is its last, behind a headline that is longer."""
    return 0 < number == len(parts) - 1 and any(
        len(part.split()) >= HEADLINE_WORDS and len(part) > len(parts[-1]) for part in parts[:-1]
    )


def _on_page(title: str, outlet: str | None, lines: Sequence[str]) -> str | None:
    """What of a title, between its dividers, is a line of the page: of several parts the first that is a headline.

    >>> _on_page("The Herald - Storm over the bay", None, ["The Herald", "STORM OVER THE BAY"])
    'Storm over the bay'
    """
    title = _without_sections(title, outlet)
    shown = {match_key(line) for line in lines if len(line) <= len(title) + ROOM} - {match_key(outlet or "")}
    if match_key(title) in shown:
        return title
    parts = DIVIDER.split(title)
    found = [part for at, part in enumerate(parts) if match_key(part) in shown and not _is_outlet(at, parts)]
    return next((part for part in found if len(part.split()) >= HEADLINE_WORDS), found[0] if found else None)


def _without_outlet(title: str, outlet: str | None) -> str:
    """A page's title less the outlet's name at its end or head.

    >>> _without_outlet("Storm over the bay - The Herald", None), _without_outlet("The Herald: Storm", "The Herald")
    ('Storm over the bay', 'Storm')
    >>> _without_outlet("Storm over the bay_Herald", None)
    'Storm over the bay'
    """
    title = _without_sections(title, outlet)
    parts = [part.strip() for part in DIVIDER.split(title) if part.strip()]
    if len(parts) < 2:
        return title.removeprefix(f"{outlet}: ") if outlet else title
    if outlet and match_key(parts[0]) == match_key(outlet):
        return title[title.index(parts[1]) :]
    last = parts[-1]
    may_be_name = len(last.split()) <= LONGEST_OUTLET_WORDS and last != max(parts, key=len)
    if may_be_name or (outlet and match_key(last) == match_key(outlet)):
        return title[: title.rindex(last)].rstrip(" -–—|·•»:/｜_")
    return title


def _without_sections(title: str, outlet: str | None) -> str:
    """A title less what stands behind colons at its end: sections, and the outlet.

    >>> _without_sections("Lorne beat Bay in the rain: Sport: Rugby: Herald24", None)
    'Lorne beat Bay in the rain'
    >>> _without_sections("War at sea: the first day: a report", None)
    'War at sea: the first day: a report'
    """
    parts = title.split(": ")
    tail = len(parts)
    while tail > 1 and len(parts[tail - 1].split()) <= LONGEST_SECTION_WORDS:
        tail -= 1
    is_named = bool(outlet) and match_key(parts[-1]) == match_key(outlet or "")
    if len(parts) - tail < (1 if is_named else LEAST_SECTIONS) or len(parts[0].split()) < HEADLINE_WORDS:
        return title
    return ": ".join(parts[:tail])
