"""Run the benchmarks and write what they found: `python -m benchmarks [pytest arguments]`.

Writes results.json (pytest-benchmark's own format, cut down to what the table needs) and results.md beside this file.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    """Run, then write; the exit code is pytest's."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.json"
        code = pytest.main([str(HERE), "--benchmark-only", f"--benchmark-json={raw}", "--no-header", "-q", *arguments])
        if code == 0 and raw.exists():
            results = shorten(json.loads(raw.read_text("utf-8")))
            (HERE / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            (HERE / "results.md").write_text(markdown(results), "utf-8")
    return int(code)


def shorten(raw: dict[str, Any]) -> dict[str, Any]:
    """The machine's kind, and each benchmark's median, spread and notes."""
    machine = {key: raw["machine_info"].get(key) for key in ("machine", "system", "python_version")}
    machine["cpu"] = raw["machine_info"].get("cpu", {}).get("brand_raw")
    return {
        "datetime": raw["datetime"],
        "machine": machine,
        "benchmarks": [
            {
                "name": row["name"],
                "median_seconds": row["stats"]["median"],
                "iqr_seconds": row["stats"]["iqr"],
                "rounds": row["stats"]["rounds"],
                **row["extra_info"],
            }
            for row in raw["benchmarks"]
        ],
    }


def markdown(results: dict[str, Any]) -> str:
    """A table, one benchmark a row.

    >>> row = {"name": "test_x", "median_seconds": 0.5, "iqr_seconds": 0.01, "rounds": 5, "documents_per_second": 2000}
    >>> print(markdown({"datetime": "now", "machine": {"cpu": "c", "python_version": "3"}, "benchmarks": [row]}))
    One core of c, Python 3, now.
    <BLANKLINE>
    | benchmark | median ms | ± | documents/s | MB/s |
    |---|--:|--:|--:|--:|
    | x | 500.0 | 10.0 | 2,000 |  |
    <BLANKLINE>
    """
    machine = results["machine"]
    lines = [
        f"One core of {machine['cpu']}, Python {machine['python_version']}, {results['datetime']}.",
        "",
        "| benchmark | median ms | ± | documents/s | MB/s |",
        "|---|--:|--:|--:|--:|",
    ]
    for row in results["benchmarks"]:
        documents, size = row.get("documents_per_second"), row.get("megabytes_per_second")
        cells = (
            row["name"].removeprefix("test_"),
            f"{row['median_seconds'] * 1e3:.1f}",
            f"{row['iqr_seconds'] * 1e3:.1f}",
            f"{documents:,}" if documents else "",
            f"{size:.1f}" if size else "",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
