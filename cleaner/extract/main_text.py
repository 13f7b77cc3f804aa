"""Which of a page's text is the article: chosen lines, or trafilatura's answer laid over the page's own lines."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from lxml.etree import _Element, iterwalk

from cleaner.document import NOT_MAIN, Block, Finding
from cleaner.errors import DocumentError
from cleaner.extract.aligning import align
from cleaner.extract.comments import NO_COMMENTS, Comments, find_comments
from cleaner.extract.forums import is_forum_address
from cleaner.extract.page import Page
from cleaner.extract.tree import as_html_elements
from cleaner.rules.phrases import match_key

__all__ = ["MainText", "chosen_text", "is_beyond_trafilatura", "main_text"]

CONFIDENCE = 0.8

# Of trafilatura's elements those that do not end a run of text.
INLINE = frozenset(("hi", "ref", "del", "span"))
# A heading that says half of the title's words is the headline in another form.
LEAST_SHARED = 0.5


# trafilatura's time grows with the square of a line's links: so many take two seconds, ten times as many a minute.
MOST_LINKS = 50_000
# Two million lines take 4 GB and more than the time that a document has.
MOST_LINES = 500_000


@dataclass(frozen=True, slots=True)
class MainText:
    """What was taken of a page.

    `lines` are the numbers of the blocks that hold the headline and the main text; `rest` points at all other text;
    of `comments` nothing is left out though they are no main text; `unaligned` is the share of an extractor's
    characters that were not found on the page.
    """

    lines: tuple[int, ...]
    rest: tuple[Finding, ...]
    unaligned: float = 0.0
    comments: tuple[int, ...] = ()


def chosen_text(
    page: Page,
    kept: Sequence[bool],
    confidences: Sequence[float],
    title: str | None = None,
    comments: Comments = NO_COMMENTS,
    *,
    with_comments: bool = False,
) -> MainText:
    """The lines that are `kept` and no `comments`, and the headline above them, told by `title`.

    `confidences` [lines] say how sure it is of each that it is not the article's.
    """
    taken: dict[int, Spans] = {number: [page.blocks[number]] for number, is_kept in enumerate(kept) if is_kept}
    return _main(page, taken, confidences, title, comments if with_comments else comments._replace(said=()))


def main_text(page: Page, title: str | None = None, url: str | None = None, *, with_comments: bool = False) -> MainText:
    """Ask trafilatura which of `page.text` is the article; the headline above it, told by `title`, comes with it.

    In a forum, told by the page or its `url`, the posts are the text, which trafilatura may hold to be comments; else
    what is known for comments is none of it.

    One call a page; trafilatura copies the tree and keeps nothing between pages.
    Source: Barbaresi, Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and Extraction,
    ACL 2021.
    Errors: DocumentError for a page on which trafilatura fails, or would take forever.
    """
    if is_beyond_trafilatura(page):
        raise DocumentError(
            f"more than {MOST_LINES:,} lines, or {MOST_LINKS:,} links in one of them: too many for trafilatura"
        )
    is_forum = page.told.is_forum or is_forum_address(url)
    runs = [run for body in _extract(page, is_forum) for run in _runs(body)]
    aligned = align(page.text, page.blocks, runs)
    taken: dict[int, Spans] = {**_by_block(page.blocks, aligned.spans)}
    comments = NO_COMMENTS if is_forum else find_comments(page, taken)
    comments = comments if with_comments else comments._replace(said=())
    main = _main(page, taken, [CONFIDENCE] * len(page.blocks), title, comments)
    return replace(main, unaligned=aligned.missing / max(aligned.total, 1))


def is_beyond_trafilatura(page: Page) -> bool:
    """Whether a page has more lines, or more links in a line, than trafilatura can take."""
    return len(page.blocks) > MOST_LINES or int(page.layout.links.max(initial=0)) > MOST_LINKS


def _main(
    page: Page, taken: Mapping[int, Spans], confidences: Sequence[float], title: str | None, comments: Comments
) -> MainText:
    """What is `taken` of each line, without comments but for what is `said` in them, and with the headline."""
    body = {number: spans for number, spans in taken.items() if number not in comments.lines}
    _with_headline(page, body, title)
    shown: dict[int, Spans] = {number: [page.blocks[number]] for number in comments.said}
    rest = tuple(_rest(page, {**body, **shown}, confidences, comments.lines))
    return MainText(tuple(sorted(body)), rest, comments=comments.said)


def _extract(page: Page, with_comments: bool) -> list[_Element]:
    import trafilatura

    _quiet()
    # It changes the tree that it is handed.
    tree = as_html_elements(page.tree)
    try:
        found: Any = trafilatura.bare_extraction(tree, include_comments=with_comments, deduplicate=False)
    except RecursionError:
        raise DocumentError(
            "nested too deeply: trafilatura cannot follow (--max-depth refuses such pages sooner)"
        ) from None
    except Exception as error:
        raise DocumentError(f"trafilatura failed: {type(error).__name__}: {error}") from error
    bodies = (found.body, found.commentsbody) if found else ()
    return [body for body in bodies if body is not None]


@cache
def _quiet() -> None:
    """What it logs of a page ("discarding data") is no warning for a corpus: it is in our ledger."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def _runs(body: _Element) -> Iterator[str]:
    """The text of the body's innermost blocks, in order."""
    parts: list[str] = []
    for event, element in iterwalk(body, events=("start", "end")):
        if element.tag not in INLINE and parts:
            yield "".join(parts)
            parts.clear()
        if text := element.text if event == "start" else element.tail:
            parts.append(text)
    if parts:
        yield "".join(parts)


