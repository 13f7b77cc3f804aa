"""Pages with more below their article than they had: readers' comments, teasers of other articles.

Both read like articles, and are the two things that are most often taken for one; yet of pages in sets for training few
have comments in their source. The words are other pages', the markup is made here in several ways.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from lxml.html import Element, HtmlElement, tostring

from cleaner.extract.tree import as_html_elements, parse_html

__all__ = ["with_comments", "with_teasers"]

# A run of text of so many letters stands in the article or does not.
TELLING = 40
# The deepest element that holds so much of the article's runs is the article's.
MOST_OF_IT = 0.8
INSIDE = 0.4
COMMENTS, TEASERS = (2, 4, 8, 16), (2, 4, 8, 12)
READERS = "mariner77 Ada_B Tomek K. old.salt Guest_4411 Irena lighthouse Pavel_R nobody Jo W. Mikis Anonymous".split()
DATES = ("{d:02}.{m:02}.{y}, {h:02}:{n:02}", "{y}-{m:02}-{d:02} {h:02}:{n:02}", "{h:02}:{n:02} | {d:02}/{m:02}/{y}", "")
NAMED_COMMENTS = ("comment", "comments-list", "user-post", "opinion", "entry", "", "")
NAMED_TEASERS = ("related", "more", "latest-news", "teaser", "item", "", "")


def with_comments(html: str, gold: str, posts: Sequence[str], chooser: random.Random) -> str:
    """The page with some of `posts` below its article, each with its writer; as it was where that is not found.

    >>> page = "<body><div><p>Rain fell on the harbour for the third day in a row.</div><p>Imprint"
    >>> post = "I was there, and it did not rain at all."
    >>> post in with_comments(page, "Rain fell on the harbour for the third day in a row.", [post], random.Random(1))
    True
    """
    name, pattern = chooser.choice(NAMED_COMMENTS), chooser.choice(DATES)
    outer, inner = chooser.choice((("div", "div"), ("ul", "li"), ("table", "tr"), ("div", "p")))
    box = _box(outer, name and f"{name}s")
    for post in chooser.sample(list(posts), min(chooser.choice(COMMENTS), len(posts))):
        date = pattern.format(
            d=chooser.randint(1, 28), m=chooser.randint(1, 12), y=chooser.randint(2006, 2024),
            h=chooser.randint(0, 23), n=chooser.randint(0, 59),
        )  # fmt: skip
        comment = _box(inner, name)
        holder = _under(comment, "td") if inner == "tr" else comment
        head = _under(holder, "b" if inner == "p" else "div")
        head.text = f"{chooser.choice(READERS)} {date}".strip()
        body = _under(holder, "br" if inner == "p" else chooser.choice(("div", "p")))
        if inner == "p":
            body.tail = post
        else:
            body.text = post
        box.append(comment)
    return _added(html, gold, box, chooser)


def with_teasers(html: str, gold: str, others: Sequence[tuple[str, str]], chooser: random.Random) -> str:
    """The page with the titles and first paragraphs of some other articles below its own."""
    name = chooser.choice(NAMED_TEASERS)
    outer, inner = chooser.choice((("div", "div"), ("ul", "li"), ("div", "p")))
    box = _box(outer, name and f"{name}-list")
    with_text = chooser.random() < 2 / 3
    for title, text in chooser.sample(list(others), min(chooser.choice(TEASERS), len(others))):
        teaser = _box(inner, name)
        holder = _under(teaser, "h3") if inner == "div" else teaser
        link = _under(holder, "a")
        link.set("href", "/other")
        link.text = title
        if with_text and inner == "p":
            link.tail = f" {text}"
        elif with_text:
            _under(teaser, chooser.choice(("p", "div", "span"))).text = text
        box.append(teaser)
    return _added(html, gold, box, chooser)


def _box(tag: str, name: str) -> HtmlElement:
    element: HtmlElement = Element(tag)
    if name:
        element.set("class", name)
    return element


def _under(parent: HtmlElement, tag: str) -> HtmlElement:
    element: HtmlElement = Element(tag)
    parent.append(element)
    return element


def _added(html: str, gold: str, box: HtmlElement, chooser: random.Random) -> str:
    tree = as_html_elements(parse_html(html))
    article = _article_of(tree, gold)
    if article is None or not len(box):
        return html
    if chooser.random() < INSIDE or article.tag in ("body", "td"):
        article.append(box)
    else:
        box.tail, article.tail = article.tail, None
        article.addnext(box)
    text: str = tostring(tree, encoding="unicode")
    return text


def _article_of(tree: HtmlElement, gold: str) -> HtmlElement | None:
    """The deepest element that holds most of the article's runs of text."""
    whole = "".join(gold.split())
    held: Counter[HtmlElement] = Counter()
    runs = 0
    for element in tree.iter():
        run = "".join((element.text or "").split())
        if len(run) >= TELLING and run in whole:
            runs += 1
            held.update(element.iterancestors())
    if not runs:
        return None
    enough = [element for element, count in held.items() if count >= MOST_OF_IT * runs and element.tag != "html"]
    return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()), default=None)
