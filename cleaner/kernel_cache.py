"""Compiled functions: the decorator that makes them, and the folder that keeps their machine code.

numba recompiles when a function's own file changes, but not when a function that it calls in another file does. So
the folder's name holds a digest of all kernel sources, the folding table, and the versions of numba, llvmlite and
Python.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import platform
import stat
import sys
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import llvmlite  # type: ignore[import-untyped]
import numba
import platformdirs
from numba.core.caching import FunctionCache

from cleaner.text.folding import TABLE

__all__ = ["cache_folder", "inlined", "kernel"]

P = ParamSpec("P")
R = TypeVar("R")

PACKAGE, KERNELS = Path(__file__).parent, "*/kernels/*.py"
KEEP_THEM = "set XDG_CACHE_HOME to a folder of yours"
log = logging.getLogger(__name__)


# What the unpickling of a damaged file raises, as the library's documentation tells ("not limited to"), and LLVM.
DAMAGE = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)


class _Cache(FunctionCache):
    """numba's cache of one function, but damaged files and a full disk cost time only."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except DAMAGE as error:
            log.debug("machine code of %s is damaged and made anew: %r", self._name, error)
            self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError as error:
            log.debug("machine code of %s is not kept: %s", self._name, error)

    def flush(self) -> None:
        try:
            super().flush()  # type: ignore[no-untyped-call]
        except OSError as error:
            log.debug("machine code of %s cannot be thrown away: %s", self._name, error)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile as a part of every kernel that calls it: for small functions that are handed arrays."""
    return cast(Callable[P, R], numba.njit(nogil=True, error_model="numpy", forceinline=True)(function))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call for the arguments' types; runs without the interpreter's lock."""
    folder = cache_folder()
    compiled: Any = numba.njit(nogil=True, error_model="numpy")(function)
    if folder:
        _leave_scipy_out()
        settings: Any = numba.config
        earlier = settings.CACHE_DIR
        # numba reads this global when a cache is made: it is ours for that moment only.
        settings.CACHE_DIR = str(folder)
        try:
            compiled._cache = _Cache(function)  # type: ignore[no-untyped-call]
        finally:
            settings.CACHE_DIR = earlier
    return cast(Callable[P, R], compiled)


@cache
def _leave_scipy_out() -> None:
    """Save a fifth of the start: numba imports scipy to see whether `np.dot` could be compiled.

    Here it takes for granted that an installed scipy can be imported; where `np.dot` is compiled, it imports it still.
    """
    if "numba.np.arraymath" in sys.modules or find_spec("scipy") is None:
        return
    from numba.np import linalg

    look = getattr(linalg, "ensure_blas", None)
    if look is None:
        # Another numba looks elsewhere, or not at all.
        return
    linalg.ensure_blas = lambda: None
    try:
        from numba.np import arraymath
    finally:
        linalg.ensure_blas = look
    arraymath.ensure_blas = look  # type: ignore[attr-defined]


@cache
def cache_folder() -> Path | None:
    """The folder for machine code; None if there is no writable one that is the user's own (mode 0700)."""
    folder = Path(platformdirs.user_cache_dir("cleaner", appauthor=False)) / f"kernels-{_digest()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        reason = _why_not(folder)
    except OSError as error:
        reason = f"{folder}: {error.strerror or type(error).__name__}"
    if reason:
        log.info("compiled functions are not kept, each call compiles them anew: %s; %s", reason, KEEP_THEM)
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
    versions = (numba.__version__, llvmlite.__version__, platform.python_version())
    digest = hashlib.sha256(" ".join(versions).encode())
    for path in [*sorted(PACKAGE.glob(KERNELS)), Path(__file__), TABLE]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
