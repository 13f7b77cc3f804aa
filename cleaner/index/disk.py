"""All that the index does to files. One small seam: a test puts another `Disk` here, on which any step may fail."""

from __future__ import annotations

import errno
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cleaner.errors import OutputError, UnfinishedError

__all__ = ["Disk", "file_errors"]

Bytes = npt.NDArray[np.uint8]

REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


class Disk:
    """The operating system's files. Errors: OSError."""

    def make_folder(self, path: Path) -> None:
        """Make a folder, and those above it, where it is missing."""
        path.mkdir(parents=True, exist_ok=True)

    def create(self, path: Path) -> int:
        """A new file to write to; gives its descriptor. What stood there is gone."""
        # Each write goes to the end, also after the end was cut off.
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)

    def open_to_append(self, path: Path) -> int:
        """A file that is there, to write to its end."""
        return os.open(path, os.O_WRONLY | os.O_APPEND)

    def write(self, file: int, data: Any) -> None:
        """Write all of some bytes."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[os.write(file, rest) :]

    def sync(self, file: int) -> None:
        """Come back when what was written to a file would survive a power loss."""
        os.fsync(file)

    def sync_folder(self, path: Path) -> None:
        """The same of a folder's names."""
        file = os.open(path, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def truncate(self, file: int, size: int) -> None:
        """Cut a file off."""
        os.ftruncate(file, size)

    def close(self, file: int) -> None:
        """Close a file."""
        os.close(file)

    def rename(self, old: Path, new: Path) -> None:
        """Let a file take another's place, in one step."""
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        """Remove a file, where it is there."""
        path.unlink(missing_ok=True)

    def read(self, path: Path) -> bytes:
        """A small file."""
        return path.read_bytes()

    def read_from(self, path: Path, start: int) -> bytes | None:
        """A file from a byte on; None if it is shorter."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size < start:
                return None
            file.seek(start)
            return file.read()

    def names(self, path: Path) -> list[str]:
        """What a folder holds."""
        return sorted(os.listdir(path))

    def size(self, path: Path) -> int:
        """A file's size."""
        return path.stat().st_size

    def map(self, path: Path) -> Bytes:
        """A file's bytes, where they lie; read only."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return np.frombuffer(b"", np.uint8)
            return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), np.uint8)


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """OSError told as what must be done about it. Errors: OutputError, UnfinishedError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        if error.errno in REFUSED:
            raise OutputError(f"{path}: cannot be written ({reason}); make it writable, or name another") from error
        cure = "make room" if error.errno == errno.ENOSPC else "look after the disk"
        message = f"{path}: {reason}; {cure} and go on, what was acknowledged is kept"
        raise UnfinishedError(message) from error
