"""Which type a carried column gets in Parquet: the declared one, or what its values have in common."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.io.arrow_values import conversion_errors, typed_column

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_types"]

INT64 = range(-(1 << 63), 1 << 63)
TRIED_AT_ONCE = 1000


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
                found[name] = known[name]
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
