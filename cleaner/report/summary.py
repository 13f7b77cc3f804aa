"""The end of a run, for a person at a terminal."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cleaner.report.terminal_text import one_line

__all__ = ["Reason", "frequent_reasons", "summarize"]

MOST_RULES = 8
MOST_REASONS = 3
BAR_WIDTH = 24


class Reason(NamedTuple):
    """Why so many records are in quarantine, one of them by its id."""

    reason: str
    records: int
    example: str


def frequent_reasons(rows: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The reasons that most rows of quarantine.jsonl give, each with the first id.

    >>> frequent_reasons([{"id": "a", "reason": "binary"}, {"id": "b", "reason": "binary"}])
    [Reason(reason='binary', records=2, example='a')]
    """
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for row in rows:
        reason = str(row["reason"])
        counts[reason] += 1
        examples.setdefault(reason, str(row["id"]))
    return [Reason(reason, count, examples[reason]) for reason, count in counts.most_common(MOST_REASONS)]


def summarize(
    stats: Mapping[str, Any], out: Path, documents: str | None, command: str, reasons: Sequence[Reason] = ()
) -> RenderableType:
    """What became of the records, what went, which are copies, where it all is and what to do next.

    `reasons` are those of quarantine.
    """
    parts = [
        _heading(stats, command),
        _balance(stats["records"]),
        *_quarantine(reasons, stats["records"]["quarantined"]),
        *_removed(stats),
        *_copies(stats["copies"]),
        *_raw(stats["copies"]),
        *_notes(stats),
        _where(stats, out, documents),
    ]
    return Padding(Group(*_spaced(parts)), (1, 2), expand=False)


