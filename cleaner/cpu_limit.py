"""How much CPU one document may use."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["OutOfTimeError", "cpu_limit"]

# Code that never comes back to the interpreter does not see the first timer: the second ends the process.
GRACE = 2


class OutOfTimeError(BaseException):
    """A document used up its time. No `except Exception` on the way may swallow it."""


@contextmanager
def cpu_limit(seconds: float, *, or_die: bool = False) -> Iterator[None]:
    """Raise OutOfTimeError in the block after so many seconds of CPU; `or_die` also ends a process that hangs in C.

    Outside the main thread, and where the system has no such timer, there is no limit.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _raise)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        if or_die:
            signal.setitimer(signal.ITIMER_PROF, seconds * GRACE)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if or_die:
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGVTALRM, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise OutOfTimeError
