"""The reader of JSON Lines: one line, one record. Lines are cut at the byte \\n and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.columns import KINDS, id_of, record_of
from cleaner.io.compressed import open_pieces
from cleaner.io.lines import split_lines
from cleaner.io.record import Hash, Raw, Reader, Source

__all__ = ["JSON_LINES", "NoRecordError", "identify"]

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Escaped JSON (\u4e2d) is up to three times as long as its UTF-8; the rest is room for other columns.
LINE_ROOM = 4


class NoRecordError(DocumentError):
    """The line is no record at all."""


def cut(source: Source, config: InputConfig, digest: Hash) -> Iterator[Raw]:
    """The file's lines; a file that cannot be read to its end gives one raw record with an error, last."""
    if source.error:
        yield Raw(source.id, source.suffix, source.path, error=source.error)
        return
    try:
        pieces = open_pieces(source.path, source.suffix, config.limits, digest)
        for row, line in enumerate(split_lines(pieces, LINE_ROOM * config.limits.document_bytes), 1):
            if row == 1 and line and line.startswith(UTF16_MARKS):
                raise DocumentError("UTF-16: JSON Lines must be UTF-8")
            if line is None or line.strip():
                error = None if line is not None else "too large: its line is over the limit (--max-bytes)"
                yield Raw(f"{source.id}#{row}", source.suffix, source.path, row, line, error)
    except DocumentError as error:
        yield Raw(source.id, source.suffix, source.path, error=error.reason)
    except OSError as error:
        yield Raw(source.id, source.suffix, source.path, error=f"cannot be read ({error.strerror})")


def identify(raw: Raw, config: InputConfig) -> tuple[str, dict[str, Any]]:
    """The record's id and its columns. Errors: NoRecordError for a line that is no JSON object."""
    fields = _parse(raw)
    return id_of(raw, fields, config), fields


def _parse(raw: Raw) -> dict[str, Any]:
    line = raw.data or b""
    if raw.row == 1:
        line = line.removeprefix(UTF8_MARK)
    try:
        fields = json.loads(line.decode("utf-8", "surrogateescape"))
    except RecursionError:
        raise NoRecordError("no readable JSON: nested too deeply") from None
    except ValueError as error:
        raise NoRecordError(f"no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise NoRecordError(f"no JSON object: the line is {KINDS.get(type(fields), 'a string')}")
    return fields


JSON_LINES = Reader(cut, identify, record_of)