def _spaced(parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    for number, part in enumerate(parts):
        if number:
            yield Text()
        yield part


def _heading(stats: Mapping[str, Any], command: str) -> Text:
    records, seconds = stats["records"]["records"], stats["timing"]["all"]
    speed = f", {records / seconds:,.0f} a second" if seconds >= 1 else ""
    return Text.assemble((f"cleaner {command}", "bold"), f"  {_count(records, 'record')} in {seconds:,.1f} s{speed}")


def _balance(records: Mapping[str, int]) -> Table:
    """The parts, and that they add up to what was read."""
    table = _table("left", "right", "right", "left")
    styles = {"kept": "green", "flagged": "yellow", "dropped": "yellow", "quarantined": "red"}
    whole = records["records"]
    for name, style in styles.items():
        count = records[name]
        share = count / whole if whole else 0
        bar = "█" * max(round(share * BAR_WIDTH), 1) if count else ""
        table.add_row(name, f"{count:,}", _percent(share) if count else "", Text(bar, style))
    table.add_row(Text("read", "bold"), Text(f"{whole:,}", "bold"), "", Text("= all of the above", "dim"))
    return table


def _quarantine(reasons: Sequence[Reason], quarantined: int) -> Iterator[RenderableType]:
    """Why records were put aside; no more than the most frequent reasons."""
    if not reasons:
        return
    table = _table("left", "right", "left")
    for number, (reason, records, example) in enumerate(reasons):
        label = Text("" if number else "Quarantine", "bold")
        table.add_row(label, f"{records:,}", Text(f"{one_line(reason)}, such as {one_line(example)}"))
    rest = quarantined - sum(reason.records for reason in reasons)
    if rest > 0:
        table.add_row("", f"{rest:,}", Text("for other reasons, in quarantine.jsonl", "dim"))
    yield table


def _removed(stats: Mapping[str, Any]) -> Iterator[RenderableType]:
    """The rules that took most."""
    rules = sorted(stats["rules"], key=lambda rule: (-rule["documents"], rule["code"]))
    if not rules:
        return
    characters = stats["characters"]
    share = characters["removed"] / characters["read"] if characters["read"] else 0
    line = f"{_percent(share)} of {characters['read']:,} characters went; the ledger holds every one"
    yield Text.assemble(("Taken out  ", "bold"), line)
    table = _table("left", "left", "right", "right")
    table.add_row(*(Text(word, "dim") for word in ("rule", "what it takes", "documents", "characters")))
    for rule in rules[:MOST_RULES]:
        table.add_row(rule["code"], rule["name"], f"{rule['documents']:,}", f"{rule['characters']:,}")
    if len(rules) > MOST_RULES:
        table.add_row("", Text(f"and {len(rules) - MOST_RULES} more in stats.json", "dim"), "", "")
    yield table


def _copies(copies: Mapping[str, Any] | None) -> Iterator[RenderableType]:
    """How many copies, and the largest clusters by their titles."""
    if copies is None:
        return
    if not copies["clusters"]:
        yield Text.assemble(("Copies  ", "bold"), f"none at a threshold of {copies['threshold']:g}")
        return
    pairs = ", ".join(f"{_count(count, f'{relation} pair')}" for relation, count in copies["pairs"].items())
    line = f"{_count(copies['documents'], 'document')} in {_count(copies['clusters'], 'cluster')}; {pairs}"
    yield Text.assemble(("Copies  ", "bold"), line)
    table = _table("right", "left")
    table.add_row(Text("copies", "dim"), Text("kept document, largest clusters first", "dim"))
    for one in copies["largest"]:
        name = Text(one.get("title") or one["id"], no_wrap=True, overflow="ellipsis")
        table.add_row(f"{one['size']:,}", name)
    yield table


def _raw(copies: Mapping[str, Any] | None) -> Iterator[RenderableType]:
    """Which pairs cleaning makes and unmakes, and why."""
    raw = copies.get("raw") if copies else None
    if raw is None:
        return
    line = f"{_count(raw['raw']['pairs'], 'pair')} of copies in raw text, {raw['cleaned']['pairs']:,} in cleaned"
    whole = f", of {_count(raw['documents'], 'document')}"
    yield Text.assemble(("Raw beside cleaned  ", "bold"), line + whole)
    table = _table("left", "right", "left")
    for name, style, side in (("vanish", "red", raw["raw"]), ("appear", "green", raw["cleaned"])):
        table.add_row(Text(name, style), f"{side['alone']:,}", "")
        for reason, count in side["why"].items():
            share = count / side["looked_at"]
            table.add_row("", Text(_percent(share), "dim"), Text(reason, "dim"))
    yield table


def _notes(stats: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What somebody should know before using the result."""
    table = _table("left", "left")
    for warning in stats["warnings"]:
        table.add_row(Text("warning", "bold yellow"), Text(warning))
    notes = {
        "skipped": ", ".join(f"{count:,} {kind}" for kind, count in stats["skipped"].items()),
        "empty": ", ".join(f"{count:,} {reason}" for reason, count in stats["empty"].items()),
        "lossy": f"{_count(stats['lossy'], 'document')} with bytes that are no text" if stats["lossy"] else "",
    }
    for name, note in notes.items():
        if note:
            table.add_row(Text(name, "bold"), Text(note))
    if table.row_count:
        yield table


def _where(stats: Mapping[str, Any], out: Path, documents: str | None) -> Table:
    """Files, then commands."""
    table = _table("left", "left")
    files = [documents] if documents else []
    files += stats["copies"]["tables"] if stats["copies"] is not None else []
    files += ["dropped.jsonl.zst"] if stats["records"]["dropped"] else []
    files += ["ledger.jsonl.zst"] if documents else []
    files += ["quarantine.jsonl"] if stats["records"]["quarantined"] else []
    files += ["stats.json", "manifest.json"]
    table.add_row(Text("Where", "bold"), Text(f"{out}/  ").append(", ".join(files), "dim"))
    name = shlex.quote(str(out))
    table.add_row(Text("Next", "bold"), f"cleaner verify {name}")
    if documents:
        table.add_row("", f"cleaner restore {name} -o DIR")
    return table


def _table(*sides: Any) -> Table:
    table = Table.grid(padding=(0, 2))
    for side in sides:
        table.add_column(justify=side)
    return table


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _percent(share: float) -> str:
    """Never 0.0 for something, never 100.0 for less than all.

    >>> _percent(0.0001), _percent(0.9999), _percent(1)
    ('< 0.1 %', '> 99.9 %', '100.0 %')
    """
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share:.1%}".replace("%", " %")
