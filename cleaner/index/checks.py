"""Folders that may not become an index, and indexes that do not agree with each other or with this program."""

from __future__ import annotations

from pathlib import Path

from cleaner.errors import OutputError
from cleaner.index.fingerprint import Fingerprint, fingerprint_of
from cleaner.index.manifest import MANIFEST
from cleaner.index.state import OUR_FILES, State

__all__ = ["LOCK", "check_mergeable", "check_new", "check_program"]

LOCK = "lock"


def check_new(folder: Path) -> None:
    """Errors: OutputError where the folder holds anything but what a creation that failed left there."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise OutputError(f"{folder}: it is a file; name a folder that is not there")
    names = [path.name for path in folder.iterdir()]
    if MANIFEST in names:
        raise OutputError(f"{folder}: holds something already; name a folder that is not there, or remove this one")
    if any(name != LOCK and not name.startswith(OUR_FILES) for name in names):
        raise OutputError(f"{folder}: not empty; name a folder that is not there")


def check_mergeable(ours: Fingerprint, theirs: State) -> None:
    """Errors: FingerprintError where documents of the other index cannot become ours."""
    names = ours.FROM_TEXTS if theirs.fingerprint.verified else ours.OF_SKETCH
    differing = theirs.fingerprint.differing(ours, names)
    theirs.fingerprint.refuse(theirs.folder, ours, differing, "this index has")


def check_program(fingerprint: Fingerprint, folder: Path) -> None:
    """Errors: FingerprintError where this program hashes texts otherwise than the one that made the index."""
    now = fingerprint_of(fingerprint.config, verified=fingerprint.verified, cleaning=fingerprint.cleaning)
    differing = fingerprint.differing(now, fingerprint.OF_PROGRAM)
    fingerprint.refuse(folder, now, differing, "this program has")
