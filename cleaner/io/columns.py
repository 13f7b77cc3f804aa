"""The columns of a record, as any record file gives them: which is the text, what the others say, what goes through."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.io.record import Raw, Record
from cleaner.io.site import site_of
from cleaner.text.decoding import Decoded, escape_surrogates

__all__ = ["KINDS", "OUR_COLUMNS", "NoTextError", "as_json", "id_of", "is_iso", "plain_text", "record_of"]

OUR_COLUMNS = ("id", "text", "title", "source", "url", "date", "language", "kind", "removed", "cluster_id", "keep")

SURROGATE = re.compile("[\ud800-\udfff]")
REDUCED_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")
KINDS = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


class NoTextError(DocumentError):
    """The record has neither a text nor an html column; `keys` are those it has."""

    def __init__(self, text_key: str, keys: tuple[str, ...]) -> None:
        names = ", ".join(map(repr, keys)) or "no column"
        super().__init__(f"no {text_key!r} column: the record has {names}")
        self.keys = keys


def id_of(raw: Raw, fields: Mapping[str, Any], config: InputConfig) -> str:
    """The record's id: its column as text, else its file and row."""
    given = None if config.id_key == "none" else fields.get(config.id_key)
    if given is None or given == "":
        return raw.id
    id = _printable(given if isinstance(given, str) else as_json(given))
    return f"{raw.id.removesuffix(f'#{raw.row}')}#{id}" if config.id_prefix else id


def record_of(raw: Raw, id: str, fields: Mapping[str, Any], config: InputConfig) -> Record:
    """The record of these columns; html goes before text.

    Errors: DocumentError for text that is missing, null, no string, or too long.
    """
    key, is_html = _content_key(fields, config)
    content = _content(fields, key, config)
    text, surrogates = escape_surrogates(content)
    # What was a lone surrogate in JSON counts as read: it is put back before the digest is taken again.
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    given = {name: plain_text(fields.get(key)) for name, key in _keys(config).items()}
    site = site_of(config.site, id, given["source"], given["url"])
    values = {
        "id": id,
        "title": given["title"],
        "source": site or given["source"],
        "url": given["url"],
        "date": given["date"] if is_iso(given["date"]) else None,
        "language": given["language"],
    }
    carried = _carried(fields, values, config, key)
    return Record(
        input=raw.suffix,
        decoded=Decoded(text),
        digest=digest,
        surrogates=surrogates,
        is_html=is_html,
        site=site,
        carried=carried,
        **values,  # type: ignore[arg-type]
    )


def _content_key(fields: Mapping[str, Any], config: InputConfig) -> tuple[str, bool]:
    """The column that is the document, and whether it is HTML. Errors: NoTextError."""
    if fields.get(config.html_key) is not None:
        return config.html_key, True
    if config.text_key in fields or config.html_key not in fields:
        return config.text_key, False
    return config.html_key, True


def _content(fields: Mapping[str, Any], key: str, config: InputConfig) -> str:
    if key not in fields:
        raise NoTextError(config.text_key, tuple(sorted(fields)))
    text = fields[key]
    if not isinstance(text, str):
        raise DocumentError(f"its {key!r} is {KINDS[type(text)]}, not a string")
    most = config.limits.document_bytes
    if len(text) > most or (len(text) * 4 > most and len(text.encode("utf-8", "surrogatepass")) > most):
        raise DocumentError(f"too large: its {key} is over {most} bytes (--max-bytes)")
    return text


def _keys(config: InputConfig) -> dict[str, str]:
    return {
        "title": config.title_key,
        "source": config.source_key,
        "url": config.url_key,
        "date": config.date_key,
        "language": config.language_key,
    }


def plain_text(value: object) -> str | None:
    """A column's value as text; None where it is empty."""
    if value is None or value == "":
        return None
    return escape_surrogates(value if isinstance(value, str) else as_json(value))[0]


def is_iso(date: str | None) -> bool:
    """Whether a date is ISO 8601, a year or a month alone included.

    >>> is_iso("2024-05-01T10:00:00Z"), is_iso("2024-05"), is_iso("May 1, 2024")
    (True, True, False)
    """
    if not date or REDUCED_DATE.fullmatch(date):
        return bool(date)
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return False
    return True


def _carried(
    fields: Mapping[str, Any], values: Mapping[str, str | None], config: InputConfig, content_key: str
) -> dict[str, Any]:
    """The other columns as they came; one with a name of ours, or whose value we changed, is `input_<name>`."""
    taken = {key: name for name, key in _keys(config).items()}
    if config.id_key != "none":
        taken[config.id_key] = "id"
    carried: dict[str, Any] = {}
    for key, value in fields.items():
        name = taken.get(key)
        is_read = key == content_key and not (config.keep_html and key == config.html_key)
        if is_read or (name and (value == values[name] or plain_text(value) == values[name])):
            continue
        column = name or key
        while column in OUR_COLUMNS or column in carried:
            column = f"input_{column}"
        carried[column] = value
    return carried


def as_json(value: object) -> str:
    """A value that is no text, as one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _printable(id: str) -> str:
    """An id that can be written as UTF-8: lone surrogates are percent-encoded."""

    def encode(match: re.Match[str]) -> str:
        return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))

    return SURROGATE.sub(encode, id)
