"""Files of pairs that somebody has judged: csv, tsv or jsonl with a, b, same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.errors import SourceError

__all__ = ["Pairs", "read_pairs"]

COLUMNS = ("a", "b", "same")
YES, NO = ("yes", "y", "true", "1", "ok", "same"), ("no", "n", "false", "0", "bad", "other")
SEPARATORS = {".csv": ",", ".tsv": "\t"}
# A text of 64 MiB is the longest that is read elsewhere.
LONGEST_FIELD = 64 << 20


class Pairs(NamedTuple):
    """Pairs of texts, or of ids, and whether each is the same."""

    pairs: list[tuple[str, str]]
    same: list[bool]


def read_pairs(path: Path) -> Pairs:
    """Read a file. Errors: SourceError, with the row, for what is no file of pairs, or tells of one kind only."""
    if path.suffix.lower() not in (*SEPARATORS, ".jsonl", ".ndjson"):
        raise SourceError(f"{path}: pairs are read from csv, tsv or jsonl")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    rows = _table_rows(path, text) if path.suffix.lower() in SEPARATORS else _json_rows(path, text)
    found = Pairs([], [])
    for place, row in rows:
        for name in COLUMNS:
            if row.get(name) is None:
                raise SourceError(f"{place}: no column `{name}`; a row has a, b, and same (yes or no)")
        found.pairs.append((str(row["a"]), str(row["b"])))
        found.same.append(_is_same(place, row["same"]))
    if len(set(found.same)) < 2:
        missing = "no pair" if not found.same else f"no pair with same = {'no' if found.same[0] else 'yes'}"
        raise SourceError(f"{path}: {missing}; a threshold is told from pairs of both kinds")
    return found


def _table_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=SEPARATORS[path.suffix.lower()])
    try:
        for row in rows:
            yield f"{path}, line {rows.line_num}", row
    except csv.Error as error:
        raise SourceError(f"{path}, line {rows.line_num}: {error}") from error


def _json_rows(path: Path, text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{place}: no JSON ({error})") from error
        if not isinstance(row, dict):
            raise SourceError(f"{place}: no object with a, b and same")
        yield place, row


def _is_same(place: str, value: object) -> bool:
    word = str(value).strip().lower()
    if word not in YES + NO:
        raise SourceError(f"{place}: same is {value!r}; write yes or no")
    return word in YES
