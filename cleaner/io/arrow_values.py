"""Columns that are only carried through: Arrow's values as JSON, and back into a column of their type."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["conversion_errors", "is_bytes", "plain", "plain_values", "typed_column"]


def plain(value: object) -> Any:
    """What JSON has no form for: times as ISO 8601, bytes as base64, the rest as its text.

    >>> plain(b"ab"), plain(date(2024, 5, 1))
    ('YWI=', '2024-05-01')
    """
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)


def conversion_errors() -> tuple[type[Exception], ...]:
    """What a value that has no form in the other world may raise."""
    import pyarrow as pa

    return ValueError, TypeError, LookupError, ArithmeticError, pa.ArrowException


def is_bytes(kind: pa.DataType) -> bool:
    """Whether a column of this type, or a dictionary's, gives bytes."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return is_bytes(kind.value_type)
    tests = (types.is_binary, types.is_large_binary, types.is_fixed_size_binary, types.is_binary_view)
    return any(test(kind) for test in tests)


def _is_list(kind: pa.DataType) -> bool:
    from pyarrow import types

    tests = (types.is_list, types.is_large_list, types.is_fixed_size_list, types.is_list_view, types.is_large_list_view)
    return any(test(kind) for test in tests)


def _is_day_or_moment(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _is_number_of_units(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_time(kind) or types.is_duration(kind))


def _number(kind: pa.DataType) -> pa.DataType:
    """The integer that a time is stored as."""
    import pyarrow as pa

    return pa.int32() if kind.bit_width == 32 else pa.int64()


def plain_values(column: pa.Array) -> list[Any]:
    """A column's values as JSON has them, nothing lost: bytes are base64, times of day and durations numbers.

    Dates and timestamps are text, or numbers where Arrow does not read its own text again (a year after 9999, a time
    zone that it does not know). A struct is an object; a list where two of its fields have one name.
    """
    import pyarrow as pa

    kind = column.type
    if isinstance(kind, pa.BaseExtensionType) or pa.types.is_dictionary(kind):
        return plain_values(column.dictionary_decode() if pa.types.is_dictionary(kind) else column.storage)
    if is_bytes(kind):
        return [None if value is None else plain(value) for value in column.to_pylist()]
    if pa.types.is_decimal(kind):
        return [None if value is None else format(value, "f") for value in column.to_pylist()]
    if _is_day_or_moment(kind):
        return _days_or_moments(column)
    if _is_number_of_units(kind):
        return list(column.cast(_number(kind)).to_pylist())
    return _nested(column) if pa.types.is_nested(kind) else list(column.to_pylist())


def _nested(column: pa.Array) -> list[Any]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_map(column.type):
        return _pairs(column)
    if _is_list(column.type):
        values = iter(plain_values(column.flatten()))
        lengths = pc.if_else(column.is_valid(), pc.list_value_length(column), None).to_pylist()
        return [None if length is None else list(islice(values, length)) for length in lengths]
    return _objects(column) if pa.types.is_struct(column.type) else list(column.to_pylist())


def _days_or_moments(column: pa.Array) -> list[Any]:
    import pyarrow as pa

    try:
        texts = column.cast(pa.string())
        if texts.cast(column.type).equals(column):
            return list(texts.to_pylist())
    except conversion_errors():
        pass
    if len(column) > 1:
        return [_days_or_moments(column.slice(place, 1))[0] for place in range(len(column))]
    return list(column.cast(_number(column.type)).to_pylist())


def _pairs(column: pa.Array) -> list[Any]:
    offsets = column.offsets.to_pylist()
    first, last = (offsets[0], offsets[-1]) if offsets else (0, 0)
    keys, items = (plain_values(child.slice(first, last - first)) for child in (column.keys, column.items))
    pairs = list(map(list, zip(keys, items, strict=True)))
    cuts = zip(offsets, offsets[1:], column.is_valid().to_pylist(), strict=False)
    return [pairs[start - first : end - first] if is_valid else None for start, end, is_valid in cuts]


def _objects(column: pa.Array) -> list[Any]:
    names = [field.name for field in column.type]
    fields = [plain_values(child) for child in column.flatten()]
    rows = zip(*fields, strict=True) if fields else [()] * len(column)
    is_plain = len(set(names)) == len(names)
    valid = zip(rows, column.is_valid().to_pylist(), strict=True)
    return [
        (dict(zip(names, row, strict=True)) if is_plain else list(row)) if is_valid else None for row, is_valid in valid
    ]


def typed_column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Values that came as JSON, as a column of a type; text of JSON where a text is wanted and something else came.

    Errors: those of `conversion_errors` for a value that does not go into the type.

    >>> typed_column(["2024-05-01", None], __import__("pyarrow").date32()).to_pylist()
    [datetime.date(2024, 5, 1), None]
    """
    import pyarrow as pa

    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if any(test(kind) for test in tests):
        return pa.array([_as_text(value) for value in values], kind)
    return _built(values, kind)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value if value is None else value.encode("utf-8", "replace").decode()
    text = json.dumps(value, ensure_ascii=False)
    # A lone surrogate can be written as an escape only.
    return text if text.isascii() or text == text.encode("utf-8", "replace").decode() else json.dumps(value)


def _built(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column of a type, its parts first."""
    import pyarrow as pa

    if isinstance(kind, pa.BaseExtensionType) or pa.types.is_dictionary(kind):
        is_dictionary = pa.types.is_dictionary(kind)
        inner = _built(values, kind.value_type if is_dictionary else kind.storage_type)
        return inner.cast(kind) if is_dictionary else kind.wrap_array(inner)
    if is_bytes(kind):
        return pa.array([None if value is None else base64.b64decode(value, validate=True) for value in values], kind)
    if pa.types.is_decimal(kind):
        return pa.array([None if value is None else Decimal(value) for value in values], kind)
    if _is_day_or_moment(kind):
        return _built_moments(values, kind)
    if _is_number_of_units(kind):
        return pa.array(values, _number(kind)).cast(kind)
    if pa.types.is_nested(kind):
        return _built_structs(values, kind) if pa.types.is_struct(kind) else _built_lists(values, kind)
    return pa.array(values, kind)


def _built_moments(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [value if isinstance(value, str) else None for value in values]
    numbers = [None if isinstance(value, str) else value for value in values]
    if not any(texts):
        return pa.array(values, _number(kind)).cast(kind)
    read = pa.array(texts, pa.string()).cast(kind)
    if all(number is None for number in numbers):
        return read
    return pc.coalesce(read.cast(_number(kind)), pa.array(numbers, _number(kind))).cast(kind)


def _built_lists(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Lists of all kinds and maps, whose inner values stand in one column."""
    import pyarrow as pa

    if any(not isinstance(value, list | None) for value in values):
        raise TypeError("no list")
    missing = pa.array([value is None for value in values], pa.bool_())
    if pa.types.is_fixed_size_list(kind):
        size = kind.list_size
        if any(value is not None and len(value) != size for value in values):
            raise ValueError(f"no list of {size}")
        padded = [one for value in values for one in ([None] * size if value is None else value)]
        return pa.FixedSizeListArray.from_arrays(_built(padded, kind.value_type), type=kind, mask=missing)
    inner: list[Any] = [one for value in values for one in value or ()]
    sizes = [len(value or ()) for value in values]
    is_large = pa.types.is_large_list(kind) or pa.types.is_large_list_view(kind)
    number = pa.int64() if is_large else pa.int32()
    offsets = pa.array(accumulate(sizes, initial=0), number)
    if pa.types.is_map(kind):
        keys, items = (
            _built([one[0] for one in inner], kind.key_type),
            _built([one[1] for one in inner], kind.item_type),
        )
        return pa.MapArray.from_arrays(offsets, keys, items, type=kind, mask=missing)
    children = _built(inner, kind.value_type)
    if pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind):
        maker = pa.LargeListViewArray if is_large else pa.ListViewArray
        return maker.from_arrays(offsets[:-1], pa.array(sizes, number), children, type=kind, mask=missing)
    return (pa.LargeListArray if is_large else pa.ListArray).from_arrays(offsets, children, type=kind, mask=missing)


def _built_structs(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    fields = list(kind)
    names = [field.name for field in fields]
    is_plain = len(set(names)) == len(names)
    if any(not isinstance(value, (dict if is_plain else list) | None) for value in values):
        raise TypeError("no struct")
    keys: Sequence[Any] = names if is_plain else range(len(names))
    columns = [
        [None if value is None else value.get(key) if is_plain else value[key] for value in values] for key in keys
    ]
    children = [_built(column, field.type) for column, field in zip(columns, fields, strict=True)]
    missing = pa.array([value is None for value in values], pa.bool_())
    return pa.StructArray.from_arrays(children, fields=fields, mask=missing)
