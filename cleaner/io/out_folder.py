"""OUT: refused, begun, finished. Nothing half-written ever stands under a final name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from cleaner.errors import OutputError
from cleaner.io.manifest import differences, is_ours, read_manifest, write_manifest
from cleaner.io.record import Source

__all__ = ["FINAL_NAMES", "OutFolder"]

WORK, LOCK = ".work", "lock"
# Everything that a run may leave in OUT: all that --overwrite ever removes.
FINAL_NAMES = (
    "documents",
    "documents.jsonl",
    "documents.parquet",
    "dropped.jsonl.zst",
    "duplicates.csv",
    "duplicates.parquet",
    "pairs.csv",
    "pairs.parquet",
    "ledger.jsonl.zst",
    "quarantine.jsonl",
    "stats.json",
)


class OutFolder:
    """One run's output: `work` takes the files while they are written, `finish` puts them where they belong."""

    def __init__(self, path: Path, manifest: Mapping[str, Any], *, overwrite: bool) -> None:
        """Check, then begin. Errors: OutputError where OUT is foreign, finished, or of another run."""
        self.path = path
        self.work = path / WORK
        self._existed = path.exists()
        # An OUT that is written over stays whole until the new files stand ready.
        self._keep_old = self._check(manifest, overwrite)
        self.work.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(self.work)
        _empty(self.work)
        if not self._keep_old:
            write_manifest(path, manifest)

    def _check(self, manifest: Mapping[str, Any], overwrite: bool) -> bool:
        """Whether OUT holds a run to be written over. Errors: OutputError."""
        if not self.path.is_dir():
            if os.path.lexists(self.path):
                raise OutputError(f"{self.path}: it is a file; name a folder with -o")
            return False
        if not is_ours(self.path):
            names = {path.name for path in self.path.iterdir()}
            # A run that was killed before its manifest stood leaves nothing but this.
            if names and not (names == {WORK} and (self.work / LOCK).exists()):
                raise OutputError(f"{self.path}: not empty, and cleaner did not write it; name another folder with -o")
            return False
        if overwrite:
            return True
        old = read_manifest(self.path)
        if old["finished"]:
            raise OutputError(f"{self.path}: holds a finished run; --overwrite replaces it, or name another with -o")
        changed = differences(old, manifest)
        if changed:
            raise OutputError(
                f"{self.path}: holds an unfinished run that was another one ({'; '.join(changed[:3])}); "
                "--overwrite begins anew, or name another with -o"
            )
        return False

    def finish(self, names: Iterable[str], unfinished: Mapping[str, Any], finished: Mapping[str, Any]) -> None:
        """Move `names` out of `work`, remove it, and mark the run finished, last."""
        if self._keep_old:
            write_manifest(self.path, unfinished)
        self._remove_finals()
        for name in names:
            os.replace(self.work / name, self.path / name)
        shutil.rmtree(self.work)
        write_manifest(self.path, finished)
        self._lock.close()

    def abandon(self) -> None:
        """Leave OUT as it was found, but for what an earlier unfinished run left there."""
        self._lock.close()
        shutil.rmtree(self.work, ignore_errors=True)
        if self._keep_old:
            return
        self._remove_finals()
        (self.path / "manifest.json").unlink(missing_ok=True)
        if not self._existed:
            self.path.rmdir()

    def _remove_finals(self) -> None:
        for name in FINAL_NAMES:
            path = self.path / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @staticmethod
    def check_inputs(path: Path, sources: Iterable[Source]) -> None:
        """Errors: OutputError where an input lies in OUT: inputs are never overwritten."""
        if not path.exists():
            return
        inside = os.path.realpath(path) + os.sep
        for source in sources:
            if os.path.realpath(source.path).startswith(inside):
                raise OutputError(f"{path}: the input {source.path} lies in it; name another folder with -o")


def _lock(work: Path) -> BinaryIO:
    """Hold `work` until the file is closed, or the process dies. Errors: OutputError where another run holds it."""
    file = open(work / LOCK, "ab")  # noqa: SIM115 - held open, that is its use
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows has no such lock
        pass
    except OSError as error:
        file.close()
        raise OutputError(f"{work.parent}: another run is writing to it; wait, or name another with -o") from error
    return file


def _empty(work: Path) -> None:
    """Remove what an interrupted run left behind."""
    for path in work.iterdir():
        if path.name != LOCK:
            path.unlink() if path.is_symlink() or not path.is_dir() else shutil.rmtree(path)
