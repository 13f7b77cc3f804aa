"""Where a line stands in its page's tree, in numbers: itself, the elements around it, those like them.

Everything is counted on arrays over all lines and all nodes of a page at once: a node holds a run of lines, so that
what is in it is the difference of two running sums. No words of any language; of names those of the craft alone
(`cleaner.extract.names.HINTS`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from cleaner.document import Document
from cleaner.extract import Page
from cleaner.extract.names import HINTS, LANDMARKS
from cleaner.extract.walk import TAGS
from cleaner.models.arrays import Features, Numbers, shifted, stacked
from cleaner.models.block_places import BlockPlaces
from cleaner.models.characters import HASH_BASE, Characters

__all__ = ["block_features"]

TAG_GROUPS: Mapping[str, str] = {
    "paragraph": "p",
    "entry": "li dt dd",
    "headline": "h1",
    "heading": "h2 h3 h4 h5 h6",
    "cell": "td th tr",
    "box": "div section article main body center",
    "caption": "caption figcaption legend",
    "quote": "blockquote",
    "code": "pre",
    "control": "button label option optgroup textarea",
}
TAG_NUMBERS = {
    group: np.isin(np.arange(len(TAGS)), [TAGS.index(name) for name in names.split() if name in TAGS])
    for group, names in TAG_GROUPS.items()
}
ARTICLE = TAGS.index("article")
# schema.org's and Open Graph's types, by what a page of them is.
TYPES = {
    "type_article": "Article Posting og:article",
    "type_product": "Product Offer og:product",
    "type_listing": "CollectionPage ItemList SearchResultsPage Blog",
    "type_site": "WebSite Organization og:website",
    "type_service": "LocalBusiness Service FAQPage ContactPage AboutPage",
}
STEPS = (-2, -1, 1, 2)
NEAR = ("linked", "tag_paragraph", "tag_entry", "tag_heading", "same_slot", "body_pairs")
NEAR_NAMES = [tuple(f"{name}{step:+d}" for name in NEAR) for step in STEPS]
FAR, MOST_LINKS = 30, 50


def block_features(page: Page, found: Characters, own: Features, places: BlockPlaces) -> Features:
    """The features of all lines of a page; `own` are those of their text."""
    count = len(page.blocks)
    words, prose = own.column("words"), own.column("prose")
    columns = marks(places, np.maximum(found.classes.sum(1), 1))
    columns |= around(places, words, prose, columns["linked"])
    columns |= holders(places, words * prose)
    columns |= alike(places, words, prose, columns["linked"])
    columns |= _told(page, found)
    near = shifted(stacked((columns[name] for name in NEAR), count), STEPS)
    facts = _page(page, places, columns, words)
    return Features.of(
        [
            (tuple(columns), stacked(columns.values(), count)),
            *zip(NEAR_NAMES, near, strict=True),
            (tuple(facts), np.repeat(np.array(list(facts.values()), float)[:, None], count, axis=1)),
        ]
    )


def marks(places: BlockPlaces, shown: Numbers) -> dict[str, Numbers]:
    """What the line's own node and marks say; `shown` are its characters."""
    layout, nodes = places.layout, places.nodes
    tags = layout.tags[nodes]
    columns = {f"tag_{group}": members[tags].astype(float) for group, members in TAG_NUMBERS.items()}
    columns["linked"] = np.minimum(layout.link_characters / shown, 1)
    columns["links"] = np.minimum(layout.links, MOST_LINKS).astype(float)
    columns["bold"] = np.minimum(layout.bold_characters / shown, 1)
    columns["depth"] = layout.depths[nodes].astype(float)
    columns |= {f"in_{name}": bits for name, bits in _bits(layout.within[nodes], LANDMARKS)}
    near = layout.hints[nodes] | layout.hints[places.chain[1]] | layout.hints[places.chain[2]]
    # 2 near, 1 farther up.
    far = _bits(layout.hinted[nodes], tuple(HINTS))
    columns |= {
        f"named_{name}": bits + more for (name, bits), (_, more) in zip(far, _bits(near, tuple(HINTS)), strict=True)
    }
    return columns


def _bits(values: npt.NDArray[np.int64], names: tuple[str, ...]) -> Iterator[tuple[str, Numbers]]:
    return ((name, (values >> number & 1).astype(float)) for number, name in enumerate(names))


def around(places: BlockPlaces, words: Numbers, prose: Numbers, linked: Numbers) -> dict[str, Numbers]:
    """What the nodes above a line hold: how much, how much of it is linked, is running text."""
    held, held_prose = places.sums(words), places.sums(words * prose)
    some = np.maximum(held, 1)
    of_nodes = {
        "held": np.log1p(held),
        "held_share": held / max(words.sum(), 1),
        "prose_share": held_prose / max(held_prose[0], 1),
        "lines": places.sums(np.ones(len(words))),
        "linked": places.sums(words * linked) / some,
        "prose": held_prose / some,
    }
    columns = {
        f"{name}_{level}": values[nodes]
        for level, nodes in enumerate(places.chain)
        for name, values in of_nodes.items()
    }
    record = places.record_nodes
    return columns | {f"record_{name}": values[record] for name, values in of_nodes.items() if name != "lines"}


