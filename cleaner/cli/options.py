"""Flags, grouped; and the one place where they become settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner.config import KEEP_RULES, CleanConfig, DedupConfig, InputConfig, Limits, OutputConfig, RunConfig
from cleaner.errors import SourceError

__all__ = [
    "cleaning_options",
    "copies_options",
    "document_options",
    "given_inputs",
    "input_options",
    "out_option",
    "run_config",
    "talk_options",
]

Command = TypeVar("Command", bound=Callable[..., Any])
Group = Callable[[Command], Command]

SIZE = re.compile(r"(\d+)\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)


class _Size(click.ParamType[int]):
    """Bytes: `1000`, `64MiB`, `2G` (powers of 1024)."""

    name = "size"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """Read one value."""
        if isinstance(value, int):
            return value
        match = SIZE.fullmatch(value.strip())
        if not match or not int(match[1]):
            self.fail(f"{value!r} is no size; write 1000, 64MiB or 2G", parameter, context)
        return int(match[1]) << (10 * " KMGT".index(match[2].upper() or " "))


class _Words(click.ParamType[tuple[str, ...]]):
    """Words with commas between them."""

    name = "list"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> tuple[str, ...]:
        """Read one value."""
        if isinstance(value, tuple):
            return value
        return tuple(word.strip() for word in value.split(",") if word.strip())


def _group(*options: Callable[[Any], Any]) -> Group[Any]:
    def add(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return add


LIMITS, COPIES, OUTPUT = Limits(), DedupConfig(), OutputConfig()
FOLDER = click.Path(path_type=Path)

input_options: Group[Any] = _group(
    click.argument("inputs", nargs=-1, metavar="INPUT..."),
    click.option("--text-key", default="text", metavar="NAME", help="Column with the text.  [text]"),
    click.option("--id-key", default="id", metavar="NAME", help="Column with the id; `none` numbers the rows.  [id]"),
    click.option("--id-prefix", type=click.Choice(["file"]), help="Set the file's id in front of its records' ids."),
    click.option("--title-key", default="title", metavar="NAME", help="Column with the headline.  [title]"),
    click.option("--url-key", default="url", metavar="NAME", help="Column with the address.  [url]"),
    click.option("--date-key", default="date", metavar="NAME", help="Column with the ISO 8601 date.  [date]"),
    click.option("--source-key", default="source", metavar="NAME", help="Column with the site or outlet.  [source]"),
    click.option("--language-key", default="language", metavar="NAME", help="Column with the language.  [language]"),
    click.option(
        "--source",
        "site",
        default="auto",
        metavar="WHERE",
        help="Where a site's name is: column, host, folder:N or none.  [column, else host, else first folder]",
    ),
    click.option("--include", multiple=True, metavar="GLOB", help="Of files in folders, take only these. Repeatable."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Of files in folders, leave these out. Repeatable."),
    click.option("--files-from", type=click.File("rb"), metavar="FILE", help="Read more INPUTs from FILE, one a line."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read only the first N records."),
    click.option("--max-bytes", type=_Size(), default=LIMITS.document_bytes, help="Most bytes a document.  [64MiB]"),
    click.option(
        "--max-seconds",
        type=click.IntRange(min=1),
        metavar="N",
        default=LIMITS.seconds,
        help="Most seconds of CPU a document.  [30]",
    ),
    click.option(
        "--max-unpacked", type=_Size(), default=LIMITS.member_bytes, help="Most bytes a packed file may give.  [1GiB]"
    ),
    click.option(
        "--max-ratio",
        type=click.IntRange(min=1),
        metavar="N",
        default=LIMITS.ratio,
        help="Most times its size a packed file may give.  [200]",
    ),
)

cleaning_options: Group[Any] = _group(
    click.option("--select", type=_Words(), default=(), metavar="CODES", help="Run only these rules: SHARE,TITLE01."),
    click.option("--ignore", type=_Words(), default=(), metavar="CODES", help="Run all rules but these."),
    click.option("--language", metavar="CODE", help="Language of texts that do not tell theirs, such as de."),
    click.option("--no-learn", is_flag=True, help="Read INPUT once, without learning what sites repeat."),
    click.option(
        "--sites",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Use what was learnt of sites before.",
    ),
)

copies_options: Group[Any] = _group(
    click.option(
        "--threshold", type=float, default=COPIES.threshold, help="Jaccard from which texts are copies.  [0.7]"
    ),
    click.option(
        "--recall", type=float, default=COPIES.recall, help="Share of copies at the threshold to find.  [0.999]"
    ),
    click.option("--containment", type=float, help="Not built yet; Jaccard decides."),
    click.option(
        "--keep",
        type=_Words(),
        default=KEEP_RULES,
        metavar="RULES",
        help=f"Which copy is kept.  [{','.join(KEEP_RULES)}]",
    ),
    click.option("--duplicates", type=click.Choice(["flag", "drop"]), default="flag", help="What is done with copies."),
    click.option(
        "--max-dropped-share",
        "most_dropped",
        type=float,
        default=OUTPUT.most_dropped,
        metavar="SHARE",
        help="Stop rather than drop more of one source than this.  [0.5]",
    ),
)

document_options: Group[Any] = _group(
    click.option(
        "-f", "--format", type=click.Choice(["txt", "jsonl"]), help="How documents are written.  [as they were read]"
    ),
    click.option("--no-title", is_flag=True, help="Write text files without the headline."),
)

out_option: Group[Any] = _group(
    click.option("-o", "--out", type=FOLDER, metavar="OUT", help="Folder to write to."),
    click.option("--overwrite", is_flag=True, help="Replace an OUT that cleaner wrote."),
    click.option("--dry-run", is_flag=True, help="Only tell what would be read."),
    click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [all cores]"),
)

talk_options: Group[Any] = _group(
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("-v", "--verbose", count=True, help="Say more."),
    click.option("--log-json", is_flag=True, help="Tell everything as JSON, one object a line, on stderr."),
)


def run_config(flags: dict[str, Any], *, clean: bool, dedup: bool) -> RunConfig:
    """The settings that the flags mean. Errors: ConfigError."""
    return RunConfig(
        input=_input_config(flags),
        clean=CleanConfig(flags["select"], flags["ignore"], flags["language"]) if clean else None,
        learn=not flags.get("no_learn", True),
        dedup=_dedup_config(flags) if dedup else None,
        output=OutputConfig(
            format=flags["format"],
            with_title=not flags["no_title"],
            duplicates=flags.get("duplicates", "flag"),
            most_dropped=flags.get("most_dropped", OUTPUT.most_dropped),
            overwrite=flags["overwrite"],
        ),
        jobs=flags["jobs"],
    )


def _input_config(flags: dict[str, Any]) -> InputConfig:
    names = ("text", "id", "title", "url", "date", "source", "language")
    keys = {f"{name}_key": flags[f"{name}_key"] for name in names}
    taken = {name: flags[name] for name in ("id_prefix", "site", "include", "exclude", "limit")}
    limits = Limits(flags["max_bytes"], flags["max_seconds"], flags["max_unpacked"], flags["max_ratio"])
    return InputConfig(**keys, **taken, limits=limits)


def _dedup_config(flags: dict[str, Any]) -> DedupConfig:
    names = ("threshold", "recall", "containment", "keep")
    return DedupConfig(**{name: flags[name] for name in names})


def given_inputs(flags: dict[str, Any]) -> list[str]:
    """INPUTs from the command line and from --files-from. Errors: SourceError where there is none."""
    inputs = list(flags["inputs"])
    if flags["files_from"]:
        lines = flags["files_from"].read().split(b"\n")
        inputs += [line.rstrip(b"\r").decode("utf-8", "surrogateescape") for line in lines if line.strip()]
    if not inputs:
        raise SourceError("no INPUT: name files, folders or globs")
    return inputs
