"""What a page says of itself: JSON-LD first, then meta elements; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import NamedTuple

from lxml.etree import _Element

from cleaner.document import Metadata
from cleaner.extract.forums import is_forum
from cleaner.extract.json_ld import (
    Node,
    as_list,
    is_article,
    is_page,
    json_nodes,
    types_of,
    whole_texts,
    without_markup,
)
from cleaner.extract.page_title import choose_title

__all__ = ["Told", "read_metadata"]

PUBLISHERS = ("publisher", "sourceOrganization", "isPartOf")
# What makers of documentation set behind a heading to link to it.
HEADER_LINK = re.compile(r"\s*[¶§#🔗]$")
LONGEST_TITLE = 300
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][0-9a-zA-Z]+)*")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
PUBLISHED = tuple(
    "article:published_time datepublished og:published_time date dc.date dc.date.issued dcterms.date parsely-pub-date "
    "sailthru.date publishdate pubdate publication_date cxenseparse:recs:publishtime".split()
)
MODIFIED = ("article:modified_time", "datemodified", "last-modified")


Named = tuple[str, str | None]
"""Where a value was found, and the value."""
JSON_LD = "JSON-LD {}"


class Told(NamedTuple):
    """What a page says: its metadata, the texts that its JSON-LD holds, whether it is a forum's thread.

    `description` is its own summary of itself, `types` are the schema.org types that it names.
    """

    metadata: Metadata
    texts: tuple[str, ...]
    is_forum: bool
    description: str
    types: frozenset[str]


def read_metadata(tree: _Element, lines: Sequence[str] = ()) -> Told:
    """What a page says of itself.

    `lines` are those of the page: where no heading says the headline, one of them may.

    >>> from cleaner.extract.tree import parse_html
    >>> found, *_ = read_metadata(parse_html('<html lang="en"><title>Storm | The Herald</title>'
    ...     '<meta property="og:site_name" content="The Herald"><meta name="date" content="2024-05-01"><h1>Storm</h1>'))
    >>> found.title, found.outlet, found.date, found.language
    ('Storm', 'The Herald', '2024-05-01', 'en')
    >>> found.found["title"], found.found["date"]
    ('h1 confirmed by a title', 'meta date')
    """
    head = _Head(tree)
    nodes = list(json_nodes(head.scripts))
    # A page about an article also describes the page: what is an article comes first.
    articles = sorted(filter(is_page, nodes), key=lambda node: not is_article(node))
    outlet = _named(
        head.named("og:site_name", "application-name"),
        *((key, _name_of(node.get(key))) for node in articles for key in PUBLISHERS),
    )
    headline = _first(*(without_markup(node.get("headline")) for node in articles))
    title = choose_title(headline, head.titles, head.headings, outlet[1], lines)
    sources = {
        "title": (_where_title(title, headline, head), title),
        "author": _named(
            *(("author", _names_of(node.get("author"))) for node in articles),
            _as(
                _person,
                head.named("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl"),
            ),
        ),
        "date": _date(head, articles),
        "outlet": outlet,
        "language": _language(tree, head, articles),
        "url": _as(
            _address,
            _named(
                ("link canonical", head.canonical), head.named("og:url"), *(("url", _url_of(one)) for one in articles)
            ),
        ),
        "image": _as(
            _address,
            _named(head.named("og:image", "twitter:image"), *(("image", _image(one.get("image"))) for one in articles)),
        ),
    }
    values = {name: value for name, (_, value) in sources.items()}
    found = Metadata(**values, found={name: where for name, (where, value) in sources.items() if value})
    body = tree.find("body")
    names = "" if body is None else f"{body.get('class') or ''} {body.get('id') or ''}"
    types = {kind for node in nodes for kind in types_of(node)}
    forum = is_forum(types, head.meta("generator"), names, found.url)
    description = head.meta("description", "og:description", "twitter:description") or ""
    kind = head.meta("og:type")
    types |= {f"og:{kind}"} if kind else set()
    return Told(found, tuple(filter(None, whole_texts(nodes))), forum, description, frozenset(types))


class _Head:
    """The elements of a page that speak of it, gathered in one pass."""

    def __init__(self, tree: _Element) -> None:
        self._metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self._page_titles: list[str] = []
        self.headings: list[str] = []
        self.canonical: str | None = None
        for element in tree.iter("meta", "link", "script", "title", "h1"):
            self._note(element)

    def _note(self, element: _Element) -> None:
        tag = element.tag
        if tag == "meta":
            name = next(filter(None, map(element.get, ("property", "name", "itemprop", "http-equiv"))), None)
            content = _line(element.get("content"))
            if name and content:
                self._metas.setdefault(name.strip().lower(), content)
        elif tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split():
                self.canonical = self.canonical or element.get("href")
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                self.scripts.append(element.text)
        elif tag == "title" and (parent := element.getparent()) is not None and parent.tag != "svg":
            self._page_titles.append(_title_line("".join(element.itertext())))
        elif tag == "h1":
            self.headings.append(HEADER_LINK.sub("", _title_line("".join(_own_texts(element)))))

    def named(self, *names: str) -> Named:
        """The first of these meta elements that there is, with its name."""
        name = next((name for name in names if name in self._metas), "")
        return f"meta {name}", self._metas.get(name)

    @property
    def titles(self) -> list[str]:
        """What meta and title elements call the page."""
        return [title for title in (self.meta("og:title", "twitter:title"), *self._page_titles[:1]) if title]

    def meta(self, *names: str) -> str | None:
        """The content of the first of these meta elements that there is."""
        return next((self._metas[name] for name in names if name in self._metas), None)


def _line(text: str | None) -> str | None:
    """A text as one line; None for an empty one. Some pages escape what they escaped."""
    return " ".join(unescape(text).split()) or None if text else None


def _title_line(text: str) -> str:
    """A title as one line; of one that was never closed what stands before the page that it swallowed."""
    line = _line(text) or ""
    if len(line) > LONGEST_TITLE:
        line = line.partition("<")[0].strip()
    return line if len(line) <= LONGEST_TITLE else ""


def _own_texts(heading: _Element) -> Iterator[str]:
    """The texts of a heading, without those of buttons in it."""
    yield heading.text or ""
    for child in heading:
        if child.tag not in ("button", "svg"):
            yield from child.itertext()
        yield child.tail or ""


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _name_of(value: object) -> str | None:
    value = next(iter(as_list(value)), None)
    return without_markup(value.get("name")) if isinstance(value, dict) else without_markup(value)


def _names_of(value: object) -> str | None:
    names = [_person(_name_of(one)) for one in as_list(value)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _person(name: str | None) -> str | None:
    """A name; some sites give an address in its place."""
    return None if not name or name.lower().startswith(("http://", "https://")) else name


def _url_of(node: Node) -> str | None:
    page = node.get("mainEntityOfPage")
    return without_markup(node.get("url")) or without_markup(page.get("@id") if isinstance(page, dict) else page)


def _address(url: str | None) -> str | None:
    return url.strip() if url and url.strip().lower().startswith(("http://", "https://")) else None


def _image(value: object) -> str | None:
    value = next(iter(as_list(value)), None)
    return without_markup(value.get("url")) if isinstance(value, dict) else without_markup(value)


def _date(head: _Head, articles: list[Node]) -> Named:
    found = [
        *(("datePublished", node.get("datePublished")) for node in articles),
        head.named(*PUBLISHED),
        *(("dateModified", node.get("dateModified")) for node in articles),
        head.named(*MODIFIED),
    ]
    dates = ((where, value.strip()) for where, value in found if isinstance(value, str))
    return _named(*((where, value) for where, value in dates if DATE.fullmatch(value)))


def _language(tree: _Element, head: _Head, articles: list[Node]) -> Named:
    found = (
        ("html lang", tree.get("lang")),
        ("html xml:lang", tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang")),
        *(("inLanguage", _name_of(node.get("inLanguage"))) for node in articles),
        head.named("og:locale", "language", "content-language", "dc.language"),
    )
    return _named(*((where, value.replace("_", "-")) for where, value in found if value and LANGUAGE.fullmatch(value)))


def _where_title(title: str | None, headline: str | None, head: _Head) -> str:
    """Where a headline was found."""
    if title and title in head.headings:
        return "h1 confirmed by a title" if headline or head.titles else "h1"
    if title == headline:
        return JSON_LD.format("headline")
    return "page title" if title in head.titles else "page title without the outlet's name"


def _named(*found: Named) -> Named:
    """The first that there is; what is no element's name is a property of the page's JSON-LD."""
    where, value = next(((where, value) for where, value in found if value), ("", None))
    return where if " " in where else JSON_LD.format(where), value


def _as(change: Callable[[str | None], str | None], found: Named) -> Named:
    return found[0], change(found[1])
