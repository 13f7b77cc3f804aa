"""Headings of which nothing is left but themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from cleaner.document import NOT_MAIN, Finding
from cleaner.extract.page import Page
from cleaner.extract.walk import TAGS

__all__ = ["bare_headings", "of_bare_headings"]

# The page's own heading stands above all of it.
RANKS = {TAGS.index(f"h{rank}"): rank for rank in range(2, 7)}
HIGHEST = min(RANKS.values()) - 1
# Pages set whole paragraphs as headings: what is longer says something by itself.
LONGEST = 60
# Where they are more of what is left, headings are the text.
MOST = 0.1
CONFIDENCE = 0.9


def bare_headings(page: Page, left: Collection[int]) -> list[int]:
    """The headings among the lines that are `left` whose sections are cut: up to the next heading of their rank or a
    higher one some line was, and none is.

    >>> from cleaner.extract.page import read_page
    >>> page = read_page("<h1>Storm</h1><p>Rain.</p><h2>Share</h2><p>By mail</p><h2>Hail</h2><p>None.</p>")
    >>> bare_headings(page, {0, 1, 2, 4, 5})
    [2]
    """
    tags = page.layout.tags[page.layout.nodes].tolist()
    found = []
    # Of what follows a line: the least rank of a heading since something else was left, and whether something was cut.
    is_bare, rank_below = True, HIGHEST
    has_cut = False
    for number in range(len(tags) - 1, -1, -1):
        if number not in left:
            has_cut = True
            continue
        start, end = page.blocks[number]
        rank = RANKS.get(tags[number]) if end - start <= LONGEST else None
        if rank and has_cut and is_bare and rank_below <= rank:
            found.append(number)
            continue
        is_bare, rank_below, has_cut = rank is not None, rank or HIGHEST, False
    return found[::-1]


def of_bare_headings(page: Page, lines: Collection[int], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of the headings among the `lines` that stand above nothing where the `findings` are cut."""
    cut = {finding[1:3] for finding in findings}
    left = {number for number in lines if page.blocks[number] not in cut}
    bare = bare_headings(page, left)
    sizes = [sum(page.blocks[number].end - page.blocks[number].start for number in some) for some in (bare, left)]
    for number in bare if sizes[0] <= MOST * sizes[1] else ():
        yield Finding(NOT_MAIN, *page.blocks[number], "the heading of what is cut", CONFIDENCE)
