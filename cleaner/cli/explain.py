"""`cleaner explain`: why something was cut, and why two documents are copies or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cleaner.cli.logs import set_up_logs
from cleaner.cli.one_document import bytes_within, clean_within, unknown_site
from cleaner.cli.options import (
    config_option,
    given_sites,
    limit_options,
    rule_options,
    settings_given,
    similarity_options,
    talk_options,
)
from cleaner.errors import UsageError
from cleaner.settings import Setting, known_settings

if TYPE_CHECKING:
    from rich.text import Text

    from cleaner.config import DedupConfig, RunConfig
    from cleaner.document import Cleaned
    from cleaner.report.explain_pair import InRun
    from cleaner.sites import SiteMemory

__all__ = ["explain"]

STDIN = "-"
FORMS = "cleaner explain FILE, FILE FILE, OUT ID or OUT ID ID"
LIMITS = ("document_bytes", "depth", "seconds")
CLEANING_FLAGS = ("select", "ignore", "rules", "language", "sites", "page_of", "kind", "as_is", *LIMITS)


@click.command()
@click.argument("what", nargs=-1, metavar="FILE [FILE] | OUT ID [ID]")
@click.option("--full", is_flag=True, help="Shorten and fold nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.option("--as-is", is_flag=True, help="Compare two FILEs as they are, without cleaning them first.")
@click.option(
    "--site", "page_of", metavar="NAME", help="Whose page FILE is, for --sites.  [a folder that --sites knows]"
)
@click.option(
    "--input", "kind", type=click.Choice(["html", "text"]), help="What standard input is.  [its beginning tells]"
)
@limit_options
@rule_options
@similarity_options
@config_option
@talk_options
def explain(**flags: Any) -> int:
    """Show what goes out of a document and why, or why two documents are copies or not.

    One FILE (text, HTML, or - for standard input) is cleaned and shown whole, each cut with its rule and its evidence;
    two are cleaned and compared. If the first argument is a folder that cleaner wrote, it is an OUT, and what follows
    are ids of its documents: then that run's ledger, documents and tables speak. Nothing is written.

    A FILE stands alone: no site's repeated lines are known without --sites, and two FILEs are compared as if there
    were no other.

    \b
    cleaner explain page.txt                    what went, and why
    cleaner explain - < page.txt
    cleaner explain out herald/storm.txt        the same, of a finished run
    cleaner explain a.txt b.txt                 copies of each other?
    cleaner explain out herald/storm.txt post/storm.txt
    """
    set_up_logs(flags["verbose"], quiet=flags["quiet"], as_json=flags["log_json"])
    what = flags["what"]
    if not what:
        raise UsageError(f"nothing to explain; use {FORMS}")
    if os.path.isdir(what[0]):
        return _of_run(Path(what[0]), what[1:], flags)
    return _of_files(what, flags)


def _of_files(names: tuple[str, ...], flags: dict[str, Any]) -> int:
    if len(names) > 2 or names.count(STDIN) > 1:
        raise UsageError(f"{len(names)} files are more than can be explained at once; use {FORMS}")
    if len(names) == 1 and flags["as_is"]:
        raise UsageError("--as-is is for two FILEs; leave it out to see what goes out of one")
    config = settings_given(flags).config()
    sites = given_sites(flags)
    called = _rule_names(config)
    documents = [_read(name, config, sites, flags) for name in names]
    if len(documents) == 1:
        return _show_document(documents[0], flags, called)
    assert config.dedup
    return _show_pair(documents, config.dedup, None, flags)


def _of_run(out: Path, ids: tuple[str, ...], flags: dict[str, Any]) -> int:
    from cleaner.explaining import copies_row, finished_manifest, names_in_run, of_run, verdict_of_run, with_passages
    from cleaner.io.manifest import is_ours

    if len(ids) > 2:
        raise UsageError(f"{len(ids)} ids are more than can be explained at once; use {FORMS}")
    if not is_ours(out):
        raise UsageError(f"{out}: a folder that cleaner did not write; name a file in it, or use {FORMS}")
    manifest = finished_manifest(out)
    _refuse_cleaning_flags(out)
    documents = of_run(out, manifest, ids)
    if len(documents) == 1:
        row = copies_row(out, manifest, ids[0])
        looked = manifest["config"]["dedup"] is not None
        return _show_document(documents[0], flags, names_in_run(out), row, looked_for_copies=looked)
    config = settings_given(flags, _settings_of_run(out, manifest)).config()
    assert config.dedup
    documents = [with_passages(document) for document in documents]
    return _show_pair(documents, config.dedup, verdict_of_run(out, manifest, *ids), flags)


def _refuse_cleaning_flags(out: Path) -> None:
    """Errors: UsageError for a flag that would change how a document is cleaned: this one is cleaned already."""
    context = click.get_current_context()
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if parameter.name in CLEANING_FLAGS and source is ParameterSource.COMMANDLINE:
            raise UsageError(
                f"{max(parameter.opts, key=len)}: {out} is cleaned already; leave it out, or name the FILE"
            )


def _settings_of_run(out: Path, manifest: dict[str, Any]) -> dict[str, Setting]:
    """The settings by which a run looked for copies."""
    values = manifest["config"]["dedup"] or {}
    settings = {f"dedup.{name}": tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return {key: Setting(value, f"run {out}") for key, value in settings.items() if key in known_settings()}


def _rule_names(config: RunConfig) -> dict[str, str]:
    """What the rules are called. Errors: ConfigError for a rule that is not known."""
    from cleaner.cleaning import rules_of
    from cleaner.report.stats import rule_names

    return rule_names(rules_of(config.clean) if config.clean else ())


def _read(name: str, config: RunConfig, sites: SiteMemory | None, flags: dict[str, Any]) -> Cleaned:
    """One file, cleaned. Errors: UsageError naming it."""
    from cleaner.document import Cleaned

    told = "standard input" if name == STDIN else name
    data = _bytes_of(name, config.input.limits.document_bytes)
    site = flags["page_of"] or (_known_folder(name, sites) if sites else None)
    if message := unknown_site(flags["page_of"], sites):
        click.echo(message, err=True)
    cleaned = clean_within(told, data, config, kind=_kind(name, config.input.kind), source=site, sites=sites)
    return Cleaned(cleaned.restore(), id=told) if flags["as_is"] else replace(cleaned, id=told)


def _kind(name: str, of_stdin: str) -> str | None:
    """What a file's name says of its content, as it does in a run; None: its beginning tells."""
    from cleaner.io.suffixes import HTML, TEXT, suffix_of

    if name == STDIN:
        return None if of_stdin == "auto" else of_stdin
    return "html" if suffix_of(name, HTML) else "text" if suffix_of(name, TEXT) else None


