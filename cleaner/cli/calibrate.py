"""`cleaner calibrate`: which threshold fits pairs that somebody has judged."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import talk_options
from cleaner.errors import OutputError, SourceError

if TYPE_CHECKING:
    from cleaner.neardup.calibration import Calibration, Share

__all__ = ["calibrate"]

WIDTH = 100


@click.command()
@click.argument("pairs", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--corpus",
    "inputs",
    multiple=True,
    metavar="INPUT",
    help="The documents that a and b are ids of, as dedup reads them; else they are texts. Repeatable.",
)
@click.option("-o", "--out", "picture", type=click.Path(path_type=Path), metavar="FILE.svg", help="Draw a picture.")
@click.option("--least-precision", type=click.FloatRange(0, 1), metavar="SHARE", help="Suggest the most recall at it.")
@click.option("--recall", type=float, help="Share of copies at the threshold that bands should find.  [0.999]")
@click.option("--json", "as_json", is_flag=True, help="Print all points as JSON.")
@click.option("--overwrite", is_flag=True, help="Replace FILE.svg.")
@talk_options
def calibrate(**flags: Any) -> int:
    """Suggest a threshold from judged pairs.

    PAIRS is csv, tsv or jsonl with the columns a, b (texts, or ids with --corpus) and same (yes or no). Texts are
    taken as they are: judge what dedup will see.

    \b
    cleaner calibrate judged.csv
    cleaner calibrate judged.jsonl --corpus out/documents.jsonl -o curve.svg
    """
    from cleaner.config import DedupConfig
    from cleaner.io.pairs import read_pairs
    from cleaner.neardup.calibration import calibrate as measure

    _check_picture(flags["picture"], overwrite=flags["overwrite"])
    config = DedupConfig(recall=flags["recall"]) if flags["recall"] is not None else DedupConfig()
    pairs, same = read_pairs(flags["pairs"])
    if flags["inputs"]:
        pairs = _with_texts(pairs, list(flags["inputs"]))
    found = measure(pairs, same, config, flags["least_precision"])
    if flags["picture"]:
        _draw(found, flags["picture"])
    _print(found, flags)
    return 0


def _check_picture(path: Path | None, *, overwrite: bool) -> None:
    """Errors: OutputError, before anything is measured."""
    if path is None:
        return
    if path.suffix.lower() != ".svg":
        raise OutputError(f"{path}: pictures are SVG; name a file that ends with .svg")
    if path.exists() and not overwrite:
        raise OutputError(f"{path}: exists; --overwrite replaces it, or name another with -o")


def _with_texts(pairs: list[tuple[str, str]], inputs: list[str]) -> list[tuple[str, str]]:
    """Texts instead of ids. Errors: SourceError for an id that the corpus has not."""
    from cleaner.calibrating import texts_of

    texts = texts_of(inputs, {name for pair in pairs for name in pair})
    for number, pair in enumerate(pairs, 1):
        for name in pair:
            if name not in texts:
                raise SourceError(f"pair {number}: no document {name!r} in {inputs[0]}; a and b are ids of --corpus")
    return [(texts[a], texts[b]) for a, b in pairs]


def _draw(found: Calibration, path: Path) -> None:
    from cleaner.report.calibration_picture import calibration_svg

    try:
        path.write_text(calibration_svg(found), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})") from error


def _print(found: Calibration, flags: dict[str, Any]) -> None:
    if flags["as_json"]:
        click.echo(json.dumps(_as_dict(found), ensure_ascii=False))
        return
    if flags["quiet"]:
        return
    from rich.console import Console

    from cleaner.report.calibration_text import calibration_text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(calibration_text(found, flags["picture"]))


def _as_dict(found: Calibration) -> dict[str, Any]:
    points = [
        {**point._asdict(), "precision": _share(point.precision), "recall": _share(point.recall), "f1": point.f1}
        for point in found.points
    ]
    places = {name: found.points.index(point) for name, point in (("best", found.best), ("usual", found.usual))}
    bands = {"slots": found.bands.slots, "bands": found.bands.bands, "rows": found.bands.rows}
    counts = {"same": int(found.same.sum()), "other": int((~found.same).sum())}
    return {"pairs": counts, **{name: points[place] for name, place in places.items()}, **bands, "points": points}


def _share(share: Share) -> dict[str, float]:
    return share._asdict()
