"""HTML to a tree: one parser, its settings in one place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.etree import Comment, _Element

from cleaner.errors import DocumentError
from cleaner.extract.broken_markup import (
    join_roots,
    last_element,
    may_swallow,
    open_frames,
    with_comment_opened,
    with_element_closed,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["as_html_elements", "parse_html"]

# libxml2's time grows with the square of an element's attributes: so many take .3 s, a million half an hour.
MOST_ATTRIBUTES, LONG_TAG = 20_000, 50_000
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# A start tag after its "<": a quoted ">" does not end it.
TAG = re.compile(r"""[a-zA-Z](?:[^"'>]+|"[^"]*"|'[^']*'|["'])*""")
# Of the elements and comments that a page leaves open, so many are closed.
MOST_MENDED = 5
EMPTY = b"<html><body></body></html>"

# What no XML string may hold, and trafilatura refuses with the whole page: control characters, U+FFFE and U+FFFF,
# as they are or as references. Form feed is white space in HTML only.
CONTROL = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
FORM_FEED = b"\f"
NONCHARACTERS = ("\ufffe", "\uffff")
UNREADABLE = re.compile(b"[%s]|%s|%s" % (re.escape(CONTROL), *(one.encode() for one in NONCHARACTERS)))
# (A pattern that ignores case is not looked for by its first characters: ten times slower.)
REFERENCE = re.compile(
    rb"&#(?:[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]|[fF]{3}[efEF])|0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45]))"
    rb"(?![0-9a-fA-F]);?"
)
REPLACEMENT = "\ufffd".encode()


def parse_html(html: str) -> _Element:
    """The tree of a page; what is broken is repaired as browsers do, and where that would hide the page, better.

    Comments are left out. Errors: DocumentError for an element with attributes without end.

    >>> parse_html("<p>Rain<p>Snow").findtext(".//p")
    'Rain'
    >>> parse_html("<!-- nothing -->").find("body").text is None
    True
    >>> parse_html("<title>Storm<p>Rain</body>").findtext(".//p")
    'Rain'
    """
    if (most := _most_attributes(html)) > MOST_ATTRIBUTES:
        raise DocumentError(f"an element has {most:,} attributes, the most is {MOST_ATTRIBUTES:,}")
    tree = _tree(html)
    for _ in range(MOST_MENDED):
        mended = with_element_closed(html, last_element(tree))
        if mended is None and may_swallow(html):
            mended = with_comment_opened(html, _tree(html, with_comments=True).iter(Comment))
        if mended is None:
            break
        html, tree = mended, _tree(mended)
    join_roots(tree)
    open_frames(tree, _tree)
    return tree


def as_html_elements(tree: _Element) -> HtmlElement:
    """A copy of a tree of `lxml.html`'s elements, which other libraries ask for.

    >>> as_html_elements(parse_html("<p>Rain</p>")).text_content()
    'Rain'
    """
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", huge_tree=True, default_doctype=False)
    copy: HtmlElement = document_fromstring(etree.tostring(tree, encoding="utf-8", method="html"), parser=parser)
    return copy


def _most_attributes(html: str) -> int:
    """How many attributes the element that has most of them has, about; 0 where no tag is long."""
    # A long tag fills a stretch of half its length, wherever that begins.
    half = LONG_TAG // 2
    if all(html.find("<", at, at + half) >= 0 for at in range(0, len(html) - half, half)):
        return 0
    tags = filter(None, (TAG.match(piece) for piece in html.split("<") if len(piece) >= LONG_TAG))
    return max((len(QUOTED.sub("x", tag[0]).split()) for tag in tags), default=0)


def _tree(html: str, *, with_comments: bool = False) -> _Element:
    # Without huge_tree libxml2 stops at depth 256 and silently drops the rest. A parser is not shared: threads.
    # (Not lxml.html's parser: it asks Python for the class of each element.)
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=not with_comments,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    tree: _Element | None = etree.fromstring(_readable(html), parser=parser)
    # There is not one element in some.
    return etree.fromstring(EMPTY, parser=parser) if tree is None else tree


def _readable(html: str) -> bytes:
    """A page in UTF-8 with what no tree can hold replaced; nearly every page is as it was."""
    data = html.encode("utf-8", "replace")
    if len(data.translate(None, CONTROL)) < len(data) or any(one in html for one in NONCHARACTERS):
        data = UNREADABLE.sub(REPLACEMENT, data.replace(FORM_FEED, b" "))
    return REFERENCE.sub(REPLACEMENT, data)
