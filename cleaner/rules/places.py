"""Where on a page a line stands, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.phrases import Hit
from cleaner.rules.reading import Reading

__all__ = ["beside_furniture", "has_frame", "is_named", "is_outside", "outside"]


# The kinds of phrase that make up a page's frame; the others may be words of a text as well.
FRAME = frozenset(
    {"advert", "comments", "follow", "legal", "navigation", "prev_next", "related", "share", "stamp", "tags", "tools"}
)
# Kinds of its phrases that are a line of their own, times their places, a line: nine of ten articles that stand alone
# show none, pages a tenth and more.
LEAST_FRAME = 0.02


def is_outside(reading: Reading, number: int) -> bool:
    """Whether a line stands above or below the prose; where there is none, every line does.

    >>> from cleaner.document import Document
    >>> story = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
    >>> reading = Reading(Document(f"Menu\\n{story}\\nMenu\\n{story}\\nMenu"))
    >>> [number for number in range(5) if is_outside(reading, number)]
    [0, 4]
    """
    return not reading.first_prose < number < reading.last_prose and not reading.prose[number]


def outside(reading: Reading) -> Iterator[int]:
    """The numbers of the lines above and below the prose.

    >>> from cleaner.document import Document
    >>> list(outside(Reading(Document("Menu\\nNews"))))
    [0, 1]
    """
    yield from range(reading.first_prose)
    yield from range(max(reading.last_prose + 1, reading.first_prose), len(reading.lines))


def beside_furniture(reading: Reading, number: int) -> bool:
    """Whether the line before or behind is a phrase of furniture and nothing else."""
    return any(hit.whole for other in (number - 1, number + 1) for hit in reading.hits.get(other, ()))


def is_named(reading: Reading, number: int) -> bool:
    """Whether a line is a phrase of the page's frame and nothing else, or a time stamp."""
    return any(map(_is_frame, reading.hits.get(number, ())))


def has_frame(reading: Reading) -> bool:
    """Whether a text is a page's: it is an extract of one, or shows what pages have around their text.

    >>> from cleaner.document import Document
    >>> text = "Rain fell.\\nIt rained.\\n" * 40
    >>> [has_frame(Reading(Document(text + more))) for more in ("Share", "Share\\nAdvertisement\\nHome")]
    [False, True]
    """
    if reading.document.is_extract:
        return True
    named = [(number, hit.kind) for number, hits in reading.hits.items() for hit in hits if _is_frame(hit)]
    kinds, places = ({pair[part] for pair in named} for part in (1, 0))
    return len(kinds) * len(places) >= LEAST_FRAME * len(reading.lines) > 0


def _is_frame(hit: Hit) -> bool:
    return hit.kind in FRAME and (hit.whole or hit.kind == "stamp")
