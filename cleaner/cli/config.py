"""`cleaner config show`: which settings are in force, and who set them."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.options import (
    cleaning_options,
    config_option,
    copies_options,
    document_options,
    index_option,
    input_options,
    out_option,
    raw_option,
    settings_given,
    talk_options,
)
from cleaner.settings import Settings

__all__ = ["config"]

HEADS = ("setting", "value", "from")


@click.group()
def config() -> None:
    """See which settings are in force."""


@config.command()
@out_option
@click.option("--toml", "as_toml", is_flag=True, help="Print a file for -c that gives the same settings.")
@index_option
@raw_option
@document_options
@copies_options
@cleaning_options
@input_options
@config_option
@talk_options
def show(**flags: Any) -> int:
    """Print every setting, its value, and whether a default, a file or a flag set it.

    Takes the flags of run, clean and dedup, so put `config show` in front of those of a command to see what it
    would do. INPUT and OUT are not looked at.

    \b
    cleaner config show
    cleaner config show -c news.toml --threshold .8
    cleaner config show --threshold .8 --toml > news.toml
    """
    settings = settings_given(flags)
    settings.config()
    click.echo(settings.toml() if flags["as_toml"] else _table(settings), nl=False)
    return 0


def _table(settings: Settings) -> str:
    """Columns in plain text, for an eye and for a pipe."""
    rows = [HEADS, *settings.rows()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "".join(f"{key:<{widths[0]}}  {value:<{widths[1]}}  {origin}\n" for key, value, origin in rows)
