"""Compiled functions: the decorator that makes them, and the folder that keeps their machine code.

numba recompiles when a function's own file changes, but not when a function that it calls in another file does. So
the folder's name holds a digest of all kernel sources, the folding table, and numba's version.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
import platformdirs

from cleaner.text.folding import TABLE

__all__ = ["cache_folder", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")

KERNELS = Path(__file__).with_name("kernels")
log = logging.getLogger(__name__)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call for the arguments' types; runs without the interpreter's lock."""
    folder = cache_folder()
    settings: Any = numba.config
    earlier = settings.CACHE_DIR
    # numba reads this global when it decorates: it is ours for that moment only.
    settings.CACHE_DIR = str(folder or "")
    try:
        compiled = numba.njit(nogil=True, cache=folder is not None, error_model="numpy")(function)
    finally:
        settings.CACHE_DIR = earlier
    return cast(Callable[P, R], compiled)


@cache
def cache_folder() -> Path | None:
    """The folder for machine code; None if there is no writable one that is the user's own (mode 0700)."""
    folder = Path(platformdirs.user_cache_dir("cleaner", appauthor=False)) / f"kernels-{_digest()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reason = _why_not(folder)
    except OSError as error:
        reason = str(error)
    if reason:
        log.debug("compiled functions are not kept: %s", reason)
        return None
    return folder


def _why_not(folder: Path) -> str | None:
    status = folder.stat()
    if hasattr(os, "getuid"):
        if status.st_uid != os.getuid():
            return f"{folder} belongs to another user"
        if stat.S_IMODE(status.st_mode) & 0o077:
            return f"{folder} is open to other users; `chmod 700` it"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"{folder} is not writable"


def _digest() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    for path in [*sorted(KERNELS.glob("*.py")), Path(__file__), TABLE]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
