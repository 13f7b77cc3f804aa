"""Guards against wiping out a source, and against one cluster of half the corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

__all__ = ["oversized", "wiped_out"]

# In a small source, or a small corpus, half the documents may well be copies.
LEAST_DOCUMENTS = 50


def wiped_out(documents: Iterable[tuple[str, str | None]], not_kept: Set[str], most: float) -> list[str]:
    """One line for each source of 50 documents or more that would lose more than the share `most`.

    `documents` are (id, source); those without a source count as one source.

    >>> wiped_out(((f"{number}", "herald") for number in range(60)), {f"{number}" for number in range(45)}, 0.5)
    ["source 'herald': 45 of 60 documents (75 %) are copies that are not kept"]
    """
    total: Counter[str | None] = Counter()
    lost: Counter[str | None] = Counter()
    for id, source in documents:
        total[source] += 1
        lost[source] += id in not_kept
    return [
        f"{f'source {source!r}' if source else 'documents without a source'}: "
        f"{lost[source]} of {count} documents ({lost[source] / count:.0%}) are copies that are not kept".replace(
            "%", " %"
        )
        for source, count in sorted(total.items(), key=lambda one: one[0] or "")
        if count >= LEAST_DOCUMENTS and lost[source] > most * count
    ]


def oversized(clusters: Iterable[str], documents: int, most: float) -> list[str]:
    """A line for each cluster that holds more than the share `most` of a corpus of 50 documents or more.

    `clusters` has the cluster of each document that has a copy.

    >>> oversized(["a"] * 45 + ["b"] * 2, 60, 0.5)
    ["the cluster of 'a': 45 of 60 documents (75 %) would become one"]
    """
    if documents < LEAST_DOCUMENTS:
        return []
    return [
        f"the cluster of {name!r}: {size} of {documents} documents ({size / documents:.0%}) would become one".replace(
            "%", " %"
        )
        for name, size in sorted(Counter(clusters).items())
        if size > most * documents
    ]
