"""READERS: one reader a suffix, and what all of them share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.hashed_file import file_digest
from cleaner.io.json_lines import JSON_LINES
from cleaner.io.parquet_files import PARQUET
from cleaner.io.record import Raw, Reader, Record, Source
from cleaner.io.suffixes import FILES
from cleaner.io.whole_files import STDIN_SUFFIX, WHOLE_FILES

__all__ = ["READERS", "identify", "read", "read_raw"]

READERS: dict[str, Reader] = {
    **dict.fromkeys((*FILES, STDIN_SUFFIX), WHOLE_FILES),
    "jsonl": JSON_LINES,
    "jsonl.gz": JSON_LINES,
    "jsonl.zst": JSON_LINES,
    "parquet": PARQUET,
}


def read_raw(sources: Iterable[Source], config: InputConfig, digests: dict[str, str] | None = None) -> Iterator[Raw]:
    """The raw records of all sources, up to `config.limit`; record files' SHA-256 go into `digests`."""
    return islice(_all_raw(sources, config, {} if digests is None else digests), config.limit)


def _all_raw(sources: Iterable[Source], config: InputConfig, digests: dict[str, str]) -> Iterator[Raw]:
    for source in sources:
        reader = READERS[source.suffix]
        digest = hashlib.sha256()
        is_whole = reader is WHOLE_FILES or source.error is not None
        if config.limit and not is_whole:
            # The file may not be read to its end.
            digests[source.id] = file_digest(Path(source.path))
        yield from reader.cut(source, config, digest)
        if not config.limit and not is_whole:
            digests[source.id] = digest.hexdigest()


def identify(raw: Raw, config: InputConfig) -> str:
    """A raw record's id. A record that cannot be read has its place as id."""
    if raw.error:
        return raw.id
    try:
        return READERS[raw.suffix].identify(raw, config)[0]
    except DocumentError:
        return raw.id


def read(raw: Raw, config: InputConfig) -> tuple[str, Record | DocumentError]:
    """A raw record's id, and the record or why it cannot be read."""
    id, reader = raw.id, READERS[raw.suffix]
    try:
        if raw.error:
            raise DocumentError(raw.error)
        id, content = reader.identify(raw, config)
        return id, reader.read(raw, id, content, config)
    except DocumentError as error:
        return id, error
