"""One writer at a time: a lock that names its holder and dies with it."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from cleaner.errors import LockedError

__all__ = ["WriterLock"]

# As much of the file as is shown of a holder.
LONGEST_HOLDER = 300


class WriterLock:
    """Held until it is closed, or the process dies. Errors: LockedError where another holds it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._take(path)
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, _ourselves().encode("utf-8", "replace"), 0)
        except BaseException:
            os.close(self._file)
            raise

    def _take(self, path: Path) -> None:
        try:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such lock
            pass
        except BlockingIOError as error:
            holder = os.pread(self._file, LONGEST_HOLDER, 0).decode("utf-8", "replace").strip() or "another process"
            raise LockedError(
                f"{path.parent}: {holder} is writing to it; wait for it, or read with mode='r'"
            ) from error

    def close(self) -> None:
        """Let others write."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _ourselves() -> str:
    program = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    return f"process {os.getpid()} on {platform.node()} ({program}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)"
