"""Columns that are only carried through: Arrow's values as JSON, and back into a column of their type."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import accumulate, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_types", "conversion_errors", "is_bytes", "plain", "plain_values", "typed_column"]

INT64 = range(-(1 << 63), 1 << 63)
TRIED_AT_ONCE = 1000
# What the reader of Parquet decodes comes back as text, whatever the file's type; `columns` gives such names.
DECODED = frozenset({"html", *(f"input_{name}" for name in "id text title source url date language".split())})


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
    import pyarrow.types as types

    if types.is_dictionary(kind):
        return is_bytes(kind.value_type)
    tests = (types.is_binary, types.is_large_binary, types.is_fixed_size_binary, types.is_binary_view)
    return any(test(kind) for test in tests)


def _is_list(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    tests = (types.is_list, types.is_large_list, types.is_fixed_size_list, types.is_list_view, types.is_large_list_view)
    return any(test(kind) for test in tests)


def _is_day_or_moment(kind: pa.DataType) -> bool:
    import pyarrow.types as types

    return bool(types.is_timestamp(kind) or types.is_date(kind))


def _is_number_of_units(kind: pa.DataType) -> bool:
    import pyarrow.types as types

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
    if isinstance(kind, pa.BaseExtensionType):
        return plain_values(column.storage)
    if pa.types.is_dictionary(kind):
        return plain_values(column.dictionary_decode())
    if is_bytes(kind):
        return [None if value is None else plain(value) for value in column.to_pylist()]
    if pa.types.is_decimal(kind):
        return [None if value is None else format(value, "f") for value in column.to_pylist()]
    if _is_day_or_moment(kind):
        return _days_or_moments(column)
    if _is_number_of_units(kind):
        return list(column.cast(_number(kind)).to_pylist())
    if pa.types.is_map(kind):
        return _pairs(column)
    if _is_list(kind):
        values = iter(plain_values(column.flatten()))
        lengths = (None if one is None else len(one) for one in _lists(column))
        return [None if length is None else list(islice(values, length)) for length in lengths]
    return _objects(column) if pa.types.is_struct(kind) else list(column.to_pylist())


def _lists(column: pa.Array) -> Iterable[Any]:
    """The lists as scalars, None for null: their values stay in Arrow."""
    return (one.values if one.is_valid else None for one in column)


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


def column_types(
    rows: Callable[[], Iterable[Mapping[str, Any]]], known: Mapping[str, pa.DataType]
) -> dict[str, pa.DataType]:
    """A type for every column that some row has, in the order of their first appearance.

    `known` are the types that the inputs declare; else it is what the values have in common. It is text, of JSON where
    it must be, if a value does not fit or Parquet has no such type. `rows` is called twice.

    >>> column_types(lambda: [{"a": 1}, {"a": 2.5, "b": None}, {"b": "x"}], {})
    {'a': DataType(double), 'b': DataType(string)}
    """
    import pyarrow as pa

    found: dict[str, pa.DataType] = {}
    for row in rows():
        for name, value in row.items():
            if name not in known:
                found[name] = _common(found.get(name, pa.null()), value)
            elif name not in found:
                found[name] = pa.string() if name in DECODED and is_bytes(known[name]) else known[name]
    kinds = {name: kind if _is_in_parquet(kind) else pa.string() for name, kind in found.items()}
    for name in _misfits(rows(), kinds):
        kinds[name] = pa.string()
    return {name: pa.string() if kind == pa.null() and name not in known else kind for name, kind in kinds.items()}


def _common(kind: pa.DataType, value: object) -> pa.DataType:
    """The narrowest type that holds what `kind` holds, and the value."""
    import pyarrow as pa

    # Arrow is slow on one value, so the usual ones are told by their Python types.
    if value is None or kind == pa.string():
        return kind
    own = _scalar_type(value)
    try:
        own = own or pa.array([value]).type
        if own == kind or kind == pa.null():
            return own
        schemas = [pa.schema([("x", one)]) for one in (kind, own)]
        return pa.unify_schemas(schemas, promote_options="permissive").field("x").type
    except conversion_errors():
        return pa.string()


def _scalar_type(value: object) -> pa.DataType | None:
    import pyarrow as pa

    if isinstance(value, bool):
        return pa.bool_()
    if isinstance(value, int):
        return pa.int64() if value in INT64 else pa.string()
    if isinstance(value, float):
        return pa.float64()
    return pa.string() if isinstance(value, str) else None


def _is_in_parquet(kind: pa.DataType) -> bool:
    """Whether Parquet holds the type: it has no struct without a field."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.write_table(pa.schema([("x", kind)]).empty_table(), io.BytesIO())
    except conversion_errors():
        return False
    return True


def _misfits(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, pa.DataType]) -> set[str]:
    """Columns of which some value does not go into the type."""
    import pyarrow as pa

    left = {name: kind for name, kind in kinds.items() if kind != pa.string()}
    misfits: set[str] = set()
    rows = iter(rows)
    while left and (some := list(islice(rows, TRIED_AT_ONCE))):
        for name in list(left):
            try:
                typed_column([row.get(name) for row in some], left[name])
            except conversion_errors():
                misfits.add(name)
                del left[name]
    return misfits


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

    if isinstance(kind, pa.BaseExtensionType):
        return kind.wrap_array(_built(values, kind.storage_type))
    if pa.types.is_dictionary(kind):
        return _built(values, kind.value_type).cast(kind)
    if is_bytes(kind):
        return pa.array([None if value is None else base64.b64decode(value, validate=True) for value in values], kind)
    if pa.types.is_decimal(kind):
        return pa.array([None if value is None else Decimal(value) for value in values], kind)
    if _is_day_or_moment(kind):
        return _built_moments(values, kind)
    if _is_number_of_units(kind):
        return pa.array(values, _number(kind)).cast(kind)
    if pa.types.is_map(kind) or _is_list(kind):
        return _built_lists(values, kind)
    return _built_structs(values, kind) if pa.types.is_struct(kind) else pa.array(values, kind)


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
    import pyarrow as pa

    if any(not isinstance(value, list | None) for value in values):
        raise TypeError("no list")
    missing = pa.array([value is None for value in values], pa.bool_())
    if pa.types.is_fixed_size_list(kind):
        size = kind.list_size
        if any(value is not None and len(value) != size for value in values):
            raise ValueError(f"no list of {size}")
        inner = [one for value in values for one in ([None] * size if value is None else value)]
        return pa.FixedSizeListArray.from_arrays(_built(inner, kind.value_type), type=kind, mask=missing)
    inner = [one for value in values for one in value or ()]
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
    keys = names if is_plain else range(len(names))
    columns = [
        [None if value is None else value.get(key) if is_plain else value[key] for value in values] for key in keys
    ]
    children = [_built(column, field.type) for column, field in zip(columns, fields, strict=True)]
    missing = pa.array([value is None for value in values], pa.bool_())
    return pa.StructArray.from_arrays(children, fields=fields, mask=missing)
