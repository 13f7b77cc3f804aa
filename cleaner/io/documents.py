"""WRITERS: documents as a tree of text files, or as JSON Lines."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from cleaner.errors import CheckError
from cleaner.io.hashed_file import HashedFile, ZstdFile
from cleaner.io.ledger import json_line, text_digest
from cleaner.io.spool import Row

__all__ = ["WRITERS", "Dropped", "JsonLines", "TextTree", "Writer", "as_text", "body_of", "columns_of"]

BLANK_LINE = "\n\n"


class Writer(Protocol):
    """Writes documents under a folder; `digests` are those of its files, by path under that folder."""

    digests: dict[str, str]

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Write one document; `extra` columns follow its own."""

    def close(self) -> None:
        """Nothing more comes."""


def as_text(title: str | None, body: str) -> str:
    """The title, an empty line, the body.

    >>> as_text("Storm", "Rain fell.\\n")
    'Storm\\n\\nRain fell.\\n'
    """
    return f"{title}{BLANK_LINE}{body}" if title else body


def body_of(text: str, title: str | None) -> str:
    """Undo `as_text`. Errors: CheckError for a text without that title."""
    head = as_text(title, "")
    if not text.startswith(head):
        raise CheckError("its title is not the one of the ledger")
    return text[len(head) :]


def columns_of(row: Row, extra: Mapping[str, object]) -> dict[str, Any]:
    """A document's columns in their order."""
    own = {name: getattr(row, name) for name in Row._fields[:9]}
    own["removed"] = round(row.removed, 6)
    return {**own, **json.loads(row.others), **extra}


class TextTree:
    """`documents/`: one text file a document, under the names given."""

    def __init__(self, folder: Path, names: Mapping[str, str], with_title: bool) -> None:
        self._root = folder / "documents"
        self._root.mkdir()
        self._made = {""}
        self._names = names
        self._with_title = with_title
        self.digests: dict[str, str] = {}

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Write one file; no name ever replaces another file."""
        name = self._names[row.id]
        parent = name.rpartition("/")[0]
        if parent not in self._made:
            os.makedirs(self._root / parent, exist_ok=True)
            self._made.add(parent)
        text = as_text(row.title if self._with_title else None, row.text)
        with open(f"{self._root}/{name}", "xb") as file:
            file.write(text.encode())
        self.digests[f"documents/{name}"] = text_digest(text)

    def close(self) -> None:
        """Nothing is open."""


class JsonLines:
    """`documents.jsonl`: one record a document."""

    name = "documents.jsonl"

    def __init__(self, folder: Path, names: Mapping[str, str], with_title: bool) -> None:
        self._file = self._open(folder / self.name)
        self.digests: dict[str, str] = {}

    @staticmethod
    def _open(path: Path) -> HashedFile:
        return HashedFile(path)

    def write(self, row: Row, extra: Mapping[str, object]) -> None:
        """Append one line."""
        self._file.write(json_line(columns_of(row, extra)))

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


WRITERS: dict[str, type[TextTree] | type[JsonLines]] = {"txt": TextTree, "jsonl": JsonLines}
