"""A file that knows the digest of what was written to it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Any

__all__ = ["HashedFile", "ZstdFile", "file_digest"]

# Part of "same corpus, same bytes": never from a setting, never multi-threaded.
ZSTD_LEVEL = 3
PIECE = 1 << 20


class HashedFile:
    """Write-only; `digest` is the SHA-256 of the bytes on disk."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "wb")  # noqa: SIM115 - closed by close()
        self._hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Append."""
        self._hash.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Hand everything to the operating system."""
        self._file.flush()

    def close(self) -> None:
        """Nothing can be written from now on."""
        self._file.close()

    @property
    def digest(self) -> str:
        """SHA-256 of what was written so far."""
        return self._hash.hexdigest()

    def __enter__(self) -> HashedFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class ZstdFile(HashedFile):
    """The same, compressed; the digest is that of the compressed bytes."""

    def __init__(self, path: Path) -> None:
        import zstandard

        super().__init__(path)
        self._packer: Any = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()

    def write(self, data: bytes) -> int:
        """Append."""
        super().write(self._packer.compress(data))
        return len(data)

    def close(self) -> None:
        """End the stream."""
        if self._packer is not None:
            super().write(self._packer.flush())
            self._packer = None
        super().close()


def file_digest(path: Path) -> str:
    """SHA-256 of a file. Errors: OSError."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
