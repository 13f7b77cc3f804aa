"""Where a line stands in its page's tree, in numbers: itself, the elements around it, those like them.

Everything is counted on arrays over all lines, all nodes of a page at once: a node holds a run of lines, so that what is
in it is a difference of two running sums. No words of any language; of names only those of the craft (`names.HINTS`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from cleaner.document import Document
from cleaner.extract import Page
from cleaner.extract.layout import Layout
from cleaner.extract.names import HINTS, LANDMARKS
from cleaner.extract.walk import TAGS
from cleaner.models.arrays import Features, Numbers, shifted
from cleaner.models.characters import HASH_BASE, Characters

__all__ = ["BlockPlaces", "block_features"]

Integers = npt.NDArray[np.int64]

# A line's own node, and so many above it.
LEVELS = 5
# Shares of a page's running text; the deepest node that holds so much is where the article may be.
HOLDING = (0.4, 0.65, 0.9)
# From so many neighbours of one slot on they are a list's entries, posts, cards.
RECORDS = 3
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
FAR = 30


class BlockPlaces:
    """A page's nodes and lines as arrays, for both stages."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.nodes = layout.nodes
        # [levels, lines]: the line's node, the one above it, ...
        chain = [self.nodes]
        for _ in range(LEVELS - 1):
            chain.append(layout.parents[chain[-1]])
        self.chain = chain
        _, self.slots = np.unique(layout.slots[self.nodes], return_inverse=True)
        self.records = _records(layout)

    def sums(self, values: Numbers) -> Numbers:
        """What each node holds of the lines' values."""
        total = np.zeros(len(values) + 1)
        np.cumsum(values, out=total[1:])
        return total[self.layout.end] - total[self.layout.first]


def _records(layout: Layout) -> Integers:
    """For each node the nearest one, itself or above, that has enough neighbours of its slot; 0 where none has."""
    _, kinds, times = np.unique(layout.slots, return_inverse=True, return_counts=True)
    # Of one slot are nodes of one path: its nodes are neighbours, or cousins whose parents are.
    many = (times[kinds] >= RECORDS).tolist()
    found: list[int] = []
    for number, parent in enumerate(layout.parents.tolist()):
        found.append(number if many[number] else found[parent] if number else 0)
    return np.array(found, np.int64)


def block_features(page: Page, found: Characters, own: Features, places: BlockPlaces) -> Features:
    """The features of all lines of a page; `own` are those of their text."""
    words, prose = own.column("words"), own.column("prose")
    columns = _marks(page.layout, found, places)
    columns |= _around(places, words, prose, page.layout.link_characters / _shown(found))
    columns |= _holders(places, words * prose)
    columns |= _alike(places, words, prose, columns["linked"])
    columns |= _told(page, found)
    page_columns = _page(page, places, columns, words, prose)
    count = len(words)
    near = np.stack([columns[name] for name in NEAR], axis=1)
    steps = [(f"{name}{step:+d}", values) for step in STEPS for name, values in zip(NEAR, shifted(near, step).T, strict=True)]
    return Features.of(
        columns | dict(steps) | {name: np.full(count, value, float) for name, value in page_columns.items()}
    )


STEPS = (-2, -1, 1, 2)
NEAR = ("linked", "tag_paragraph", "tag_entry", "tag_heading", "same_slot", "body_pairs")


def _shown(found: Characters) -> Numbers:
    return np.maximum(found.classes.sum(1), 1).astype(float)


def _marks(layout: Layout, found: Characters, places: BlockPlaces) -> dict[str, Numbers]:
    """What the line's own node and marks say."""
    nodes = places.nodes
    tags = layout.tags[nodes]
    shown = _shown(found)
    columns = {f"tag_{group}": _is_one_of(tags, names) for group, names in TAG_NUMBERS.items()}
    linked = np.minimum(layout.link_characters / shown, 1)
    columns["linked"] = linked
    columns["links"] = np.minimum(layout.links, 50).astype(float)
    columns["bold"] = np.minimum(layout.bold_characters / shown, 1)
    columns["depth"] = layout.depths[nodes].astype(float)
    for number, name in enumerate(LANDMARKS):
        columns[f"in_{name}"] = (layout.within[nodes] >> number & 1).astype(float)
    near = layout.hints[nodes]
    for level in places.chain[1:3]:
        near = near | layout.hints[level]
    for number, name in enumerate(HINTS):
        # 2 near, 1 farther up.
        columns[f"named_{name}"] = ((near >> number & 1) + (layout.hinted[nodes] >> number & 1)).astype(float)
    return columns


