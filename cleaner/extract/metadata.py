"""What a page says of itself: JSON-LD first, then meta elements; nothing is guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from cleaner.document import Metadata
from cleaner.rules.phrases import match_key

__all__ = ["Told", "is_forum_address", "read_metadata"]

# schema.org types whose properties are the page's own.
ARTICLES = re.compile(
    r"(?:Article|Posting|Report|Recipe|Product|WebPage|VideoObject|HowTo|FAQPage|QAPage|Question|Event|Book|Review)$"
)
PUBLISHERS = ("publisher", "sourceOrganization", "isPartOf")
BODIES = ("articleBody", "reviewBody")
STEPS = ("recipeInstructions", "step")
MARKUP = re.compile(r"<[a-zA-Z/!][^<>]*>")
PARAGRAPH_END = re.compile(r"</(?:p|div|h\d|li|blockquote|tr)\s*>|<br\s*/?>", re.IGNORECASE)
DIVIDER = re.compile(r"\s+[-–—|·•»:/]+\s+|\s*[|｜»]\s*")
# What makers of documentation set behind a heading to link to it.
HEADER_LINK = re.compile(r"\s*[¶§#🔗]$")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][0-9a-zA-Z]+)*")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
# What says that a page is a forum's thread: schema.org, the program that made it, its body's class, its address.
FORUM_TYPES = frozenset(("DiscussionForumPosting", "QAPage"))
FORUM_SOFTWARE = re.compile(
    r"forum|discourse|discuz|phpbb|vbulletin|xenforo|phpwind|invision|woltlab|flarum|nodebb|talkyard|answer|discussion",
    re.IGNORECASE,
)
FORUM_CLASS = re.compile(r"(?<![a-z])(?:forums?|threads?|viewtopic|discussion-topics?)(?![a-z])", re.IGNORECASE)
FORUM_WORD = re.compile(
    r"(?<![a-z])(?:forums?|bbs|boards?|threads?|topic|viewtopic|showthread|discussions?|questions?|comments)(?![a-z])",
    re.IGNORECASE,
)
PUBLISHED = tuple(
    "article:published_time datepublished og:published_time date dc.date dc.date.issued dcterms.date parsely-pub-date "
    "sailthru.date publishdate pubdate publication_date cxenseparse:recs:publishtime".split()
)
MODIFIED = ("article:modified_time", "datemodified", "last-modified")
MOST_NODES = 2000
LONGEST_OUTLET_WORDS = 5
# A headline has at least so many words, an outlet seldom.
HEADLINE_WORDS = 3
# How much longer than the title a line may be that says it: spaces, marks.
ROOM = 20


class Told(NamedTuple):
    """What a page says: its metadata, the texts that its JSON-LD holds, whether it is a forum's thread."""

    metadata: Metadata
    texts: tuple[str, ...]
    is_forum: bool


