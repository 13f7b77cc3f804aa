"""One row of a gold file: the document, and what should be left of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleaner.config import InputConfig
from cleaner.errors import DocumentError
from cleaner.text.decoding import escape_surrogates

__all__ = ["Gold", "Line", "content_of", "gold_of"]

Line = tuple[str, bool]
"""A line of the document, and whether it should stay."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What should be left: `text` as one text, `lines` where the row tells it line by line, segments in and out.

    `text` is None where only segments are known.
    """

    text: str | None
    lines: tuple[Line, ...] = ()
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


def gold_of(fields: Mapping[str, Any], config: InputConfig) -> Gold:
    """The gold of a row. Errors: DocumentError for a row without one, and for one of another shape.

    >>> gold_of({"text": "Rain fell.", "gold": ["Rain", "fell."]}, InputConfig()).text
    'Rain\\nfell.'
    >>> gold_of({"lines": [{"t": "Share", "keep": 0}, {"t": "Rain.", "keep": 1}]}, InputConfig()).text
    'Rain.'
    """
    lines = _lines(fields.get("lines"))
    text = _text(fields.get("gold"))
    if text is None and lines:
        text = "\n".join(line for line, keep in lines if keep)
    wanted, unwanted = _segments(fields, "with"), _segments(fields, "without")
    if not lines and not text and not (wanted or unwanted):
        raise DocumentError("no gold: give gold (a text or a list of paragraphs), lines, or with and without")
    # Only where the lines are the document itself do they tell of its every line.
    is_document = fields.get(config.html_key) is None and fields.get(config.text_key) is None
    return Gold(text, lines if is_document else (), wanted, unwanted)


def content_of(fields: Mapping[str, Any], config: InputConfig) -> dict[str, Any]:
    """The row as any record: where only `lines` tell the text, they are its text. Errors: DocumentError."""
    content = {key: value for key, value in fields.items() if key not in ("gold", "lines", "with", "without")}
    if content.get(config.html_key) is None and content.get(config.text_key) is None:
        lines = _lines(fields.get("lines"))
        if not lines:
            raise DocumentError("no text: give html, text, or lines")
        content[config.text_key] = "\n".join(line for line, _ in lines)
    return content


def _lines(value: Any) -> tuple[Line, ...]:
    if value is None:
        return ()
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, dict) and isinstance(row.get("t"), str) and row.get("keep") in (0, 1) for row in rows):
        raise DocumentError('its lines are no list of {"t": text, "keep": true or false}')
    return tuple((escape_surrogates(row["t"])[0], bool(row["keep"])) for row in rows)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n".join(value)
    raise DocumentError("its gold is neither a text nor a list of texts")


def _segments(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise DocumentError(f"its {key!r} is no list of texts")
