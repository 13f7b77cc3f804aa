"""The anonymous memory that a piece of work needs at its highest: pages of files can be dropped, and do not count."""

from __future__ import annotations

import ctypes
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pyarrow as pa

__all__ = ["Peak", "watched"]

STATUS = Path("/proc/self/status")
# Often enough for work of a second, seldom enough to cost less than half a percent of a core.
SECONDS = 0.02


@dataclass
class Peak:
    """Bytes above those at the beginning; None where the system does not tell."""

    bytes: int | None = None


@contextmanager
def watched() -> Iterator[Peak]:
    """Give back what is free, then look at the memory again and again until the work is done."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    # Memory that the allocator keeps would hide what the work needs.
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
    peak, done, before = Peak(), Event(), anonymous_bytes()

    def look() -> None:
        while before is not None and not done.wait(SECONDS):
            peak.bytes = max(peak.bytes or 0, (anonymous_bytes() or 0) - before)

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def anonymous_bytes() -> int | None:
    """Resident now. Source: Linux, Documentation/filesystems/proc.rst."""
    try:
        found = re.search(r"^RssAnon:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
