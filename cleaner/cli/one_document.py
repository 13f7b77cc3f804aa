"""One document, for `clean -` and `explain`: read and cleaned within its limits, what went wrong in one line."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, BinaryIO

from cleaner.cpu_limit import OutOfTimeError, cpu_limit
from cleaner.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from cleaner.config import RunConfig
    from cleaner.document import Cleaned
    from cleaner.sites import SiteMemory

__all__ = ["bytes_within", "clean_within", "nothing_left", "unknown_site"]

LIMIT_FLAG = "--max-"
BLANK = "BLANK00"


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


def nothing_left(cleaned: Cleaned) -> str | None:
    """Why nothing is left of a document; None where something is.

    >>> from cleaner.document import Document, Finding, apply
    >>> nothing_left(apply(Document("Share"), [Finding("SHARE01", 0, 5, "share", 0.9)]))
    'nothing is left: all of it is SHARE01 (1)'
    """
    if cleaned.text.strip():
        return None
    codes = Counter(finding.code for finding in cleaned.findings if finding.code != BLANK)
    if not codes:
        return "nothing is left: there was no text"
    told = ", ".join(f"{code} ({count})" for code, count in sorted(codes.items()))
    return f"nothing is left: all of it is {told}"


def unknown_site(site: str | None, sites: SiteMemory | None) -> str | None:
    """What to tell of a site that site memory does not know; None where there is nothing to tell."""
    if site is None or sites is None or site in sites.sites:
        return None
    near = get_close_matches(site, list(sites.sites))
    meant = f"did you mean {' or '.join(near)}?" if near else "cleaner sites show FILE tells those it knows"
    return f"--site: the file of --sites knows no site {site!r}, so no line goes for its sake; {meant}"
