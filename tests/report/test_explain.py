"""One document explained: nothing is left out, columns hold, and it reads without colour."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cleaner.cleaning import clean
from cleaner.document import Cleaned, Document, Finding, Metadata, apply, split_blocks
from cleaner.report.explain import as_json, explain_document, pieces
from tests.corpus_truth import CORPUS

PAGES = sorted((CORPUS / "news").rglob("*.txt"))
PROSE = "Rain fell on the harbour for the {} day in a row, and the ferries stayed in port until noon."


def shown(cleaned: Cleaned, width: int | None, *, full: bool = False, colour: bool = False) -> list[str]:
    file = io.StringIO()
    console = Console(
        file=file,
        width=width or 80,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
    )
    for line in explain_document(cleaned, "page.txt", width=width, full=full):
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return file.getvalue().splitlines()


def plain(line: str) -> str:
    return line.replace("\u200e", "")


def page(*lines: str) -> Cleaned:
    return clean("\n\n".join(lines) + "\n")


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120])
@pytest.mark.parametrize("full", [False, True])
def test_no_row_is_wider_than_the_terminal_in_any_script(width: int, full: bool) -> None:
    for path in PAGES:
        for line in shown(clean(path.read_bytes()), width, full=full)[2:]:
            assert cell_len(plain(line)) <= width, (path, line)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_bars_stand_in_one_column_in_any_script(width: int) -> None:
    for path in PAGES:
        rows = [plain(line) for line in shown(clean(path.read_bytes()), width) if " │" in line]
        assert {cell_len(row[: row.index("│")]) for row in rows} == {17}
        cut = [row for row in rows if row.count(" │") == 2]
        assert len({cell_len(row[: row.rindex(" │")]) for row in cut if row[0] in "✂#"}) == 1, path


@pytest.mark.parametrize("path", PAGES[::7], ids=lambda path: Path(path).name)
def test_in_full_every_line_stands_there_once_and_in_order(path: Path) -> None:
    cleaned = clean(path.read_bytes())
    original = cleaned.restore()
    lines = [" ".join(original[start:end].split()) for start, end in split_blocks(original)]
    rows = [re.sub("[\u200e]", "", row).split(" │ ")[1] for row in shown(cleaned, None, full=True) if " │ " in row]
    assert "".join(rows).replace("↪ ", "").replace(" ", "") == "".join(lines).replace(" ", "")


def test_without_colour_the_mark_tells_what_went_and_why() -> None:
    rows = shown(page("Storm over the bay", PROSE.format("third"), "Share on Facebook"), None)
    assert "# TITLE00      1 │ Storm over the bay │ becomes the title 1.00" in rows
    assert f"               2 │ {PROSE.format('third')[:70]}" in "".join(row[:89] for row in rows if "Rain" in row)
    assert "✂ SHARE01      3 │ Share on Facebook │ share on (en) 0.90" in rows


def test_with_colour_what_went_is_struck_through_and_the_headline_is_not() -> None:
    rows = shown(page("Storm over the bay", PROSE.format("third"), "Share on Facebook"), 80, colour=True)
    struck = [row for row in rows if re.search(r"\x1b\[9[;m]|\x1b\[\d*;?9;", row)]
    assert [row for row in rows if "Share on Facebook" in row] == struck


def test_a_long_run_that_stays_is_shortened_and_in_full_it_is_not() -> None:
    cleaned = page("Storm over the bay", *(PROSE.format(number) for number in range(9)), "Share on Facebook")
    short, full = shown(cleaned, 80), shown(cleaned, None, full=True)
    assert any("more lines stay" in row for row in short)
    assert sum("Rain fell" in row for row in short) == 3
    assert sum("Rain fell" in row for row in full) == 9


def test_the_part_of_a_line_that_stays_hangs_on_an_arrow() -> None:
    cleaned = apply(Document("Share: rain fell on the bay"), [Finding("SHARE01", 0, 6, "share", 0.9)])
    assert [(piece.text, piece.line, piece.is_rest) for piece in pieces(cleaned)] == [
        ("Share:", 1, False),
        ("rain fell on the bay", 1, True),
    ]
    assert any("↪ rain fell" in row for row in shown(cleaned, 80))


def _html_like() -> Cleaned:
    text = "".join(f"Menu {number}\n" for number in range(30)) + "Rain fell.\nFooter\n"
    findings, at = [], 0
    for line in text.splitlines(keepends=True):
        if line != "Rain fell.\n":
            findings.append(Finding("HTML01", at, at + len(line) - 1, "nav", 0.8))
        at += len(line)
    return apply(Document(text), findings)


def test_neighbours_that_the_extractor_left_are_one_row() -> None:
    short = [row for row in shown(_html_like(), None) if row.startswith("✂ HTML01") and "│" in row]
    assert len(short) == 2
    assert "30 lines, 200 characters" in short[0]
    full = [row for row in shown(_html_like(), None, full=True) if row.startswith("✂ HTML01") and "│" in row]
    assert len(full) == 31


@pytest.mark.parametrize("width", [None, 80])
def test_nothing_in_a_document_reaches_the_terminal_as_a_command(width: int | None) -> None:
    evil = "\x1b]0;pwned\x07\x1b[31mred\u202e[bold]x[/bold]"
    cleaned = apply(
        Document(f"Share {evil}\n{evil} stays and is some words long\n"), [Finding("SHARE01", 0, 10, evil, 0.9)]
    )
    text = "\n".join(shown(cleaned, width, full=True))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "\\x1b[31mred\\u202e" in text.replace("\n", "")
    assert "[bold]x[/bold]" in text


@given(text=st.text(max_size=200), width=st.sampled_from([None, 40, 80]))
def test_any_text_can_be_shown(text: str, width: int | None) -> None:
    cleaned = clean(text)
    assert shown(cleaned, width)[0].startswith("page.txt")
    assert shown(cleaned, width, full=True)


def test_the_counts_add_up() -> None:
    for path in PAGES:
        cleaned = clean(path.read_bytes())
        rows = shown(cleaned, None)
        gone = sum(
            int(found[1].replace(",", "")) for row in rows if (found := re.search(r" × +([\d,]+) characters ", row))
        )
        last = re.fullmatch(r"stays +(?:title ([\d,]+), )?text ([\d,]+) of ([\d,]+) characters.*", rows[-1])
        assert last
        title, text, whole = (int((part or "0").replace(",", "")) for part in last.groups())
        assert title + text + gone == whole == len(cleaned.restore())


def test_an_empty_text_is_told() -> None:
    assert shown(clean(""), 80)[-1].split() == "stays text 0 of 0 characters".split()


def test_for_a_program_spans_are_over_the_original() -> None:
    cleaned = page("Storm over the bay", PROSE.format("third"), "Share on Facebook")
    told = json.loads(json.dumps(as_json(cleaned, "page.txt")))
    assert (told["title"], told["text"]) == (cleaned.title, cleaned.text)
    share = told["findings"][-1]
    assert told["original"][share["start"] : share["end"]] == "Share on Facebook"
    assert all(told["original"][cut["start"] :].startswith(cut["text"]) for cut in share["cuts"])


def test_lines_are_counted_not_their_parts() -> None:
    cleaned = apply(Document("Share: rain fell\nSnow"), [Finding("SHARE01", 0, 6, "share", 0.9)])
    assert len(list(pieces(cleaned))) == 3
    assert shown(cleaned, 80)[0] == "page.txt  2 lines, 21 characters"


def test_for_a_program_there_are_notes_and_metadata() -> None:
    told = as_json(Cleaned("Rain", metadata=Metadata(author="A. Bee"), notes=("odd",)), "x")
    assert told["notes"] == ["odd"]
    assert told["metadata"]["author"] == "A. Bee"
    assert as_json(Cleaned("Rain"), "x")["metadata"] is None
