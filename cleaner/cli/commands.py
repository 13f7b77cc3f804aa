"""One function a command: settings in, pipeline, exit code out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cleaner import __version__
from cleaner.cli.calibrate import calibrate
from cleaner.cli.config import config as config_group
from cleaner.cli.evaluate import evaluate
from cleaner.cli.explain import explain
from cleaner.cli.index import index as index_group
from cleaner.cli.index import opened_for_run
from cleaner.cli.logs import set_up_logs
from cleaner.cli.one_document import bytes_within, clean_within, nothing_left, unknown_site
from cleaner.cli.options import (
    FOLDER,
    cleaning_options,
    config_option,
    copies_options,
    document_options,
    given_inputs,
    given_sites,
    index_option,
    input_options,
    out_option,
    raw_option,
    run_config,
    talk_options,
)
from cleaner.cli.progress import console_on_stderr, watching
from cleaner.cli.rules import rules as rules_group
from cleaner.cli.sites import sites as sites_group
from cleaner.config import RunConfig
from cleaner.errors import OutputError, UsageError

if TYPE_CHECKING:
    from cleaner.pipeline import Report
    from cleaner.report.summary import Reason

__all__ = ["cleaner"]

QUARANTINED, FOUND = 1, 3
MOST_NAMED = 50
# Flags that mean nothing where one document is printed.
NEED_OUT = ("format", "limit", "jobs", "overwrite")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="cleaner", message="%(prog)s %(version)s")
def cleaner() -> None:
    """Clean news text, and find which documents of a corpus are copies of which.

    INPUT is a file, a folder, a glob, or - for standard input: txt, md, html, jsonl (plain,
    .gz, .zst), parquet.
    """


@cleaner.command()
@out_option
@index_option
@raw_option
@document_options
@copies_options
@cleaning_options
@input_options
@config_option
@talk_options
def run(**flags: Any) -> int:
    """Clean, then flag copies: the main job.

    \b
    cleaner run news/ -o out
    cleaner run wire.jsonl.zst -o out --threshold .8 --duplicates drop
    cleaner run today/ -o today.out --index news.index
    """
    return _corpus(flags, run_config(flags, clean=True, dedup=True), "run")


@cleaner.command()
@out_option
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a document would change.")
@click.option(
    "--site",
    "page_of",
    metavar="NAME",
    help="Of clean -: whose page it is, for --sites.  [the host in the page's address]",
)
@document_options
@cleaning_options
@input_options
@config_option
@talk_options
def clean(**flags: Any) -> int:
    """Clean only; `clean -` reads one document and prints it.

    \b
    cleaner clean news/ -o out
    cleaner clean - < page.html
    """
    config = run_config(flags, clean=True, dedup=False)
    if flags["check"] and not flags["dry_run"]:
        return _check(flags, config)
    if list(flags["inputs"]) == ["-"] and flags["out"] is None and not flags["dry_run"]:
        return _one_document(config, flags)
    if flags["page_of"] is not None:
        raise UsageError("--site: whose page the one document of clean - is; elsewhere --source says it")
    return _corpus(flags, config, "clean")


@cleaner.command()
@out_option
@document_options
@copies_options
@input_options
@config_option
@talk_options
def dedup(**flags: Any) -> int:
    """Flag copies only; texts are taken as they are.

    \b
    cleaner dedup news/ -o out
    cleaner dedup wire.jsonl -o out --duplicates drop
    """
    return _corpus(flags, run_config(flags, clean=False, dedup=True), "dedup")


@cleaner.command()
@click.argument("out", type=FOLDER)
@click.option("-o", "--output", "folder", type=FOLDER, required=True, metavar="DIR", help="Folder to restore into.")
@click.option("--overwrite", is_flag=True, help="Write into a DIR that is not empty.")
@talk_options
def restore(out: Path, folder: Path, overwrite: bool, **flags: Any) -> int:
    """Give back the inputs of a run in OUT, byte for byte."""
    from cleaner.restoring import restore_inputs

    done = restore_inputs(out, folder, overwrite=overwrite)
    counts = {
        "files": done.files,
        "records": done.records,
        "not_restored": len(done.problems),
        "never_read": done.unread,
    }
    message = f"{folder}: {done.files:,} files and {done.records:,} records, as they were read"
    if done.unread:
        message += f"; {done.unread:,} in {out}/quarantine.jsonl were never read: they are where they were"
    return _told(flags, done.problems, message, counts)


@cleaner.command()
@click.argument("out", type=FOLDER)
@talk_options
def verify(out: Path, **flags: Any) -> int:
    """Prove that a run's OUT is whole: digests, undo, balance."""
    from cleaner.verifying import verify_run

    verdict = verify_run(out)
    counts = {"files": verdict.files, "documents": verdict.documents, "problems": len(verdict.problems)}
    message = f"{out}: {verdict.files:,} files as written, {verdict.documents:,} documents give back what was read"
    return _told(flags, verdict.problems, message, counts)


