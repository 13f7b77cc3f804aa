"""JSON-LD: a page's own words about itself, as schema.org names them."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from cleaner.text.decoding import escape_surrogates

__all__ = [
    "Node",
    "as_list",
    "is_article",
    "is_page",
    "json_nodes",
    "plain_lines",
    "types_of",
    "whole_texts",
    "without_markup",
]

# schema.org types whose properties are the page's own.
PAGES = re.compile(
    r"(?:Article|Posting|Report|Recipe|Product|WebPage|VideoObject|HowTo|FAQPage|QAPage|Question|Event|Book|Review)$"
)
ARTICLES = ("Article", "Posting")
BODIES = ("articleBody", "reviewBody")
STEPS = ("recipeInstructions", "step")
INNER = ("@graph", "mainEntity", "mainEntityOfPage")
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
PARAGRAPH_END = re.compile(r"</(?:p|div|h\d|li|blockquote|tr)\s*>|<br\s*/?>", re.IGNORECASE)
MOST_NODES = 2000

Node = Mapping[str, Any]


def _parts(node: Node) -> Iterable[object]:
    """What describes the page in an object that does."""
    return [node[key] for key in INNER if key in node]


def json_nodes(
    scripts: Iterable[str], most: int = MOST_NODES, inside: Callable[[Node], Iterable[object]] = _parts
) -> Iterator[Node]:
    """The objects of all scripts, from the outside in; broken JSON says nothing.

    `inside` tells where to go on in an object: by default to `@graph` and `mainEntity`, as in JSON-LD. No more than
    `most` values are looked at.
    """
    left = most
    for script in scripts:
        try:
            waiting = deque([json.loads(_bare(script), strict=False)])
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            node = waiting.popleft()
            left -= 1
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                yield node
                waiting += inside(node)


def _bare(script: str) -> str:
    """A script without what people wrap around it."""
    return script.strip().removeprefix("<!--").removesuffix("-->").rstrip(";\n ")


def types_of(node: Node) -> list[str]:
    """The node's types.

    >>> types_of({"@type": ["NewsArticle", 7]})
    ['NewsArticle']
    """
    return [kind for kind in as_list(node.get("@type")) if isinstance(kind, str)]


def is_page(node: Node) -> bool:
    """Whether a node describes the page or what the page is about."""
    return any(PAGES.search(kind) for kind in types_of(node))


def is_article(node: Node) -> bool:
    """Whether a node describes an article or a post."""
    return any(word in kind for kind in types_of(node) for word in ARTICLES)


def whole_texts(nodes: Iterable[Node]) -> Iterator[str]:
    """The texts that JSON-LD holds whole: articles, reviews, steps of instructions, answers; a paragraph a line."""
    for node in nodes:
        answer = node.get("acceptedAnswer")
        steps = [step for key in STEPS for step in as_list(node.get(key))]
        inner = [part for step in steps if isinstance(step, dict) for part in as_list(step.get("itemListElement"))]
        holders = [answer, *steps, *inner]
        texts = [node.get(key) for key in BODIES] + [
            holder.get("text") if isinstance(holder, dict) else holder for holder in holders
        ]
        for text in texts:
            if isinstance(text, str):
                yield plain_lines(text)


def plain_lines(text: str) -> str:
    """A text that may hold markup without it, a paragraph a line.

    >>> plain_lines("<p>Storm &amp; rain</p><p>Snow</p>")
    'Storm & rain\\n Snow'
    """
    return MARKUP.sub(" ", PARAGRAPH_END.sub("\n", unescape(_whole(text)))).strip()


def as_list(value: object) -> list[Any]:
    """A list as it is, anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def without_markup(value: object) -> str | None:
    """A value as one line without markup; None for what is no text, or empty.

    >>> without_markup("<b>Storm</b> &amp; rain"), without_markup(7)
    ('Storm & rain', None)
    """
    if not isinstance(value, str):
        return None
    return " ".join(MARKUP.sub("", unescape(_whole(value))).split()) or None


def _whole(text: str) -> str:
    """A text whose escapes make characters: JSON may hold half of one."""
    return escape_surrogates(text)[0]
