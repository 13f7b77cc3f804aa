"""The reader of files that are one document: txt, md, html; and of standard input, which may be either."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.record import Hash, Raw, Reader, Record, Source
from cleaner.io.site import site_of
from cleaner.io.suffixes import HTML
from cleaner.text.decoding import decode
from cleaner.text.html_bytes import bytes_look_like_html, declared_encoding

__all__ = ["STDIN_SUFFIX", "WHOLE_FILES"]

STDIN_SUFFIX = "-"


def cut(source: Source, config: InputConfig, digest: Hash) -> Iterator[Raw]:
    """The file itself; a worker reads it."""
    yield Raw(source.id, source.suffix, source.path, error=source.error, size=source.size)


def identify(raw: Raw, config: InputConfig) -> tuple[str, None]:
    """A file's id is known without reading it."""
    return raw.id, None


def read(raw: Raw, id: str, content: None, config: InputConfig) -> Record:
    """Read and decode. Errors: DocumentError."""
    data = _bytes_of(raw.path, config.limits.document_bytes)
    site = site_of(config.site, id, None, None)
    is_html = _is_html(raw.suffix, data, config)
    decoded = decode(data, declared_encoding(data) if is_html else None)
    suffix = raw.suffix if raw.suffix != STDIN_SUFFIX else "html" if is_html else "txt"
    return Record(id, suffix, decoded, hashlib.sha256(data).hexdigest(), is_html=is_html, site=site, source=site)


def _is_html(suffix: str, data: bytes, config: InputConfig) -> bool:
    if suffix != STDIN_SUFFIX:
        return suffix in HTML
    return bytes_look_like_html(data) if config.kind == "auto" else config.kind == "html"


def _bytes_of(path: str, most: int) -> bytes:
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > most:
                raise DocumentError(f"too large: {size} bytes, the limit is {most} (--max-bytes)")
            return file.read()
    except OSError as error:
        raise DocumentError(f"cannot be read ({error.strerror})") from error


WHOLE_FILES = Reader(cut, identify, read)
