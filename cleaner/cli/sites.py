"""`cleaner sites`: learn what sites repeat, look at it, and decide about a line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cleaner.cli.options import config_option, given_inputs, input_options, run_config, talk_options
from cleaner.cli.progress import watching
from cleaner.errors import OutputError, UnfinishedError, UsageError

if TYPE_CHECKING:
    from cleaner.sites import SiteEvidence
    from cleaner.stages import LearntSites

__all__ = ["sites"]

FILE = click.Path(path_type=Path)
STDOUT = "-"
file_argument = click.argument("file", type=FILE, metavar="FILE")
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace a FILE that is there.")


@click.group()
def sites() -> None:
    """Learn what sites repeat, and keep it in a file for --sites."""


@sites.command()
@click.option("-o", "--out", type=FILE, required=True, metavar="FILE", help="File to write.")
@click.option("--sites", "old", type=FILE, metavar="OLD", help="Update what OLD holds; the older it is, the less.")
@overwrite_option
@click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [all cores]")
@input_options
@config_option
@talk_options
def learn(out: Path, old: Path | None, overwrite: bool, **flags: Any) -> int:
    """Learn which lines the sites of INPUT repeat.

    A line counts once for each distinct text. In an update the evidence of OLD counts half after 90 days, by the
    texts' dates, or after two updates where texts have none; pages that are read again count once.

    \b
    cleaner sites learn news/ -o news.sites
    cleaner sites learn news/today --sites news.sites -o news.sites
    """
    from cleaner.pipeline import learn_memory
    from cleaner.sites import SiteMemory

    is_update = old is not None and out.exists() and os.path.samefile(old, out)
    _check_out(out, overwrite=overwrite or is_update)
    before = SiteMemory.open(old) if old else SiteMemory()
    with watching(flags) as watch:
        learnt = learn_memory(given_inputs(flags), run_config(flags, clean=True, dedup=False), watch=watch)
    if learnt.records and learnt.silent == learnt.records:
        raise UsageError("nothing learnt: no record could be read that tells its site; --source says where that is")
    memory = before.updated(learnt.memory)
    _written(out, lambda: memory.save(out))
    _tell_learnt(out, learnt, len(memory.sites), flags)
    return 0


def _tell_learnt(out: Path, learnt: LearntSites, known: int, flags: dict[str, Any]) -> None:
    counts = {
        "sites": known,
        "learnt": len(learnt.memory.sites),
        "records": learnt.records,
        "silent": learnt.silent,
        "forgotten": learnt.pruned,
    }
    if flags["log_json"]:
        click.echo(json.dumps({"level": "info", "message": "finished", "out": str(out), **counts}), err=True)
    elif not flags["quiet"]:
        message = f"{out}: {known:,} sites, {counts['learnt']:,} of them seen in {learnt.records:,} records"
        if learnt.silent:
            message += f"; {learnt.silent:,} records were of no site, or could not be read"
        if learnt.pruned:
            message += f"; too many sites at once: {learnt.pruned:,} times one with few pages was forgotten"
        click.echo(message, err=True)


@sites.command()
@file_argument
@click.argument("site", required=False)
@click.option("--full", is_flag=True, help="Shorten no line.")
def show(file: Path, site: str | None, full: bool) -> int:
    """Print which sites FILE knows, or all lines of one SITE.

    \b
    cleaner sites show news.sites
    cleaner sites show news.sites herald.example
    """
    from cleaner.report.site_tables import table, table_of_site, table_of_sites
    from cleaner.sites.store import StoredSites

    stored = StoredSites(file)
    rows = table_of_sites(stored.summaries()) if site is None else table_of_site(_known(stored, file, site))
    width = os.get_terminal_size().columns if sys.stdout.isatty() and not full else None
    for line in table(list(rows), width):
        click.echo(line)
    return 0


@sites.command()
@file_argument
@click.option("-o", "--out", type=FILE, default=STDOUT, metavar="TOML", help="File to write.  [standard output]")
@overwrite_option
def export(file: Path, out: Path, overwrite: bool) -> int:
    """Write FILE as TOML, to be read, compared and edited.

    \b
    cleaner sites export news.sites -o memory.toml
    """
    from cleaner.sites.store import StoredSites
    from cleaner.sites.toml_text import toml_parts

    stored = StoredSites(file)
    parts = (part.encode() for part in toml_parts(stored.items()))
    if str(out) == STDOUT:
        sys.stdout.buffer.writelines(parts)
        return 0
    _check_out(out, overwrite=overwrite)
    _written(out, lambda: _write_bytes(out, parts))
    return 0


def _write_bytes(out: Path, parts: Iterator[bytes]) -> None:
    from cleaner.sites.store import replacing

    with replacing(out) as fresh, open(fresh, "wb") as file:
        file.writelines(parts)


@sites.command(name="import")
@click.argument("toml", type=FILE, metavar="TOML")
@click.option("-o", "--out", type=FILE, required=True, metavar="FILE", help="File to write.")
@overwrite_option
def import_(toml: Path, out: Path, overwrite: bool) -> int:
    """Make a FILE for --sites of what `sites export` wrote.

    \b
    cleaner sites import memory.toml -o news.sites
    """
    from cleaner.sites import SiteMemory
    from cleaner.sites.toml_text import read_toml

    try:
        text = toml.read_bytes().decode()
    except OSError as error:
        raise UsageError(f"{toml}: cannot be read ({error.strerror}); name a file of cleaner sites export") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{toml}: no UTF-8 text ({error}); name a file of cleaner sites export") from error
    try:
        memory = SiteMemory(read_toml(text))
    except UsageError as error:
        raise type(error)(f"{toml}: {error}") from error
    _check_out(out, overwrite=overwrite)
    _written(out, lambda: memory.save(out))
    return 0


@sites.command()
@file_argument
@click.argument("site")
@click.argument("line", required=False)
def forget(file: Path, site: str, line: str | None) -> int:
    """Take out of FILE all that is known of SITE, or of one LINE of it.

    \b
    cleaner sites forget news.sites herald.example
    cleaner sites forget news.sites herald.example "Our weather desk"
    """
    return _edit(file, site, lambda known: known.without(_known_line(known, line, file)) if line else None)


@sites.command()
@file_argument
@click.argument("site")
@click.argument("line")
def allow(file: Path, site: str, line: str) -> int:
    """Never let SITE01 take LINE out of SITE's texts.

    LINE is written as a text has it, or as `sites show` prints it.

    \b
    cleaner sites allow news.sites herald.example "Background"
    """
    return _rule(file, site, line, "allow")


@sites.command()
@file_argument
@click.argument("site")
@click.argument("line")
def deny(file: Path, site: str, line: str) -> int:
    """Always let SITE01 take LINE out of SITE's texts.

    \b
    cleaner sites deny news.sites herald.example "Our weather desk"
    """
    return _rule(file, site, line, "deny")


def _rule(file: Path, site: str, line: str, ruling: str) -> int:
    if not line.strip():
        raise UsageError("LINE is empty: name a line as a text has it")
    return _edit(file, site, lambda known: known.ruled(_text_of(known, line), ruling))


def _edit(file: Path, site: str, change: Callable[[SiteEvidence], SiteEvidence | None]) -> int:
    from cleaner.sites.store import StoredSites, replace_site

    changed = change(_known(StoredSites(file), file, site))
    _written(file, lambda: replace_site(file, site, changed))
    return 0


def _known(stored: Mapping[str, SiteEvidence], file: Path, site: str) -> SiteEvidence:
    """Errors: UsageError for a site that is not known, with those that may be meant."""
    found = stored.get(site)
    if found is None:
        near = get_close_matches(site, list(stored))
        meant = f"did you mean {' or '.join(near)}?" if near else f"cleaner sites show {file} tells those it knows"
        raise UsageError(f"{file}: knows no site {site!r}; {meant}")
    return found


def _text_of(known: SiteEvidence, line: str) -> str:
    """How memory writes a line."""
    from cleaner.sites import line_key

    return line if line in known.lines or line in known.forms or line in known.rulings else line_key(line)


def _known_line(known: SiteEvidence, line: str, file: Path) -> str:
    """Errors: UsageError for a line that is not known, with those that may be meant."""
    text = _text_of(known, line)
    texts = {**known.lines, **known.forms, **known.rulings}
    if text not in texts:
        near = get_close_matches(text, list(texts))
        meant = f"did you mean {near[0]!r}?" if near else f"cleaner sites show {file} SITE tells those it knows"
        raise UsageError(f"{file}: knows no line {text!r} of this site; {meant}")
    return text


def _check_out(out: Path, *, overwrite: bool) -> None:
    """Errors: OutputError for a file that must not be replaced, or cannot be written."""
    if out.is_dir():
        raise OutputError(f"{out}: a folder; name a file")
    if not out.absolute().parent.is_dir():
        raise OutputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.exists() and not overwrite:
        raise OutputError(f"{out}: is there already; --overwrite replaces it")


def _written(out: Path, write: Callable[[], None]) -> None:
    """Errors: UnfinishedError for a disk that is full."""
    try:
        write()
    except OSError as error:
        raise UnfinishedError(f"{out}: cannot be written ({error.strerror or error})") from error
