"""`cleaner rules`: which rules there are, and whether a file of one's own does what its examples say."""

from __future__ import annotations

from typing import Any

import click

from cleaner.cli.options import config_option, own_rules_option, settings_given

__all__ = ["rules"]

EXAMPLE = 60


@click.group()
def rules() -> None:
    """See all rules, and try your own."""


@rules.command(name="list")
@own_rules_option
@config_option
def list_rules(**flags: Any) -> int:
    """Print every reason code, what it is called, and an example of what goes.

    \b
    cleaner rules list
    cleaner rules list --rules mine.toml
    """
    from cleaner.cleaning import rules_of
    from cleaner.config import CleanConfig
    from cleaner.rules import OTHER_NAMES

    config = settings_given(flags).config()
    ruling = rules_of(CleanConfig(rules=config.clean.rules if config.clean else ()))
    rows = [(rule.code, rule.name, _example(rule.removes, rule.action)) for rule in ruling]
    rows += [(code, name, "") for code, name in OTHER_NAMES.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for code, name, example in rows:
        click.echo(f"{code:<{widths[0]}}  {name:<{widths[1]}}  {example}".rstrip())
    return 0


def _example(removes: tuple[str, ...], action: str) -> str:
    """What first goes in the first example."""
    from cleaner.rules import unmarked

    if action == "keep":
        return "(keeps its lines)"
    text, wanted = unmarked(removes[0]) if removes else ("", [])
    shown = text[slice(*wanted[0])] if wanted else ""
    return shown if len(shown) <= EXAMPLE else shown[: EXAMPLE - 1] + "…"


@rules.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> int:
    """Read files of rules and run their examples; exit 2 if one does not hold.

    \b
    cleaner rules check mine.toml
    """
    from cleaner.cleaning import rules_of
    from cleaner.config import CleanConfig
    from cleaner.rules import OUR_CODES

    config = CleanConfig(rules=files)
    found = [rule for rule in rules_of(config) if rule.code not in OUR_CODES]
    examples = sum(len(rule.removes) + len(rule.keeps) for rule in found)
    click.echo(f"{', '.join(files)}: {_count(len(found), 'rule')} and {_count(examples, 'example')} hold")
    if bare := [rule.code for rule in found if not rule.removes and not rule.keeps]:
        click.echo(f"without examples, so nothing shows what they do: {', '.join(bare)}; write removes and keeps")
    return 0


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
