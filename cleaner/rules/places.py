"""Where on a page a line stands, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules.reading import Reading

__all__ = ["beside_furniture", "is_outside", "outside"]


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
