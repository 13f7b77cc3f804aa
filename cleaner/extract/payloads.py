"""A page that only its scripts fill: the article in the data that it brings for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from cleaner.extract.json_ld import Node, json_nodes, plain_lines

__all__ = ["LEAST_SHOWN", "payload_text"]

LEAST_SHOWN = 400
"""A page that shows fewer characters than this is a shell."""
# What such data call a text (Next.js, Nuxt, Gatsby, WordPress' REST interface and their like have no common name).
BODIES = frozenset("articleBody body bodyHtml body_html content contentHtml content_html html rendered text".split())
MOST_NODES, MOST_SCRIPTS = 20_000, 20


def payload_text(tree: _Element) -> str:
    """The longest text under such a name in the page's JSON, a paragraph a line; empty if none is an article's length.

    >>> import json
    >>> from lxml.html import fromstring
    >>> data = json.dumps({"props": {"post": {"content": "Rain fell. " * 50}, "content": "Snow."}})
    >>> payload_text(fromstring(f"<script id=__NEXT_DATA__ type=application/json>{data}</script>"))[:10]
    'Rain fell.'
    """
    scripts = [one.text for one in tree.iter("script") if "json" in (one.get("type") or "").lower() and one.text]
    texts = (plain_lines(text) for script in scripts[:MOST_SCRIPTS] for text in _texts(script))
    longest = max(texts, key=len, default="")
    return longest if len(longest) >= LEAST_SHOWN else ""


def _texts(script: str) -> Iterator[str]:
    """What stands under the names, in the order of the data from the outside in."""
    for node in json_nodes([script], MOST_NODES, _values):
        yield from (text for key, text in node.items() if key in BODIES and isinstance(text, str))


def _values(node: Node) -> Iterable[object]:
    return (value for value in node.values() if isinstance(value, dict | list))
