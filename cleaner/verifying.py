"""Prove a finished OUT: digests, the ledger's replay, the balance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.errors import CheckError
from cleaner.io.hashed_file import file_digest
from cleaner.io.ledger import json_line, read_json_lines, text_digest
from cleaner.io.manifest import read_manifest
from cleaner.io.replay import replay
from cleaner.report.stats import Balance

__all__ = ["Verdict", "verify_run"]

MOST_TOLD = 50


class Verdict(NamedTuple):
    """How much was proved, and one line for each thing that is not as it should be (the first ones, and a count)."""

    files: int
    documents: int
    problems: tuple[str, ...]


def verify_run(out: Path) -> Verdict:
    """Check every output file's digest, replay every document to its input's digest, and check the balance.

    Errors: OutputError for a folder that this program did not write.
    """
    manifest = read_manifest(out)
    if not manifest["finished"]:
        return Verdict(0, 0, (f"{out}: the run is not finished; the same command finishes it",))
    counted = _Counted()
    found = _problems(out, manifest, counted)
    told = list(islice(found, MOST_TOLD))
    more = sum(1 for _ in found)
    if more:
        told.append(f"and {more} more")
    return Verdict(len(manifest["outputs"]), counted.documents, tuple(told))


class _Counted:
    documents = 0


def _problems(out: Path, manifest: Mapping[str, Any], counted: _Counted) -> Iterator[str]:
    yield from _wrong_digests(out, manifest["outputs"])
    yield from _unlisted(out, manifest["outputs"])
    if "ledger.jsonl.zst" in manifest["outputs"]:
        try:
            for entry, original, problem in replay(out, manifest):
                counted.documents += 1
                if original is None:
                    yield f"{entry.id}: {problem}"
        except CheckError as error:
            yield str(error)
            return
        yield from _wrong_counts(out, manifest, counted.documents)


def _wrong_digests(out: Path, outputs: Mapping[str, str]) -> Iterator[str]:
    for name, digest in outputs.items():
        try:
            found = _stats_digest(out / name) if name == "stats.json" else file_digest(out / name)
        except FileNotFoundError:
            yield f"{name}: missing"
            continue
        except ValueError:
            found = ""
        if found != digest:
            yield f"{name}: changed since it was written"


def _stats_digest(path: Path) -> str:
    """The digest of all but the timing, which no two runs share. Errors: ValueError."""
    stats = json.loads(path.read_bytes())
    if not isinstance(stats, dict):
        raise ValueError("no object")
    stats.pop("timing", None)
    return text_digest(json_line(stats).decode())


def _unlisted(out: Path, outputs: Mapping[str, str]) -> Iterator[str]:
    tree = out / "documents"
    for path in sorted(tree.rglob("*")) if tree.is_dir() else ():
        name = path.relative_to(out).as_posix()
        if not path.is_dir() and name not in outputs:
            yield f"{name}: not written by this run"


def _wrong_counts(out: Path, manifest: Mapping[str, Any], documents: int) -> Iterator[str]:
    try:
        balance = Balance(**manifest["records"])
    except TypeError:
        yield "manifest.json: its records are no balance"
        return
    if not balance.holds:
        yield f"the balance does not add up: {balance}"
    if documents != balance.records - balance.quarantined:
        yield f"ledger.jsonl.zst: {documents} documents, the balance has {balance.records - balance.quarantined}"
    for name, expected in (("quarantine.jsonl", balance.quarantined), ("dropped.jsonl.zst", balance.dropped)):
        try:
            found = sum(1 for _ in read_json_lines(out / name)) if (out / name).exists() else 0
        except CheckError as error:
            yield str(error)
            continue
        if found != expected:
            yield f"{name}: {found} rows, the balance has {expected}"
