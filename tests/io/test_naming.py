"""Names stay inside their folder, and no two ids share one."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.io.naming import assign_names, restored_name, text_name

PLAIN = ["a", "B", "b", "é", "e\u0301", "~2", "x" * 210, "中" * 80]
ODD = ["/", "//", ".", "..", ".txt", ".html", "%2F", "%", "\\", "\0", "\n"]
PIECES = st.sampled_from(PLAIN + ODD + ["\ud800"])
IDS = st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20)


def as_is(name: str) -> str:
    return text_name(name, False)


@given(IDS, st.booleans())
def test_a_name_is_a_plain_path_inside(name: str, is_text_file: bool) -> None:
    path = PurePosixPath(text_name(name, is_text_file))
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert str(path) == text_name(name, is_text_file)
    assert path.name.endswith(".txt")
    assert all(0 < len(part.encode()) <= 200 and "\0" not in part for part in path.parts)


@given(IDS)
def test_a_restored_name_is_a_plain_path_inside(name: str) -> None:
    path = PurePosixPath(restored_name(name))
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert all(0 < len(part.encode()) <= 255 and "\0" not in part for part in path.parts)


@given(st.text(max_size=30))
def test_nothing_of_an_id_is_lost(name: str) -> None:
    plain = text_name(name, False).removesuffix(".txt")
    assert unquote_to_bytes(plain).decode("utf-8", "surrogatepass") == name or name == ""


@given(st.lists(IDS, unique=True, max_size=12), st.randoms())
def test_no_two_ids_share_a_name_on_any_file_system(ids: list[str], random: object) -> None:
    names = assign_names(ids, as_is, fold_case=True)
    folded = [unicodedata.normalize("NFD", name.casefold()) for name in names.values()]
    assert len(set(folded)) == len(ids)
    folders = {str(parent) for name in folded for parent in PurePosixPath(name).parents}
    assert folders.isdisjoint(folded)
    random.shuffle(ids)  # type: ignore[attr-defined]
    assert assign_names(ids, as_is, fold_case=True) == names


@pytest.mark.parametrize(
    ("name", "is_text_file", "expected"),
    [
        ("a.txt", True, "a.txt"),
        ("a.txt", False, "a.txt.txt"),
        ("a.html", False, "a.html.txt"),
        ("a.html.txt", True, "a.html.txt.txt"),
        ("a.jsonl.gz.txt", True, "a.jsonl.gz.txt.txt"),
        ("a.v2.txt", True, "a.v2.txt"),
        ("a.TXT", True, "a.TXT.txt"),
        ("news.jsonl#3", False, "news.jsonl#3.txt"),
        ("http://x.example//a/", False, "http:%2F/x.example%2F/a%2F.txt"),
        ("/etc/passwd", False, "%2Fetc/passwd.txt"),
        ("../../x", False, "%2E%2E/%2E%2E/x.txt"),
        ("100%41", False, "100%2541.txt"),
        ("100% sure", False, "100% sure.txt"),
        ("a\ud800", False, "a%ED%A0%80.txt"),
        ("", False, "%00.txt"),
    ],
)
def test_names_to_the_letter(name: str, is_text_file: bool, expected: str) -> None:
    assert text_name(name, is_text_file) == expected


def test_a_long_part_keeps_its_head_and_gets_a_hash() -> None:
    one, other = ("n" * 250 + end for end in "ab")
    assert text_name(one, False) != text_name(other, False)
    assert text_name(one, False).startswith("n" * 170)
    assert text_name(f"{one}/x", False).partition("/")[0][-17] == "~"


def test_a_path_that_no_system_takes_becomes_one_part() -> None:
    deep = "/".join(["folder"] * 1000)
    assert text_name(deep, False).count("/") == restored_name(deep).count("/") == 0
    assert text_name(deep, False) != text_name(f"{deep}x", False)


def test_clashes_get_a_number_in_the_order_of_ids() -> None:
    assert assign_names(["news/b", "News/B", "x"], as_is, fold_case=True) == {
        "News/B": "News/B.txt",
        "news/b": "news/b~2.txt",
        "x": "x.txt",
    }
    assert assign_names(["A", "a"], str, fold_case=False) == {"A": "A", "a": "a"}
    assert assign_names(["a", "a/b"], str, fold_case=False) == {"a": "a", "a/b": "a~2/b"}