def read_metadata(tree: HtmlElement, lines: Sequence[str] = ()) -> Told:
    """What a page says of itself.

    `lines` are those of the page: where no heading says the headline, one of them may.

    >>> from cleaner.extract.tree import parse_html
    >>> found, _, _ = read_metadata(parse_html('<html lang="en"><title>Storm | The Herald</title>'
    ...     '<meta property="og:site_name" content="The Herald"><meta name="date" content="2024-05-01"><h1>Storm</h1>'))
    >>> found.title, found.outlet, found.date, found.language
    ('Storm', 'The Herald', '2024-05-01', 'en')
    """
    head = _Head(tree)
    nodes = list(_json_nodes(head.scripts))
    articles = [node for node in nodes if any(ARTICLES.search(kind) for kind in _types(node))]
    # A page about an article also describes the page: what is an article comes first.
    articles.sort(key=lambda node: not any("Article" in kind or "Posting" in kind for kind in _types(node)))
    outlet = _first(
        head.meta("og:site_name", "application-name"),
        *(_name_of(node.get(key)) for node in articles for key in PUBLISHERS),
    )
    headline = _first(*(_text(node.get("headline")) for node in articles))
    found = Metadata(
        title=_title(head, headline, outlet, lines),
        author=_first(
            *(_names_of(node.get("author")) for node in articles),
            _person(head.meta("author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "byl")),
        ),
        date=_date(head, articles),
        outlet=outlet,
        language=_language(tree, head, articles),
        url=_address(_first(head.canonical, head.meta("og:url"), *(_url_of(node) for node in articles))),
        image=_address(
            _first(head.meta("og:image", "twitter:image"), *(_image(node.get("image")) for node in articles))
        ),
    )
    return Told(found, tuple(filter(None, _texts(nodes))), _is_forum(tree, head, nodes, found.url))


class _Head:
    """The elements of a page that speak of it, gathered in one pass."""

    def __init__(self, tree: HtmlElement) -> None:
        self._metas: dict[str, str] = {}
        self.scripts: list[str] = []
        self.titles: list[str] = []
        self.headings: list[str] = []
        self.canonical: str | None = None
        for element in tree.iter("meta", "link", "script", "title", "h1"):
            self._note(element)

    def _note(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "meta":
            name = next(filter(None, map(element.get, ("property", "name", "itemprop", "http-equiv"))), None)
            content = _text(element.get("content"))
            if name and content:
                self._metas.setdefault(name.strip().lower(), content)
        elif tag == "link":
            if "canonical" in (element.get("rel") or "").lower().split():
                self.canonical = self.canonical or element.get("href")
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                self.scripts.append(element.text)
        elif tag == "title" and (parent := element.getparent()) is not None and parent.tag != "svg":
            self.titles.append(_text("".join(element.itertext())) or "")
        elif tag == "h1":
            self.headings.append(HEADER_LINK.sub("", _text("".join(_own_texts(element))) or ""))

    def meta(self, *names: str) -> str | None:
        """The content of the first of these meta elements that there is."""
        return next((self._metas[name] for name in names if name in self._metas), None)


def _own_texts(heading: HtmlElement) -> Iterator[str]:
    """The texts of a heading, without those of buttons in it."""
    yield heading.text or ""
    for child in heading:
        if child.tag not in ("button", "svg"):
            yield from child.itertext()
        yield child.tail or ""


def _json_nodes(scripts: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """The objects of all JSON-LD, `@graph` and `mainEntity` followed; broken JSON says nothing."""
    left = MOST_NODES
    for script in scripts:
        try:
            waiting = [json.loads(script.strip().removeprefix("<!--").removesuffix("-->").rstrip(";\n "), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and left:
            node = waiting.pop(0)
            left -= 1
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                yield node
                waiting += [node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node]


def _types(node: Mapping[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _text(value: object) -> str | None:
    """A value as one line without markup; None for what is no text, or empty."""
    if not isinstance(value, str):
        return None
    return " ".join(MARKUP.sub("", unescape(value)).split()) or None


def _name_of(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _names_of(value: object) -> str | None:
    names = [_person(_name_of(one)) for one in (value if isinstance(value, list) else [value])]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _person(name: str | None) -> str | None:
    """A name; some sites give an address in its place."""
    return None if not name or name.lower().startswith(("http://", "https://")) else name


def _url_of(node: Mapping[str, Any]) -> str | None:
    page = node.get("mainEntityOfPage")
    return _text(node.get("url")) or _text(page.get("@id") if isinstance(page, dict) else page)


def _address(url: str | None) -> str | None:
    return url.strip() if url and url.strip().lower().startswith(("http://", "https://")) else None


def _image(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return _text(value.get("url")) if isinstance(value, dict) else _text(value)


def _texts(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The texts that JSON-LD holds whole: articles, reviews, steps of instructions, answers; a paragraph a line."""
    for node in nodes:
        answer = node.get("acceptedAnswer")
        steps = [step for key in STEPS for step in _each(node.get(key))]
        inner = [part for step in steps if isinstance(step, dict) for part in _each(step.get("itemListElement"))]
        holders = [answer, *steps, *inner]
        texts = [node.get(key) for key in BODIES] + [
            holder.get("text") if isinstance(holder, dict) else holder for holder in holders
        ]
        for text in texts:
            if isinstance(text, str):
                yield MARKUP.sub(" ", PARAGRAPH_END.sub("\n", unescape(text))).strip()


def _each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _date(head: _Head, articles: list[Mapping[str, Any]]) -> str | None:
    found = [
        *(node.get("datePublished") for node in articles),
        head.meta(*PUBLISHED),
        *(node.get("dateModified") for node in articles),
        head.meta(*MODIFIED),
    ]
    return next((value.strip() for value in found if isinstance(value, str) and DATE.fullmatch(value.strip())), None)


def _language(tree: HtmlElement, head: _Head, articles: list[Mapping[str, Any]]) -> str | None:
    found = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"),
        *(_name_of(node.get("inLanguage")) for node in articles),
        head.meta("og:locale", "language", "content-language", "dc.language"),
    )
    return next((value.replace("_", "-") for value in found if value and LANGUAGE.fullmatch(value)), None)


def is_forum_address(url: str | None) -> bool:
    """Whether an address is that of a thread: its host or its path says so, the last part only if it is no headline.

    >>> is_forum_address("https://x.example/viewtopic.php?t=4"), is_forum_address("https://x.example/a/on-this-forum")
    (True, False)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    folders, _, last = parts.path.rpartition("/")
    return bool(FORUM_WORD.search(f"{parts.hostname or ''} {folders} {'' if '-' in last else last}"))


def _is_forum(tree: HtmlElement, head: _Head, nodes: Iterable[Mapping[str, Any]], url: str | None) -> bool:
    body = tree.find("body")
    names = "" if body is None else f"{body.get('class') or ''} {body.get('id') or ''}"
    return (
        any(kind in FORUM_TYPES for node in nodes for kind in _types(node))
        or bool(FORUM_SOFTWARE.search(head.meta("generator") or ""))
        or bool(FORUM_CLASS.search(names))
        or is_forum_address(url)
    )


def _title(head: _Head, headline: str | None, outlet: str | None, lines: Sequence[str]) -> str | None:
    """The headline: a heading that the page's title confirms, else what JSON-LD, meta and title say."""
    told = [title for title in (headline, head.meta("og:title", "twitter:title"), *head.titles[:1]) if title]
    confirmed = [
        (part, heading)
        for heading in head.headings
        for title in told
        if (part := _part_named(title, heading, outlet)) is not None
    ]
    if confirmed:
        return min(confirmed, key=lambda one: one[0])[1]
    if headline:
        return headline
    if told:
        return _on_page(told[0], outlet, lines) or _without_outlet(told[0], outlet)
    return head.headings[0] if len(head.headings) == 1 and head.headings[0] else None


def _part_named(title: str, heading: str, outlet: str | None) -> int | None:
    """Which part of a title a heading says: -1 for all of it; None for none, and for the outlet's name.

    >>> _part_named("Storm over the bay - The Herald", "Storm over the bay!", None)
    0
    >>> _part_named("Storm over the bay - The Herald", "The Herald", None) is None
    True
    """
    key, parts = match_key(heading), [match_key(part) for part in DIVIDER.split(title)]
    if not key or key == match_key(outlet or ""):
        return None
    if match_key(title) in key:
        return -1
    for number, part in enumerate(parts):
        if part and (part in key or (key in part and 2 * len(key) >= len(part))):
            return None if _is_outlet(number, parts) else number
    return None


def _is_outlet(number: int, parts: Sequence[str]) -> bool:
    """Whether a part of a title is its last behind a headline."""
    return 0 < number == len(parts) - 1 and any(len(part.split()) >= HEADLINE_WORDS for part in parts[:-1])


def _on_page(title: str, outlet: str | None, lines: Sequence[str]) -> str | None:
    """What of a title, between its dividers, is a line of the page: of several parts the first that is a headline.

    >>> _on_page("The Herald - Storm over the bay", None, ["The Herald", "STORM OVER THE BAY"])
    'Storm over the bay'
    """
    shown = {match_key(line) for line in lines if len(line) <= len(title) + ROOM} - {match_key(outlet or "")}
    if match_key(title) in shown:
        return title
    parts = DIVIDER.split(title)
    found = [part for at, part in enumerate(parts) if match_key(part) in shown and not _is_outlet(at, parts)]
    return next((part for part in found if len(part.split()) >= HEADLINE_WORDS), found[0] if found else None)


def _without_outlet(title: str, outlet: str | None) -> str:
    """A page's title less the outlet's name at its end or head.

    >>> _without_outlet("Storm over the bay - The Herald", None), _without_outlet("The Herald: Storm", "The Herald")
    ('Storm over the bay', 'Storm')
    """
    parts = [part.strip() for part in DIVIDER.split(title) if part.strip()]
    if len(parts) < 2:
        return title.removeprefix(f"{outlet}: ") if outlet else title
    if outlet and match_key(parts[0]) == match_key(outlet):
        return title[title.index(parts[1]) :]
    last = parts[-1]
    may_be_name = len(last.split()) <= LONGEST_OUTLET_WORDS and last != max(parts, key=len)
    if may_be_name or (outlet and match_key(last) == match_key(outlet)):
        return title[: title.rindex(last)].rstrip(" -–—|·•»:/｜")
    return title
