"""One document, for `clean -` and `explain`: read and cleaned within its limits, every error in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from cleaner.cpu_limit import OutOfTimeError, cpu_limit
from cleaner.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from cleaner.config import RunConfig
    from cleaner.document import Cleaned
    from cleaner.sites import SiteMemory

__all__ = ["bytes_within", "clean_within"]

LIMIT_FLAG = "--max-"


def bytes_within(name: str, file: BinaryIO, most: int) -> bytes:
    """All of a file. Errors: UsageError where it is larger than `most`; OSError."""
    data = file.read(most + 1)
    if len(data) > most:
        raise UsageError(f"{name}: more than {most:,} bytes; --max-bytes allows more")
    return data


def clean_within(
    name: str,
    data: bytes,
    config: RunConfig,
    *,
    kind: str | None,
    source: str | None = None,
    sites: SiteMemory | None = None,
) -> Cleaned:
    """Clean one document within the limits of size, depth and time. Errors: UsageError naming it."""
    from cleaner.cleaning import clean

    limits = config.input.limits
    try:
        with cpu_limit(limits.seconds):
            return clean(data, source=source, sites=sites, config=config.clean, kind=kind, limits=limits)
    except DocumentError as error:
        cure = "" if LIMIT_FLAG in str(error) else "; give one text or HTML page"
        raise UsageError(f"{name}: {error}{cure}") from error
    except OutOfTimeError:
        raise UsageError(f"{name}: took more than {limits.seconds} s of CPU; --max-seconds allows more") from None
