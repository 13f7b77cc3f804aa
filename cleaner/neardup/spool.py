"""Shingle hashes of a whole corpus: in memory while they are few, else in a file that is mapped into memory."""

from __future__ import annotations

import mmap
import tempfile
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

from cleaner.errors import UnfinishedError

__all__ = ["Spool"]

Hashes = npt.NDArray[np.uint32]

MOST_IN_MEMORY = 1 << 22
"""16 MB. A file costs less than memory that is touched for the first time, and bounds what is private."""


class Spool:
    """An array that grows at its end. The file lies in `folder` (None: the system's for temporary files), without a
    name where the system allows that, and is gone with the array.

    >>> spool = Spool()
    >>> spool.append(np.array([3, 1], np.uint32))
    >>> spool.append(np.array([2], np.uint32))
    >>> spool.finish()
    array([3, 1, 2], dtype=uint32)
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        # Memory is touched only as far as it is written to.
        self._kept = np.empty(MOST_IN_MEMORY, np.uint32)
        self._size = 0
        self._file: IO[bytes] | None = None

    def append(self, hashes: Hashes) -> None:
        """Copy hashes to the end. Errors: UnfinishedError where the file cannot be written."""
        if self._file is None and self._size + len(hashes) <= len(self._kept):
            self._kept[self._size : self._size + len(hashes)] = hashes
        else:
            self._write(hashes)
        self._size += len(hashes)

    def finish(self) -> Hashes:
        """All of it. A page that is written to would become private memory: nobody does."""
        if self._file is None:
            return self._kept[: self._size]
        with self._file as file:
            file.flush()
            return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY), np.uint32)

    def _write(self, hashes: Hashes) -> None:
        try:
            if self._file is None:
                # Closed by `finish`, or with the spool.
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115
                self._file.write(self._kept[: self._size].data)
                self._kept = np.empty(0, np.uint32)
            self._file.write(hashes.data)
        except OSError as error:
            folder = self._folder or tempfile.gettempdir()
            raise UnfinishedError(f"{folder}: {error}; shingles of large corpora need room there") from error
