"""Time against size, a panel a rule: how steep each one's worst texts are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["PICTURE", "draw"]

PICTURE = Path(__file__).with_name("linearity.svg")
COLUMNS = 6
STEEPEST, SLOWEST, GUIDE = "#c2410c", "#1d4ed8", "#9ca3af"
# Seconds: what takes less is drawn here.
LEAST = 1e-6
# The picture is the same for the same figures.
STABLE = {"svg.hashsalt": "linearity", "font.size": 8}


def draw(sizes: Sequence[int], rows: Sequence[dict[str, Any]], file: Path = PICTURE) -> None:
    """Write the picture; both axes are logarithmic and the same for all panels."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    with mpl.rc_context(STABLE):
        down = -(-len(rows) // COLUMNS)
        figure, axes = pyplot.subplots(
            down, COLUMNS, figsize=(2 * COLUMNS, 1.7 * down), sharex=True, sharey=True, layout="constrained"
        )
        for panel, row in zip(axes.flat, rows, strict=False):
            _panel(panel, sizes, row)
        for panel in axes.flat[len(rows) :]:
            panel.set_visible(False)
        handles, names = axes.flat[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper center", ncols=len(names), frameon=False)
        figure.supxlabel("characters of one document")
        figure.supylabel("CPU seconds")
        figure.savefig(file, metadata={"Date": None})
        pyplot.close(figure)


def _panel(panel: Axes, sizes: Sequence[int], row: dict[str, Any]) -> None:
    slope = "too quick to tell" if row["exponent"] is None else f"n^{row['exponent']:.2f}"
    panel.set_title(f"{row['rule']}  {slope}", fontsize=8)
    panel.loglog(sizes, _shown(row["seconds"]), color=SLOWEST, marker="o", markersize=3, label="the slowest text")
    if row["steepest_seconds"]:
        panel.loglog(
            sizes, _shown(row["steepest_seconds"]), color=STEEPEST, marker="x", markersize=4, label="the steepest text"
        )
    last = row["seconds"][-1]
    panel.loglog(sizes, [last * size / sizes[-1] for size in sizes], color=GUIDE, linestyle=":", label="linear")
    panel.set_ylim(LEAST, 1e2)
    panel.grid(True, color="#e5e7eb", linewidth=0.5)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)


def _shown(seconds: Sequence[float]) -> list[float]:
    return [max(took, LEAST) for took in seconds]
