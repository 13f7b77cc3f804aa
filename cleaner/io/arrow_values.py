"""Columns that are only carried through: Arrow's values as JSON, and back into a column of their type."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_types", "plain", "to_plain_column", "typed_column"]


def plain(value: object) -> Any:
    """What JSON has no form for: times as ISO 8601, bytes as base64, the rest as its text.

    >>> plain(b"ab"), plain(date(2024, 5, 1))
    ('YWI=', '2024-05-01')
    """
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def to_plain_column(column: pa.Array) -> pa.Array:
    """A column whose Python values lose nothing: times and decimals become text, durations numbers."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_duration(kind):
        return column.cast(pa.int64())
    return column.cast(pa.string()) if _is_textual(kind) else column


def _is_textual(kind: pa.DataType) -> bool:
    """Types that Arrow writes as text, and reads again, exactly."""
    import pyarrow as pa

    is_time = pa.types.is_timestamp(kind) or pa.types.is_date(kind) or pa.types.is_time(kind)
    return bool(is_time or pa.types.is_decimal(kind))


def column_types(rows: Iterable[Mapping[str, Any]], known: Mapping[str, pa.DataType]) -> dict[str, pa.DataType]:
    """A type for every column that some row has, in the order of their first appearance.

    `known` are the types that the inputs declare; else it is what the values have in common; text of JSON where they
    have nothing in common.

    >>> column_types([{"a": 1}, {"a": 2.5, "b": None}, {"b": "x"}], {})
    {'a': DataType(double), 'b': DataType(string)}
    """
    import pyarrow as pa

    found: dict[str, pa.DataType] = {}
    for row in rows:
        for name, value in row.items():
            if name in known:
                found[name] = known[name]
            else:
                found[name] = _common(found.get(name, pa.null()), value)
    return {name: pa.string() if pa.types.is_null(kind) else kind for name, kind in found.items()}


def _common(kind: pa.DataType, value: object) -> pa.DataType:
    """The narrowest type that holds what `kind` holds, and the value."""
    import pyarrow as pa

    if value is None or (pa.types.is_string(kind) and isinstance(value, str)):
        return kind
    try:
        own = pa.array([value]).type
        schemas = [pa.schema([("x", one)]) for one in (kind, own)]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except (pa.ArrowException, OverflowError, UnicodeEncodeError):
        return pa.string()


def typed_column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values that came as JSON, as a column of a type; text of JSON where a text is wanted and something else came.

    >>> typed_column(["2024-05-01", None], __import__("pyarrow").date32()).to_pylist()
    [datetime.date(2024, 5, 1), None]
    """
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return typed_column(values, kind.value_type).cast(kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or kind == pa.string_view():
        return pa.array([_as_text(value) for value in values], kind)
    if _is_textual(kind):
        return pa.array(values, pa.string()).cast(kind)
    if pa.types.is_duration(kind):
        return pa.array(values, pa.int64()).cast(kind)
    return pa.array([_decoded(value, kind) for value in values], kind)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value if value is None else value.encode("utf-8", "replace").decode()
    return json.dumps(value, ensure_ascii=False)


def _decoded(value: Any, kind: pa.DataType) -> Any:
    """A nested value with its times and bytes as Python's own again."""
    import pyarrow as pa

    if value is None:
        return None
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return base64.b64decode(value)
    if pa.types.is_map(kind):
        return [(_decoded(key, kind.key_type), _decoded(one, kind.item_type)) for key, one in value]
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return [_decoded(one, kind.value_type) for one in value]
    if pa.types.is_struct(kind):
        return {field.name: _decoded(value.get(field.name), field.type) for field in kind}
    return pa.scalar(value, pa.string()).cast(kind).as_py() if _is_textual(kind) else value
