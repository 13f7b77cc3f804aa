"""A calibration on a terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cleaner.neardup.calibration import Calibration, Point, Share

__all__ = ["calibration_text"]

# Unlike pairs of a corpus: how often two that share little meet in a band for nothing.
UNLIKE = (0.3, 0.5)
ENOUGH = 0.99
# Whole copies share far more: below, parts of texts are meant, or the same event told in other words.
LEAST_OF_COPIES = 0.3


def calibration_text(found: Calibration, picture: Path | None = None) -> RenderableType:
    """The thresholds of Jaccard at the n of runs, the best of every n, the suggestion, and what it costs."""
    same = int(found.same.sum())
    heading = Text.assemble(
        ("cleaner calibrate", "bold"), f"  {same:,} pairs that are the same, {len(found.same) - same:,} that are not"
    )
    curve = [point for point in found.curve(found.usual.n, "jaccard") if round(point.threshold * 20) % 2 == 0]
    usual = found.usual
    if usual not in curve:
        curve = sorted([*curve, usual], key=lambda point: point.threshold)
    by_length = [_best_of(found, n, measure) for n, measure in found.values]
    parts: list[RenderableType] = [
        heading,
        Text.assemble(("Threshold", "bold"), f"  Jaccard, shingles of {usual.n} tokens; in brackets 95 % intervals"),
        _table(curve, usual, lambda point: f"{point.threshold:g}", "threshold"),
        Text.assemble(("Shingles", "bold"), "  the best threshold of each length"),
        _table(by_length, found.best, lambda point: f"{point.n} {point.measure} {point.threshold:g}", "n, measure"),
        _advice(found, picture),
    ]
    spaced = [part for one in parts for part in (one, Text())]
    return Padding(Group(*spaced[:-1]), (1, 2), expand=False)


def _best_of(found: Calibration, n: int, measure: str) -> Point:
    return max(found.curve(n, measure), key=lambda point: (point == found.best, round(point.f1, 6), point.threshold))


def _table(points: list[Point], marked: Point, name: object, head: str) -> Table:
    table = Table.grid(padding=(0, 2))
    for side in ("left", "left", "right", "right", "left", "left"):
        table.add_column(justify=side)
    table.add_row("", *(Text(word, "dim") for word in (head, "F1", "found", "precision", "recall")))
    assert callable(name)
    for point in points:
        is_marked = point == marked
        cells = (name(point), f"{point.f1:.3f}", f"{point.found:,}", _told(point.precision), _told(point.recall))
        table.add_row(Text("→" if is_marked else " ", "green"), *(Text(cell, "bold" * is_marked) for cell in cells))
    return table


def _told(share: Share) -> str:
    return f"{share.value:.3f} [{share.low:.3f}, {share.high:.3f}]"


def _advice(found: Calibration, picture: Path | None) -> Table:
    usual, best, bands = found.usual, found.best, found.bands
    table = Table.grid(padding=(0, 2))
    table.add_row(Text("Suggested", "bold"), Text(f"--threshold {usual.threshold:g}", "green"))
    if usual.threshold < LEAST_OF_COPIES:
        table.add_row(
            "", "so low a threshold tells more than copies: these pairs share few words in a row, so expect mistakes"
        )
    if (best.n, best.measure) != (usual.n, usual.measure):
        how = "--containment" if best.measure == "containment" else "threshold"
        table.add_row("", f"better by {best.f1 - usual.f1:.3f} of F1: n = {best.n}, {how} {best.threshold:g}")
    unlike = ", ".join(f"{bands.recall(share):.1%} at {share:g}".replace("%", " %") for share in UNLIKE)
    table.add_row(Text("Bands", "bold"), f"{bands.bands} of {bands.rows} rows, {bands.slots} slots")
    finds = f"{bands.recall(usual.threshold):.2%} of pairs at the threshold".replace("%", " %")
    if bands.recall(usual.threshold) < ENOUGH:
        finds += " by bands alone; samples of shingles find the rest, if --containment is not none"
    table.add_row(Text("Finds", "bold"), finds)
    table.add_row(Text("Cost", "bold"), f"{bands.bands} keys to sort a document; pairs compared in vain: {unlike}")
    if picture:
        table.add_row(Text("Picture", "bold"), str(picture))
    return table
