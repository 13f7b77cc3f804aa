"""Extractors on real pages of which the article is known: F1 of each, paired with ours, and its cost.

Pages that no fit of ours saw (sets for evaluation only); a set that the model learnt from is marked as such, its
figures without its own sites are in the model's card. Peers run as their documentation shows; what fails counts as
nothing found.
"""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
import zstandard

import cleaner
from benchmarks.real_texts import DATA
from cleaner.evaluation.words import lower_words, token_overlap, words

__all__ = ["extractors"]

# The gold of these holds the headline; those that the block model learnt from.
SETS = ("daniel", "l3sgn1", "naeb", "wcxb", "fundus", "magic_forum")
WITH_TITLE = frozenset(("daniel", "l3sgn1", "magic_forum"))
LEARNT = frozenset(("naeb", "wcxb", "fundus", "magic_forum"))
REPLICATES, SEED = 1000, 7


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


TOOLS: dict[str, tuple[str, Callable[[str], Taken]]] = {
    "cleaner": ("cleaner", _ours()),
    "cleaner --favor precision": ("cleaner", _ours(favor="precision")),
    "cleaner --favor recall": ("cleaner", _ours(favor="recall")),
    "cleaner --extractor trafilatura": ("cleaner", _ours(extractor="trafilatura")),
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura favor_precision": ("trafilatura", _trafilatura(favor_precision=True)),
    "resiliparse main_content": ("resiliparse", _resiliparse),
}


def extractors(full: bool) -> dict[str, Any]:
    """A row for each set and tool; `full`: all pages, else 150 a set."""
    present = [name for name in SETS if (DATA / f"{name}_dev.jsonl.zst").exists()]
    if not present:
        return {"skipped": "its data is not here"}
    rows = [row for name in present for row in _of_set(name, None if full else 150)]
    return {"versions": {package: version(package) for package, _ in TOOLS.values()}, "rows": rows}


def _of_set(name: str, most: int | None) -> Iterator[dict[str, Any]]:
    pages = list(_pages(name, most))
    with ProcessPoolExecutor(2) as pool:
        scores = {tool: list(pool.map(_score, pages, [tool] * len(pages), chunksize=10)) for tool in TOOLS}
    ours = np.array([score.f1 for score in scores["cleaner"]])
    chooser = np.random.default_rng(SEED)
    draws = chooser.integers(0, len(pages), (REPLICATES, len(pages)))
    for tool, found in scores.items():
        f1 = np.array([score.f1 for score in found])
        low, high = np.quantile((f1 - ours)[draws].mean(1), (0.025, 0.975)).tolist()
        yield {
            "set": name,
            "is_learnt": name in LEARNT,
            "pages": len(pages),
            "tool": tool,
            "f1": round(float(f1.mean()), 4),
            "median": round(float(np.median(f1)), 4),
            "less_ours": [round(float((f1 - ours).mean()), 4), round(low, 4), round(high, 4)],
            "failed_outright": int((f1 < 1 / 2).sum()),
            "milliseconds": round(1e3 * sum(score.seconds for score in found) / len(pages), 1),
        }


class Page(NamedTuple):
    """A page and its article."""

    html: str
    gold: str
    with_title: bool


def _pages(name: str, most: int | None) -> Iterator[Page]:
    with (DATA / f"{name}_dev.jsonl.zst").open("rb") as raw:
        stream = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(raw)
        rows = [json.loads(line) for line in io.TextIOWrapper(stream, "utf-8")]
    step = max(1, len(rows) // most) if most else 1
    for row in rows[::step][: most or len(rows)]:
        gold = row["gold"] if isinstance(row["gold"], str) else "\n".join(row["gold"])
        yield Page(row["html"], gold, name in WITH_TITLE)


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
