"""What a terminal shows while a run goes on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cleaner.cli.logs import set_up_logs

if TYPE_CHECKING:
    from rich.console import Console

    from cleaner.stages import Watch

__all__ = ["Progress", "console_on_stderr", "watching"]


def console_on_stderr() -> Console:
    """Where people are told something."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


@contextmanager
def watching(flags: Mapping[str, Any]) -> Iterator[Watch | None]:
    """Progress, where somebody looks; logging as wished."""
    set_up_logs(flags["verbose"], quiet=flags["quiet"], as_json=flags["log_json"])
    if flags["quiet"] or flags["log_json"] or not sys.stderr.isatty():
        yield None
        return
    with Progress(console_on_stderr()) as progress:
        yield progress


class Progress:
    """One line: phase, bar, documents, documents a second, time left. It goes when the run ends."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("[bold]{task.description:<18}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[count]:>20}"),
            TextColumn("[dim]{task.fields[speed]:>12}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._done = 0
        self._total: int | None = None

    def begin(self, phase: str, total: int | None) -> None:
        """A phase begins."""
        for task in self._bars.task_ids:
            self._bars.remove_task(task)
        self._done, self._total = 0, total
        self._task = self._bars.add_task(phase, total=total, count="", speed="")

    def advance(self, documents: int) -> None:
        """So many more are done."""
        self._done += documents
        count = f"{self._done:,}" if self._total is None else f"{self._done:,} of {self._total:,}"
        speed = self._bars.tasks[0].speed
        self._bars.update(self._task, advance=documents, count=count, speed=f"{speed:,.0f} /s" if speed else "")

    def __enter__(self) -> Progress:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bars.stop()
