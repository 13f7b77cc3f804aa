"""`cleaner index`: documents that are added, asked for, removed, and found again tomorrow."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.one_document import bytes_within, clean_within
from cleaner.cli.options import (
    FOLDER,
    config_option,
    given_inputs,
    given_sites,
    input_options,
    rule_options,
    run_config,
    talk_options,
    threshold_options,
)
from cleaner.cli.progress import watching
from cleaner.config import RunConfig
from cleaner.errors import DamagedError, OutputError, UnfinishedError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.index.embedded import Index
    from cleaner.indexing import Reading

__all__ = ["index", "opened_for_run"]

QUARANTINED, FOUND = 1, 3
MOST_REASONS = 3
STDIN = ["-"]

index_argument = click.argument("path", type=FOLDER, metavar="INDEX")
as_is_option = click.option("--as-is", is_flag=True, help="Take texts as they are, do not clean them.")
jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [all cores]"
)
update_option = click.option("--update", is_flag=True, help="Where an id has another text, the new one stays.")


@click.group()
def index() -> None:
    """Keep documents in an INDEX that lives on, and ask it for copies.

    INDEX is a folder: one command writes to it at a time, any number read. What a command acknowledged is kept; a
    command that fails leaves INDEX as it was.
    """


@index.command()
@index_argument
@as_is_option
@click.option("--estimate", is_flag=True, help="Keep no shingles: a quarter of the room, similarities are estimates.")
@threshold_options
@rule_options
@config_option
@talk_options
def create(path: Path, as_is: bool, estimate: bool, **flags: Any) -> int:
    """Make an empty INDEX. What decides on copies, and how texts are cleaned, is settled here.

    \b
    cleaner index create news.index
    cleaner index create wire.index --as-is --threshold .8
    """
    from cleaner.index.embedded import Index
    from cleaner.indexing import cleaning_name

    config = run_config(flags, clean=not as_is, dedup=True)
    Index.create(path, config.dedup, verify=not estimate, cleaning=cleaning_name(config.clean)).close()
    return _told(flags, f"{path}: an empty index", documents=0)


@index.command()
@index_argument
@as_is_option
@update_option
@jobs_option
@rule_options
@input_options
@config_option
@talk_options
def add(path: Path, as_is: bool, update: bool, **flags: Any) -> int:
    """Clean the documents of INPUT and add them, all or none.

    An id that is there already with the same text is passed over.

    \b
    cleaner index add news.index today/
    cleaner index add wire.index wire.jsonl --as-is
    """
    from cleaner.indexing import add_inputs

    config = run_config(flags, clean=not as_is, dedup=False)
    with _opened(path, "w", config) as opened, watching(flags) as watch:
        inputs, sites = given_inputs(flags), given_sites(flags)
        added, reading = add_inputs(opened, inputs, config, sites=sites, watch=watch, update=update)
        total = len(opened)
    message = (
        f"{path}: {added.new:,} added, {added.unchanged:,} there already, {added.updated:,} updated; {total:,} in all"
    )
    return _told(flags, message, reading, **added._asdict(), documents=total)


@index.command()
@index_argument
@as_is_option
@jobs_option
@click.option(
    "-f",
    "--format",
    "shown",
    type=click.Choice(["table", "jsonl"]),
    help="How matches are printed.  [table on a terminal]",
)
@rule_options
@input_options
@config_option
@talk_options
def query(path: Path, as_is: bool, shown: str | None, **flags: Any) -> int:
    """Print the documents of INDEX that those of INPUT are copies of; `-` is one text.

    \b
    cleaner index query news.index - < story.txt
    cleaner index query wire.index today.jsonl --as-is > matches.jsonl
    """
    config = run_config(flags, clean=not as_is, dedup=False)
    write = _as_table if (shown or ("table" if sys.stdout.isatty() else "jsonl")) == "table" else _as_json_lines
    from cleaner.indexing import Reading, query_inputs

    reading = Reading()
    with _opened(path, "r", config) as opened:
        if list(flags["inputs"]) == STDIN:
            write(_matches_of_stdin(opened, config, flags))
            return 0
        with watching(flags) as watch:
            inputs, sites = given_inputs(flags), given_sites(flags)
            tables = query_inputs(opened, inputs, config, sites=sites, watch=watch, reading=reading)
            write(row for table in tables for row in table.to_pylist())
    return _told({**flags, "quiet": flags["quiet"] or not reading.quarantined}, f"{path}:", reading)


@index.command()
@index_argument
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--ids-from", type=click.File("rb"), metavar="FILE", help="Read more IDs from FILE, one a line.")
@talk_options
def remove(path: Path, ids: tuple[str, ...], ids_from: Any, **flags: Any) -> int:
    """Remove documents by their ids, all or none.

    \b
    cleaner index remove news.index today/a.html today/b.html
    """
    named = list(ids)
    if ids_from:
        named += [_as_id(line) for line in ids_from.read().split(b"\n") if line.strip()]
    if not named:
        raise UsageError("no ID: name documents, or a file of them with --ids-from")
    with _opened(path, "w") as opened:
        opened.remove(*named)
        opened.commit()
        total = len(opened)
    return _told(flags, f"{path}: {len({*named}):,} removed, {total:,} left", removed=len({*named}), documents=total)


def _as_id(line: bytes) -> str:
    try:
        return line.rstrip(b"\r").decode()
    except UnicodeDecodeError as error:
        raise UsageError(f"--ids-from: {line[:40]!r} is no UTF-8 text") from error


@index.command()
@index_argument
@click.argument("others", type=FOLDER, nargs=-1, required=True, metavar="OTHER...")
@update_option
@talk_options
def merge(path: Path, others: tuple[Path, ...], update: bool, **flags: Any) -> int:
    """Add all documents of OTHER indexes to INDEX; each as a whole, or not.

    Where shingles are kept, threshold and the like may differ: so an index with other settings is made of an old one.

    \b
    cleaner index merge news.index paris.index lyon.index
    """
    new = unchanged = updated = 0
    with _opened(path, "w") as opened:
        for other in others:
            added = opened.merge(other, update=update)
            new, unchanged, updated = new + added.new, unchanged + added.unchanged, updated + added.updated
        opened.commit()
        total = len(opened)
    message = f"{path}: {new:,} added, {unchanged:,} there already, {updated:,} updated; {total:,} in all"
    return _told(flags, message, new=new, unchanged=unchanged, updated=updated, documents=total)


@index.command()
@index_argument
@talk_options
def compact(path: Path, **flags: Any) -> int:
    """Make INDEX as small and as fast as it can be; judge anew what too many documents share to tell anything."""
    with _opened(path, "w") as opened:
        before = opened.stat()
        opened.compact()
        after = opened.stat()
    sizes = [stat.log_bytes + stat.segment_bytes for stat in (before, after)]
    message = f"{path}: {sizes[0]:,} bytes before, {sizes[1]:,} now"
    return _told(flags, message, bytes_before=sizes[0], bytes=sizes[1])


@index.command()
@index_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def stat(path: Path, as_json: bool) -> int:
    """Print what INDEX holds, what it takes, and what it was made with."""
    with _opened(path, "r") as opened:
        told = opened.stat().as_dict()
    if as_json:
        click.echo(json.dumps(told))
        return 0
    for key, value in {**told, **told.pop("fingerprint")}.items():
        if key != "fingerprint":
            shown = (
                ", ".join(map(str, value)) if isinstance(value, list | tuple) else "none" if value is None else value
            )
            click.echo(f"{key:<14} {shown:,}" if type(shown) is int else f"{key:<14} {shown}")
    return 0


@index.command()
@index_argument
@talk_options
def verify(path: Path, **flags: Any) -> int:
    """Read all of INDEX, and tell what is not as it was written."""
    try:
        with _opened(path, "r") as opened:
            problems, total = opened.verify(), len(opened)
    except DamagedError as error:
        problems, total = [str(error)], 0
    for problem in problems:
        row = {"level": "error", "message": problem}
        click.echo(json.dumps(row) if flags["log_json"] else problem, err=True)
    if problems:
        return FOUND
    return _told(flags, f"{path}: {total:,} documents, all as written", documents=total)


@index.command()
@index_argument
@click.option(
    "-o", "--out", type=FOLDER, required=True, metavar="FILE", help="A .parquet or .jsonl file, or - for jsonl."
)
@click.option("--overwrite", is_flag=True, help="Replace a FILE that is there.")
def export(path: Path, out: Path, overwrite: bool) -> int:
    """Write id, digest and shingle hashes of every document.

    \b
    cleaner index export news.index -o news.parquet
    """
    to_stdout = str(out) == "-"
    if not to_stdout and out.suffix not in (".parquet", ".jsonl"):
        raise OutputError(f"{out}: name a .parquet or a .jsonl file, or - for standard output")
    if not to_stdout and out.exists() and not overwrite:
        raise OutputError(f"{out}: is there already; --overwrite replaces it")
    with _opened(path, "r") as opened:
        batches = opened.export()
        if to_stdout:
            _as_json_lines(row for batch in batches for row in batch.to_pylist())
        else:
            _written(out, lambda fresh: _write_export(fresh, out.suffix, batches))
    return 0


def _write_export(fresh: Path, suffix: str, batches: pa.RecordBatchReader) -> None:
    if suffix == ".parquet":
        import pyarrow.parquet as pq

        with pq.ParquetWriter(fresh, batches.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
        return
    with open(fresh, "wb") as file:
        for batch in batches:
            file.writelines(_json_line(row) for row in batch.to_pylist())


def _written(out: Path, write: Callable[[Path], None]) -> None:
    """Errors: UnfinishedError where the file cannot be written."""
    from cleaner.sites.store import replacing

    try:
        with replacing(out) as fresh:
            write(fresh)
    except OSError as error:
        raise UnfinishedError(f"{out}: cannot be written ({error.strerror or error})") from error


@contextmanager
def opened_for_run(path: Path | None, config: RunConfig) -> Iterator[Index | None]:
    """The index of `--index`, to be written to; None where none is named.

    Errors: UsageError where index and run do not agree.
    """
    if path is None:
        yield None
        return
    with _opened(path, "w", config) as opened:
        made, now = opened.fingerprint.config, config.dedup
        for name in ("threshold", "containment"):
            if getattr(made, name) != getattr(now, name):
                told = f"{name} {getattr(made, name)}, this run has {getattr(now, name)}"
                raise UsageError(f"{path}: made with {told}; give --{name} alike, or merge it into a new index")
        yield opened


@contextmanager
def _opened(path: Path, mode: str, config: RunConfig | None = None) -> Iterator[Index]:
    """An index; with `config`, one whose texts were cleaned so."""
    from cleaner.index.embedded import Index

    with Index.open(path, mode) as opened:
        if config:
            from cleaner.indexing import check_cleaning

            check_cleaning(opened, path, config.clean)
        yield opened


def _matches_of_stdin(opened: Index, config: RunConfig, flags: dict[str, Any]) -> list[dict[str, Any]]:
    """The matches of one text, or one page."""
    kind = None if config.input.kind == "auto" else config.input.kind
    data = bytes_within("standard input", sys.stdin.buffer, config.input.limits.document_bytes)
    cleaned = clean_within("standard input", data, config, kind=kind, sites=given_sites(flags))
    text = cleaned.restore() if config.clean is None else cleaned.text
    return [
        {
            "id": match.id,
            "relation": match.relation,
            "jaccard": match.jaccard,
            "containment": match.containment,
            "evidence": match.evidence,
        }
        for match in opened.query(text)
    ]


def _as_json_lines(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        sys.stdout.buffer.write(_json_line(row))


def _json_line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _as_table(rows: Iterable[dict[str, Any]]) -> None:
    from cleaner.report.site_tables import table
    from cleaner.report.terminal_text import one_line

    found = list(rows)
    if not found:
        click.echo("no matches")
        return
    head = [key for key in found[0] if key != "evidence"]
    cells = [tuple(_cell(row[key]) for key in (*head[1:], head[0], "evidence")) for row in found]
    for line in table([(*head[1:], head[0], "evidence"), *(tuple(map(one_line, row)) for row in cells)]):
        click.echo(line)


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)


def _told(flags: dict[str, Any], message: str, reading: Reading | None = None, **counts: int) -> int:
    """Tell what was done; its exit code."""
    quarantined = reading.quarantined if reading else 0
    if reading:
        counts["quarantined"] = quarantined
    if flags["log_json"]:
        click.echo(json.dumps({"level": "info", "message": "finished", **counts}), err=True)
    elif not flags["quiet"]:
        if reading and quarantined:
            reasons = "; ".join(f"{reason} ({count:,})" for reason, count in reading.reasons.most_common(MOST_REASONS))
            message += f" {quarantined:,} could not be read: {reasons}"
        click.echo(message, err=True)
    return QUARANTINED if quarantined else 0
