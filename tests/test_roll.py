"""Equal ids and a wrong text column are noticed, with the places."""

from __future__ import annotations

import pytest

from cleaner.config import InputConfig
from cleaner.errors import DuplicateIdError, SourceError
from cleaner.io.record import Raw
from cleaner.roll import FIRST_RECORDS, Roll
from cleaner.workers import Seen, hash_of_id

LINES = [b'{"id":"a","text":"x"}', b'{"id":"b","text":"x"}', b'{"id":"a","text":"y"}']


def test_both_places_are_named_with_the_cure() -> None:
    records = [Raw(f"in#{row}", "jsonl", "in.jsonl", row, line) for row, line in enumerate(LINES, 1)]
    roll = Roll(InputConfig())
    for name in "aba":
        roll.add(Seen(hash_of_id(name), has_text=True))
    with pytest.raises(DuplicateIdError, match=r"'a': in\.jsonl line 1 and in\.jsonl line 3.*--id-key none"):
        roll.check(lambda: records)


def test_files_with_one_id_get_another_cure() -> None:
    roll = Roll(InputConfig())
    for _ in range(2):
        roll.add(Seen(hash_of_id("a.txt")))
    with pytest.raises(DuplicateIdError, match=r"x/a\.txt and y/a\.txt\. Rename"):
        roll.check(lambda: [Raw("a.txt", "txt", f"{folder}/a.txt") for folder in "xy"])


def test_equal_hashes_of_different_ids_are_no_fault() -> None:
    roll = Roll(InputConfig())
    for _ in range(2):
        roll.add(Seen(hash_of_id("a")))
    roll.check(lambda: [Raw("a", "txt", "a"), Raw("b", "txt", "b")])


def test_a_wrong_text_column_stops_early() -> None:
    roll = Roll(InputConfig())
    for number in range(FIRST_RECORDS - 1):
        roll.add(Seen(number, ("body", "id")))
    with pytest.raises(SourceError, match=r"no record so far \(100\) has a column 'text'; they have: body, id, more"):
        roll.add(Seen(1, ("id", "more")))


@pytest.mark.parametrize("good", [0, 50])
def test_one_record_with_text_makes_the_others_bad_records(good: int) -> None:
    roll = Roll(InputConfig())
    for number in range(2 * FIRST_RECORDS):
        roll.add(Seen(number, has_text=True) if number == good else Seen(number, ("body",)))
    roll.check(lambda: [])
