"""What the benchmarks found, as JSON in Git, and the tables that are made of it."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

__all__ = ["cores", "dated", "in_readme", "load", "machine", "markdown", "merged", "save", "save_readme", "speed_table"]

HERE = Path(__file__).resolve().parent
JSON, MARKDOWN, README = HERE / "results.json", HERE / "results.md", HERE.parent / "README.md"
BEGIN, END = "<!-- made by `python -m benchmarks --readme` -->", "<!-- end -->"
CPU_INFO = Path("/proc/cpuinfo")

Results: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]


def machine() -> dict[str, Any]:
    """Its kind; no name, no path."""
    found = re.search(r"^model name\s*: (.+)$", CPU_INFO.read_text(), re.MULTILINE) if CPU_INFO.exists() else None
    return {
        "cpu": found[1] if found else platform.processor() or platform.machine(),
        "cores": cores(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load() -> Results:
    """What Git holds; nothing where there is nothing."""
    results: Results = json.loads(JSON.read_text("utf-8")) if JSON.exists() else {}
    return results


def merged(old: Results, kind: dict[str, Any], parts: dict[str, Any]) -> Results:
    """New parts in place of old ones; figures of another kind of machine do not stay beside them.

    >>> merged({"machine": {"cpu": "a"}, "rivals": 1}, {"cpu": "a"}, {"scaling": 2})
    {'machine': {'cpu': 'a'}, 'rivals': 1, 'scaling': 2}
    >>> merged({"machine": {"cpu": "a"}, "rivals": 1}, {"cpu": "b"}, {"scaling": 2})
    {'machine': {'cpu': 'b'}, 'scaling': 2}
    """
    stay = old if old.get("machine") == kind else {}
    return {**stay, "machine": kind, **parts}


def dated(part: dict[str, Any]) -> dict[str, Any]:
    """A part with the day it was measured."""
    return {"date": datetime.now(UTC).date().isoformat(), **part}


def save(results: Results) -> None:
    """JSON, and the tables beside it."""
    JSON.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    MARKDOWN.write_text(markdown(results), "utf-8")


def save_readme(results: Results) -> None:
    """Put the short tables into README."""
    README.write_text(in_readme(README.read_text("utf-8"), speed_table(results)), "utf-8")


def in_readme(readme: str, table: str) -> str:
    """README with this between its markers.

    >>> print(in_readme(f"a\\n{BEGIN}\\nold\\n{END}\\nb", "new\\n"))
    a
    <!-- made by `python -m benchmarks --readme` -->
    new
    <!-- end -->
    b
    """
    start = readme.index(BEGIN) + len(BEGIN)
    return f"{readme[:start]}\n{table}{readme[readme.index(END, start) :]}"


def markdown(results: Results) -> str:
    """All tables, a part a section."""
    kind = results["machine"]
    head = (
        f"# What the benchmarks found\n\n"
        f"{kind['cpu']}, {kind['cores']} cores, {kind['system']}, Python {kind['python']}. Made from results.json by "
        f"`python -m benchmarks`. Times are CPU time where nothing else is said: others may use the machine too.\n"
    )
    sections = [section(name, results[name]) for name in SECTIONS if name in results]
    return "\n".join([head, *sections])


def section(name: str, part: dict[str, Any]) -> str:
    """One part: its title, date, and table, or why there is none."""
    title, make = SECTIONS[name]
    body = f"Skipped: {part['skipped']}.\n" if "skipped" in part else make(part)
    return f"## {title}\n\n{part['date']}\n\n{body}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Markdown; the first column is text, the others are numbers.

    >>> print(table(("what", "s"), [("a", 1), ("b", None)]))
    | what | s |
    |---|--:|
    | a | 1 |
    | b |  |
    <BLANKLINE>
    """
    lines = [head, *rows]
    text = [f"| {' | '.join('' if cell is None else str(cell) for cell in line)} |" for line in lines]
    return "\n".join([text[0], "|---|" + "--:|" * (len(head) - 1), *text[1:]]) + "\n"


def thousands(value: float | None) -> str | None:
    """With commas, and no more digits than are true.

    >>> thousands(43511), thousands(760.7), thousands(None)
    ('43,500', '761', None)
    """
    return None if value is None else f"{float(f'{value:.3g}'):,.0f}"


def megabytes(size: int | None) -> str | None:
    """Of 10^6 bytes."""
    return None if size is None else thousands(size / 1e6)


