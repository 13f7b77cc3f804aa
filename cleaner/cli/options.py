"""Flags, grouped, and which settings they are.

A flag sets the setting whose last name its parameter bears: `--max-bytes` is called `document_bytes`, so it sets
`input.limits.document_bytes`. It has no default of its own: where it is not given, the file of `-c` decides, then the
default of the config.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from cleaner.config import (
    ALL_KEEP_RULES,
    COMMENT_WAYS,
    EXTRACTORS,
    FAVORS,
    KEEP_RULES,
    LINE_WAYS,
    MOST_DEPTH,
    TEXT_FORMATS,
    RunConfig,
)
from cleaner.errors import SourceError
from cleaner.settings import UNSET, Setting, Settings, known_settings, parse_size
from cleaner.settings_file import read_settings

if TYPE_CHECKING:
    from cleaner.sites import SiteMemory

    SizeType = click.ParamType[int]
    ShareType = click.ParamType[float | None]
    WordsType = click.ParamType[tuple[str, ...]]
    PassagesType = click.ParamType["Passages"]
else:
    # Older clicks that we take have the same class, but no type parameter.
    SizeType = ShareType = WordsType = PassagesType = click.ParamType

__all__ = [
    "cleaning_options",
    "config_option",
    "copies_options",
    "document_options",
    "given_inputs",
    "given_sites",
    "index_option",
    "input_options",
    "limit_options",
    "out_option",
    "own_rules_option",
    "raw_option",
    "rule_options",
    "run_config",
    "settings_given",
    "similarity_options",
    "talk_options",
    "threshold_options",
]

USUAL_PASSAGE = 50
CUT = "cut"

Command = TypeVar("Command", bound=Callable[..., Any])
Group = Callable[[Command], Command]


class _Size(SizeType):
    """Bytes: `1000`, `64MiB`, `2G` (powers of 1024)."""

    name = "size"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> int:
        """Read one value."""
        if isinstance(value, int):
            return value
        try:
            return parse_size(value)
        except ValueError as error:
            self.fail(str(error), parameter, context)


class _ShareOrNone(ShareType):
    """A number, or the word for none."""

    name = "share"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float | None:
        """Read one value."""
        if value is None or value == UNSET:
            return None
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r} is neither a number nor {UNSET}", parameter, context)


class Passages(NamedTuple):
    """From how many words a passage is looked for, and whether it is cut."""

    words: int
    cut: bool


class _Passages(PassagesType):
    """A number of words; `cut` for 50 of them, `cut:N`."""

    name = "passages"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Passages:
        """Read one value."""
        if isinstance(value, Passages):
            return value
        what, _, number = value.rpartition(":")
        if value == CUT:
            what, number = CUT, str(USUAL_PASSAGE)
        if what not in ("", CUT) or not (number.isascii() and number.isdigit()):
            self.fail(
                f"{value!r}: use a number of words, such as {USUAL_PASSAGE}, or {CUT}, or {CUT}:N", parameter, context
            )
        return Passages(int(number), what == CUT)


class _Words(WordsType):
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


FOLDER = click.Path(path_type=Path)

limit_options: Group[Any] = _group(
    click.option("--max-bytes", "document_bytes", type=_Size(), help="Most bytes a document.  [64MiB]"),
    click.option(
        "--max-depth",
        "depth",
        type=click.IntRange(1, MOST_DEPTH),
        metavar="N",
        help="Most HTML elements inside each other.  [2000]",
    ),
    click.option(
        "--max-seconds",
        "seconds",
        type=click.IntRange(min=1),
        metavar="N",
        help="Most seconds of CPU a document.  [30]",
    ),
)

input_options: Group[Any] = _group(
    click.argument("inputs", nargs=-1, metavar="INPUT..."),
    click.option("--text-key", metavar="NAME", help="Column with the text.  [text]"),
    click.option("--html-key", metavar="NAME", help="Column with HTML; it goes before the text.  [html]"),
    click.option("--keep-html", is_flag=True, default=None, help="Carry the html column through."),
    click.option(
        "--input", "kind", type=click.Choice(["html", "text"]), help="What standard input is.  [told by its beginning]"
    ),
    click.option("--id-key", metavar="NAME", help="Column with the id; `none` numbers the rows.  [id]"),
    click.option("--id-prefix", type=click.Choice(["file"]), help="Set the file's id in front of its records' ids."),
    click.option("--title-key", metavar="NAME", help="Column with the headline.  [title]"),
    click.option("--url-key", metavar="NAME", help="Column with the address.  [url]"),
    click.option("--date-key", metavar="NAME", help="Column with the ISO 8601 date.  [date]"),
    click.option("--source-key", metavar="NAME", help="Column with the site or outlet.  [source]"),
    click.option("--language-key", metavar="NAME", help="Column with the language.  [language]"),
    click.option(
        "--source",
        "site",
        metavar="WHERE",
        help="Where a site's name is: column, host, folder:N or none.  [column, else host, else first folder]",
    ),
    click.option("--include", multiple=True, metavar="GLOB", help="Of files in folders, take only these. Repeatable."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Of files in folders, leave these out. Repeatable."),
    click.option("--files-from", type=click.File("rb"), metavar="FILE", help="Read more INPUTs from FILE, one a line."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read only the first N records."),
    limit_options,
    click.option("--max-unpacked", "member_bytes", type=_Size(), help="Most bytes a packed file may give.  [1GiB]"),
    click.option(
        "--max-ratio",
        "ratio",
        type=click.IntRange(min=1),
        metavar="N",
        help="Most times its size a packed file may give.  [200]",
    ),
)

own_rules_option: Group[Any] = _group(
    click.option("--rules", multiple=True, metavar="FILE", help="Run your own rules too, of a TOML file. Repeatable."),
)

rule_options: Group[Any] = _group(
    click.option("--select", type=_Words(), metavar="CODES", help="Run only these rules: SHARE,TITLE01."),
    click.option("--ignore", type=_Words(), metavar="CODES", help="Run all rules but these."),
    own_rules_option,
    click.option(
        "--lines",
        type=click.Choice(LINE_WAYS),
        help="Of texts, not HTML: the line model beside the rules, the rules alone, or your own rules alone.  [model]",
    ),
    click.option(
        "--extractor",
        type=click.Choice(EXTRACTORS),
        help="Of HTML: what tells the main text from the rest.  [model]",
    ),
    click.option(
        "--fast/--no-fast",
        default=None,
        help="Of HTML: tell the main text in a third of the time, and a little less well.  [no-fast]",
    ),
    click.option(
        "--favor",
        type=click.Choice(FAVORS),
        help="In doubt the models cut (precision) or keep (recall).  [balanced]",
    ),
    click.option(
        "--comments",
        type=click.Choice(COMMENT_WAYS),
        help="Of HTML: leave readers' comments out, or keep what they say below the body.  [drop]",
    ),
    click.option(
        "--text-format",
        type=click.Choice(TEXT_FORMATS),
        help="Of HTML: the text alone, or with its headings, lists, tables, quotes and code as Markdown.  [plain]",
    ),
    click.option(
        "--links/--no-links", default=None, help="In Markdown, write where links lead to, or do not.  [no-links]"
    ),
    click.option("--language", metavar="CODE", help="Language of texts that do not tell theirs, such as de."),
    click.option(
        "--sites",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Use what cleaner sites learn wrote to FILE.",
    ),
)

cleaning_options: Group[Any] = _group(
    rule_options,
    click.option(
        "--learn/--no-learn",
        default=None,
        help="Learn what sites repeat, or read INPUT only once.  [learn]",
    ),
)

threshold_options: Group[Any] = _group(
    click.option("--threshold", type=float, help="Jaccard from which texts are copies.  [0.7]"),
    click.option("--recall", type=float, help="Share of copies at the threshold to find.  [0.999]"),
    click.option(
        "--containment",
        type=_ShareOrNone(),
        help="Share of a text from which it is contained in another; none: Jaccard alone.  [0.8]",
    ),
)

similarity_options: Group[Any] = _group(
    threshold_options,
    click.option(
        "--keep",
        type=_Words(),
        metavar="RULES",
        help=f"Which copy is kept: by what comes first of {', '.join(ALL_KEEP_RULES)}.  [{','.join(KEEP_RULES)}]",
    ),
    click.option(
        "--sources-preferred",
        multiple=True,
        metavar="FILE",
        help="For --keep preferred-source: a source a line, the most preferred first. Repeatable.",
    ),
)

copies_options: Group[Any] = _group(
    similarity_options,
    click.option(
        "--passages",
        type=_Passages(),
        metavar="N|cut|cut:N",
        help="Find passages of N words that texts share; cut: of 50, and keep each in one text only.  [none]",
    ),
    click.option("--duplicates", type=click.Choice(["flag", "drop"]), help="What is done with copies.  [flag]"),
    click.option(
        "--max-dropped-share",
        "most_dropped",
        type=float,
        metavar="SHARE",
        help="Stop rather than drop more of one source than this.  [0.5]",
    ),
    click.option(
        "--max-cluster-share",
        "most_in_cluster",
        type=float,
        metavar="SHARE",
        help="Stop rather than drop where one cluster holds more of all documents than this.  [0.5]",
    ),
)

document_options: Group[Any] = _group(
    click.option(
        "-f",
        "--format",
        type=click.Choice(["txt", "jsonl", "parquet"]),
        help="How documents are written.  [as they were read]",
    ),
    click.option(
        "--title/--no-title",
        "with_title",
        default=None,
        help="Write text files with their headline, or without.  [title]",
    ),
)

out_option: Group[Any] = _group(
    click.option("-o", "--out", type=FOLDER, metavar="OUT", help="Folder to write to."),
    click.option("--overwrite", is_flag=True, help="Replace an OUT that cleaner wrote."),
    click.option("--dry-run", is_flag=True, help="Only tell what would be read."),
    click.option("-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [all cores]"),
)

index_option: Group[Any] = _group(
    click.option(
        "--index",
        "index",
        type=FOLDER,
        metavar="INDEX",
        help="Of run: flag copies of what INDEX holds too, then add all documents to it.",
    ),
)

raw_option: Group[Any] = _group(
    click.option(
        "--raw-compare",
        is_flag=True,
        default=None,
        help="Look for copies among the raw texts too, and tell which pairs cleaning makes and unmakes, and why.",
    ),
)

config_option: Group[Any] = _group(
    click.option(
        "-c",
        "--config",
        metavar="FILE",
        help="Take settings from a TOML file; flags win over it. No file is read unless it is named.",
    ),
)

talk_options: Group[Any] = _group(
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("-v", "--verbose", count=True, help="Say more."),
    click.option("--log-json", is_flag=True, help="Tell everything as JSON, one object a line, on stderr."),
)


def settings_given(flags: dict[str, Any], *before: Mapping[str, Setting]) -> Settings:
    """Defaults, what comes `before`, the file of -c, flags; each wins over those to its left. Errors: ConfigError."""
    file = read_settings(flags["config"]) if flags["config"] is not None else {}
    return Settings.of(*before, file, dict(_flags_given(click.get_current_context())))


def run_config(flags: dict[str, Any], *, clean: bool, dedup: bool) -> RunConfig:
    """The settings of a command that does so much. Errors: ConfigError."""
    config = settings_given(flags).config()
    return replace(
        config,
        clean=config.clean if clean else None,
        learn=config.learn and clean,
        dedup=config.dedup if dedup else None,
    )


def _flags_given(context: click.Context) -> Iterator[tuple[str, Setting]]:
    """The settings that the command line itself names."""
    keys = {key.rpartition(".")[2]: key for key in known_settings()}
    for parameter in context.command.params:
        name = parameter.name or ""
        is_given = context.get_parameter_source(name) in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
        if name in keys and is_given:
            value = context.params[name]
            origin = f"flag {_spelled(parameter, value)}"
            if isinstance(value, Passages):
                yield "output.cut_passages", Setting(value.cut, origin)
                value = value.words
            yield keys[name], Setting(value, origin)


def _spelled(parameter: click.Parameter, value: object) -> str:
    """How a flag is written, at length."""
    names = parameter.secondary_opts if value is False and parameter.secondary_opts else parameter.opts
    return max(names, key=len)


def given_inputs(flags: dict[str, Any]) -> list[str]:
    """INPUTs from the command line and from --files-from. Errors: SourceError where there is none."""
    inputs = list(flags["inputs"])
    if flags["files_from"]:
        lines = flags["files_from"].read().split(b"\n")
        inputs += [line.rstrip(b"\r").decode("utf-8", "surrogateescape") for line in lines if line.strip()]
    if not inputs:
        raise SourceError("no INPUT: name files, folders or globs")
    return inputs


def given_sites(flags: dict[str, Any]) -> SiteMemory | None:
    """Site memory from the file of --sites. Errors: ConfigError."""
    if not flags.get("sites"):
        return None
    from cleaner.sites import SiteMemory

    return SiteMemory.open(flags["sites"])
