"""`cleaner eval`: how good cleaning is on documents whose gold is known."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import (
    FOLDER,
    cleaning_options,
    config_option,
    given_sites,
    limit_options,
    run_config,
    talk_options,
)
from cleaner.cli.progress import watching
from cleaner.errors import OutputError, UsageError

if TYPE_CHECKING:
    from cleaner.evaluation import Evaluation
    from cleaner.evaluation.comparing import Comparison

__all__ = ["evaluate"]

BAD_ROWS, FELL = 1, 3
WIDTH = 100
ROWS_ON_TERMINAL, ROWS_IN_REPORT = 12, 50
USUAL_GROUPS, NO_VALUE = "language,kind", "-"
EVAL, FALSE_CUTS, REPORT = "eval.json", "false_cuts.jsonl", "report.md"


@click.command("eval")
@click.argument("gold", nargs=-1, metavar="GOLD...")
@click.option("-o", "--out", type=FOLDER, metavar="OUT", help="Folder for eval.json, false_cuts.jsonl and report.md.")
@click.option("--overwrite", is_flag=True, help="Replace these files in OUT.")
@click.option("--json", "as_json", is_flag=True, help="Print eval.json instead of tables.")
@click.option("--by", default=USUAL_GROUPS, metavar="COLUMNS", help="Columns to group by.  [language,kind]")
@click.option(
    "--title",
    type=click.Choice(["auto", "with", "without"]),
    default="auto",
    help="Whether golds hold the headline.  [auto: each gold's beginning tells]",
)
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="An earlier eval.json: show paired differences, exit 3 if a measure fell beyond chance.",
)
@click.option(
    "--measure",
    "measures",
    metavar="NAMES",
    help="What --baseline and --fail-under look at.  [token_f1, else line_f1, else segment_f1]",
)
@click.option("--fail-under", type=click.FloatRange(0, 1), metavar="VALUE", help="Exit 3 if a measure is below this.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read only the first N rows.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [all cores]")
@limit_options
@cleaning_options
@config_option
@talk_options
def evaluate(**flags: Any) -> int:
    """Measure cleaning against documents whose article is known.

    GOLD is jsonl (plain, .gz, .zst) or parquet. A row has `html` or `text`, and `gold`: the article as a text or a
    list of paragraphs; or `with` and `without`: lists of segments that must be kept, and that must not; or, in place
    of text and gold, `lines`: a list of {"t": line, "keep": true or false}. `id`, `title`, `url`, `source`,
    `language`, `kind` are used where they are there. What sites repeat is learnt from GOLD, as `run` does.

    \b
    cleaner eval gold.jsonl
    cleaner eval gold.jsonl.zst -o before
    cleaner eval gold.jsonl.zst --ignore LINK --baseline before/eval.json
    """
    from cleaner.evaluation.evaluating import evaluate_files
    from cleaner.io.inputs import list_sources

    if not flags["gold"]:
        raise UsageError("no GOLD: name files of jsonl or parquet")
    config = run_config(flags, clean=True, dedup=False)
    baseline = _baseline(flags["baseline"])
    out = _checked_out(flags["out"], overwrite=flags["overwrite"])
    listing = list_sources(flags["gold"], config.input)
    sites = given_sites(flags)
    digests: dict[str, str] = {}
    by = tuple(name.strip() for name in flags["by"].split(",") if name.strip())
    with watching(flags) as watch:
        found = evaluate_files(listing, config, sites=sites, title=flags["title"], by=by, watch=watch, digests=digests)
    if not found.ids:
        raise UsageError(f"{flags['gold'][0]}: no row can be measured; the first says: {_first(found)}")
    _check_columns(flags["by"], by, found)
    measures = _stated(flags["measures"], found)
    comparison = _compared(found, baseline)
    content = _content(found, comparison, digests, config, flags["title"], sites.digest if sites else None)
    if out:
        _write(out, content, found)
    _print(content, flags, out)
    return _verdict(found, comparison, measures, flags)


def _check_columns(given: str, by: Sequence[str], found: Evaluation) -> None:
    """Errors: UsageError for a column to group by that no row has."""
    for name in by if given != USUAL_GROUPS else ():
        if set(found.groups_of[name]) == {NO_VALUE}:
            raise UsageError(f"--by {name}: no row has that column; name one of GOLD's, such as source")


def _first(found: Evaluation) -> str:
    return f"{found.bad[0].row}: {found.bad[0].reason}" if found.bad else "there is none"


def _baseline(path: Path | None) -> dict[str, Any] | None:
    """Before anything is cleaned. Errors: UsageError."""
    if path is None:
        return None
    from cleaner.evaluation.comparing import read_baseline

    return read_baseline(path)


def _compared(found: Evaluation, baseline: Mapping[str, Any] | None) -> Comparison | None:
    if baseline is None:
        return None
    from cleaner.evaluation.comparing import compare_with

    return compare_with(found, baseline)


def _checked_out(out: Path | None, *, overwrite: bool) -> Path | None:
    """Errors: OutputError for a folder that holds anything else, or an evaluation that must not be replaced."""
    if out is None or not os.path.lexists(out):
        return out
    if not out.is_dir():
        raise OutputError(f"{out}: it is a file; name a folder with -o")
    names = {path.name for path in out.iterdir()}
    if names - {EVAL, FALSE_CUTS, REPORT}:
        raise OutputError(f"{out}: not empty, and no evaluation; name another folder with -o")
    if names and not overwrite:
        raise OutputError(f"{out}: holds an evaluation; --overwrite replaces it, or name another with -o")
    return out


def _stated(given: str | None, found: Evaluation) -> list[str]:
    """The measures that decide the exit code. Errors: UsageError."""
    known = found.overall.measures
    if given is None:
        return [name for name in ("token_f1", "line_f1", "segment_f1") if name in known][:1]
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise UsageError(f"--measure {name}: this gold tells of {', '.join(known)}")
    return names


def _content(
    found: Evaluation,
    comparison: Comparison | None,
    digests: Mapping[str, str],
    config: Any,
    title: str,
    sites: str | None,
) -> dict[str, Any]:
    """eval.json: what was measured, with which settings, and everything that was found."""
    from dataclasses import asdict

    from cleaner import __version__

    head = {
        "cleaner": __version__,
        "gold": dict(sorted(digests.items())),
        "settings": {"clean": asdict(config.clean), "learn": config.learn, "title": title, "sites": sites},
    }
    return {**head, **found.as_dict(), **({"comparison": comparison.as_dict()} if comparison else {})}


def _json(content: Mapping[str, Any]) -> str:
    """JSON with one line for each part, so that two of them can be compared."""
    parts = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _write(out: Path, content: Mapping[str, Any], found: Evaluation) -> None:
    """Nothing half-written stands under a final name."""
    from cleaner.io.ledger import json_line
    from cleaner.report.evaluation_tables import evaluation_tables
    from cleaner.report.evaluation_text import as_markdown

    files = {
        FALSE_CUTS: b"".join(json_line(cut._asdict()) for cut in found.false_cuts),
        REPORT: as_markdown("Evaluation", _about(content), evaluation_tables(content, ROWS_IN_REPORT)).encode(
            "utf-8", "replace"
        ),
        EVAL: _json(content).encode("utf-8", "replace"),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        part = out / f".{name}.part"
        part.write_bytes(data)
        part.replace(out / name)


def _about(content: Mapping[str, Any]) -> list[str]:
    files = "\n".join(f"- `{name}`, SHA-256 `{digest}`" for name, digest in content["gold"].items())
    settings = json.dumps(content["settings"], ensure_ascii=False)
    return [f"cleaner {content['cleaner']}, settings `{settings}`", files]


def _print(content: Mapping[str, Any], flags: Mapping[str, Any], out: Path | None) -> None:
    if flags["as_json"]:
        sys.stdout.buffer.write(_json(content).encode("utf-8", "replace"))
        return
    if flags["quiet"]:
        return
    from rich.console import Console

    from cleaner.report.evaluation_tables import evaluation_tables
    from cleaner.report.evaluation_text import on_terminal

    # A file or a pipe has no width of its own.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(on_terminal(evaluation_tables(content, ROWS_ON_TERMINAL)))
    if out:
        click.echo(f"{out}/  {EVAL}, {FALSE_CUTS}, {REPORT}", err=True)


def _verdict(
    found: Evaluation, comparison: Comparison | None, measures: Sequence[str], flags: Mapping[str, Any]
) -> int:
    """The exit code, and in words why it is not 0."""
    problems = [f"{name} fell beyond its interval" for name in (comparison.fell(measures) if comparison else ())]
    if flags["fail_under"] is not None:
        low = [name for name in measures if found[name] < flags["fail_under"]]
        problems += [f"{name} is {found[name]:.4f}, under --fail-under {flags['fail_under']:g}" for name in low]
    rows = len(found.bad) + len(found.failed)
    if rows:
        problems.append(f"{rows:,} rows could not be measured or cleaned, the first: {_problem(found)}")
    for problem in problems:
        click.echo(json.dumps({"level": "error", "message": problem}) if flags["log_json"] else problem, err=True)
    if len(problems) > bool(rows):
        return FELL
    return BAD_ROWS if rows else 0


def _problem(found: Evaluation) -> str:
    first = (found.bad or found.failed)[0]
    return f"{first.row}: {first.reason}"
