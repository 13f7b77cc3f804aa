"""INPUT arguments -> sources with ids, sorted; and what was skipped, counted."""

from __future__ import annotations

import fnmatch
import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.config import InputConfig
from cleaner.errors import SourceError
from cleaner.io.manifest import is_ours
from cleaner.io.prefixes import tell_apart
from cleaner.io.record import Source
from cleaner.io.suffixes import suffix_label, suffix_of
from cleaner.io.whole_files import STDIN_SUFFIX

__all__ = ["STDIN", "Listing", "id_key", "list_sources"]

STDIN = "-"
STDIN_ID = "stdin"
NO_UTF8 = re.compile("[\udc80-\udcff]")
READABLE_WORDS = "txt, md, html, jsonl (plain, .gz or .zst), parquet"


@dataclass(frozen=True, slots=True)
class Listing:
    """The sources in the order of their ids, and what was not taken: what it is -> how often."""

    sources: tuple[Source, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)


def id_key(id: str) -> bytes:
    """What ids are sorted by: their UTF-8 bytes."""
    return id.encode("utf-8", "surrogatepass")


def list_sources(inputs: Sequence[str], config: InputConfig, out: Path | None = None) -> Listing:
    """Every file that the INPUTs name: files, folders, globs, `-`.

    Links to folders are not followed; hidden, special and unreadable kinds of files found in folders are skipped and
    counted, so are `out` and whatever folder this program wrote.
    Errors: SourceError for an INPUT that is missing, of no readable kind, or without one readable file.
    """
    if not inputs:
        raise SourceError("no INPUT: name files, folders or globs")
    skipped: Counter[str] = Counter()
    named = _expand(inputs, skipped)
    several = len(named) > 1
    walker = _Walker(config, os.path.realpath(out) if out else None, skipped)
    sources: list[Source] = []
    for path, prefix in zip(named, tell_apart([os.path.abspath(path) for path in named]), strict=True):
        if path == STDIN:
            sources.append(Source(STDIN_ID, STDIN, STDIN_SUFFIX))
        elif os.path.isdir(path):
            sources += walker.folder(path, prefix if several else "")
        else:
            sources.append(_named_file(path, prefix))
    if not sources:
        raise SourceError(f"nothing to read in {', '.join(inputs)}: {_found(skipped)}; readable are {READABLE_WORDS}")
    return Listing(tuple(sorted(sources, key=lambda source: id_key(source.id))), dict(sorted(skipped.items())))


def _found(skipped: Mapping[str, int]) -> str:
    return "only " + ", ".join(f"{count} {kind}" for kind, count in sorted(skipped.items())) if skipped else "no file"


def _expand(inputs: Sequence[str], skipped: Counter[str]) -> list[str]:
    """The INPUTs with globs replaced by what they match, each path once."""
    found: dict[str, str] = {}
    for given in inputs:
        for path in [given] if given == STDIN or os.path.lexists(given) else _matches(given, skipped):
            found.setdefault(path if path == STDIN else os.path.abspath(path), path)
    return list(found.values())


def _matches(pattern: str, skipped: Counter[str]) -> list[str]:
    """What a glob names, as if a shell had named it; files of no readable kind are skipped."""
    if not glob.has_magic(pattern):
        raise SourceError(f"{pattern}: there is no such file or folder")
    found: list[str] = []
    folders: tuple[str, ...] = ()
    for path in sorted(glob.glob(pattern, recursive=True)):
        if path.startswith(folders) and folders:
            continue
        if os.path.isdir(path):
            folders += (path.rstrip("/") + "/",)
        elif not suffix_of(path):
            skipped[suffix_label(path)] += 1
            continue
        found.append(path)
    if not found:
        raise SourceError(f"{pattern}: matches no readable file; readable are {READABLE_WORDS}")
    return found


def _named_file(path: str, prefix: str) -> Source:
    try:
        status = os.stat(path)
    except OSError as error:
        raise SourceError(f"{path}: {_why(error)}; name a file or folder that is there") from error
    if not stat.S_ISREG(status.st_mode):
        raise SourceError(f"{path}: a pipe, socket or device is not read; use - for standard input")
    suffix = suffix_of(path)
    if suffix is None:
        raise SourceError(f"{path}: {suffix_label(path)} is not read by this version; readable are {READABLE_WORDS}")
    return Source(_as_id(prefix), path, suffix, status.st_size)


def _as_id(path: str) -> str:
    """A path as an id: bytes of a name that is no UTF-8 are percent-encoded."""
    return NO_UTF8.sub(lambda match: f"%{ord(match.group()) - 0xDC00:02X}", path)


def _why(error: OSError) -> str:
    return f"cannot be read ({error.strerror})"


@dataclass(frozen=True, slots=True)
class _Walker:
    """Walks folders; what it does not take it counts."""

    config: InputConfig
    out: str | None
    skipped: Counter[str]

    def folder(self, path: str, prefix: str) -> Iterator[Source]:
        """The sources of an INPUT that is a folder. Errors: SourceError if this program wrote it."""
        if is_ours(path):
            raise SourceError(f"{path}: cleaner wrote this folder; name the documents in it: {path}/documents")
        yield from self._walk(path, prefix)

    def _walk(self, path: str, prefix: str) -> Iterator[Source]:
        try:
            with os.scandir(path) as entries:
                found = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            yield Source(_as_id(prefix) or _as_id(os.path.basename(path)), path, "txt", error=_why(error))
            return
        for entry in found:
            yield from self._entry(entry, f"{prefix}/{entry.name}" if prefix else entry.name)

    def _entry(self, entry: os.DirEntry[str], path: str) -> Iterator[Source]:
        reason = self._why_skipped(entry, path)
        if reason:
            self.skipped[reason] += 1
        elif _is_folder(entry):
            yield from self._walk(entry.path, path)
        else:
            suffix = suffix_of(entry.name)
            assert suffix
            yield Source(_as_id(path), entry.path, suffix, _size(entry))

    def _why_skipped(self, entry: os.DirEntry[str], path: str) -> str | None:
        if entry.name.startswith("."):
            return "hidden"
        if _is_folder(entry):
            return self._why_folder_skipped(entry)
        if suffix_of(entry.name) is None:
            return suffix_label(entry.name) if _is_file(entry) else "special files"
        if not _is_file(entry):
            return "special files"
        return None if self._wanted(path) else "left out by --include or --exclude"

    def _why_folder_skipped(self, entry: os.DirEntry[str]) -> str | None:
        if entry.is_symlink():
            return "links to folders"
        if self.out == os.path.realpath(entry.path) or is_ours(entry.path):
            return "folders written by cleaner"
        return None

    def _wanted(self, path: str) -> bool:
        config = self.config
        return (not config.include or _any_match(path, config.include)) and not _any_match(path, config.exclude)


def _any_match(path: str, patterns: Sequence[str]) -> bool:
    """A pattern without a slash is for the name alone, as in .gitignore."""
    name = path.rpartition("/")[2]
    return any(fnmatch.fnmatchcase(path if "/" in pattern else name, pattern) for pattern in patterns)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links: it is no folder, and reading it will say what it is
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    """A regular file, or a link that leads nowhere: that one is read, fails, and is told."""
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))
    except OSError:
        return entry.is_symlink()


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0
