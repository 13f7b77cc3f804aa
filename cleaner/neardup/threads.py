"""Plain threads over compiled functions, which run without the interpreter's lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from cleaner.errors import ConfigError

__all__ = ["check_threads", "in_order"]

T = TypeVar("T")
R = TypeVar("R")

# Parts in work for each thread: enough that none waits, and few results that lie about.
AHEAD = 2


def check_threads(threads: int) -> None:
    """Errors: ConfigError below 1."""
    if threads < 1:
        raise ConfigError(f"threads={threads}: use a whole number from 1")


def in_order(function: Callable[[T], R], parts: Iterable[T], threads: int) -> Iterator[R]:
    """What `function` makes of each part, in the parts' order whatever the number of threads.

    >>> list(in_order(abs, [-3, -1, -2], threads=2))
    [3, 1, 2]
    """
    if threads == 1:
        yield from map(function, parts)
        return
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[R]] = deque()
        for part in parts:
            waiting.append(pool.submit(function, part))
            if len(waiting) > AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