TAG_NUMBERS = {
    group: np.isin(np.arange(len(TAGS)), [TAGS.index(name) for name in names.split() if name in TAGS])
    for group, names in TAG_GROUPS.items()
}


def _is_one_of(tags: Integers, members: npt.NDArray[np.bool_]) -> Numbers:
    return members[tags].astype(float)


def _around(places: BlockPlaces, words: Numbers, prose: Numbers, linked: Numbers) -> dict[str, Numbers]:
    """What the nodes above a line hold: how much, how much of it is linked, is running text."""
    linked = np.minimum(linked, 1)
    held = places.sums(words)
    all_words, all_prose = max(words.sum(), 1), max((words * prose).sum(), 1)
    sums = {
        "lines": places.sums(np.ones(len(words))),
        "linked": places.sums(words * linked) / np.maximum(held, 1),
        "prose": places.sums(words * prose) / np.maximum(held, 1),
    }
    shares = held / all_words
    prose_shares = places.sums(words * prose) / all_prose
    columns: dict[str, Numbers] = {}
    for level, nodes in enumerate(places.chain):
        columns[f"held_{level}"] = np.log1p(held[nodes])
        columns[f"held_share_{level}"] = shares[nodes]
        columns[f"prose_share_{level}"] = prose_shares[nodes]
        for name, values in sums.items():
            columns[f"{name}_{level}"] = values[nodes]
    record = places.records[places.nodes]
    columns["record_held"] = np.log1p(held[record])
    columns["record_linked"] = sums["linked"][record]
    columns["record_prose"] = sums["prose"][record]
    columns["record_share"] = shares[record]
    columns["record_prose_share"] = prose_shares[record]
    return columns


def _holders(places: BlockPlaces, mass: Numbers) -> dict[str, Numbers]:
    """The deepest nodes that hold most of the page's running text, and whether a line is in them."""
    layout = places.layout
    held = places.sums(mass)
    numbers = np.arange(len(mass))
    columns: dict[str, Numbers] = {}
    for share in HOLDING:
        enough = np.flatnonzero(held >= share * mass.sum())
        # Of those as deep the first; nodes that hold more than half lie within each other.
        holder = enough[np.argmax(layout.depths[enough])] if len(enough) else 0
        first, end = int(layout.first[holder]), int(layout.end[holder])
        inside = (numbers >= first) & (numbers < end)
        columns[f"in_holder_{share}"] = inside.astype(float)
        columns[f"below_holder_{share}"] = np.where(inside, layout.depths[places.nodes] - layout.depths[holder], -1.0)
        columns[f"from_holder_{share}"] = np.clip(np.where(numbers < first, numbers - first, numbers - end + 1), -FAR, FAR) * (
            ~inside
        )
        columns[f"holder_share_{share}"] = np.full(len(mass), held[holder] / max(mass.sum(), 1))
    return columns


def _alike(places: BlockPlaces, words: Numbers, prose: Numbers, linked: Numbers) -> dict[str, Numbers]:
    """The lines of one slot (the same path of tags and names), and the entries that a line's record stands among."""
    slots, count = places.slots, len(words)
    many = np.bincount(slots)
    mean_words = np.bincount(slots, weights=words) / many
    all_prose = max((words * prose).sum(), 1)
    same = np.zeros(count)
    same[1:] = slots[1:] == slots[:-1]
    below = np.zeros(count)
    below[:-1] = same[1:]
    columns = {
        "slot_lines": np.log1p(many)[slots],
        "slot_words": np.log1p(mean_words)[slots],
        "slot_prose": (np.bincount(slots, weights=prose) / many)[slots],
        "slot_linked": (np.bincount(slots, weights=linked) / many)[slots],
        "slot_prose_share": (np.bincount(slots, weights=words * prose) / all_prose)[slots],
        "same_slot": same + below,
    }
    layout = places.layout
    record = places.records[places.nodes]
    _, kinds, times = np.unique(layout.slots, return_inverse=True, return_counts=True)
    held = places.sums(words)
    total = np.bincount(kinds, weights=held)
    squares = np.bincount(kinds, weights=held * held)
    mean = total / times
    spread = np.sqrt(np.maximum(squares / times - mean * mean, 0)) / np.maximum(mean, 1)
    none = record == 0
    for name, values in {
        "records": np.log1p(times),
        "records_words": np.log1p(mean),
        "records_spread": spread,
        "records_share": total / max(words.sum(), 1),
    }.items():
        columns[name] = np.where(none, -1.0, values[kinds[record]])
    columns["record_up"] = np.where(none, -1.0, layout.depths[places.nodes] - layout.depths[record])
    return columns


