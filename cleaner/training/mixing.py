"""Synthetic pages: one page's article in another's furniture, in little of it, in none.

They teach what real pages alone do not: that an article is an article whatever stands around it, and that a text may be
clean already.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cleaner.training.pages import Line, TrainingPage

__all__ = ["in_little", "in_none", "in_other", "synthetic"]

NOT_WORD = re.compile(r"[\W_]+")
# A line with fewer letters says no headline.
LEAST_TITLE = 12
ABOVE, BELOW = (0, 0, 1, 2, 3, 5, 8, 15), (0, 1, 2, 3, 5, 8, 15, 30)
SHARE_OF_LITTLE, SHARE_OF_NONE, SHARE_OF_FOREIGN = 0.5, 0.5, 0.3


def synthetic(pages: Sequence[TrainingPage], chooser: random.Random) -> Iterator[TrainingPage]:
    """Synthetic pages of `pages`, whose furniture is drawn from the same."""
    articles = [page for page in pages if page.kind == "article"]
    for page in pages:
        if page.kind == "article":
            same = [other for other in articles if other.dataset == page.dataset]
            for _ in range(2 if page.dataset == "naeb" else 1):
                foreign = chooser.random() < SHARE_OF_FOREIGN
                yield in_other(page, chooser.choice(articles if foreign else same))
        if chooser.random() < SHARE_OF_LITTLE:
            yield in_little(page, chooser.choice(pages), chooser)
        if chooser.random() < SHARE_OF_NONE:
            yield in_none(page, chooser.random() < 1 / 2)


def in_other(page: TrainingPage, other: TrainingPage) -> TrainingPage:
    """The article of `page`, its headline above it, where the article of `other` stood.

    >>> home, story = Line("Home", False), Line("Rain fell.", True)
    >>> one = TrainingPage("1", "x", "en", "article", ("a.example",), (story,))
    >>> two = TrainingPage("2", "x", "en", "article", ("b.example",), (home, Line("Snow fell.", True)))
    >>> [line.text for line in in_other(one, two).lines]
    ['Home', 'Rain fell.']
    """
    above, below = _furniture(other)
    titles, body = _titles(page), _body(page)
    sites = tuple(dict.fromkeys((*page.sites, *other.sites)))
    return replace(
        page, id=f"{page.id} in {other.id}", sites=sites, lines=(*above, *titles, *body, *below), made="other"
    )


def in_little(page: TrainingPage, other: TrainingPage, chooser: random.Random) -> TrainingPage:
    """The article amid some lines of its own page's, or of another's, furniture."""
    above, below = _furniture(other if chooser.random() < 1 / 2 else page)
    many, more = min(chooser.choice(ABOVE), len(above)), min(chooser.choice(BELOW), len(below))
    if chooser.random() < 1 / 2:
        above, below = above[len(above) - many :], below[:more]
    else:
        above, below = _some(above, many, chooser), _some(below, more, chooser)
    sites = tuple(dict.fromkeys((*page.sites, *other.sites)))
    lines = (*above, *_titles(page)[:1], *_body(page), *below)
    return replace(page, id=f"{page.id} in little of {other.id}", sites=sites, lines=lines, made="little")


def in_none(page: TrainingPage, with_title: bool) -> TrainingPage:
    """The article alone."""
    titles = [line._replace(keep=True) for line in _titles(page)[:1]] if with_title else []
    lines = (*titles, *(line for line in page.lines if line.keep))
    return replace(page, id=f"{page.id} alone", lines=lines, made="none")


def _body(page: TrainingPage) -> tuple[Line, ...]:
    start, end = page.body or (0, 0)
    return page.lines[start:end]


def _furniture(page: TrainingPage) -> tuple[list[Line], list[Line]]:
    """What stands above and below a page's article, without the lines that say its headline."""
    start, end = page.body or (0, 0)
    title = _letters(page.lines[0].text)
    own = [[line for line in lines if not _says(line, title)] for lines in (page.lines[:start], page.lines[end:])]
    return own[0], own[1]


def _titles(page: TrainingPage) -> list[Line]:
    """The first lines above the article that say the page's title."""
    title = _letters(page.lines[0].text)
    return [line for line in page.lines[: (page.body or (0, 0))[0]] if _says(line, title)][:2]


def _says(line: Line, title: str) -> bool:
    letters = _letters(line.text)
    return len(letters) > LEAST_TITLE and letters in title


def _letters(text: str) -> str:
    return NOT_WORD.sub("", text.lower())


def _some(lines: list[Line], many: int, chooser: random.Random) -> list[Line]:
    return [lines[place] for place in sorted(chooser.sample(range(len(lines)), many))]
