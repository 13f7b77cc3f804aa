"""The reader of txt and md: one file, one text."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.record import Hash, Raw, Reader, Record, Source
from cleaner.io.site import site_of
from cleaner.text.decoding import decode

__all__ = ["TEXT_FILES"]


def cut(source: Source, config: InputConfig, digest: Hash) -> Iterator[Raw]:
    """The file itself; a worker reads it."""
    yield Raw(source.id, source.suffix, source.path, error=source.error)


def identify(raw: Raw, config: InputConfig) -> tuple[str, None]:
    """A file's id is known without reading it."""
    return raw.id, None


def read(raw: Raw, id: str, content: None, config: InputConfig) -> Record:
    """Read and decode. Errors: DocumentError."""
    data = _bytes_of(raw.path, config.limits.document_bytes)
    site = site_of(config.site, id, None, None)
    return Record(id, raw.suffix, decode(data), hashlib.sha256(data).hexdigest(), site=site, source=site)


def _bytes_of(path: str, most: int) -> bytes:
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise DocumentError(f"too large: {size} bytes, the limit is {most} (--max-bytes)")
            return file.read()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})") from error


TEXT_FILES = Reader(cut, identify, read)