def _told(page: Page, found: Characters) -> dict[str, Numbers]:
    """How much of a line the page's JSON-LD holds, and its description: shares of its pairs of neighbouring words."""
    count = len(page.blocks)
    none = np.full(count, -1.0)
    own = _pairs(found)
    lines = found.word_lines[:-1]
    many = np.maximum(np.bincount(lines, minlength=count), 1)
    columns = {}
    for name, text in {"body": "\n".join(page.told.texts), "description": page.told.description}.items():
        if not text or not len(lines):
            columns[f"{name}_pairs"] = none
            continue
        known = np.unique(_pairs(Characters.of(Document(text))))
        columns[f"{name}_pairs"] = np.bincount(lines, weights=np.isin(own, known), minlength=count) / many
    return columns


def _pairs(found: Characters) -> npt.NDArray[np.uint64]:
    """A hash of each word and the one behind it."""
    hashes = found.word_hashes
    return hashes[:-1] * np.uint64(HASH_BASE) + hashes[1:]


def _page(page: Page, places: BlockPlaces, columns: Mapping[str, Numbers], words: Numbers, prose: Numbers) -> dict[str, float]:
    """What kind of page it is."""
    total = max(words.sum(), 1)
    types = page.told.types
    told = {name: float(any(word in kind for kind in types for word in kinds.split())) for name, kinds in TYPES.items()}
    return told | {
        "page_linked": float((words * columns["linked"]).sum() / total),
        "page_paragraphs": float((words * columns["tag_paragraph"]).sum() / total),
        "page_entries": float((words * columns["tag_entry"]).sum() / total),
        "page_cells": float((words * columns["tag_cell"]).sum() / total),
        "page_article": float((words * columns["in_article"]).sum() / total),
        "page_main": float((words * columns["in_main"]).sum() / total),
        "page_forum": float(page.told.is_forum),
        "page_articles": float(np.log1p((places.layout.tags == TAGS.index("article")).sum())),
        "page_code": float(len(page.code)) / max(len(words), 1),
        "page_body_told": float(bool(page.told.texts)),
        "page_slots": float(len(np.unique(places.slots))) / max(len(words), 1),
    }


TYPES = {
    "type_article": "Article Posting og:article",
    "type_product": "Product Offer og:product",
    "type_listing": "CollectionPage ItemList SearchResultsPage Blog",
    "type_site": "WebSite Organization og:website",
    "type_service": "LocalBusiness Service FAQPage ContactPage AboutPage",
}


def group_means(places: BlockPlaces, opinion: Numbers, words: Numbers) -> Iterator[tuple[str, Numbers]]:
    """The second stage's: what the first one thinks of the nodes around a line, of its slot, its records."""
    mass, weights = places.sums(opinion * words), places.sums(words)
    means = mass / np.maximum(weights, 1e-3)
    for level, nodes in enumerate(places.chain):
        yield f"opinion_in_{level}", means[nodes]
        if level:
            yield f"opinion_mass_{level}", mass[nodes] / max(mass[0], 1e-3)
    record = places.records[places.nodes]
    yield "opinion_record", means[record]
    slots = places.slots
    slot_words = np.maximum(np.bincount(slots, weights=words), 1e-3)
    yield "opinion_slot", (np.bincount(slots, weights=words * opinion) / slot_words)[slots]
    _, kinds = np.unique(places.layout.slots, return_inverse=True)
    of_kind = np.bincount(kinds, weights=mass) / np.maximum(np.bincount(kinds, weights=weights), 1e-3)
    yield "opinion_records", of_kind[kinds[record]]
    yield "opinion_highest_slot", _highest(slots, opinion)[slots]
    # The deepest node that holds nearly all that the first stage takes for the article's.
    layout = places.layout
    numbers = np.arange(len(words))
    for share in HOLDING:
        enough = np.flatnonzero(mass >= share * mass[0])
        holder = enough[np.argmax(layout.depths[enough])] if len(enough) else 0
        inside = (numbers >= layout.first[holder]) & (numbers < layout.end[holder])
        yield f"opinion_holder_{share}", inside.astype(float)
        yield f"opinion_holder_mean_{share}", np.full(len(words), means[holder])


def _highest(slots: Integers, opinion: Numbers) -> Numbers:
    highest = np.zeros(int(slots.max(initial=0)) + 1)
    np.maximum.at(highest, slots, opinion)
    return highest
