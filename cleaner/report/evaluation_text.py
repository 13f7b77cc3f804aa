"""An evaluation on a terminal, and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cleaner.report.evaluation_tables import Section
from cleaner.report.terminal_text import anchor, one_line

__all__ = ["as_markdown", "on_terminal"]

# What is long is shortened: the widest that such a column gets, in cells. The text has what is left.
WIDEST = {"document": 24, "evidence": 24, "what goes": 18}
SPECIAL = re.compile(r"([\\`*_\[\]<>|#~!&$])")


def on_terminal(sections: Iterable[Section]) -> RenderableType:
    """Tables below each other; nothing of a page's text is obeyed."""
    parts: list[RenderableType] = []
    for section in sections:
        heading = Text.assemble((section.title, "bold"), ("  " + section.note, "dim") if section.note else "")
        parts += [Text(), heading, Padding(_table(section), (0, 0, 0, 2))]
    return Padding(Group(*parts[1:]), (1, 2))


def _table(section: Section) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", expand="text" in section.head)
    for name, side in zip(section.head, section.sides, strict=True):
        table.add_column(
            name,
            justify="left" if side == "l" else "right",
            no_wrap=name != "reason",
            overflow="fold" if name == "reason" else "ellipsis",
            max_width=WIDEST.get(name),
            ratio=1 if name == "text" else None,
        )
    for row in section.rows:
        table.add_row(*(Text(anchor(one_line(cell))) for cell in row))
    return table


def as_markdown(title: str, lines: Iterable[str], sections: Iterable[Section]) -> str:
    """The same as a Markdown file; what a page says is escaped."""
    parts = [f"# {title}", *lines]
    for section in sections:
        parts += [f"## {section.title}", *([section.note] if section.note else []), "\n".join(_markdown(section))]
    return "\n\n".join(parts) + "\n"


def _markdown(section: Section) -> Iterator[str]:
    yield f"| {' | '.join(section.head)} |"
    yield f"|{'|'.join('---' if side == 'l' else '--:' for side in section.sides)}|"
    for row in section.rows:
        yield f"| {' | '.join(SPECIAL.sub(_escaped, one_line(cell)) for cell in row)} |"


def _escaped(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};" if match[0] in "<>&" else f"\\{match[0]}"
