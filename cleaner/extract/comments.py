"""Readers' comments beneath an article: where they stand, and which of their lines somebody wrote.

Two things tell them: the names that elements bear (those of blogs' software, of services that host comments, and
schema.org's), and records that repeat, each with a line to answer it and a date. A forum's posts look the same: who
asks knows that the page is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from itertools import accumulate, groupby, zip_longest
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.extract.names import COMMENT_TOOLS, COMMENTS, LANDMARKS
from cleaner.extract.page import Page
from cleaner.extract.walk import TAGS
from cleaner.rules.phrases import match_key, match_keys, phrases_in
from cleaner.rules.word_lists import words_of

__all__ = ["NO_COMMENTS", "Comments", "find_comments"]

Integers = npt.NDArray[np.int64]
# Lines `[first, end)`.
Span = tuple[int, int]

# What holds more of the body than this is no thread, whatever it is called.
MOST_OF_BODY = 0.3
# So many records alike, of which so many can be answered; each says so much, beside the line that tells the time.
LEAST_RECORDS, LEAST_ANSWERED, LEAST_SAID = 2, 0.6, 25
LONGEST_STAMP, LONGEST_BUTTONS = 60, 80
STAMP = re.compile(r"\d.*[^\W\d]|[^\W\d].*\d|\d[./:-]\d")
# Lines of controls and forms, of counters and of what heads a thread.
CONTROLS = frozenset(map(TAGS.index, ("button", "label", "textarea", "option", "legend", "h1", "h2", "h3")))
FORM = 1 << LANDMARKS.index("form") | 1 << LANDMARKS.index("button") | 1 << LANDMARKS.index("nav")
FURNITURE = frozenset(("comments", "share", "tools", "follow", "advert", "legal"))
MOST_WORDS = 4


class Comments(NamedTuple):
    """Numbers of a page's lines: all of its threads of comments, and those that readers wrote or that name them."""

    lines: frozenset[int]
    said: tuple[int, ...]


NO_COMMENTS = Comments(frozenset(), ())


def find_comments(page: Page, body: Collection[int]) -> Comments:
    """The comments of a page whose main text are the lines `body`, its headline left out.

    >>> from cleaner.extract.page import read_page
    >>> comment = "<li><p>Anna, 3 May</p><p>Snow fell in our street too!</p><a href=#>Reply</a>"
    >>> find_comments(read_page(f"<p>Rain.</p><ol class=commentlist>{comment}</ol>"), [0])
    Comments(lines=frozenset({1, 2, 3}), said=(1, 2))
    """
    if not body:
        return NO_COMMENTS
    sizes = np.array([end - start for start, end in page.blocks])
    is_body = np.zeros(len(sizes), bool)
    is_body[list(body)] = True
    spans = sorted({*_named(page, sizes * is_body), *_records(page, is_body)}, key=lambda span: (span[0], -span[1]))
    held = np.cumsum(sizes * is_body)
    # What stands above the text, or in its first half, are the newest comments on other pages.
    begin = int(np.argmax(held >= held[-1] / 2)) + 1
    spans = [(first, end) for first, end in spans if first >= begin and first < end]
    found = np.zeros(len(sizes), bool)
    for first, end in spans:
        found[first:end] = True
    if not spans or held[-1] * MOST_OF_BODY < (sizes * (found & is_body)).sum():
        return NO_COMMENTS
    return Comments(frozenset(np.flatnonzero(found).tolist()), tuple(_said(page, spans)))


def _named(page: Page, body: Integers) -> Iterator[Span]:
    """The lines of nodes that are called a thread or a comment; `body` [lines] are the main text's characters."""
    layout = page.layout
    total = np.concatenate([[0], np.cumsum(body)])
    for node in np.flatnonzero(layout.hints & COMMENTS).tolist():
        first, end = int(layout.first[node]), int(layout.end[node])
        if total[end] - total[first] <= MOST_OF_BODY * total[-1]:
            yield first, end


