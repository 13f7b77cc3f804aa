"""manifest.json: what an index is made of at one moment.

The first line is the manifest, the second the SHA-256 of the first.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from cleaner.errors import DamagedError, IndexKindError
from cleaner.index.disk import Disk
from cleaner.index.fingerprint import Fingerprint

__all__ = ["FORMAT", "MANIFEST", "Manifest", "SegmentFile", "read_manifest", "write_manifest"]

MANIFEST = "manifest.json"
FORMAT = 1
RESTORE = "restore the index from a copy, or make it anew"


@dataclass(frozen=True, slots=True)
class SegmentFile:
    """A segment's file: rows, size and checksum, where its tables and columns lie; and the file of what was removed."""

    name: str
    rows: int
    row_bits: int
    size: int
    sum: str
    tables: tuple[tuple[int, int, int], ...]
    columns: tuple[int, int, int]
    removed: tuple[str, int, str] | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """An index at one moment: so many documents, and so many in the log that are gone.

    Segments hold what the log says up to word `position` of its last file; `next` numbers files."""

    fingerprint: Fingerprint
    generation: int
    next: int
    logs: tuple[int, ...]
    position: int
    documents: int
    dead: int = 0
    segments: tuple[SegmentFile, ...] = ()
    hot: tuple[str, int, str] | None = None

    @property
    def files(self) -> set[str]:
        """The names of all files but the logs'."""
        removed = (segment.removed[0] for segment in self.segments if segment.removed)
        return {*(segment.name for segment in self.segments), *removed, *((self.hot[0],) if self.hot else ())}


def write_manifest(disk: Disk, folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, so that it survives a power loss. Errors: OSError."""
    line = json.dumps({"program": "cleaner index", "format": FORMAT, **asdict(manifest)}, ensure_ascii=False).encode()
    fresh = folder / f"{MANIFEST}.new"
    file = disk.create(fresh)
    try:
        disk.write(file, line + b"\n" + hashlib.sha256(line).hexdigest().encode() + b"\n")
        disk.sync(file)
    finally:
        disk.close(file)
    disk.rename(fresh, folder / MANIFEST)
    disk.sync_folder(folder)


def read_manifest(disk: Disk, folder: Path) -> Manifest:
    """Errors: IndexKindError for a folder that is no index, or a later one; DamagedError."""
    try:
        data = disk.read(folder / MANIFEST)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexKindError(f"{folder}: no index; cleaner index create {folder} makes one") from error
    line, _, rest = data.partition(b"\n")
    if not line.startswith(b'{"program": "cleaner index"'):
        if b"index" in line[:64] and b"program" in line[:16]:
            raise DamagedError(f"{folder}/{MANIFEST}: damaged; {RESTORE}")
        raise IndexKindError(f"{folder}: no index ({MANIFEST} in it is of something else); name another folder")
    if rest != hashlib.sha256(line).hexdigest().encode() + b"\n":
        raise DamagedError(f"{folder}/{MANIFEST}: damaged; {RESTORE}")
    told: dict[str, Any] = json.loads(line)
    if told["format"] != FORMAT:
        raise IndexKindError(
            f"{folder}: an index of format {told['format']}, this version reads {FORMAT}; use the version that made it"
        )
    return _manifest(told)


def _manifest(told: dict[str, Any]) -> Manifest:
    print_of = dict(told["fingerprint"])
    if print_of["samples"]:
        print_of["samples"] = tuple(print_of["samples"])
    segments = [
        SegmentFile(
            **{
                **one,
                "tables": tuple(map(tuple, one["tables"])),
                "columns": tuple(one["columns"]),
                "removed": tuple(one["removed"]) if one["removed"] else None,
            }
        )
        for one in told["segments"]
    ]
    names = {field.name for field in fields(Manifest)} - {"fingerprint", "segments", "logs", "hot"}
    return Manifest(
        fingerprint=Fingerprint(**print_of),
        segments=tuple(segments),
        logs=tuple(told["logs"]),
        hot=tuple(told["hot"]) if told["hot"] else None,
        **{name: told[name] for name in names},
    )