def _known_folder(name: str, sites: SiteMemory) -> str | None:
    """The nearest folder of a file that site memory knows as a site."""
    folders = Path(os.path.abspath(name)).parts[-2::-1]
    return next((folder for folder in folders if folder in sites.sites), None)


def _bytes_of(name: str, most: int) -> bytes:
    """Errors: UsageError for a file that is missing, too large, or holds records."""
    from cleaner.io.suffixes import RECORDS, suffix_of

    if os.path.isdir(name):
        raise UsageError(f"{name}: a folder; name a file in it, or use {FORMS}")
    if suffix_of(name, RECORDS):
        raise UsageError(f"{name}: holds records; cleaner run {name} -o OUT, then cleaner explain OUT ID")
    try:
        if name == STDIN:
            return bytes_within("standard input", sys.stdin.buffer, most)
        with open(name, "rb") as file:
            return bytes_within(name, file, most)
    except OSError as error:
        raise UsageError(f"{name}: cannot be read ({error.strerror}); use {FORMS}") from error


def _show_document(
    document: Cleaned,
    flags: dict[str, Any],
    names: dict[str, str],
    row: dict[str, Any] | None = None,
    *,
    looked_for_copies: bool = False,
) -> int:
    """Print one document; `names` are those of the rules, `row` its place among the copies of a run."""
    from cleaner.report.explain import as_json, explain_document

    if flags["as_json"]:
        return _print_json(as_json(document, document.id) | ({"copies": row} if looked_for_copies else {}))
    copies = None
    if looked_for_copies:
        from cleaner.report.explain_pair import place_among_copies

        copies = place_among_copies(row)
    width, full = _width(), flags["full"]
    return _print(explain_document(document, document.id, width=width, full=full, copies=copies, names=names))


def _show_pair(pair: list[Cleaned], config: DedupConfig, in_run: InRun | None, flags: dict[str, Any]) -> int:
    from cleaner.explaining import compare
    from cleaner.report.explain_pair import explain_comparison, pair_as_json

    one, other = pair
    compared = compare(one, other, config, in_run)
    if flags["as_json"]:
        return _print_json(pair_as_json(compared))
    return _print(explain_comparison(compared, width=_width()))


def _print_json(value: dict[str, Any]) -> int:
    from cleaner.io.ledger import json_line

    sys.stdout.buffer.write(json_line(value))
    return 0


def _width() -> int | None:
    """The terminal's width; None for a pipe or a file, in which a line stays a line."""
    from rich.console import Console

    console = Console()
    return console.width if console.is_terminal else None


def _print(lines: Iterable[Text]) -> int:
    from rich.console import Console

    # A terminal of a small character set shows what it can; it does not stop the command.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
    return 0
