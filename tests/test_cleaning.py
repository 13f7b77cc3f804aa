"""The public face of cleaning, and the type specimen."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cleaner
from cleaner.cleaning import looks_like_html
from cleaner.config import CleanConfig
from cleaner.errors import ConfigError, DocumentError
from tests.real_data import real_file

STORY = "Rain fell on the harbour for the third day in a row, and the ferries stayed in port until noon."
PAGE = f"Ferries stay in port\n\n{STORY}\n\nShare on Facebook\n"
FURNITURE = [
    "Share on Facebook",
    "Read also: Storm over the bay",
    "NEXT Storm",
    "----",
    "Source",
    STORY,
    "Title of it all",
]


def test_the_specimen_comes_out_as_the_article_alone() -> None:
    path = real_file("../samples/000_1071f534a2dfb2e7.txt")
    data = path.read_bytes()
    cleaned = cleaner.clean(data)
    lines = data.decode().split("\n")
    assert cleaned.title == lines[2]
    first = next(number for number, line in enumerate(lines) if line.startswith("Lundi"))
    last = max(number for number, line in enumerate(lines) if line.startswith("  •"))
    assert cleaned.text == "\n".join(lines[first : last + 1]) + "\n"
    assert cleaned.restore().encode() == data
    codes = {finding.code for finding in cleaned.findings}
    assert {"TITLE00", "TITLE01", "TITLE02", "KICKER01", "SOURCE01", "FOLLOW01", "LINK01", "SEP01"} <= codes


@given(st.lists(st.sampled_from(FURNITURE) | st.text(max_size=30), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_page_restores_and_keeps_a_subsequence(lines: list[str], end: str) -> None:
    page = end.join(lines)
    assume(not looks_like_html(page))
    cleaned = cleaner.clean(page)
    assert cleaned.restore() == page
    rest = iter(page)
    assert all(character in rest for character in cleaned.text)


@pytest.mark.parametrize("data", ["", "  \n \n", b"", "\ufeff"])
def test_empty_input_gives_empty_text(data: str | bytes) -> None:
    cleaned = cleaner.clean(data)
    assert cleaned.text.strip().strip("\ufeff") == ""
    assert cleaned.findings == ()


def test_a_given_title_helps_to_find_its_repeats() -> None:
    page = f"Ferries stay in port\n\n{STORY}\n\nferries-stay-in-port\n"
    cleaned = cleaner.clean(page, title="Ferries Stay in Port")
    assert cleaned.title == "Ferries Stay in Port"
    assert cleaned.text == f"{STORY}\n"


def test_select_and_ignore() -> None:
    assert cleaner.clean(PAGE, config=CleanConfig(select=("SHARE",))).text == f"Ferries stay in port\n\n{STORY}\n"
    assert cleaner.clean(PAGE, config=CleanConfig(ignore=("SHARE",))).text == f"{STORY}\n\nShare on Facebook\n"
    with pytest.raises(ConfigError, match="SHARE01"):
        cleaner.clean(PAGE, config=CleanConfig(select=("NOPE",)))


def test_binary_is_refused() -> None:
    with pytest.raises(DocumentError, match="binary"):
        cleaner.clean(b"\0\1\2" * 50)


def test_clean_many_gives_one_result_a_record_in_order() -> None:
    records = [PAGE, {"id": 7, "text": PAGE}, {"id": "bad"}, b"\0\1\2" * 50, {"id": None, "text": ""}]
    results = list(cleaner.clean_many(records))
    assert [result.id for result in results] == ["", "7", "bad", "", ""]
    assert [bool(result.error) for result in results] == [False, False, True, True, False]
    assert results[0].text == results[1].text == f"{STORY}\n"


def test_importing_costs_nothing_heavy() -> None:
    code = (
        "import sys, cleaner; cleaner.clean('Share on Facebook\\n');"
        "heavy = {'numpy', 'numba', 'pyarrow', 'datasketch', 'scipy', 'rich', 'click', 're2'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_html_is_told_in_linear_time() -> None:
    assert not looks_like_html("<!--" + "-->" * 50_000)
    assert not looks_like_html("<!-- a -->" * 50_000 + "x")
