"""Everything that can go wrong, named by what the caller must do about it.

    CleanerError
    ├── UsageError            change the call                                   exit 2
    │   ├── ConfigError       a setting is out of its range (also a ValueError)
    │   ├── SourceError       an INPUT cannot be taken as named
    │   ├── DuplicateIdError  two records bear one id (also a ValueError)
    │   └── OutputError       OUT or DIR may not be written
    ├── DocumentError         one document is at fault: it becomes a quarantine row, the run goes on
    ├── CheckError            a check found something                           exit 3
    ├── GuardError            a guard stopped the run                           exit 4
    └── UnfinishedError       disk full, read error: what is done is kept       exit 5

A message names the file, the reason and the cure, in one line.
"""

from __future__ import annotations

__all__ = [
    "CheckError",
    "CleanerError",
    "ConfigError",
    "DocumentError",
    "DuplicateIdError",
    "GuardError",
    "OutputError",
    "SourceError",
    "UnfinishedError",
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


class OutputError(UsageError):
    """The output folder is not ours, not empty, or of another run."""


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


class UnfinishedError(CleanerError):
    """The run could not finish; what is done is kept."""
