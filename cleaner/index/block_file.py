"""Files that are written once, with a checksum every 4 KiB.

    blocks          4 KiB each, the last filled up with zeros
    checksums       XXH64 of each block, seeded with its number
    footer          32 bytes: magic, number of blocks, bytes of data, XXH64 of checksums and footer before it

At open only footer and checksums are looked at; a block is, before it is used for the first time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cleaner.errors import DamagedError
from cleaner.index.disk import Disk
from cleaner.index.kernels.checksums import BLOCK, Mapped, block_sums, is_whole, xxh64

__all__ = ["BlockWriter", "Written", "bad_block", "map_blocks"]

MAGIC = int.from_bytes(b"CLNRBLK1", "little")
FOOTER_WORDS = 4
# Sections begin where a line of the processor's cache does.
ALIGNED = 64
SEED = np.uint64(0)


class Written(NamedTuple):
    """A finished file's size, and the checksum that covers its checksums."""

    size: int
    sum: str


class BlockWriter:
    """Writes sections of numbers one after the other. Errors: OSError."""

    def __init__(self, disk: Disk, path: Path) -> None:
        self._disk, self._file = disk, disk.create(path)
        self._rest = np.zeros(0, np.uint8)
        self._sums: list[npt.NDArray[np.uint64]] = []
        self._size = 0

    def section(self, *parts: npt.NDArray[Any]) -> int:
        """Append arrays as one section; gives the byte at which it begins."""
        start = self._size + (-self._size) % ALIGNED
        self._append(np.zeros(start - self._size, np.uint8))
        for part in parts:
            self._append(np.ascontiguousarray(part).view(np.uint8).ravel())
        return start

    def _append(self, data: npt.NDArray[np.uint8]) -> None:
        self._size += data.size
        data = np.concatenate([self._rest, data]) if self._rest.size else data
        whole = data.size // BLOCK * BLOCK
        self._write_blocks(data[:whole])
        self._rest = data[whole:].copy()

    def _write_blocks(self, data: npt.NDArray[np.uint8]) -> None:
        if data.size == 0:
            return
        first = sum(map(len, self._sums))
        sums = np.empty(data.size // BLOCK, np.uint64)
        block_sums(data, first, sums)
        self._sums.append(sums)
        self._disk.write(self._file, data)

    def finish(self) -> Written:
        """Write what is left, checksums and footer, and sync."""
        if self._rest.size:
            self._write_blocks(np.concatenate([self._rest, np.zeros(BLOCK - self._rest.size, np.uint8)]))
        sums = np.concatenate([np.zeros(0, np.uint64), *self._sums])
        head = np.array([MAGIC, len(sums), self._size], np.uint64)
        total = xxh64(np.concatenate([sums, head]).view(np.uint8), SEED)
        self._disk.write(self._file, np.concatenate([sums, head, np.array([total], np.uint64)]).view(np.uint8))
        self._disk.sync(self._file)
        self.close()
        return Written(len(sums) * (BLOCK + 8) + 8 * FOOTER_WORDS, f"{int(total):016x}")

    def close(self) -> None:
        """Close, finished or not."""
        if self._file >= 0:
            self._disk.close(self._file)
            self._file = -1


def map_blocks(disk: Disk, path: Path, written: Written) -> Mapped:
    """Map a file that was written so. Errors: DamagedError."""
    data = disk.map(path)
    if data.size != written.size:
        raise DamagedError(
            f"{path}: has {data.size:,} bytes, was written with {written.size:,}; restore it from a copy"
        )
    blocks = (data.size - 8 * FOOTER_WORDS) // (BLOCK + 8)
    tail = data[blocks * BLOCK :].view(np.uint64)
    head, total = tail[blocks:-1], int(tail[-1])
    is_ours = head[0] == MAGIC and head[1] == blocks and total == int(xxh64(tail[:-1].view(np.uint8), SEED))
    if not is_ours or f"{total:016x}" != written.sum:
        raise DamagedError(f"{path}: its checksums are damaged; restore the index from a copy")
    data = data[: blocks * BLOCK]
    return Mapped(data, data.view(np.uint32), tail[:blocks], np.zeros(blocks, np.uint8))


def bad_block(file: Mapped) -> int | None:
    """The first block that is not as it was written; all are looked at anew."""
    file.whole[:] = 0
    for block in range(len(file.sums)):
        if not is_whole(file, block * BLOCK, (block + 1) * BLOCK):
            return block
    return None
