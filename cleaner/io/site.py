"""Where a record's site name comes from."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

__all__ = ["site_of"]

ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[^/]*/(?P<url>.+)", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")


def site_of(policy: str, id: str, source: str | None, url: str | None) -> str | None:
    """The site under one of the policies auto, column, host, folder:N, none.

    >>> site_of("auto", "2024/a.txt", None, "https://web.archive.org/web/2020/http://www.paper.example/x")
    'paper.example'
    >>> site_of("auto", "herald/a.txt", None, None), site_of("auto", "2024/a.txt", None, None)
    ('herald', None)
    >>> site_of("folder:2", "2024/herald/a.txt", "s", None)
    'herald'
    """
    kind, _, number = policy.partition(":")
    if kind == "column":
        return source
    if kind == "host":
        return _host(url)
    if kind == "folder":
        return _folder(id, int(number))
    if kind == "none":
        return None
    first = _folder(id, 1)
    return source or _host(url) or (None if first and YEAR.fullmatch(first) else first)


def _host(url: str | None) -> str | None:
    if not url:
        return None
    archived = ARCHIVED.match(url)
    address = archived["url"] if archived else url
    try:
        host = urlsplit(address if SCHEME.match(address) else "//" + address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _folder(id: str, number: int) -> str | None:
    folders = [] if SCHEME.match(id) else id.split("/")[:-1]
    return folders[number - 1] or None if number <= len(folders) else None
