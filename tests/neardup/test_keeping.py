"""Which copy is kept, by rules in any order, and why, in words."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from cleaner.config import DedupConfig
from cleaner.errors import ConfigError
from cleaner.neardup.duplicates import find_duplicates
from cleaner.neardup.origins import credited_wires
from tests.neardup.corpora import words

STORY = " ".join(words(random.Random(5), 80))


def kept(config: DedupConfig, **columns: list[object]) -> tuple[object, str]:
    """The id kept, and the reason; the same for any order of rows."""
    found = []
    for turn in (1, -1):
        table = pa.table({name: values[::turn] for name, values in columns.items()})
        rows = [row for row in find_duplicates(table, config).table.to_pylist() if row["keep"]]
        found.append((rows[0]["id"], rows[0]["reason"]))
    assert found[0] == found[1]
    return found[0]


def preferring(tmp_path: Path, text: str, *keep: str) -> DedupConfig:
    path = tmp_path / "sources.txt"
    path.write_text(text)
    return DedupConfig(keep=keep or ("preferred-source", "earliest"), sources_preferred=(str(path),))


def test_a_preferred_source_in_the_order_of_the_list(tmp_path: Path) -> None:
    config = preferring(tmp_path, "# ours first\nwire.example\nwww.Paper.example  # then theirs\n")
    columns = {"id": ["a", "b", "c"], "text": [STORY] * 3}
    assert kept(config, **columns, source=["x.example", "paper.example", "uk.wire.example"]) == (
        "c",
        "kept: preferred source uk.wire.example",
    )
    urls = ["https://notpaper.example/1", "https://paper.example/1", None]
    assert kept(config, **columns, url=urls) == ("b", "kept: preferred source paper.example")


def test_the_next_rule_decides_among_sources_of_one_rank(tmp_path: Path) -> None:
    config = preferring(tmp_path, "wire.example")
    dates = ["2024-02-01", "2024-01-01"]
    found = kept(config, id=["a", "b"], text=[STORY] * 2, source=["wire.example"] * 2, date=dates)
    assert found == ("b", "kept: earliest date 2024-01-01")


def test_the_cleanest() -> None:
    config = DedupConfig(keep=("cleanest",))
    columns = {"id": ["a", "b", "c"], "text": [STORY] * 3}
    assert kept(config, **columns, removed=[0.25, 0.125, None]) == ("b", "kept: cleanest, 12.5 % taken out")
    assert kept(config, **columns) == ("a", "kept: smallest id")


@pytest.mark.parametrize(
    ("texts", "sources", "expected"),
    [
        ([f"EASTON, May 3 (Reuters) - {STORY}", STORY], ["x", "y"], ("b", "kept: credits nobody else")),
        ([f"{STORY} Quelle: dpa", STORY + "!"], ["x", "dpa.com"], ("b", "kept: copies credit it")),
        ([f"(AFP) {STORY}", f"{STORY} Source: AFP"], ["x", "afp.com"], ("b", "kept: copies credit it")),
        ([STORY, STORY + "!"], ["x", "y"], ("a", "kept: smallest id")),
    ],
)
def test_the_original_by_whom_copies_credit(texts: list[object], sources: list[object], expected: object) -> None:
    assert kept(DedupConfig(keep=("original",)), id=["a", "b"], text=texts, source=sources) == expected


def test_the_original_by_whom_copies_link_to() -> None:
    texts: list[object] = [f"{STORY} Read it at https://www.paper.example/bridge?from=x.", STORY]
    urls: list[object] = ["https://copy.example/1", "http://paper.example/bridge/"]
    assert kept(DedupConfig(keep=("original",)), id=["a", "b"], text=texts, url=urls) == (
        "b",
        "kept: a copy links to it",
    )


@pytest.mark.parametrize(
    ("text", "wires"),
    [
        (f"（新华社）{STORY}", {"xinhuanet.com"}),
        (f"МОСКВА, 3 мая. /ТАСС/. {STORY}", {"tass.ru"}),
        (f"NEW YORK, May 3, 2024 /PRNewswire/ -- {STORY}", {"prnewswire.com"}),
        (f"{STORY}\n出典：ロイター", {"reuters.com"}),
        (f"The Reuters building is old. {STORY}", set()),
        (f"{STORY} {STORY} (Reuters) {STORY} {STORY}", set()),
    ],
)
def test_credits(text: str, wires: set[str]) -> None:
    assert credited_wires(text) == wires


def test_rules_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="goes with"):
        DedupConfig(keep=("preferred-source",))
    with pytest.raises(ConfigError, match="no source in it"):
        preferring(tmp_path, "# none\n\n")
    with pytest.raises(ConfigError, match="a text file with a source a line"):
        DedupConfig(keep=("preferred-source",), sources_preferred=(str(tmp_path / "none"),))
    with pytest.raises(ConfigError, match="use each of"):
        DedupConfig(keep=("earliest", "earliest"))
