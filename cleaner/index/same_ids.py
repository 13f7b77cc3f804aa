"""Ids that stand more than once among documents that are added together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cleaner.errors import DuplicateIdError
from cleaner.index.documents import Sketched

__all__ = ["first_of_each_id", "last_of_each_id", "other_text"]

Counts = npt.NDArray[np.int64]


def last_of_each_id(documents: Sketched) -> Counts:
    """The rows that are the last to bear their id, in order."""
    groups = _rows_by_id(documents)
    return _without(documents, (row for rows in groups for row in rows[:-1]))


def first_of_each_id(documents: Sketched) -> Counts:
    """The rows that are the first to bear their id. Errors: DuplicateIdError where another has another digest."""
    groups = _rows_by_id(documents)
    for rows in groups:
        if (documents.digests[rows] != documents.digests[rows[0]]).any():
            raise other_text(documents.id(rows[0]))
    return _without(documents, (row for rows in groups for row in rows[1:]))


def _rows_by_id(documents: Sketched) -> list[list[int]]:
    """The rows of ids that may stand more than once, in order."""
    keys = documents.keys[:, -1]
    _, group, counts = np.unique(keys, return_inverse=True, return_counts=True)
    rows: dict[str, list[int]] = {}
    for row in np.flatnonzero(counts[group] > 1).tolist():
        rows.setdefault(documents.id(row), []).append(row)
    return list(rows.values())


def _without(documents: Sketched, rows: Iterable[int]) -> Counts:
    return np.setdiff1d(np.arange(len(documents)), np.fromiter(rows, np.int64), assume_unique=True)


def other_text(id: str) -> DuplicateIdError:
    """The error of an id that has another text."""
    return DuplicateIdError(
        f"id {id!r} is there with another text; nothing was added: update=True (--update) replaces texts"
    )
