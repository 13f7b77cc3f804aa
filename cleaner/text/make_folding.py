"""Makes the table `fold-1.txt` from the files of the Unicode Character Database.

    python -m cleaner.text.make_folding FOLDER

FOLDER holds UnicodeData.txt, CaseFolding.txt, Scripts.txt and ScriptExtensions.txt of one version, as Debian's
package `unicode-data` installs them in /usr/share/unicode. The shipped table was made from version 15.0.0.

Lines of the table, numbers in hexadecimal, code points that no line names fold to themselves:

    unicode VERSION
    word FIRST LAST          folded code points that join into tokens
    single FIRST LAST        folded code points that are a token each
    drop FIRST LAST          fold to nothing
    hangul FIRST LAST        fold to jamo, by the arithmetic of the Unicode Standard, section 3.12
    shift FIRST LAST STEP D  each STEP-th code point folds to the one D further on
    fold CODE A B ...        folds to the sequence A B ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cleaner.text.folding import CODE_POINTS, TABLE, hangul_jamo

DROPPED = ("Mn", "Cf")
UNSPACED = {"Hani": "Han", "Hira": "Hiragana", "Kana": "Katakana", "Thai": "Thai", "Laoo": "Lao", "Khmr": "Khmer"}
UNSPACED["Mymr"] = "Myanmar"
HANGUL = range(0xAC00, 0xD7A4)
SURROGATES = range(0xD800, 0xE000)


class Database(NamedTuple):
    """What is needed of the Unicode Character Database, by code point."""

    version: str
    category: dict[int, str]
    decomposition: dict[int, list[int]]
    casefold: dict[int, list[int]]
    unspaced: frozenset[int]


def read_database(folder: Path) -> Database:
    """Read the four files of the database."""
    category, decomposition = _read_unicode_data(folder / "UnicodeData.txt")
    casefold = {
        _number(fields[0]): [_number(part) for part in fields[2].split()]
        for fields in _rows(folder / "CaseFolding.txt")
        if fields[1] in ("C", "F")
    }
    first_line = (folder / "CaseFolding.txt").read_text("utf-8").splitlines()[0]
    version = first_line.removeprefix("# CaseFolding-").removesuffix(".txt")
    return Database(version, category, decomposition, casefold, _read_unspaced(folder))


def _number(text: str) -> int:
    return int(text, 16)


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text("utf-8").splitlines():
        row = line.partition("#")[0].strip()
        if row:
            yield [field.strip() for field in row.split(";")]


def _span(field: str) -> range:
    first, _, last = field.partition("..")
    return range(_number(first), _number(last or first) + 1)


def _read_unicode_data(path: Path) -> tuple[dict[int, str], dict[int, list[int]]]:
    category: dict[int, str] = {}
    decomposition: dict[int, list[int]] = {}
    begin = 0
    for code, name, kind, _, _, mapping, *_ in _rows(path):
        point = _number(code)
        # A block such as the Han ideographs is given by its first and its last code point.
        begin = begin if name.endswith(", Last>") else point
        category.update(dict.fromkeys(range(begin, point + 1), kind))
        if mapping:
            decomposition[point] = [_number(part) for part in mapping.split() if not part.startswith("<")]
    return category, decomposition


def _read_unspaced(folder: Path) -> frozenset[int]:
    """Code points whose Script_Extensions hold an unspaced script; Script where no extension is given."""
    extensions = {
        point: set(fields[1].split()) for fields in _rows(folder / "ScriptExtensions.txt") for point in _span(fields[0])
    }
    scripts = {point: fields[1] for fields in _rows(folder / "Scripts.txt") for point in _span(fields[0])}
    by_extension = {point for point, codes in extensions.items() if codes & UNSPACED.keys()}
    by_script = {point for point, name in scripts.items() if name in UNSPACED.values() and point not in extensions}
    return frozenset(by_extension | by_script)


def fold_of(database: Database, point: int) -> list[int]:
    """The casefold of the code point's NFKD without Mn and Cf, repeated until nothing changes."""
    before: list[int] = []
    after = [point]
    while before != after:
        before = after
        parts = [part for one in before for part in _decompose(database, one)]
        kept = [part for part in parts if database.category.get(part) not in DROPPED]
        after = [folded for part in kept for folded in database.casefold.get(part, [part])]
    return after


def _decompose(database: Database, point: int) -> list[int]:
    if point in HANGUL:
        return [ord(jamo) for jamo in hangul_jamo(point)]
    if point not in database.decomposition:
        return [point]
    return [part for one in database.decomposition[point] for part in _decompose(database, one)]


def class_of(database: Database, point: int) -> str | None:
    """`word`, `single`, or None for what separates tokens."""
    if point != ord("_") and database.category.get(point, "Cn")[0] not in "LMN":
        return None
    return "single" if point in database.unspaced else "word"


def table_lines(database: Database) -> Iterator[str]:
    """The table, line by line."""
    points = [point for point in range(CODE_POINTS) if point not in SURROGATES]
    folds = {point: fold_of(database, point) for point in points if point not in HANGUL}
    yield "# fold-1, made by make_folding.py; not to be edited"
    yield f"unicode {database.version}"
    yield from _spans("word", points, lambda point: class_of(database, point) == "word")
    yield from _spans("single", points, lambda point: class_of(database, point) == "single")
    yield from _spans("drop", points, lambda point: folds.get(point) == [])
    yield f"hangul {HANGUL[0]:X} {HANGUL[-1]:X}"
    changed = {point: folded for point, folded in folds.items() if folded not in ([], [point])}
    shifts = {point: folded[0] - point for point, folded in changed.items() if len(folded) == 1}
    yield from _shifts(shifts)
    for point, folded in changed.items():
        if point not in shifts:
            yield f"fold {point:X} " + " ".join(f"{part:X}" for part in folded)


def _spans(name: str, points: Iterable[int], holds: Callable[[int], bool]) -> Iterator[str]:
    held = [point for point in points if holds(point)]
    starts = [one for before, one in pairwise([-2, *held]) if one != before + 1]
    ends = [one for one, after in pairwise([*held, CODE_POINTS + 1]) if after != one + 1]
    for start, end in zip(starts, ends, strict=True):
        yield f"{name} {start:X} {end:X}"


def _shifts(shifts: dict[int, int]) -> Iterator[str]:
    """Runs of code points one or two apart that move by the same distance."""
    left = dict(shifts)
    for first in shifts:
        if first not in left:
            continue
        distance = left[first]
        step = 1 if left.get(first + 1) == distance or left.get(first + 2) != distance else 2
        last = first
        while left.get(last) == distance:
            del left[last]
            last += step
        yield f"shift {first:X} {last - step:X} {step:X} {distance:X}"


def main() -> None:
    """Write the table beside this script."""
    TABLE.write_text("\n".join(table_lines(read_database(Path(sys.argv[1])))) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
