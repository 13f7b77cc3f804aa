"""Pages with the truth of each line, from the data folder; only sets whose licence allows training.

`text_lines` pages bring their truth. Of HTML pages the gold's words are laid on the page's lines; where there are only
wanted and unwanted segments, what the extractor and the rules keep is taken for the truth of those pages on which it
agrees with every segment. News bulletins without furniture are set into the furniture of other pages.
"""

from __future__ import annotations

import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import zstandard

from cleaner.cleaning import clean_page, document_of
from cleaner.config import CleanConfig
from cleaner.document import HEADLINE, Cleaned, Document
from cleaner.errors import DocumentError
from cleaner.evaluation.aligning import common_words, kept_lines
from cleaner.evaluation.words import words
from cleaner.extract import read_page

__all__ = ["Line", "TrainingPage", "bulletins", "host_of", "letters", "read_pages", "rows"]

LINE_SETS = ("wcxb_dev", "naeb", "magic_forum")
SITES_OF = {"wcxb_dev": "wcxb_dev", "naeb": "naeb_dev", "magic_forum": "magic_forum_dev"}
MOST_LINES, LEAST_CHARACTERS = 1500, 300
BULLETINS, BULLETINS_OF_ONE = 400, 2
TAG = re.compile(r"<[^>]*>")
PARAGRAPH_END = re.compile(r"</p>|<br>|\n")
NOT_WORD = re.compile(r"[\W_]+")


class Line(NamedTuple):
    """A line and whether it is the article's."""

    text: str
    keep: bool


@dataclass(frozen=True)
class TrainingPage:
    """A page's lines with their truth; `sites` are the hosts that its parts come from.

    `kind` is article or another kind of page, `made` how a synthetic page was made (None: a real one).
    """

    id: str
    dataset: str
    language: str
    kind: str
    sites: tuple[str, ...]
    lines: tuple[Line, ...]
    made: str | None = None

    @property
    def body(self) -> tuple[int, int] | None:
        """`[start, end)` from the first line of the article to its last; None for a page without one."""
        kept = [number for number, line in enumerate(self.lines) if line.keep]
        return (kept[0], kept[-1] + 1) if kept else None


def read_pages(data: Path) -> list[TrainingPage]:
    """All pages of the data folder that may be trained on, in a fixed order."""
    pages = [*_of_lines(data), *_agreed(data), *_aligned(data)]
    return [page for page in pages if page.body]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a compressed file of JSON lines."""
    with path.open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw)
        yield from map(json.loads, io.TextIOWrapper(stream, "utf-8"))


def host_of(url: str | None, otherwise: str) -> str:
    """The host of an address, without www."""
    return urlsplit((url or "").removeprefix("hard::")).netloc.removeprefix("www.") or otherwise


def _of_lines(data: Path) -> Iterator[TrainingPage]:
    """Pages whose lines bring their truth."""
    sites = {
        (name, row["id"]): host_of(row.get("url"), row["id"])
        for name, file in SITES_OF.items()
        for row in rows(data / f"{file}.jsonl.zst")
    }
    for row in rows(data / "text_lines_dev.jsonl.zst"):
        if row["dataset"] in LINE_SETS:
            lines = tuple(Line(" ".join(line["t"].split()), bool(line["keep"])) for line in row["lines"])
            site = sites.get((row["dataset"], row["id"]), row["id"])
            yield TrainingPage(row["id"], row["dataset"], row["lang"], row["type"], (site,), lines)


def _agreed(data: Path) -> Iterator[TrainingPage]:
    """Pages with wanted and unwanted segments, where what is kept holds all of those and none of these."""
    for row in rows(data / "trafeval_dev.jsonl.zst"):
        found = _read(row["html"])
        if not found:
            continue
        document, cleaned = found
        kept, whole = letters(cleaned.text), letters(f"{cleaned.title or ''}{cleaned.text}")
        agrees = all(letters(text) in whole for text in row["with"])
        agrees &= not any(letters(text) in kept for text in row["without"])
        if agrees and len(cleaned.text) >= LEAST_CHARACTERS:
            site = host_of(row.get("url"), row["id"])
            lines = tuple(_fates(document, cleaned))
            yield TrainingPage(row["id"], "trafeval", row["lang"], "article", (site,), lines)


def _aligned(data: Path) -> Iterator[TrainingPage]:
    """Pages with the paragraphs of their article."""
    for row in rows(data / "fundus_dev.jsonl.zst"):
        found = _read(row["html"])
        if not found or len(found[0].blocks) > MOST_LINES:
            continue
        texts = [found[0].text[start:end].strip() for start, end in found[0].blocks]
        own = [(number, word.lower()) for number, text in enumerate(texts) for word in words(text)]
        gold = row["gold"] if isinstance(row["gold"], str) else "\n".join(row["gold"])
        common = common_words([word for _, word in own], [word.lower() for word in words(gold)])
        if common is not None:
            keep = kept_lines([number for number, _ in own], len(texts), common)
            lines = tuple(map(Line, texts, keep))
            yield TrainingPage(row["id"], "fundus", row["country"], "article", (row["publisher"],), lines)


def _read(html: str) -> tuple[Document, Cleaned] | None:
    try:
        page = read_page(html)
    except DocumentError:
        return None
    document = document_of(page, Document(""))
    return document, clean_page(page, document, CleanConfig(extractor="trafilatura"))


def letters(text: str) -> str:
    """A text's letters and digits alone."""
    return NOT_WORD.sub("", text.lower())


def _fates(document: Document, cleaned: Cleaned) -> Iterator[Line]:
    """Each line of a document, kept where most of its characters are; the headline is."""
    gone = bytearray(len(document.text))
    for cut in cleaned.cuts:
        if cleaned.findings[cut.finding].code != HEADLINE:
            gone[cut.start : cut.start + len(cut.text)] = b"\1" * len(cut.text)
    for start, end in document.blocks:
        yield Line(document.text[start:end].strip(), 2 * sum(gone[start:end]) < end - start)


def bulletins(data: Path, chooser: random.Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Titles and paragraphs of news bulletins, drawn."""
    days = list(rows(data / "xinwenlianbo.jsonl.zst"))
    chooser.shuffle(days)
    found = 0
    for row in days:
        parts = re.split(r"(?m)^### ", row["text"])[1:]
        chooser.shuffle(parts)
        for part in parts[:BULLETINS_OF_ONE]:
            title, _, body = part.partition("\n")
            texts = (TAG.sub("", text).strip() for text in PARAGRAPH_END.split(body.partition("\n[")[0]))
            paragraphs = tuple(text for text in texts if text)
            if len(paragraphs) > 1 and sum(map(len, paragraphs)) >= LEAST_CHARACTERS and found < BULLETINS:
                found += 1
                yield title.strip(), paragraphs
