"""Worker processes: batches in, results out in the same order; a worker that dies costs one document."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Handler", "default_jobs", "map_batches"]

# Enough that no worker waits for the main process, few enough that memory stays flat.
BATCHES_A_WORKER = 3

Item_contra = TypeVar("Item_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)
_In = TypeVar("_In")
_Out = TypeVar("_Out")


class Handler(Protocol[Item_contra, Result_co]):
    """What workers do with an item; picklable, never raises."""

    def __call__(self, item: Item_contra, /, *, in_worker: bool = True) -> Result_co:
        """The item's result."""

    def died(self, item: Item_contra, /) -> Result_co:
        """The result of an item that killed its worker."""


def default_jobs() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_batches(handler: Handler[_In, _Out], batches: Iterable[Sequence[_In]], jobs: int) -> Iterator[list[_Out]]:
    """The results of each batch, in the order of the batches; with one job in this process."""
    if jobs == 1:
        for batch in batches:
            yield [handler(item, in_worker=False) for item in batch]
        return
    pool = _Pool(handler, jobs)
    try:
        yield from pool.run(batches)
    finally:
        pool.stop()


class _Pool(Generic[_In, _Out]):
    def __init__(self, handler: Handler[_In, _Out], jobs: int) -> None:
        self._handler = handler
        self._jobs = jobs
        self._executor = self._start(jobs)

    def _start(self, jobs: int) -> ProcessPoolExecutor:
        methods = multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
        # Workers are forked from a server that has imported already what they need.
        context.set_forkserver_preload(["__main__", type(self._handler).__module__])
        return ProcessPoolExecutor(jobs, context, _begin_worker, (self._handler,))

    def run(self, batches: Iterable[Sequence[_In]]) -> Iterator[list[_Out]]:
        """Keep a bounded number of batches in flight."""
        flying: deque[tuple[Sequence[_In], Future[list[_Out]] | None]] = deque()
        for batch in batches:
            flying.append((batch, self._submit(batch)))
            if len(flying) >= self._jobs * BATCHES_A_WORKER:
                yield from self._land(flying)
        while flying:
            yield from self._land(flying)

    def _submit(self, batch: Sequence[_In]) -> Future[list[_Out]] | None:
        try:
            return self._executor.submit(_work, batch)
        except BrokenProcessPool:
            return None

    def _land(self, flying: deque[tuple[Sequence[_In], Future[list[_Out]] | None]]) -> Iterator[list[_Out]]:
        """The oldest batch; after a worker's death all that flew, one by one, for it is not known which was deadly."""
        batch, future = flying.popleft()
        try:
            yield _result(future)
            return
        except BrokenProcessPool:
            self._replace(1)
        yield self._carefully(batch)
        while flying:
            batch, future = flying.popleft()
            try:
                yield _result(future)
            except BrokenProcessPool:
                yield self._carefully(batch)
        self._replace(self._jobs)

    def _carefully(self, batch: Sequence[_In]) -> list[_Out]:
        """The batch alone; if it kills its worker too, each item alone."""
        try:
            return _result(self._submit(batch))
        except BrokenProcessPool:
            self._replace(1)
        return [self._alone(item) for item in batch]

    def _alone(self, item: _In) -> _Out:
        try:
            return _result(self._submit([item]))[0]
        except BrokenProcessPool:
            self._replace(1)
            return self._handler.died(item)

    def _replace(self, jobs: int) -> None:
        self.stop()
        self._executor = self._start(jobs)

    def stop(self) -> None:
        """End the workers, whatever they do."""
        for worker in list((self._executor._processes or {}).values()):
            worker.terminate()
        self._executor.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[list[_Out]] | None) -> list[_Out]:
    if future is None:
        raise BrokenProcessPool
    return future.result()


# One a worker process, set once when it starts: what is sent with each batch would be pickled with each batch.
_handler: Handler[Any, Any]


def _begin_worker(handler: Handler[Any, Any]) -> None:
    global _handler  # noqa: PLW0603
    _handler = handler
    # The main process decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_main, daemon=True).start()


def _follow_main() -> None:
    """A worker must not outlive a main process that was killed."""
    main = multiprocessing.parent_process()
    if main:
        main.join()
        os._exit(1)


def _work(batch: Sequence[Any]) -> list[Any]:
    return [_handler(item) for item in batch]
