"""The roll of ids: no two records may bear one, and it is known where both stand."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cleaner.config import InputConfig
from cleaner.errors import DuplicateIdError, SourceError
from cleaner.io.readers import identify
from cleaner.io.record import Raw
from cleaner.workers import Seen, hash_of_id

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Roll"]

# So many records without a text column, and none with one, are a wrong --text-key and not bad records.
FIRST_RECORDS = 100


class Roll:
    """Keeps 8 bytes an id; which ids they were is looked up again only where two are equal."""

    def __init__(self, config: InputConfig) -> None:
        self._config = config
        self._hashes = array("Q")
        self._ids: list[pa.Array] = []
        self._without_text = 0
        self._columns: set[str] = set()
        self._has_text = False

    def add_texts(self, ids: pa.Array) -> None:
        """Note records that have a text by their ids alone."""
        self._ids.append(ids)
        self._has_text = True

    def add(self, seen: Seen) -> None:
        """Note a record. Errors: SourceError if the first records all lack the text column."""
        self._hashes.append(seen.id_hash)
        self._has_text |= seen.has_text
        if seen.columns is None or self._has_text:
            return
        self._without_text += 1
        self._columns.update(seen.columns)
        if self._without_text == FIRST_RECORDS:
            self._refuse()

    def check(self, again: Callable[[], Iterable[Raw]]) -> None:
        """All were seen; `again` gives the raw records once more, where they are needed to name places.

        Errors: DuplicateIdError; SourceError if no record has the text column.
        """
        if self._without_text and not self._has_text:
            self._refuse()
        if self._ids and (self._hashes or not _are_distinct(self._ids)):
            self._hashes.extend(hash_of_id(id) for ids in self._ids for id in ids.to_pylist())
        twice = set(_repeated(self._hashes))
        if twice:
            self._name_places(twice, again())

    def _refuse(self) -> None:
        names = ", ".join(sorted(self._columns)) or "no column"
        raise SourceError(
            f"no record so far ({self._without_text}) has a column {self._config.text_key!r}; they have: {names}. "
            "Name the one with the text: --text-key NAME"
        )

    def _name_places(self, twice: set[int], records: Iterable[Raw]) -> None:
        first: dict[str, Raw] = {}
        for raw in records:
            id = identify(raw, self._config)
            if hash_of_id(id) not in twice:
                continue
            if id in first:
                raise DuplicateIdError(
                    f"two records have the id {id!r}: {first[id].place} and {raw.place}. "
                    f"{'--id-key none numbers rows, --id-prefix file sets the file in front' if raw.row else CURE}"
                )
            first[id] = raw


CURE = "Rename one of the files, or name a folder above both"


def _are_distinct(ids: list[pa.Array]) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    return bool(pc.count_distinct(pa.chunked_array(ids)).as_py() == sum(map(len, ids)))


def _repeated(hashes: array[int]) -> list[int]:
    import numpy as np

    ordered = np.sort(np.frombuffer(hashes, dtype=np.uint64)) if hashes else np.empty(0, np.uint64)
    found: list[int] = ordered[1:][ordered[1:] == ordered[:-1]].tolist()
    return found