def timings(part: dict[str, Any]) -> str:
    """What pytest-benchmark measured."""
    return table(
        ("benchmark", "median ms", "±", "documents/s", "MB/s"),
        [
            (
                row["name"].removeprefix("test_"),
                f"{row['median_seconds'] * 1e3:.1f}",
                f"{row['iqr_seconds'] * 1e3:.1f}",
                thousands(row.get("documents_per_second")),
                row.get("megabytes_per_second"),
            )
            for row in part["rows"]
        ],
    )


def pages(part: dict[str, Any]) -> str:
    """HTML: ours beside trafilatura."""
    return table(
        ("", "ms a page"),
        [
            line
            for row in part["rows"]
            for line in (
                (f"trafilatura {row['trafilatura']} alone", row["trafilatura_milliseconds_a_page"]),
                (f"cleaner ({row['times_trafilatura']:.2f} times that)", row["milliseconds_a_page"]),
            )
        ],
    )


def rivals(part: dict[str, Any]) -> str:
    """A row a program."""
    told = f"{part['documents']:,} texts of {part['bytes_a_document'] / 1e3:.1f} kB, one core each, in turns.\n\n"
    head = ("", "does", "documents/s", "time, cleaner = 1", "peak MB above the texts")
    return told + table(
        head,
        [
            (f"{row['name']} ({row['version']})", row["does"], *figures(row), megabytes(row.get("peak_bytes")))
            if "skipped" not in row
            else (row["name"], row["does"], row["skipped"], None, None)
            for row in part["rows"]
        ],
    )


def figures(row: Row) -> tuple[str | None, str]:
    """A program's documents a second, and its time over cleaner's."""
    return thousands(row["documents_per_second"]), f"{row['times_cleaner']:.1f}"


def scaling(part: dict[str, Any]) -> str:
    """A row a size."""
    return table(
        ("documents", "seconds", "µs a document", "documents/s", "peak anonymous MB above the texts"),
        [
            (
                f"{row['documents']:,}",
                row.get("cpu_seconds", row.get("skipped")),
                row.get("microseconds_a_document"),
                thousands(row.get("documents_per_second")),
                megabytes(row.get("peak_bytes")),
            )
            for row in part["rows"]
        ],
    )


def threads(part: dict[str, Any]) -> str:
    """A row a function."""
    return table(
        ("by the clock on the wall", "1 thread, s", "2 threads, s", "times faster", "cores that 2 threads got"),
        [
            (
                row["name"],
                row.get("one_seconds", row.get("skipped")),
                *(row.get(key) for key in ("two_seconds", "times", "cores")),
            )
            for row in part["rows"]
        ],
    )


def starting(part: dict[str, Any]) -> str:
    """A row a command."""
    return table(
        (f"by the clock on the wall, {part['runs']} runs", "median s", "least s", "CPU time s", "goal s"),
        [
            (row["name"], row.get("seconds", row.get("skipped")), row.get("least"), row.get("cpu"), row["goal_seconds"])
            for row in part["rows"]
        ],
    )


def linearity(part: dict[str, Any]) -> str:
    """A row a rule, then the largest documents."""
    sizes = part["sizes"]
    rules = table(
        ("rule", "worst exponent", "on", *(f"{size / 1e6:g} MB, s" for size in sizes), "slowest on"),
        [(row["rule"], row["exponent"], row["text"], *row["seconds"], row["slowest"]) for row in part["rows"]],
    )
    rows = [(row["name"], row["seconds"], row["more_megabytes"]) for row in part["largest"]]
    rules += "\n![CPU seconds against characters, a panel a rule](linearity.svg)\n"
    return rules + ("\n" + table(("the largest", "CPU s", "MB more than the text"), rows) if rows else "")


def extractors(part: dict[str, Any]) -> str:
    """A row a set and tool; and one a group of a set's pages, a column a tool."""
    rows = [row for row in part["rows"] if row.get("group") is None]
    return (
        table(
            ("set", "pages", "extractor", "F1", "median", "less ours", "95 %", "below .5", "CPU ms a page"),
            [
                (
                    f"{row['set']}*" if row["is_learnt"] else row["set"],
                    row["pages"],
                    row["tool"],
                    f"{row['f1']:.3f}",
                    f"{row['median']:.3f}",
                    f"{row['less_ours'][0]:+.3f}",
                    f"{row['less_ours'][1]:+.3f} … {row['less_ours'][2]:+.3f}",
                    row["failed_outright"],
                    "" if row["milliseconds"] is None else row["milliseconds"],
                )
                for row in rows
            ],
        )
        + _by_group(part)
        + "\n\\* the block model learnt from these pages; its card has the figures without their own sites.\n"
    )