def _records(page: Page, is_body: npt.NDArray[np.bool_]) -> Iterator[Span]:
    """The lines of nodes alike, outside the main text, that can be answered and tell a time each."""
    layout = page.layout
    answers = list(_answering(page, np.flatnonzero(~is_body).tolist()))
    if len(answers) < LEAST_RECORDS:
        return
    answered: dict[int, set[int]] = {}
    for number in answers:
        node = int(layout.nodes[number])
        while node:
            answered.setdefault(int(layout.slots[node]), set()).add(node)
            node = int(layout.parents[node])
    many = np.bincount(layout.slots)
    for slot, nodes in answered.items():
        if len(nodes) >= max(LEAST_RECORDS, LEAST_ANSWERED * many[slot]):
            spans = [(int(layout.first[node]), int(layout.end[node])) for node in sorted(nodes)]
            if not any(is_body[slice(*span)].any() for span in spans) and len(list(_told(page, spans))) == len(spans):
                yield from spans


def _answering(page: Page, numbers: Sequence[int]) -> Iterator[int]:
    """Which of some lines hold nothing but buttons, one of them to answer."""
    short = [number for number in numbers if page.blocks[number].end - page.blocks[number].start <= LONGEST_BUTTONS]
    for number, key in zip(short, match_keys([_line(page, number) for number in short]), strict=True):
        words = key.split()
        # Of hardly any line a word begins an answer.
        if not _answer_begins().isdisjoint(words):
            pieces = list(_pieces(words))
            if None not in pieces and not _answers().isdisjoint(pieces):
                yield number


def _told(page: Page, spans: Sequence[Span]) -> Iterator[Span]:
    """Those that have a short line with a number in it, a date say, and one that says something, not in a link."""
    if not spans:
        return
    least, most = min(first for first, _ in spans), max(end for _, end in spans)
    lines = [_line(page, number) for number in range(least, most)]
    linked = page.layout.link_characters[least:most].tolist()
    says = [len(line) - in_link >= LEAST_SAID for line, in_link in zip(lines, linked, strict=True)]
    stamps = [len(line) <= LONGEST_STAMP and STAMP.search(line) is not None for line in lines]
    counts = [list(accumulate(one, initial=0)) for one in (says, stamps)]
    for first, end in spans:
        if all(count[end - least] > count[first - least] for count in counts):
            yield first, end


def _line(page: Page, number: int) -> str:
    return page.text[slice(*page.blocks[number])]


def _said(page: Page, spans: Sequence[Span]) -> Iterator[int]:
    """The lines from the first comment of each thread to its last that are no buttons, forms or headings.

    `spans` in the page's order, the outer ones first.
    """
    done = 0
    for _, thread in groupby(spans, _thread()):
        told = list(_told(page, list(thread)))
        # The innermost ones are the comments.
        inner = [one for one, next_one in zip_longest(told, told[1:]) if next_one is None or next_one[1] > one[1]]
        if inner:
            for number in range(max(done, inner[0][0]), max(end for _, end in inner)):
                if not _is_control(page, number) and not _is_furniture(_line(page, number)):
                    yield number
            done = max(done, *(end for _, end in inner))


def _thread() -> Callable[[Span], int]:
    """Tells, of spans in order, in which of those that lie in no other one is."""
    reach = number = 0

    def thread(span: Span) -> int:
        nonlocal reach, number
        if span[0] >= reach:
            number += 1
        reach = max(reach, span[1])
        return number

    return thread


def _is_control(page: Page, number: int) -> bool:
    """Whether a line stands in what a thread has beside its comments."""
    layout, node = page.layout, page.layout.nodes[number]
    return bool(int(layout.tags[node]) in CONTROLS or layout.within[node] & FORM or layout.hinted[node] & COMMENT_TOOLS)


def _is_furniture(line: str) -> bool:
    key = match_key(line)
    return _is_buttons(line) or any(hit.whole and hit.kind in FURNITURE for hit in phrases_in(line, key))


def _is_buttons(line: str) -> bool:
    """Whether all words of a line are those of buttons, or numbers."""
    return len(line) <= LONGEST_BUTTONS and None not in _pieces(match_key(line).split())


def _pieces(words: list[str]) -> Iterator[str | None]:
    """A line's words as buttons, the longest first; None for a word that is of none."""
    at = 0
    while at < len(words):
        for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
            piece = " ".join(words[at : at + count])
            if piece.isdecimal() or piece in _buttons():
                yield piece
                at += count
                break
        else:
            yield None
            return


@cache
def _answers() -> frozenset[str]:
    return frozenset(map(match_key, words_of("answer_buttons")))


@cache
def _answer_begins() -> frozenset[str]:
    return frozenset(answer.split()[0] for answer in _answers())


@cache
def _buttons() -> frozenset[str]:
    return _answers() | frozenset(map(match_key, words_of("comment_buttons")))