def holders(places: BlockPlaces, mass: Numbers) -> dict[str, Numbers]:
    """The deepest nodes that hold most of the page's running text, and where a line stands to them."""
    layout = places.layout
    held = places.sums(mass)
    numbers = np.arange(len(mass))
    columns: dict[str, Numbers] = {}
    for share, holder in places.holders(held):
        first, end = layout.first[holder], layout.end[holder]
        inside = (numbers >= first) & (numbers < end)
        away = np.where(numbers < first, numbers - first, numbers - end + 1)
        columns[f"in_holder_{share}"] = inside.astype(float)
        columns[f"below_holder_{share}"] = np.where(inside, layout.depths[places.nodes] - layout.depths[holder], -1.0)
        columns[f"from_holder_{share}"] = np.minimum(np.maximum(away, -FAR), FAR) * (~inside).astype(float)
        columns[f"holder_share_{share}"] = np.full(len(mass), held[holder] / max(held[0], 1))
    return columns


def alike(places: BlockPlaces, words: Numbers, prose: Numbers, linked: Numbers) -> dict[str, Numbers]:
    """The lines of one slot (the same path of tags and names), and the entries that a line's record stands among."""
    slots, layout, count = places.slots, places.layout, len(words)
    many = np.bincount(slots)
    same = np.zeros(count)
    same[1:] = slots[1:] == slots[:-1]
    columns = {
        "slot_lines": np.log1p(many)[slots],
        "slot_words": np.log1p(np.bincount(slots, weights=words) / many)[slots],
        "slot_prose": (np.bincount(slots, weights=prose) / many)[slots],
        "slot_linked": (np.bincount(slots, weights=linked) / many)[slots],
        "slot_prose_share": (np.bincount(slots, weights=words * prose) / max((words * prose).sum(), 1))[slots],
        "same_slot": same + np.append(same[1:], 0),
    }
    held = places.sums(words)
    kinds = places.node_slots
    times = np.bincount(kinds)
    total, squares = np.bincount(kinds, weights=held), np.bincount(kinds, weights=held * held)
    mean = total / times
    of_kinds = {
        "records": np.log1p(times),
        "records_words": np.log1p(mean),
        "records_spread": np.sqrt(np.maximum(squares / times - mean * mean, 0)) / np.maximum(mean, 1),
        "records_share": total / max(words.sum(), 1),
    }
    record = places.record_nodes
    none = record == 0
    columns |= {name: np.where(none, -1.0, values[kinds[record]]) for name, values in of_kinds.items()}
    columns["record_up"] = np.where(none, -1.0, layout.depths[places.nodes] - layout.depths[record])
    return columns


def _told(page: Page, found: Characters) -> dict[str, Numbers]:
    """How much of a line the page's JSON-LD holds, and its description: shares of its pairs of neighbouring words."""
    count, lines = len(page.blocks), found.word_lines[:-1]
    many = np.maximum(np.bincount(lines, minlength=count), 1)
    own = _pairs(found)
    columns = {}
    for name, text in {"body": "\n".join(page.told.texts), "description": page.told.description}.items():
        if text and len(lines):
            known = np.unique(_pairs(Characters.of(Document(text))))
            columns[f"{name}_pairs"] = np.bincount(lines, weights=np.isin(own, known), minlength=count) / many
        else:
            columns[f"{name}_pairs"] = np.full(count, -1.0)
    return columns


def _pairs(found: Characters) -> npt.NDArray[np.uint64]:
    """A hash of each word and the one behind it."""
    hashes = found.word_hashes
    pairs: npt.NDArray[np.uint64] = hashes[:-1] * np.uint64(HASH_BASE) + hashes[1:]
    return pairs


def _page(page: Page, places: BlockPlaces, columns: Mapping[str, Numbers], words: Numbers) -> dict[str, float]:
    """What kind of page it is, the same for every line."""
    total, count = max(words.sum(), 1), max(len(words), 1)
    types = page.told.types
    told = {name: float(any(word in kind for kind in types for word in kinds.split())) for name, kinds in TYPES.items()}
    shares = {
        f"page_{name}": float((words * columns[column]).sum() / total)
        for name, column in {
            "linked": "linked",
            "paragraphs": "tag_paragraph",
            "entries": "tag_entry",
            "cells": "tag_cell",
            "article": "in_article",
            "main": "in_main",
        }.items()
    }
    return (
        told
        | shares
        | {
            "page_forum": float(page.told.is_forum),
            "page_articles": float(np.log1p((places.layout.tags == ARTICLE).sum())),
            "page_code": len(page.code) / count,
            "page_body_told": float(bool(page.told.texts)),
            "page_slots": float(places.slots.max(initial=0) + 1) / count,
        }
    )
