"""CSV by the contract; text files that give title and body back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.errors import CheckError
from cleaner.io.csv_table import write_csv
from cleaner.io.documents import as_text, body_of
from cleaner.io.hashed_file import HashedFile, file_digest


def written(path: Path, table: pa.Table) -> bytes:
    with HashedFile(path) as file:
        write_csv(table, file)
    assert file.digest == file_digest(path)
    return path.read_bytes()


def test_csv_to_the_letter(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": ["a,b", 'say "x"', "line\nend", None],
            "keep": [True, False, None, True],
            "jaccard": [2 / 3, 1.0, None, 0.0],
            "n": [1, 2, 3, None],
            "passages": [[{"a_start": 1}], [], None, []],
        }
    )
    assert written(tmp_path / "t.csv", table).decode() == (
        "id,keep,jaccard,n,passages\n"
        '"a,b",true,0.666667,1,"[{""a_start"":1}]"\n'
        '"say ""x""",false,1.000000,2,[]\n'
        '"line\nend",,,3,\n'
        ",true,0.000000,,[]\n"
    )


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    data = written(tmp_path_factory.mktemp("csv") / "t.csv", pa.table({"a": values, "b": values}))
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert rows[1:] == [[value, value] for value in values]


@given(st.none() | st.text(), st.text())
def test_a_body_comes_back(title: str | None, body: str) -> None:
    assert body_of(as_text(title, body), title) == body


def test_an_edited_title_is_noticed() -> None:
    with pytest.raises(CheckError):
        body_of("Sturm\n\nRain", "Storm")
