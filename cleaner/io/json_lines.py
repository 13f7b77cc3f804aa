"""The reader of JSON Lines: one line, one record. Lines are cut at the byte \\n and nowhere else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.compressed import open_pieces
from cleaner.io.lines import split_lines
from cleaner.io.record import Hash, Raw, Reader, Record, Source
from cleaner.io.site import site_of
from cleaner.text.decoding import Decoded, escape_surrogates

__all__ = ["JSON_LINES", "OUR_COLUMNS", "NoTextError"]

OUR_COLUMNS = ("id", "text", "title", "source", "url", "date", "language", "kind", "removed", "cluster_id", "keep")

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SURROGATE = re.compile("[\ud800-\udfff]")
REDUCED_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
# Escaped JSON (\u4e2d) is up to three times as long as its UTF-8; the rest is room for other columns.
LINE_ROOM = 4
KINDS = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


class NoRecordError(DocumentError):
    """The line is no record at all."""


class NoTextError(DocumentError):
    """The record has no text column; `keys` are those it has."""

    def __init__(self, text_key: str, keys: tuple[str, ...]) -> None:
        names = ", ".join(map(repr, keys)) or "no column"
        super().__init__(f"no {text_key!r} column: the record has {names}")
        self.keys = keys


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
    given = None if config.id_key == "none" else fields.get(config.id_key)
    if given is None or given == "":
        return raw.id, fields
    id = _printable(given if isinstance(given, str) else _json(given))
    return (f"{raw.id.removesuffix(f'#{raw.row}')}#{id}" if config.id_prefix else id), fields


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


def read(raw: Raw, id: str, fields: dict[str, Any], config: InputConfig) -> Record:
    """The record of a line's columns. Errors: DocumentError for text that is missing, null, no string, or too long."""
    text, surrogates = escape_surrogates(_text(fields, config))
    # What was a lone surrogate in JSON counts as read: it is put back before the digest is taken again.
    digest = hashlib.sha256(fields[config.text_key].encode("utf-8", "surrogatepass")).hexdigest()
    given = {name: _plain(fields.get(key)) for name, key in _keys(config).items()}
    site = site_of(config.site, id, given["source"], given["url"])
    values = {
        "id": id,
        "title": given["title"],
        "source": site or given["source"],
        "url": given["url"],
        "date": given["date"] if _is_iso(given["date"]) else None,
        "language": given["language"],
    }
    carried = _carried(fields, values, config)
    return Record(
        input=raw.suffix,
        decoded=Decoded(text),
        digest=digest,
        surrogates=surrogates,
        site=site,
        carried=carried,
        **values,  # type: ignore[arg-type]
    )


def _text(fields: Mapping[str, Any], config: InputConfig) -> str:
    if config.text_key not in fields:
        raise NoTextError(config.text_key, tuple(sorted(fields)))
    text = fields[config.text_key]
    if not isinstance(text, str):
        raise DocumentError(f"its {config.text_key!r} is {KINDS[type(text)]}, not a string")
    most = config.limits.document_bytes
    if len(text) > most or (len(text) * 4 > most and len(text.encode("utf-8", "surrogatepass")) > most):
        raise DocumentError(f"too large: its text is over {most} bytes (--max-bytes)")
    return text


def _keys(config: InputConfig) -> dict[str, str]:
    return {
        "title": config.title_key,
        "source": config.source_key,
        "url": config.url_key,
        "date": config.date_key,
        "language": config.language_key,
    }


def _plain(value: object) -> str | None:
    """A column's value as text; None where it is empty."""
    if value is None or value == "":
        return None
    return escape_surrogates(value if isinstance(value, str) else _json(value))[0]


def _is_iso(date: str | None) -> bool:
    """Whether a date is ISO 8601, a year or a month alone included.

    >>> _is_iso("2024-05-01T10:00:00Z"), _is_iso("2024-05"), _is_iso("May 1, 2024")
    (True, True, False)
    """
    if not date or REDUCED_DATE.fullmatch(date):
        return bool(date)
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _carried(fields: Mapping[str, Any], values: Mapping[str, str | None], config: InputConfig) -> dict[str, Any]:
    """The other columns as they came; one with a name of ours, or whose value we changed, is `input_<name>`."""
    taken = {key: name for name, key in _keys(config).items()} | {config.text_key: "text"}
    if config.id_key != "none":
        taken[config.id_key] = "id"
    carried: dict[str, Any] = {}
    for key, value in fields.items():
        name = taken.get(key)
        if name == "text" or (name and (value == values[name] or _plain(value) == values[name])):
            continue
        column = name or key
        while column in OUR_COLUMNS or column in carried:
            column = f"input_{column}"
        carried[column] = value
    return carried


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _printable(id: str) -> str:
    """An id that can be written as UTF-8: lone surrogates are percent-encoded."""

    def encode(match: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))

    return SURROGATE.sub(encode, id)


JSON_LINES = Reader(cut, identify, read)
