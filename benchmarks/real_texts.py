"""Real texts for the benchmarks, read from where they lie; never part of the project."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CLEANER_DATA", ROOT.parent / "shared" / "data"))


LINE_SETS = ("naeb", "wcxb_dev", "magic_forum")


class Text(NamedTuple):
    """One press release."""

    id: str
    source: str
    date: str
    text: str


def press_releases(most: int | None = None) -> list[Text]:
    """`most` press releases, evenly spaced over all 18,431 (None: all); skips the benchmark where they are absent."""
    rows = read("press_releases_dev.jsonl.zst", most)
    return [Text(row["id"], row["source"], row["date"], row["text"]) for row in rows]


def line_pages(most: int) -> list[Text]:
    """`most` pages as plain text with all their furniture, a short line each piece, evenly spaced over three sets."""
    rows = read("text_lines_dev.jsonl.zst", None)
    each = most // len(LINE_SETS)
    found: list[dict[str, Any]] = []
    for name in LINE_SETS:
        own = [row for row in rows if row["dataset"] == name]
        found += own[:: max(len(own) // each, 1)][:each]
    return [Text(row["id"], row["dataset"], "", "\n".join(line["t"] for line in row["lines"])) for row in found]


def news_pages(most: int) -> list[str]:
    """`most` HTML pages of news, evenly spaced over all 346; skips the benchmark where they are absent."""
    return [row["html"] for row in read("naeb_dev.jsonl.zst", most)]


def read(name: str, most: int | None) -> list[dict[str, Any]]:
    """Records of a file, evenly spaced."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"real data is not here: {path.name} (set CLEANER_DATA to its folder)")
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw)
        rows = [json.loads(line) for line in io.TextIOWrapper(stream, encoding="utf-8")]
    step = len(rows) // most if most else 1
    return rows[::step][:most]
