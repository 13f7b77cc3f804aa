"""Markup that hides the page behind it: elements and comments that nobody closed, and what follows the page's end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lxml.etree import _Element

__all__ = ["join_roots", "last_element", "may_swallow", "open_frames", "with_comment_opened", "with_element_closed"]

# Whose inside is text to a parser (HTML Standard, section 13.2.6.2): left open, they hold the rest of the page.
RAW = frozenset(("title", "script", "style", "textarea", "iframe", "noembed", "noframes", "xmp"))
# Where the page goes on in what was swallowed. Code may write elements, but hardly ever the page's end.
PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
ELEMENT = re.compile(
    r"""<(?=/?(?:head|body|html|title|meta|link|script|style|noscript|div|p|h[1-6]|table|ul|ol
        |section|article|main|header|nav)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
COMMENT, COMMENT_END = "<!--", "-->"
# So many characters tell one comment from another.
TELLING = 20


def last_element(root: _Element) -> _Element:
    """The element that begins last."""
    last = root
    for after in root.itersiblings():
        last = after
    while len(last):
        last = last[-1]
    return last


def with_element_closed(html: str, last: _Element) -> str | None:
    """The page with the element that swallowed its rest closed where the next one begins; None if none did.

    `last` is the last element of its tree.

    >>> from cleaner.extract.tree import parse_html
    >>> with_element_closed("<title>A<p>B</html>", parse_html("<title>A&lt;p>B&lt;/html>")[-1][-1])
    '<title>A</title><p>B</html>'
    """
    tag, text = last.tag, last.text or ""
    if tag not in RAW or last.tail or not (PAGE_END.search(text) or (tag == "title" and ELEMENT.search(text))):
        return None
    closed = max((found.end() for found in re.finditer(rf"</{tag}\b", html, re.IGNORECASE)), default=0)
    opened = re.compile(rf"<{tag}\b[^>]*>", re.IGNORECASE).search(html, closed)
    found = opened and ELEMENT.search(html, opened.end())
    return f"{html[: found.start()]}</{tag}>{html[found.start() :]}" if found else None


def may_swallow(html: str) -> bool:
    """Whether a comment may have swallowed the page's end; only its tree tells."""
    begin = html.rfind(COMMENT)
    return begin > html.rfind(COMMENT_END) and bool(PAGE_END.search(html, begin))


def with_comment_opened(html: str, comments: Iterable[_Element]) -> str | None:
    """The page without the beginning of a comment that never ends; None if none swallowed the page's end.

    `comments` are those of its tree.
    """
    last = ""
    for comment in comments:
        last = comment.text or ""
    if not PAGE_END.search(last):
        return None
    at = html.rfind(COMMENT_END) + 1
    while (at := html.find(COMMENT, at)) >= 0:
        begin = at + len(COMMENT)
        if html[begin : begin + 2 * TELLING].replace("\r\n", "\n").startswith(last[:TELLING]):
            return html[:at] + html[begin:]
        at = begin
    return None


def join_roots(root: _Element) -> None:
    """Take what follows the page's end into the page, as browsers do."""
    others = list(root.itersiblings())
    body = root.find("body") if others else None
    into = root if body is None else body
    for other in others:
        for part in list(_content(other)):
            if isinstance(part, str):
                _append_text(into, part)
            else:
                into.append(part)


def _content(root: _Element) -> Iterator[_Element | str]:
    """What stands in a page's root, its head and its body."""
    yield root.text or ""
    for child in root:
        if child.tag in ("head", "body"):
            yield child.text or ""
            yield from child
            yield child.tail or ""
        else:
            yield child


def _append_text(into: _Element, text: str) -> None:
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text


def open_frames(root: _Element, parse: Callable[[str], _Element]) -> None:
    """What a page of frames shows without them, which to a parser is text, becomes elements."""
    for element in list(root.iter("noframes", "noembed")):
        body = parse(element.text).find("body") if element.text else None
        if body is not None:
            element.text = None
            element.append(body)