SECTIONS = {
    "rivals": ("Near-duplicates beside rivals", rivals),
    "scaling": ("As the corpus grows: find_duplicates, one core", scaling),
    "threads": ("Two threads", threads),
    "neardup": ("Near-duplicates on real press releases", timings),
    "html": ("HTML: real pages of news", pages),
    "extractors": ("HTML: what extractors find, F1 of words by page", extractors),
    "starting": ("From the command to its end, caches warm", starting),
    "cleaning": ("Cleaning real texts, one core: press releases where nothing else is said", timings),
    "linearity": ("A rule's time against a text's size: 1 is linear", linearity),
}


def speed_table(results: Results) -> str:
    """What a new user wants to know, for README; parts that are not there are left out."""
    kind = results["machine"]
    tables = [make(results[name]) for name, make in SHORT.items() if "skipped" not in results.get(name, {"skipped": 1})]
    note = f"One core of {kind['cpu']}, Python {kind['python']}; CPU time where no clock is named.\n"
    return "\n".join([*tables, note])


def short_rivals(part: dict[str, Any]) -> str:
    """Who ran, quickest first."""
    ran = [row for row in part["rows"] if "skipped" not in row]
    ran.sort(key=lambda row: (row["does"], -row["documents_per_second"]))
    return table(
        (f"near-duplicates, texts of {part['bytes_a_document'] / 1e3:.1f} kB", "documents/s", "time, cleaner = 1"),
        [(f"{row['name']} {row['version']}: {DOES[row['does']]}", *figures(row)) for row in ran],
    )


DOES = {"signatures": "signatures", "duplicates": "copies"}


def short_scaling(part: dict[str, Any]) -> str:
    """One line of sizes, one of costs."""
    ran = [row for row in part["rows"] if "skipped" not in row]
    return table(
        ("`find_duplicates` of", *(f"{row['documents']:,}" for row in ran)),
        [
            ("µs a document", *(row["microseconds_a_document"] for row in ran)),
            ("peak MB above the texts", *(megabytes(row["peak_bytes"]) for row in ran)),
        ],
    )


def short_starting(part: dict[str, Any]) -> str:
    """Seconds from the command to its end."""
    ran = [row for row in part["rows"] if "skipped" not in row]
    return table(
        ("a new process, caches warm", "seconds by the clock", "of CPU time"),
        [(row["name"], f"{row['seconds']:.2f}", f"{row['cpu']:.2f}") for row in ran],
    )


def _by_group(part: dict[str, Any]) -> str:
    found = {(row["set"], row["group"], row["tool"]): row for row in part["rows"] if row.get("group") is not None}
    if not found:
        return ""
    tools = list(dict.fromkeys(tool for *_, tool in found))
    groups = dict.fromkeys((name, group) for name, group, _ in found)
    rows = [
        (
            f"{name}*" if found[name, group, tools[0]]["is_learnt"] else name,
            group,
            found[name, group, tools[0]]["pages"],
            *(f"{found[name, group, tool]['f1']:.3f}" for tool in tools),
        )
        for name, group in groups
    ]
    return "\n" + table(("set", "kind, language, country", "pages", *tools), rows)


def short_extractors(part: dict[str, Any]) -> str:
    """A row a tool, a column a set."""
    found = {(row["tool"], row["set"]): row["f1"] for row in part["rows"] if row.get("group") is None}
    sets = dict.fromkeys((row["set"], row["is_learnt"]) for row in part["rows"])
    rows = [
        (tool, *(f"{found[tool, name]:.3f}" for name, _ in sets)) for tool in dict.fromkeys(tool for tool, _ in found)
    ]
    heads = (f"{name}\\*" if is_learnt else name for name, is_learnt in sets)
    return table(("HTML: F1 of words by page, mean", *heads), rows) + "\n\\* the block model learnt from these pages\n"


SHORT = {
    "rivals": short_rivals,
    "scaling": short_scaling,
    "html": pages,
    "extractors": short_extractors,
    "starting": short_starting,
}
