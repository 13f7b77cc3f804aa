"""Give back what was read: every input file byte for byte, every record's text."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleaner.errors import OutputError, UsageError
from cleaner.io.ledger import Entry, json_line, read_entries
from cleaner.io.manifest import read_manifest
from cleaner.io.naming import assign_names, restored_name
from cleaner.io.replay import replay

__all__ = ["Restored", "restore_inputs"]

RECORDS = "restored.jsonl"


@dataclass(frozen=True)
class Restored:
    """How many files and records were given back, how many the run could not read, one line for each that failed."""

    files: int
    records: int
    unread: int
    problems: tuple[str, ...]


def restore_inputs(out: Path, folder: Path, *, overwrite: bool = False) -> Restored:
    """Write the inputs of the run in `out` under `folder`: files at the paths of their ids, records into one file.

    What was edited, or does not replay, is told and not written.
    Errors: UsageError for an OUT that cannot be restored from; OutputError for a folder that is not empty; CheckError
    for a damaged ledger.
    """
    manifest = read_manifest(out)
    if not manifest["finished"]:
        raise UsageError(f"{out}: the run is not finished; run the same command again first")
    if not (out / "ledger.jsonl.zst").exists():
        raise UsageError(f"{out}: holds no ledger; dedup without --duplicates drop leaves every text where it was")
    if folder.exists() and not (folder.is_dir() and (overwrite or not any(folder.iterdir()))):
        raise OutputError(f"{folder}: not an empty folder; name another, or --overwrite writes into it")
    folder.mkdir(parents=True, exist_ok=True)
    writer = _Writer(folder, _file_names(out))
    problems = []
    try:
        for entry, original, problem in replay(out, manifest):
            if original is None:
                problems.append(f"{entry.id}: {problem}")
            else:
                writer.write(entry, original)
    finally:
        writer.close()
    return Restored(writer.files, writer.records, manifest["records"]["quarantined"], tuple(problems))


def _file_names(out: Path) -> dict[str, str]:
    """Where each file goes; ids of a ledger are not trusted, but a path inside a folder is taken as it is."""
    entries = read_entries(out / "ledger.jsonl.zst")
    files = {entry.id: entry.is_page for entry in entries if entry.is_file}
    pages = {id for id, is_page in files.items() if is_page}

    def name(id: str) -> str:
        """A page comes back as its text."""
        return restored_name(f"{id}.txt" if id in pages else id)

    # A text file's own name goes before the one that a page gets.
    return assign_names(files, name, fold_case=False, last=pages)


class _Writer:
    """Writes files and records, never outside its folder, never through a link."""

    def __init__(self, folder: Path, names: Mapping[str, str]) -> None:
        self._folder = folder
        self._real = os.path.realpath(folder)
        self._names = names
        self._lines: BinaryIO | None = None
        self.files = self.records = 0

    def write(self, entry: Entry, original: bytes) -> None:
        """Give one document back."""
        if entry.is_file:
            with self._open(self._names[entry.id]) as file:
                file.write(original)
            self.files += 1
            return
        self._lines = self._lines or self._open(RECORDS)
        self._lines.write(json_line({"id": entry.id, "text": original.decode("utf-8", "surrogatepass")}))
        self.records += 1

    def _open(self, name: str) -> BinaryIO:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        parent = os.path.realpath(path.parent)
        if parent != self._real and not parent.startswith(self._real + os.sep):
            raise OutputError(f"{path.parent}: a link in it leads out of {self._folder}; name another folder")
        path.unlink(missing_ok=True)
        return open(path, "xb")

    def close(self) -> None:
        """All is written."""
        if self._lines:
            self._lines.close()
