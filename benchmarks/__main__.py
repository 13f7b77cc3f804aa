"""Run the benchmarks and write what they found: `python -m benchmarks` (all, half an hour on two cores).

--only NAME   this part only, any number of times; the others keep their figures
--full        scaling to a million documents too, linearity to the largest documents, extractors on all pages
--readme      only put the figures of results.json into README

Writes results.json and results.md beside this file. Parts: cleaning, neardup and html run under pytest-benchmark, in
one process; rivals, scaling, threads and starting measure whole processes, extractors what is found on real pages,
linearity single rules on texts of up to 10 MB: it draws linearity.svg.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extractors import extractors
from benchmarks.linearity import linearity
from benchmarks.results import dated, load, machine, merged, save, save_readme
from benchmarks.rivals import rivals
from benchmarks.scaling import scaling
from benchmarks.starting import starting
from benchmarks.threads import threads

HERE = Path(__file__).resolve().parent
IN_PROCESS = ("cleaning", "neardup", "html")
PROCESSES = {
    "rivals": lambda _: rivals(),
    "scaling": scaling,
    "threads": lambda _: threads(),
    "starting": lambda _: starting(),
    "extractors": extractors,
    "linearity": linearity,
}


def main(arguments: list[str]) -> int:
    """Run, then write."""
    flags = parse(arguments)
    if flags.readme:
        save_readme(load())
        return 0
    chosen = flags.only or [*PROCESSES, *IN_PROCESS]
    for name, measure in PROCESSES.items():
        if name in chosen:
            print(f"{name} …", flush=True)
            keep({name: measure(flags.full)})
    return in_process([name for name in IN_PROCESS if name in chosen])


def parse(arguments: list[str]) -> argparse.Namespace:
    """The flags."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__, formatter_class=raw)
    parser.add_argument("--only", action="append", choices=[*PROCESSES, *IN_PROCESS], metavar="NAME")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--readme", action="store_true")
    return parser.parse_args(arguments)


def keep(parts: dict[str, dict[str, Any]]) -> None:
    """Write at once: what was measured is not lost if a later part fails."""
    save(merged(load(), machine(), {name: dated(part) for name, part in parts.items()}))


def in_process(names: list[str]) -> int:
    """Run parts under pytest-benchmark, by CPU time; the exit code is pytest's."""
    if not names:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.json"
        files = [str(HERE / f"test_{name}.py") for name in names]
        options = ["--benchmark-only", "--benchmark-timer=time.process_time", f"--benchmark-json={raw}"]
        code = pytest.main([*files, *options, "--benchmark-columns=min,median", "--no-header", "-q"])
        if code == pytest.ExitCode.OK:
            keep(by_part(json.loads(raw.read_text("utf-8")) if raw.exists() else {"benchmarks": []}, names))
    return int(code)


def by_part(raw: dict[str, Any], names: list[str]) -> dict[str, dict[str, Any]]:
    """pytest-benchmark's rows, cut down, by the file they come from; a part without rows had no data."""
    parts: dict[str, dict[str, Any]] = {name: {"rows": []} for name in names}
    for row in raw["benchmarks"]:
        name = Path(row["fullname"].partition("::")[0]).stem.removeprefix("test_")
        parts[name]["rows"].append(
            {
                "name": row["name"],
                "median_seconds": row["stats"]["median"],
                "iqr_seconds": row["stats"]["iqr"],
                "rounds": row["stats"]["rounds"],
                **row["extra_info"],
            }
        )
    return {name: part if part["rows"] else {"skipped": "its data is not here", **part} for name, part in parts.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
