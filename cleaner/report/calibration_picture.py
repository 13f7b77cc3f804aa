"""A calibration as a picture: an SVG that needs nothing but a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

import numpy as np

from cleaner.neardup.calibration import Calibration, Point

__all__ = ["calibration_svg"]

WIDTH, HEIGHT = 820, 534
LEFT, RIGHT, TOP, BOTTOM = 66, 24, 78, 372
# Below the curves: where the pairs themselves lie.
BARS_TOP, BARS_BOTTOM = 390, 476
BINS = 40
BLUE, RED, GREY, INK, PALE = "#1f6f8b", "#c8553d", "#9aa5ab", "#22313a", "#e7ecee"

STYLE = (
    f"text{{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:12px;fill:{INK}}}"
    f".title{{font-size:17px;font-weight:600}}.note{{fill:#5c6b73}}.strong{{font-weight:600}}"
)


def calibration_svg(found: Calibration) -> str:
    """Precision and recall with their intervals over the threshold, the suggestion, the chance that bands find a pair,
    and how the pairs of both kinds are spread."""
    curve = found.curve(found.usual.n, "jaccard")
    parts = [*_heading(found), *_axes(), *_curves(found, curve), *_suggestion(found), *_bars(found), *_legend(found)]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="Precision and recall over the threshold">\n<style>{STYLE}</style>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _x(threshold: float) -> float:
    return LEFT + threshold * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return BOTTOM - share * (BOTTOM - TOP)


def _text(x: float, y: float, words: str, *, anchor: str = "start", kind: str = "", fill: str = "") -> str:
    colour = f' style="fill:{fill}"' if fill else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}"{colour}>{escape(words)}</text>'


def _line(points: Iterable[tuple[float, float]], colour: str, extra: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round" {extra}/>'


def _heading(found: Calibration) -> Iterator[str]:
    yes = int(found.same.sum())
    yield _text(LEFT, 30, "Which threshold tells copies", kind="title")
    yield _text(
        LEFT, 51, f"{yes:,} pairs that are the same, {len(found.same) - yes:,} that are not; Jaccard of "
        f"{found.usual.n}-token shingles; shaded: 95 % intervals", kind="note"
    )  # fmt: skip


def _axes() -> Iterator[str]:
    for step in range(0, 11, 2):
        share = step / 10
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(share):.1f}" y2="{_y(share):.1f}" stroke="{PALE}"/>'
        yield _text(LEFT - 10, _y(share) + 4, f"{share:.0%}".replace("%", " %"), anchor="end", kind="note")
        yield _text(_x(share), BARS_BOTTOM + 20, f"{share:g}", anchor="middle", kind="note")
    yield _text((LEFT + WIDTH - RIGHT) / 2, BARS_BOTTOM + 42, "Jaccard similarity, threshold", anchor="middle")


def _curves(found: Calibration, curve: list[Point]) -> Iterator[str]:
    chance = [(_x(step / 100), _y(found.bands.recall(step / 100))) for step in range(101)]
    yield _line(chance, GREY, 'stroke-dasharray="2 4"')
    told = [point for point in curve if point.found]
    shares: tuple[tuple[str, list[Point], Callable[[Point], tuple[float, float, float]]], ...] = (
        (BLUE, curve, lambda point: point.recall),
        (RED, told, lambda point: point.precision),
    )
    for colour, points, share in shares:
        upper = [(_x(point.threshold), _y(share(point)[2])) for point in points]
        lower = [(_x(point.threshold), _y(share(point)[1])) for point in reversed(points)]
        band = " ".join(f"{x:.1f},{y:.1f}" for x, y in upper + lower)
        yield f'<polygon points="{band}" fill="{colour}" opacity=".13"/>'
        yield _line([(_x(point.threshold), _y(share(point)[0])) for point in points], colour)


def _suggestion(found: Calibration) -> Iterator[str]:
    x = _x(found.usual.threshold)
    yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{BARS_BOTTOM}" stroke="{INK}" stroke-dasharray="5 4"/>'
    at_right = found.usual.threshold < 0.6
    yield _text(
        x + (6 if at_right else -6), TOP - 8, f"--threshold {found.usual.threshold:g}",
        anchor="start" if at_right else "end", kind="strong",
    )  # fmt: skip
    for colour, share in ((RED, found.usual.precision), (BLUE, found.usual.recall)):
        y = _y(share.value)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}" stroke="#fff" stroke-width="1.5"/>'


def _bars(found: Calibration) -> Iterator[str]:
    """Pairs that are the same above a middle line, the others below it, each as a share of its kind."""
    values = found.values[found.usual.n, "jaccard"]
    middle = (BARS_TOP + BARS_BOTTOM) / 2
    counts = [np.histogram(values[found.same == kind], BINS, (0, 1))[0] for kind in (True, False)]
    # Roots: one pair among many is seen.
    heights = [np.sqrt(count / max(count.sum(), 1)) for count in counts]
    unit = (middle - BARS_TOP) / max(height.max() for height in heights)
    width = (WIDTH - LEFT - RIGHT) / BINS
    for number in range(BINS):
        x = LEFT + number * width
        for height, colour, is_up in ((heights[0], BLUE, True), (heights[1], RED, False)):
            size = float(height[number] * unit)
            if size:
                y = middle - size if is_up else middle
                yield (
                    f'<rect x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{size:.1f}" '
                    f'fill="{colour}" opacity=".75"/>'
                )
    yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{middle}" y2="{middle}" stroke="{GREY}"/>'
    yield _text(LEFT - 10, middle - 12, "same", anchor="end", fill=BLUE)
    yield _text(LEFT - 10, middle + 20, "other", anchor="end", fill=RED)


def _legend(found: Calibration) -> Iterator[str]:
    bands = f"found by {found.bands.bands} bands of {found.bands.rows}"
    x = WIDTH - RIGHT - 372
    for words, colour, width in (("precision", RED, 88), ("recall", BLUE, 70), (bands, GREY, 0)):
        dashes = ' stroke-dasharray="2 4"' if colour == GREY else ""
        yield f'<line x1="{x}" x2="{x + 18}" y1="{26}" y2="{26}" stroke="{colour}" stroke-width="2"{dashes}/>'
        yield _text(x + 24, 30, words)
        x += 24 + width
