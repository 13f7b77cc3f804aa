"""Pages as they were written twenty years ago: the same text in the same order, in older markup.

Sites of that age are on the web still and in every crawl, but seldom in sets of labelled pages. What a page of today
says by its elements and names (`article`, `nav`, `class="comments"`, JSON-LD) they say by nothing: boxes are tables,
paragraphs are line breaks, headings are bold.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from lxml.html import Element, HtmlElement, tostring

from cleaner.extract.tree import as_html_elements, parse_html

__all__ = ["aged"]

LANDMARKS = "article main section header footer nav aside figure figcaption hgroup details summary".split()
NAMES = ("class", "id", "role", "itemprop", "itemtype", "aria-hidden", "aria-label")
HEADINGS = "h1 h2 h3 h4 h5 h6".split()
# How many pages in ten are without each thing.
CHANCES = {"names": 0.6, "told": 0.7, "paragraphs": 0.5, "headings": 0.4, "lists": 0.4, "tables": 0.6}
TABLES = 0.2
BOXES = frozenset(("div", "p", "ul", "ol", "dl", "table", "form", *HEADINGS))


def aged(html: str, chooser: random.Random) -> str:
    """The page in older markup.

    >>> aged("<article class=x><h1>Storm</h1><p>Rain.</p></article>", random.Random(4))
    '<html><body><div><b>Storm</b><br><br>Rain.<br><br></div></body></html>'
    """
    tree = as_html_elements(parse_html(html))
    for element in tree.iter(*LANDMARKS):
        element.tag = "div"
    for name, change in CHANGES.items():
        if chooser.random() < CHANCES[name]:
            change(tree, chooser)
    text: str = tostring(tree, encoding="unicode")
    return text


def _nameless(tree: HtmlElement, chooser: random.Random) -> None:
    for element in tree.iter():
        for name in NAMES:
            element.attrib.pop(name, None)


def _silent(tree: HtmlElement, chooser: random.Random) -> None:
    """Without what the page says of itself, its title apart."""
    for element in list(tree.iter("meta", "script", "link")):
        if element.get("charset") is None:
            element.drop_tree()


def _with_breaks(tree: HtmlElement, tags: list[str], inside: str | None, breaks: int) -> None:
    """Elements as runs of text with line breaks behind, perhaps in another, inline one."""
    for element in list(tree.iter(*tags)):
        # The text behind belongs behind the last break.
        tail, element.tail = element.tail, None
        for number in range(breaks):
            line_break = Element("br")
            line_break.tail = None if number else tail
            element.addnext(line_break)
        if inside:
            element.tag = inside
        else:
            element.drop_tag()


def _without_paragraphs(tree: HtmlElement, chooser: random.Random) -> None:
    _with_breaks(tree, ["p"], None, 2)


def _without_headings(tree: HtmlElement, chooser: random.Random) -> None:
    _with_breaks(tree, HEADINGS, "b", 2)


def _without_lists(tree: HtmlElement, chooser: random.Random) -> None:
    _with_breaks(tree, ["li", "dt", "dd"], None, 1)
    for element in list(tree.iter("ul", "ol", "dl")):
        element.tag = "div"


def _in_tables(tree: HtmlElement, chooser: random.Random) -> None:
    """Some boxes as tables with a cell for each box in them."""
    for box in list(tree.iter("div")):
        if len(box) > 1 and _holds_boxes_alone(box) and chooser.random() < TABLES:
            box.tag = "table"
            row = Element("tr")
            down = chooser.random() < 1 / 2
            for child in list(box):
                if down or row.getparent() is None:
                    row = Element("tr")
                    box.append(row)
                cell = Element("td")
                row.append(cell)
                cell.append(child)


def _holds_boxes_alone(box: HtmlElement) -> bool:
    texts = [box.text, *(child.tail for child in box)]
    return all(child.tag in BOXES for child in box) and not any(text and text.strip() for text in texts)


CHANGES: dict[str, Callable[[HtmlElement, random.Random], None]] = {
    "names": _nameless,
    "told": _silent,
    "paragraphs": _without_paragraphs,
    "headings": _without_headings,
    "lists": _without_lists,
    "tables": _in_tables,
}
