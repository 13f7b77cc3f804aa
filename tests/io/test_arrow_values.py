"""What Parquet can hold goes to JSON and back unchanged; what does not fit is text."""

from __future__ import annotations

import datetime
import json
import uuid
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.io.arrow_types import column_types
from cleaner.io.arrow_values import plain_values, typed_column

MOMENTS = [pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in (None, "UTC", "Mars/Phobos")]
NUMBERED = [
    *MOMENTS,
    *map(pa.duration, ("s", "ms", "us", "ns")),
    pa.time64("us"),
    pa.time64("ns"),
    pa.date64(),
]
LEAVES: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.int8(): st.integers(-128, 127),
    pa.int64(): st.integers(-(1 << 63), (1 << 63) - 1),
    pa.uint64(): st.integers(0, (1 << 64) - 1),
    pa.float32(): st.floats(width=32, allow_nan=False),
    pa.float64(): st.floats(allow_nan=False),
    pa.float16(): st.floats(width=16, allow_nan=False),
    pa.bool_(): st.booleans(),
    **dict.fromkeys([pa.string(), pa.large_string(), pa.string_view()], st.text(st.characters(codec="utf-8"))),
    **dict.fromkeys([pa.binary(), pa.large_binary(), pa.binary_view()], st.binary()),
    pa.binary(3): st.binary(min_size=3, max_size=3),
    pa.decimal128(20, 3): st.decimals(-(10**16), 10**16, places=3),
    pa.date32(): st.dates(),
    pa.null(): st.none(),
}


def columns(kind: pa.DataType, values: st.SearchStrategy[Any]) -> st.SearchStrategy[pa.Array]:
    return st.lists(st.none() | values).map(lambda some: pa.array(some, kind))


def numbered(kind: pa.DataType) -> st.SearchStrategy[pa.Array]:
    day = 86_400 * 10**6
    numbers = st.integers(0, day - 1) if pa.types.is_time(kind) else st.integers(-(1 << 50), 1 << 50)
    factor = day // 1000 if kind == pa.date64() else 1
    numbers = st.integers(-(10**6), 10**6).map(lambda one: one * factor) if kind == pa.date64() else numbers
    return columns(pa.int64(), numbers).map(lambda column: column.cast(kind))


FLAT = st.one_of(*(columns(*leaf) for leaf in LEAVES.items()), *map(numbered, NUMBERED))


@st.composite
def nested(draw: st.DrawFn, inside: st.SearchStrategy[pa.Array]) -> pa.Array:
    values = draw(inside)
    many = len(values)
    how = draw(st.sampled_from(["list", "large", "view", "fixed", "struct", "twins", "map"]))
    missing = pa.array(draw(st.lists(st.booleans(), min_size=many, max_size=many)), pa.bool_())
    if how == "struct":
        return pa.StructArray.from_arrays([values, values], ["a", "b"], mask=missing)
    if how == "twins":
        return pa.StructArray.from_arrays([values, values], fields=[pa.field("a", values.type)] * 2, mask=missing)
    if how == "fixed":
        return pa.FixedSizeListArray.from_arrays(values, 1, mask=missing)
    cuts = [0, *sorted(draw(st.lists(st.integers(0, many)))), many]
    if how == "map":
        return pa.MapArray.from_arrays(pa.array(cuts, pa.int32()), pa.array(map(str, range(many)), pa.string()), values)
    if how == "view":
        sizes = [end - start for start, end in pairwise(cuts)]
        return pa.ListViewArray.from_arrays(pa.array(cuts[:-1], pa.int32()), pa.array(sizes, pa.int32()), values)
    if how == "large":
        return pa.LargeListArray.from_arrays(pa.array(cuts, pa.int64()), values)
    return pa.ListArray.from_arrays(pa.array(cuts, pa.int32()), values)


def there_and_back(column: pa.Array) -> pa.Array:
    return typed_column(json.loads(json.dumps(plain_values(column))), column.type)


@given(st.recursive(FLAT, nested, max_leaves=2), st.integers(0, 3))
def test_any_column_comes_back(column: pa.Array, start: int) -> None:
    part = column.slice(start)
    # What stands under a null is no value: `to_string` would show it.
    assert there_and_back(part).equals(part)


@pytest.mark.parametrize(
    "column",
    [
        pa.array([datetime.time(1, 2, 3), None], pa.time32("s")),
        pa.array([uuid.UUID(int=7).bytes, None], pa.uuid()),
        pa.array(["x", None, "x"]).dictionary_encode(),
        pa.array([[1_700_000_000_123_456_789]], pa.list_(pa.timestamp("ns"))),
        pa.array([10**18, 1], pa.timestamp("us")),
        pa.array([[datetime.timedelta(1)]]),
    ],
    ids=lambda column: str(column.type),
)
def test_the_rarer_ones_come_back(column: pa.Array) -> None:
    assert there_and_back(column).equals(column)


@pytest.mark.parametrize(
    "values",
    [[{}], [[{}]], [2.5, (1 << 60) + 1], [["\ud800"]], [{"\ud800": 1}], [1 << 70], [1, "x"], [[1], {"a": 1}]],
    ids=repr,
)
def test_what_no_type_holds_is_text(values: list[Any]) -> None:
    kind = column_types(lambda: ({"m": value} for value in values), {})["m"]
    texts = typed_column(values, kind).to_pylist()
    assert kind == pa.string()
    assert [
        value if isinstance(value, str) else json.loads(text) for value, text in zip(values, texts, strict=True)
    ] == values


@pytest.mark.parametrize(("kind", "value"), [(pa.int64(), "The Post"), (pa.binary(), "no base64"), (pa.date32(), "x")])
def test_a_declared_type_that_does_not_fit_is_text(kind: pa.DataType, value: str) -> None:
    assert column_types(lambda: [{"outlet": value}], {"outlet": kind}) == {"outlet": pa.string()}
