"""A disk on which one step fails, or all from one step on."""

from __future__ import annotations

import errno
from typing import Any

from cleaner.index.disk import Disk

CHANGING = ("create", "open_to_append", "write", "sync", "sync_folder", "truncate", "rename", "remove")


class FaultyDisk(Disk):
    """Fails at changing step number `fails_at` (from 0), there alone or from there on; a write leaves `half` of it."""

    def __init__(self, fails_at: int = -1, *, goes_on: bool = False, code: int = errno.ENOSPC) -> None:
        self.fails_at, self.goes_on, self.code = fails_at, goes_on, code
        self.steps: list[str] = []

    def _step(self, name: str) -> bool:
        self.steps.append(name)
        number = len(self.steps) - 1
        return self.fails_at >= 0 and (number >= self.fails_at if self.goes_on else number == self.fails_at)

    def write(self, file: int, data: Any) -> None:
        if self._step("write"):
            half = memoryview(data).cast("B")
            super().write(file, half[: len(half) // 2])
            raise OSError(self.code, "No space left on device")
        super().write(file, data)


def _failing(name: str) -> Any:
    def step(self: FaultyDisk, *arguments: Any) -> Any:
        if self._step(name):
            raise OSError(self.code, "No space left on device")
        return getattr(Disk, name)(self, *arguments)

    return step


for _name in CHANGING:
    if _name != "write":
        setattr(FaultyDisk, _name, _failing(_name))
