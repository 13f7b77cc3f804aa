"""Site memory on disk: one SQLite file, of which only the sites that are asked for are read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from cleaner.errors import ConfigError
from cleaner.sites.evidence import LineEvidence, SiteEvidence, evidence_rows
from cleaner.sites.toml_text import FORMAT

__all__ = ["StoredSites", "evidence_digest", "replace_site", "replacing", "write_store"]

T = TypeVar("T")

# What tells our files from others' (PRAGMA application_id), and their version (PRAGMA user_version).
APPLICATION, VERSION = 0x436C5331, 2
SCHEMA = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE sites (
    site TEXT PRIMARY KEY, bodies REAL NOT NULL, runs INTEGER NOT NULL, last TEXT NOT NULL, pages BLOB NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE lines (
    site TEXT, kind TEXT, text TEXT, bodies REAL NOT NULL, last TEXT NOT NULL, inside REAL NOT NULL,
    shared REAL NOT NULL, PRIMARY KEY (site, kind, text)
) WITHOUT ROWID;
CREATE TABLE rulings (site TEXT, text TEXT, ruling TEXT NOT NULL, PRIMARY KEY (site, text)) WITHOUT ROWID;
"""
SQLITE_HEAD, OLD_FORMAT = b"SQLite format 3\0", b'"site-memory-1"'
LEARN_AGAIN = "learn it again: cleaner sites learn INPUT -o FILE"
PAGE_BYTES = 8


def evidence_digest(name: str, site: SiteEvidence) -> str:
    """SHA-256 of all that is known of a site."""
    rows = [
        (kind, text, *map(float, (line.bodies, line.inside, line.shared)), line.last)
        for kind, text, line in evidence_rows(site)
    ]
    told = [name, float(site.bodies), site.runs, site.last, site.pages, rows, sorted(site.rulings.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def write_store(path: Path, sites: Iterable[tuple[str, SiteEvidence]]) -> None:
    """Write a file in one step; the same sites in the same order give the same bytes."""
    with replacing(path) as fresh, _connected(fresh) as database:
        database.executescript(SCHEMA)
        database.execute("BEGIN")
        for name, site in sites:
            _insert(database, name, site)


def replace_site(path: Path, name: str, site: SiteEvidence | None) -> None:
    """Write one site anew, or forget it; the others are copied as they are."""
    with replacing(path) as fresh:
        shutil.copyfile(path, fresh)
        with _connected(fresh) as database:
            database.execute("BEGIN")
            for table in ("sites", "lines", "rulings"):
                database.execute(f"DELETE FROM {table} WHERE site = ?", (name,))
            if site is not None:
                _insert(database, name, site)


def _insert(database: sqlite3.Connection, name: str, site: SiteEvidence) -> None:
    pages = b"".join(page.to_bytes(PAGE_BYTES, "big") for page in site.pages)
    row = (name, site.bodies, site.runs, site.last, pages, evidence_digest(name, site))
    database.execute("INSERT INTO sites VALUES (?, ?, ?, ?, ?, ?)", row)
    rows = ((name, kind, text, *line) for kind, text, line in evidence_rows(site))
    database.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    database.executemany("INSERT INTO rulings VALUES (?, ?, ?)", ((name, *one) for one in sorted(site.rulings.items())))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place at the end, or goes."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        yield Path(name)
        os.fsync(handle)
        # mkstemp lets only its owner read; this file is as any other.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    finally:
        os.close(handle)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody sees the file before it is whole.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        yield database
        database.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(f"{path.parent}: site memory cannot be written ({error})") from error
    finally:
        database.close()


class StoredSites(Mapping[str, SiteEvidence]):
    """The sites in a file; it may be read by many at once. Errors: ConfigError, also while reading."""

    def __init__(self, path: Path, stamp: tuple[int, ...] | None = None) -> None:
        self.path = Path(path)
        _check_kind(self.path)
        self._stamp = _stamp(self.path)
        if stamp not in (None, self._stamp):
            raise ConfigError(f"{self.path}: changed while it was in use; run again")
        # A file is never written in place, so nothing needs to be locked.
        address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        self._database = self._reading(lambda: sqlite3.connect(address, uri=True, check_same_thread=False))
        self._check_version()

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredSites, (self.path, self._stamp)

    def __getitem__(self, site: str) -> SiteEvidence:
        rows = self._rows("SELECT bodies, runs, last, pages, digest FROM sites WHERE site = ?", site)
        if not rows:
            raise KeyError(site)
        bodies, runs, last, pages, digest = rows[0]
        lines: dict[str, dict[str, LineEvidence]] = {"line": {}, "form": {}}
        for kind, text, *line in self._rows(
            "SELECT kind, text, bodies, last, inside, shared FROM lines WHERE site = ? ORDER BY kind, text", site
        ):
            lines[kind][text] = LineEvidence(*line)
        rulings = dict(self._rows("SELECT text, ruling FROM rulings WHERE site = ? ORDER BY text", site))
        hashes = (int.from_bytes(pages[at : at + PAGE_BYTES], "big") for at in range(0, len(pages), PAGE_BYTES))
        found = SiteEvidence(bodies, runs, last, tuple(hashes), lines["line"], lines["form"], rulings)
        if evidence_digest(site, found) != digest:
            raise ConfigError(f"{self.path}: what it holds of {site!r} is damaged, or was edited; {LEARN_AGAIN}")
        return found

    def __iter__(self) -> Iterator[str]:
        yield from (name for (name,) in self._rows("SELECT site FROM sites ORDER BY site"))

    def __len__(self) -> int:
        return int(self._rows("SELECT count(*) FROM sites")[0][0])

    def digests(self) -> dict[str, str]:
        """The digest of each site, as it was written."""
        return dict(self._rows("SELECT site, digest FROM sites"))

    def summaries(self) -> list[tuple[str, float, int, str]]:
        """Name, texts, lines, and date or run of the newest text of each site."""
        return self._rows(
            "SELECT site, bodies, (SELECT count(*) FROM lines WHERE lines.site = sites.site), "
            "CASE last WHEN '' THEN 'run ' || runs ELSE last END FROM sites ORDER BY site"
        )

    def _rows(self, query: str, *values: str) -> list[Any]:
        return self._reading(lambda: self._database.execute(query, values).fetchall())

    def _reading(self, read: Callable[[], T]) -> T:
        try:
            return read()
        except sqlite3.Error as error:
            raise ConfigError(f"{self.path}: damaged, or no site memory ({error}); {LEARN_AGAIN}") from error

    def _check_version(self) -> None:
        [(application,)], [(version,)] = (self._rows(f"PRAGMA {name}") for name in ("application_id", "user_version"))
        if application != APPLICATION:
            raise ConfigError(f"{self.path}: an SQLite file, but no site memory; {LEARN_AGAIN}")
        if version != VERSION:
            raise ConfigError(f"{self.path}: site memory of version {version}, this one reads {VERSION}; {LEARN_AGAIN}")


def _stamp(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


def _check_kind(path: Path) -> None:
    """Errors: ConfigError for a file that is none of ours, with what can be done."""
    try:
        with open(path, "rb") as file:
            head = file.read(512)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); name a file of cleaner sites learn") from error
    if head.startswith(SQLITE_HEAD):
        return
    if OLD_FORMAT in head:
        raise ConfigError(f"{path}: site memory of the old format site-memory-1; {LEARN_AGAIN}")
    if FORMAT.encode() in head:
        raise ConfigError(f"{path}: site memory as TOML; cleaner sites import {path} -o FILE, then use FILE")
    raise ConfigError(f"{path}: no site memory; {LEARN_AGAIN}")
