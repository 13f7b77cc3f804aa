"""The file of hot shingle hashes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from cleaner.errors import DamagedError
from cleaner.index.block_file import BlockWriter, Written, map_blocks
from cleaner.index.disk import Disk
from cleaner.index.kernels.checksums import is_whole

__all__ = ["read_hot", "write_hot"]

Hashes = npt.NDArray[np.uint32]


def write_hot(disk: Disk, path: Path, hashes: Hashes) -> tuple[str, int, str]:
    """Write hot hashes, and sync them; gives name, size, checksum. Errors: OSError."""
    writer = BlockWriter(disk, path)
    try:
        writer.section(np.array([len(hashes)], np.uint32), hashes)
        return (path.name, *writer.finish())
    finally:
        writer.close()


def read_hot(disk: Disk, folder: Path, told: tuple[str, int, str] | None) -> Hashes:
    """What `write_hot` wrote. Errors: DamagedError."""
    if told is None:
        return np.zeros(0, np.uint32)
    mapped = map_blocks(disk, folder / told[0], Written(*told[1:]))
    if not is_whole(mapped, 0, len(mapped.data)):
        raise DamagedError(f"{folder / told[0]}: damaged; restore the index from a copy")
    return mapped.words[1 : 1 + int(mapped.words[0])].copy()