Spans = Sequence[tuple[int, int]]


def _by_block(blocks: Sequence[Block], spans: Spans) -> dict[int, list[tuple[int, int]]]:
    """The spans by the number of the block that holds them."""
    found: dict[int, list[tuple[int, int]]] = {}
    number = 0
    for span in spans:
        while blocks[number].end <= span[0]:
            number += 1
        found.setdefault(number, []).append(span)
    return found


def _with_headline(page: Page, taken: dict[int, Spans], title: str | None) -> None:
    """Take the headline's line too."""
    headline = _headline(page, min(taken, default=0), title)
    if headline is not None:
        taken.setdefault(headline, [page.blocks[headline]])


def _headline(page: Page, first: int, title: str | None) -> int | None:
    """The line above the main text that says the title: the nearest that is the same, else a heading much like it."""
    key = match_key(title or "")
    if not key:
        return None
    alike = None
    for number in range(first - 1, -1, -1):
        line = match_key(page.text[slice(*page.blocks[number])])
        if line == key:
            return number
        if alike is None and number in page.headings and _shared(line, key) >= LEAST_SHARED:
            alike = number
    return alike


def _shared(line: str, title: str) -> float:
    """The share of the longer one's words that both have."""
    one, other = set(line.split()), set(title.split())
    return len(one & other) / max(len(one), len(other), 1)


def _rest(
    page: Page, taken: Mapping[int, Spans], confidences: Sequence[float], comments: Collection[int]
) -> Iterator[Finding]:
    """Neighbouring lines of one part of the page that were not taken, and what was left out inside lines."""

    def part(number: int) -> tuple[bool, str]:
        path = page.paths[number]
        return number in taken, f"comment in {path}" if number in comments else path

    for (is_taken, path), group in groupby(range(len(page.blocks)), part):
        lines = list(group)
        if not is_taken:
            sure = round(sum(confidences[number] for number in lines) / len(lines), 4)
            yield Finding(NOT_MAIN, page.blocks[lines[0]].start, page.blocks[lines[-1]].end, path, sure)
            continue
        for number in lines:
            for start, end in _gaps(page, number, taken[number]):
                yield Finding(NOT_MAIN, start, end, f"part of a line in {path}", CONFIDENCE)


def _gaps(page: Page, number: int, spans: Spans) -> Iterator[tuple[int, int]]:
    """What stands between the taken spans of a line and says something."""
    done, last = page.blocks[number]
    for start, end in [*spans, (last, last)]:
        if any(map(str.isalnum, page.text[done:start])):
            yield done, start
        done = end
