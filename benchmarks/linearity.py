"""Whether a document's cost stays in proportion to its size, whatever it holds: each rule on texts made to be slow.

A text repeats one near-match, on one long line or on many lines. A rule's exponent is the slope of the straight line
fitted to log time over log size, where the clock can tell: 1 is linear, 2 quadratic.
"""

from __future__ import annotations

import gc
import math
import resource
import time
from collections.abc import Iterator, Sequence
from statistics import linear_regression
from typing import Any

import cleaner
from benchmarks.linearity_picture import draw
from cleaner.config import Limits
from cleaner.document import Document, apply
from cleaner.rules import ALL_RULES, Reading

__all__ = ["linearity"]

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
# The best of two; long texts once.
ROUNDS, LONG = 2, 1_000_000
# Below this many seconds a call's own cost and the clock's noise are measured.
LEAST_SECONDS = 0.003
WHOLE = "reading and cutting"
HEAD = "Ferries stay in port\n\n"
STORY = "\n\nRain fell on the harbour for the third day in a row, and the ferries stayed in port until noon.\n\n"
PARTS = (
    *("](", "[", "![a](", "(", ")", " ", "\u00a0", "7", ".", "…", "-", "– ", "_ ", "'", "”", "”.", "| ", ": ", "# "),
    *("http://", "https://a.example/b ", "www.", "© 2020 ", "(c) ", "copyright ", "e mail ", "1.2K shares "),
    *("share ", "read more ", "more: ", "facebook ", "Tags: ", "Source: ", "Ferries stay ", "分享到", "ไทย", "é"),
)
LONG_LINE, MANY_LINES, EQUAL_LINES = "one line", "many lines", "equal lines"


def texts(size: int) -> Iterator[tuple[str, str]]:
    """Name and text of each shape."""
    for part in PARTS:
        yield f"{LONG_LINE} of {part!r}", HEAD + part * (size // len(part))
        line = (part * 8).strip() or "x"
        count = size // (len(line) + 7)
        yield f"{MANY_LINES} of {part!r}", HEAD + STORY + "\n".join(f"{line} {number}" for number in range(count))
        yield f"{EQUAL_LINES} of {part!r}", HEAD + f"{line}\n" * (size // (len(line) + 1)) + STORY


def timings(text: str) -> dict[str, float]:
    """CPU seconds of each rule, beside what all rules share and the cutting.

    Without the garbage collector, as `timeit` does: its visits to a growing heap are no rule's.
    """
    gc.collect()
    gc.disable()
    try:
        return _timings(text)
    finally:
        gc.enable()


def _timings(text: str) -> dict[str, float]:
    start = time.process_time()
    document = Document(text)
    reading = Reading(document)
    # Each is worked out when first asked for.
    for name in ("shown", "prose", "keys", "hits", "headline", "echoes"):
        getattr(reading, name)
    took = {WHOLE: time.process_time() - start}
    findings = []
    for rule in ALL_RULES:
        start = time.process_time()
        findings += list(rule(reading))
        took[rule.code] = time.process_time() - start
    start = time.process_time()
    apply(document, findings)
    took[WHOLE] += time.process_time() - start
    return took


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float | None:
    """The fitted slope over the sizes that take long enough to tell; None where fewer than two do.

    >>> exponent((10, 100, 1000), [0.01, 0.1, 1.0]), exponent((10, 100, 1000), [0.0, 0.001, 0.01])
    (1.0, None)
    """
    told = [(math.log(size), math.log(took)) for size, took in zip(sizes, seconds, strict=True) if took > LEAST_SECONDS]
    return round(linear_regression(*zip(*told, strict=True)).slope, 2) if len(told) > 1 else None


def linearity(full: bool = False) -> dict[str, Any]:
    """A row a rule: its worst exponent, and the text that it was measured on; then the largest documents."""
    timings(STORY * 100)
    found: dict[str, dict[str, list[float]]] = {}
    for shape in zip(*(texts(size) for size in SIZES), strict=True):
        name = shape[0][0]
        for size, (_, text) in zip(SIZES, shape, strict=True):
            rounds = [timings(text) for _ in range(1 if size >= LONG else ROUNDS)]
            for rule in rounds[0]:
                best = min(took[rule] for took in rounds)
                found.setdefault(rule, {}).setdefault(name, []).append(best)
    rows = [row(rule, by_name) for rule, by_name in found.items()]
    draw(SIZES, rows)
    return {"sizes": list(SIZES), "rows": rows, "largest": list(largest()) if full else []}


def row(rule: str, by_name: dict[str, list[float]]) -> dict[str, Any]:
    """One rule's worst figures: the steepest text, and the slowest."""
    told = [(slope, name) for name, took in by_name.items() if (slope := exponent(SIZES, took)) is not None]
    slope, steepest = max(told, default=(None, ""))
    slowest = max(by_name, key=lambda name: by_name[name][-1])
    return {
        "rule": rule,
        "exponent": slope,
        "text": steepest,
        "steepest_seconds": [round(took, 5) for took in by_name.get(steepest, [])],
        "seconds": [round(took, 5) for took in by_name[slowest]],
        "slowest": slowest,
    }


def largest() -> Iterator[dict[str, Any]]:
    """Documents that nobody should write."""
    line = "Rain fell on the harbour, and the ferries stayed. "
    for name, text in (
        ("100 MB on one line", line * (100_000_000 // len(line))),
        ("1,000,000 lines", "".join(f"{line}{number}\n" for number in range(1_000_000))),
        ("1,000,000 equal lines", "Share on Facebook\n" * 1_000_000),
    ):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        cleaner.clean(text, limits=Limits(document_bytes=10**9))
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        yield {"name": name, "seconds": round(seconds, 1), "more_megabytes": round(peak / 1e3)}
