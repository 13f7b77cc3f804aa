"""WRITERS: documents as a tree of text files, as JSON Lines, or as Parquet."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cleaner.errors import CheckError
from cleaner.io.arrow_values import typed_column
from cleaner.io.hashed_file import HashedFile, ZstdFile, file_digest
from cleaner.io.ledger import json_line, text_digest
from cleaner.io.spool import Row
from cleaner.io.tables import PARQUET_SETTINGS
from cleaner.rendering import heading

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "WRITERS",
    "Dropped",
    "JsonLines",
    "Parquet",
    "Target",
    "TextTree",
    "Writer",
    "as_text",
    "body_of",
    "columns_of",
]

BLANK_LINE = "\n\n"
OWN_COLUMNS = Row._fields[:9]
# A row group is held in memory while it fills.
GROUP_ROWS, GROUP_CHARACTERS = 10_000, 1 << 26


@dataclass(frozen=True)
class Target:
    """Where documents go and how: the folder, the files' names by id, whether the title stands above the text.

    `columns` are the carried columns with their types, for formats that must know them before the first row.
    """

    folder: Path
    names: Mapping[str, str] = field(default_factory=dict)
    with_title: bool = True
    columns: Mapping[str, pa.DataType] = field(default_factory=dict)
    has_copies: bool = False


class Writer(Protocol):
    """Writes documents under a folder; `digests` are those of its files, by path under that folder."""

    digests: dict[str, str]

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Write one document; `extra` columns follow its own."""

    def close(self) -> None:
        """Nothing more comes."""


def as_text(title: str | None, body: str, *, markdown: bool = False) -> str:
    """The title, an empty line, the body; in Markdown the title is the first heading.

    >>> as_text("Storm", "Rain fell.\\n")
    'Storm\\n\\nRain fell.\\n'
    """
    return f"{heading(title) if markdown else title}{BLANK_LINE}{body}" if title else body


def body_of(text: str, title: str | None, *, markdown: bool = False) -> str:
    """Undo `as_text`. Errors: CheckError for a text without that title."""
    head = as_text(title, "", markdown=markdown)
    if not text.startswith(head):
        raise CheckError("its title is not the one of the ledger")
    return text[len(head) :]


def columns_of(row: Row, extra: Mapping[str, object]) -> dict[str, Any]:
    """A document's columns in their order."""
    own = {name: getattr(row, name) for name in OWN_COLUMNS} | {"text": row.shown}
    own["removed"] = round(row.removed, 6)
    return {**own, **json.loads(row.others), **extra}


def _finite(value: Any) -> Any:
    """A value with null for what is no number.

    >>> _finite({"a": [1.5, float("nan")]})
    {'a': [1.5, None]}
    """
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return [_finite(one) for one in value] if isinstance(value, list) else value


class TextTree:
    """`documents/`: one text file a document, under the names given."""

    def __init__(self, target: Target) -> None:
        self._root = target.folder / "documents"
        self._root.mkdir()
        self._made = {""}
        self._names = target.names
        self._with_title = target.with_title
        self.digests: dict[str, str] = {}

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Write one file; no name ever replaces another file."""
        name = self._names[row.id]
        parent = name.rpartition("/")[0]
        if parent not in self._made:
            os.makedirs(self._root / parent, exist_ok=True)
            self._made.add(parent)
        text = as_text(row.title if self._with_title else None, row.shown, markdown=row.markdown is not None)
        with open(f"{self._root}/{name}", "xb") as file:
            file.write(text.encode())
        self.digests[f"documents/{name}"] = text_digest(text)

    def close(self) -> None:
        """Nothing is open."""


class JsonLines:
    """`documents.jsonl`: one record a document."""

    name = "documents.jsonl"

    def __init__(self, target: Target) -> None:
        self._file = self._open(target.folder / self.name)
        self.digests: dict[str, str] = {}

    @staticmethod
    def _open(path: Path) -> HashedFile:
        return HashedFile(path)

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Append one line."""
        columns = columns_of(row, extra)
        line = json_line(columns)
        # What is no number is no JSON either; that these letters stand in a text does no harm.
        self._file.write(json_line(_finite(columns)) if b"NaN" in line or b"Infinity" in line else line)

    def close(self) -> None:
        """Close the file and take its digest."""
        self._file.close()
        self.digests[self.name] = self._file.digest


class Dropped(JsonLines):
    """`dropped.jsonl.zst`: what `--duplicates drop` leaves out, whole."""

    name = "dropped.jsonl.zst"

    @staticmethod
    def _open(path: Path) -> HashedFile:
        return ZstdFile(path)


class Parquet:
    """`documents.parquet`: one row a document, row groups of a bounded size."""

    name = "documents.parquet"

    def __init__(self, target: Target) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = dict.fromkeys(OWN_COLUMNS, pa.string()) | {"removed": pa.float64()} | dict(target.columns)
        if target.has_copies:
            kinds |= {"cluster_id": pa.string(), "keep": pa.bool_()}
        self._keys = list(kinds)
        # A lone surrogate may stand in a name of JSON; Parquet's names are UTF-8.
        names = [key.encode("utf-8", "backslashreplace").decode() for key in kinds]
        self._schema = pa.schema(list(zip(names, kinds.values(), strict=True)))
        self._path = target.folder / self.name
        self._writer = pq.ParquetWriter(self._path, self._schema, **PARQUET_SETTINGS)
        self._rows: list[dict[str, Any]] = []
        self._size = 0
        self.digests: dict[str, str] = {}

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Add one row; a row group is written when it is full."""
        self._rows.append(columns_of(row, extra))
        self._size += len(row.shown) + len(row.others)
        if len(self._rows) >= GROUP_ROWS or self._size >= GROUP_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        fields = zip(self._keys, self._schema, strict=True)
        columns = [typed_column([row.get(key) for row in self._rows], field.type) for key, field in fields]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self._rows, self._size = [], 0

    def close(self) -> None:
        """Write the last rows, close the file and take its digest."""
        if self._rows:
            self._flush()
        self._writer.close()
        self.digests[self.name] = file_digest(self._path)


WRITERS: dict[str, type[TextTree | JsonLines | Parquet]] = {"txt": TextTree, "jsonl": JsonLines, "parquet": Parquet}