@cleaner.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the completion script of a shell.

    \b
    eval "$(cleaner completion bash)"
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script
    click.echo(script(cleaner, {}, "cleaner", "_CLEANER_COMPLETE").source())
    return 0


cleaner.add_command(explain)
cleaner.add_command(evaluate)
cleaner.add_command(calibrate)
cleaner.add_command(config_group)
cleaner.add_command(index_group)
cleaner.add_command(rules_group)
cleaner.add_command(sites_group)


def _told(flags: dict[str, Any], problems: tuple[str, ...], message: str, counts: dict[str, int]) -> int:
    """Tell what a check found; its exit code."""
    for problem in problems:
        _tell(problem, flags)
    if flags["log_json"]:
        click.echo(json.dumps({"level": "info", "message": "finished", **counts}), err=True)
    elif not flags["quiet"] and not problems:
        click.echo(message, err=True)
    return FOUND if problems else 0


def _tell(message: str, flags: dict[str, Any], level: str = "error") -> None:
    line = " ".join(message.splitlines())
    click.echo(json.dumps({"level": level, "message": line}) if flags["log_json"] else line, err=True)


def _corpus(flags: dict[str, Any], config: RunConfig, command: str) -> int:
    """Run the pipeline and tell what it did."""
    inputs = given_inputs(flags)
    if flags["dry_run"]:
        return _dry_run(inputs, flags, config)
    if flags["out"] is None:
        raise OutputError(f"no OUT: name the folder to write to, cleaner {command} {inputs[0]} -o OUT")
    with watching(flags) as watch:
        # What an import has to say is heard only here.
        from cleaner.pipeline import run as run_pipeline

        with opened_for_run(flags.get("index"), config) as index:
            report = run_pipeline(inputs, flags["out"], config, sites=given_sites(flags), watch=watch, index=index)
    _summarize(report, flags, command)
    return QUARANTINED if report.quarantined else 0


def _summarize(report: Report, flags: dict[str, Any], command: str) -> None:
    if flags["log_json"]:
        row = {"level": "info", "message": "finished", "out": str(report.out), **report.stats}
        click.echo(json.dumps(row), err=True)
    elif not flags["quiet"]:
        from cleaner.report.summary import summarize

        console_on_stderr().print(summarize(report.stats, report.out, report.documents, command, _reasons(report)))


def _reasons(report: Report) -> list[Reason]:
    """Why most of what is in quarantine is there."""
    from cleaner.io.ledger import read_json_lines
    from cleaner.report.summary import frequent_reasons

    return frequent_reasons(read_json_lines(report.out / "quarantine.jsonl")) if report.quarantined else []


def _dry_run(inputs: list[str], flags: dict[str, Any], config: RunConfig) -> int:
    from cleaner.io.inputs import list_sources

    listing = list_sources(inputs, config.input, flags["out"])
    counts = Counter(source.suffix for source in listing.sources)
    size = sum(source.size for source in listing.sources)
    click.echo(f"would read {len(listing.sources):,} files, {size:,} bytes")
    for suffix, count in sorted(counts.items()):
        click.echo(f"  .{suffix}  {count:,}")
    for kind, count in listing.skipped.items():
        click.echo(f"  skipped: {kind}  {count:,}")
    return 0


def _check(flags: dict[str, Any], config: RunConfig) -> int:
    from cleaner.pipeline import changed_documents

    with watching(flags) as watch:
        changed, failed = changed_documents(given_inputs(flags), config, sites=given_sites(flags), watch=watch)
    for name in changed[:MOST_NAMED]:
        click.echo(name)
    if not flags["quiet"]:
        more = f", the first {MOST_NAMED} are named" if len(changed) > MOST_NAMED else ""
        click.echo(f"{len(changed):,} documents would change{more}; {failed:,} could not be read", err=True)
    return FOUND if changed else QUARANTINED if failed else 0


def _one_document(config: RunConfig, flags: dict[str, Any]) -> int:
    """Standard input to standard output: title, empty line, body."""
    from cleaner.io.documents import as_text

    _refuse_flags_of_out()
    set_up_logs(flags["verbose"], quiet=flags["quiet"], as_json=flags["log_json"])
    kind = None if config.input.kind == "auto" else config.input.kind
    sites = given_sites(flags)
    data = bytes_within("standard input", sys.stdin.buffer, config.input.limits.document_bytes)
    cleaned = clean_within("standard input", data, config, kind=kind, source=flags["page_of"], sites=sites)
    title = cleaned.title if config.output.with_title else None
    text = as_text(title, cleaned.shown, markdown=cleaned.rendering is not None)
    sys.stdout.buffer.write(text.encode())
    for message in (unknown_site(flags["page_of"], sites), nothing_left(cleaned)):
        if message and not flags["quiet"]:
            _tell(message, flags, "warning")
    return 0


def _refuse_flags_of_out() -> None:
    """Errors: UsageError for a flag that says how OUT is written, where there is none."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        if name in NEED_OUT and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            flag = max(parameter.opts, key=len)
            raise UsageError(f"{flag}: cleaner clean - prints one document; with {flag} it needs -o OUT")
