"""What readers give: a record as it lies in its file, and the same record read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from cleaner.config import InputConfig
from cleaner.text.decoding import Decoded

__all__ = ["Hash", "Raw", "Reader", "Record", "Source"]


class Hash(Protocol):
    """What is asked of a hashlib object."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: its id, where it lies, how it is read. `error`: why it cannot be."""

    id: str
    path: str
    suffix: str
    size: int = 0
    error: str | None = None


class Raw(NamedTuple):
    """A record before anything of it is decoded, cheap to send to a worker.

    `data` is a record as one line of JSON; None for a file that the worker reads itself. `error` is why it cannot be
    read, `size` that of the file.
    """

    id: str
    suffix: str
    path: str
    row: int = 0
    data: bytes | None = None
    error: str | None = None
    size: int = 0

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"{self.path} {'row' if self.suffix == 'parquet' else 'line'} {self.row}" if self.row else self.path


@dataclass(frozen=True, slots=True)
class Record:
    """One text with all that its file says of it.

    `input` is the reader's suffix, `digest` the SHA-256 of what was read, `surrogates` what JSON brought that is no
    character; `is_html` says what `decoded` is. `site` is whose furniture it may bear, `source` what is written.
    `carried` are the columns that go through untouched.
    """

    id: str
    input: str
    decoded: Decoded
    digest: str
    surrogates: tuple[tuple[int, int], ...] = ()
    is_html: bool = False
    site: str | None = None
    source: str | None = None
    url: str | None = None
    title: str | None = None
    date: str | None = None
    language: str | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)


class Reader(NamedTuple):
    """How files of one suffix are read, in three steps.

    `cut` makes raw records of a file (cheap, in the main process; what it reads goes through the hash), `identify`
    gives the id and the parsed content, `read` the record. The last two run in workers and raise DocumentError.
    """

    cut: Callable[[Source, InputConfig, Hash], Iterator[Raw]]
    identify: Callable[[Raw, InputConfig], tuple[str, Any]]
    read: Callable[[Raw, str, Any, InputConfig], Record]
