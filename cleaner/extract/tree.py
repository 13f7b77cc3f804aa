"""HTML to a tree: one parser, its settings in one place."""

from __future__ import annotations

import re

from lxml.etree import ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

__all__ = ["parse_html"]

EMPTY = b"<html><body></body></html>"

# What no HTML may hold and no tree can: control characters but for white space, and what is no character in XML.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def parse_html(html: str) -> HtmlElement:
    """The tree of a page; what is broken is repaired as libxml2 does, comments are left out.

    >>> parse_html("<p>Rain<p>Snow").findtext(".//p")
    'Rain'
    >>> parse_html("<!-- nothing -->").find("body").text is None
    True
    """
    # Without huge_tree libxml2 stops at depth 256 and silently drops the rest. A parser is not shared: threads.
    parser = HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    data = UNREADABLE.sub("\ufffd", html).encode()
    try:
        tree: HtmlElement = document_fromstring(data, parser=parser)
    except ParserError:
        # There is not one element.
        tree = document_fromstring(EMPTY, parser=parser)
    return tree
