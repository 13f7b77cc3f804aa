"""What an index must say, told by plain dictionaries and sets."""

from __future__ import annotations

import os
import random

from cleaner import Index
from cleaner.neardup.shingling import shingles, tokens
from tests.neardup.corpora import edited, words

THRESHOLD = 0.7
LONG = bool(os.environ.get("CLEANER_LONG_TESTS"))
"""Set it to run every case of tests that take some by chance."""


def texts(seed: int, count: int) -> list[str]:
    """Some texts, most of them versions of a few stories; short ones and empty ones too."""
    chance = random.Random(seed)
    stories = [words(chance, chance.randrange(8, 60)) for _ in range(max(count // 4, 1))]
    found = ["", "...", "one two", "One, two!"]
    while len(found) < count:
        found.append(" ".join(edited(chance, chance.choice(stories), chance.choice((0, 0.01, 0.03, 0.06, 0.5)))))
    chance.shuffle(found)
    return found[:count]


def expected(documents: dict[str, str], text: str) -> dict[str, float]:
    """Exact and near copies of a text: id to Jaccard."""
    asked, stream = set(shingles(text)), tokens(text)
    found = {}
    for id, other in documents.items():
        theirs = set(shingles(other))
        if stream and tokens(other) == stream:
            found[id] = 1.0
        elif asked & theirs and len(asked & theirs) / len(asked | theirs) >= THRESHOLD:
            found[id] = len(asked & theirs) / len(asked | theirs)
    return found


def answered(index: Index, text: str) -> dict[str, float]:
    """The same, as the index says it."""
    return {match.id: match.jaccard for match in index.query(text) if match.relation in ("exact", "near")}


def check(index: Index, documents: dict[str, str], asked: list[str]) -> None:
    """The index holds these documents, and answers as they say."""
    assert sorted(index) == sorted(documents)
    assert len(index) == len(documents)
    for text in asked:
        assert answered(index, text) == expected(documents, text)
        assert index.seen(text) == any(tokens(other) == tokens(text) != [] for other in documents.values())
