"""Everything that can go wrong, named by what the caller must do about it.

    CleanerError
    ├── UsageError            change the call                                   exit 2
    │   ├── ConfigError       a setting is out of its range (also a ValueError)
    │   ├── SourceError       an INPUT cannot be taken as named
    │   ├── DuplicateIdError  two records bear one id (also a ValueError)
    │   ├── UnknownIdError    no document bears the id (also a KeyError)
    │   ├── OutputError       OUT or DIR may not be written
    │   ├── IndexKindError    the path is no index, or one that this version cannot read
    │   ├── FingerprintError  two indexes, or index and program, do not hash alike
    │   └── LockedError       another process is writing: wait
    ├── DocumentError         one document is at fault: it becomes a quarantine row, the run goes on
    ├── CheckError            a check found something                           exit 3
    ├── GuardError            a guard stopped the run                           exit 4
    ├── DamagedError          stored data is not what was written: take a copy  exit 5
    └── UnfinishedError       disk full, read error: what is done is kept       exit 5

A message names the file, the reason and the cure, in one line.
"""

from __future__ import annotations

__all__ = [
    "CheckError",
    "CleanerError",
    "ConfigError",
    "DamagedError",
    "DocumentError",
    "DuplicateIdError",
    "FingerprintError",
    "GuardError",
    "IndexKindError",
    "LockedError",
    "OutputError",
    "SourceError",
    "UnfinishedError",
    "UnknownIdError",
    "UsageError",
]


class CleanerError(Exception):
    """The root: catch it to catch whatever this package raises on purpose."""

    exit_code = 5


class UsageError(CleanerError):
    """The call itself must change."""

    exit_code = 2


class ConfigError(UsageError, ValueError):
    """A setting is unknown or out of its range."""


class SourceError(UsageError):
    """An INPUT is missing, empty, or of no kind that can be read."""


class DuplicateIdError(UsageError, ValueError):
    """Two records bear one id."""


class UnknownIdError(UsageError, KeyError):
    """No document bears the id."""

    # KeyError would show the message as a quoted literal.
    __str__ = Exception.__str__


class OutputError(UsageError):
    """The output folder is not ours, not empty, or of another run."""


class IndexKindError(UsageError):
    """The path is no index, or one of a format that this version cannot read."""


class FingerprintError(UsageError):
    """Two indexes, or an index and this program, do not hash texts alike."""


class LockedError(UsageError):
    """Another process is writing."""


class DocumentError(CleanerError):
    """One document cannot be read; `reason` becomes its quarantine row."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CheckError(CleanerError):
    """A check found a difference."""

    exit_code = 3


class GuardError(CleanerError):
    """A guard stopped the run before it did harm."""

    exit_code = 4


class DamagedError(CleanerError):
    """Stored data is not what was written."""


class UnfinishedError(CleanerError):
    """The run could not finish; what is done is kept."""
