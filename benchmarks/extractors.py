"""Extractors on real pages of which the article is known: F1 of each, paired with ours, and its cost.

Pages that no fit of ours saw (sets for evaluation only); a set that the model learnt from is marked as such, its
figures without its own sites are in the model's card. Peers run as their documentation shows, those that are not
installed are left out; what fails counts as nothing found. The oracle takes of each page the best that a peer gave.
"""

from __future__ import annotations

import io
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

import cleaner
from benchmarks.real_texts import DATA
from cleaner.evaluation.words import lower_words, token_overlap, words
from cleaner.extract import make_swift

__all__ = ["extractors"]

# The gold of these holds the headline; those that the block model learnt from.
SETS = ("daniel", "l3sgn1", "naeb", "wcxb", "fundus", "magic_forum")
WITH_TITLE = frozenset(("daniel", "l3sgn1", "magic_forum"))
LEARNT = frozenset(("naeb", "wcxb", "fundus", "magic_forum"))
REPLICATES, SEED = 1000, 7
# What a set's pages are told apart by; groups of fewer pages say nothing.
GROUPS = {"daniel": "lang", "wcxb": "type", "fundus": "country"}
LEAST_PAGES = 10
ORACLE = "oracle of the peers"


class Taken(NamedTuple):
    """What an extractor gave for a page."""

    title: str | None
    text: str | None


class Score(NamedTuple):
    """F1 of a page's words, and the CPU seconds that it cost."""

    f1: float
    seconds: float


def _ours(**settings: Any) -> Callable[[str], Taken]:
    def take(html: str) -> Taken:
        cleaned = cleaner.clean(html, kind="html", config=cleaner.CleanConfig(**settings))
        return Taken(cleaned.title, cleaned.text)

    return take


def _trafilatura(**settings: Any) -> Callable[[str], Taken]:
    def take(html: str) -> Taken:
        import trafilatura

        found = trafilatura.bare_extraction(html, **settings)
        return Taken(found.title, found.text) if found else Taken(None, None)

    return take


def _resiliparse(html: str) -> Taken:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    return Taken(tree.title, extract_plain_text(tree, main_content=True))


def _readability(html: str) -> Taken:
    from lxml.html import fromstring
    from readability import Document

    document = Document(html)
    return Taken(document.short_title(), "\n".join(fromstring(document.summary()).itertext()))


TOOLS: dict[str, tuple[str, Callable[[str], Taken]]] = {
    "cleaner": ("cleaner", _ours()),
    "cleaner --fast": ("cleaner", _ours(fast=True)),
    "cleaner --favor precision": ("cleaner", _ours(favor="precision")),
    "cleaner --favor recall": ("cleaner", _ours(favor="recall")),
    "cleaner --extractor trafilatura": ("cleaner", _ours(extractor="trafilatura")),
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura favor_precision": ("trafilatura", _trafilatura(favor_precision=True)),
    "readability-lxml": ("readability-lxml", _readability),
    "resiliparse main_content": ("resiliparse", _resiliparse),
}


def extractors(full: bool) -> dict[str, Any]:
    """A row for each set and tool, and for each group of a set's pages; `full`: all pages, else 150 a set."""
    present = [name for name in SETS if (DATA / f"{name}_dev.jsonl.zst").exists()]
    if not present:
        return {"skipped": "its data is not here"}
    versions = dict(_versions())
    tools = [tool for tool, (package, _) in TOOLS.items() if package in versions]
    rows = [row for name in present for row in _of_set(name, None if full else 150, tools)]
    return {"versions": versions, "rows": rows}


def _versions() -> Iterator[tuple[str, str]]:
    for package in dict.fromkeys(package for package, _ in TOOLS.values()):
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def _of_set(name: str, most: int | None, tools: list[str]) -> Iterator[dict[str, Any]]:
    pages = list(_pages(name, most))
    with ProcessPoolExecutor(2, initializer=_warm, initargs=(tools, pages[0])) as pool:
        scores = {tool: list(pool.map(_score, pages, [tool] * len(pages), chunksize=10)) for tool in tools}
    f1 = {tool: np.array([score.f1 for score in found]) for tool, found in scores.items()}
    f1[ORACLE] = np.max([values for tool, values in f1.items() if TOOLS[tool][0] != "cleaner"], axis=0)
    groups: dict[str | None, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for group in {None, page.group}:
            groups[group].append(number)
    for group, numbers in groups.items():
        if len(numbers) < LEAST_PAGES:
            continue
        for tool, values in f1.items():
            cost = sum(score.seconds for score in scores[tool]) / len(pages) if tool in scores else None
            yield {
                "set": name,
                "group": group,
                "is_learnt": name in LEARNT,
                "pages": len(numbers),
                "tool": tool,
                **_figures(values[numbers], f1["cleaner"][numbers]),
                "milliseconds": None if cost is None else round(1e3 * cost, 1),
            }


def _warm(tools: list[str], page: Page) -> None:
    """A process as it is amid a run: everything imported and compiled, tried on one page."""
    make_swift()
    for tool in tools:
        _score(page, tool)


def _figures(f1: npt.NDArray[np.float64], ours: npt.NDArray[np.float64]) -> dict[str, Any]:
    """Means and medians of pages, and the difference to ours with its interval of 95 % (paired bootstrap)."""
    draws = np.random.default_rng(SEED).integers(0, len(f1), (REPLICATES, len(f1)))
    less = f1 - ours
    low, high = np.quantile(less[draws].mean(1), (0.025, 0.975)).tolist()
    return {
        "f1": round(float(f1.mean()), 4),
        "median": round(float(np.median(f1)), 4),
        "less_ours": [round(float(less.mean()), 4), round(low, 4), round(high, 4)],
        "failed_outright": int((f1 < 1 / 2).sum()),
    }


class Page(NamedTuple):
    """A page and its article; `group` is what it is of its set's."""

    html: str
    gold: str
    with_title: bool
    group: str | None


def _pages(name: str, most: int | None) -> Iterator[Page]:
    with (DATA / f"{name}_dev.jsonl.zst").open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw)
        rows = [json.loads(line) for line in io.TextIOWrapper(stream, "utf-8")]
    step = max(1, len(rows) // most) if most else 1
    for row in rows[::step][: most or len(rows)]:
        gold = row["gold"] if isinstance(row["gold"], str) else "\n".join(row["gold"])
        yield Page(row["html"], gold, name in WITH_TITLE, row.get(GROUPS.get(name, "")))


def _score(page: Page, tool: str) -> Score:
    logging.disable(logging.CRITICAL)
    begin = time.process_time()
    try:
        taken = TOOLS[tool][1](page.html)
    except Exception:  # noqa: BLE001 - a peer that fails on a page has found nothing there
        taken = Taken(None, None)
    seconds = time.process_time() - begin
    text = taken.text or ""
    if page.with_title and taken.title and not text.startswith(taken.title):
        text = f"{taken.title}\n{text}"
    gold, found = (lower_words(one, words(one)) for one in (page.gold, text))
    overlap = token_overlap(gold, found)
    both = overlap.found + overlap.gold
    return Score(2 * overlap.common / both if both else 1.0, seconds)
