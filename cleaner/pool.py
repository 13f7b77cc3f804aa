"""Worker processes: batches in, results out in the same order; a worker that dies costs one item.

Each worker has a pipe of its own. The standard library's pools share one queue of results, and a worker that dies
while it writes a large one leaves them waiting for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, Protocol, TypeVar

from cleaner.errors import UnfinishedError

__all__ = ["Handler", "default_jobs", "map_batches"]

# So far may results run ahead of the one that is waited for; it bounds what is held in memory.
BATCHES_A_WORKER = 3
READY = b"ready"

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
    """The results of each batch, in the order of the batches; with one job in this process.

    Errors: UnfinishedError where no worker can be started.
    """
    if jobs == 1:
        for batch in batches:
            yield [handler(item, in_worker=False) for item in batch]
        return
    pool = _Pool(handler, jobs)
    try:
        yield from pool.run(batches)
    finally:
        pool.stop()


class _DiedError(Exception):
    """A worker is gone."""


class _Worker(Generic[_In, _Out]):
    """One process and its pipe; it has one batch at a time."""

    def __init__(self, handler: Handler[_In, _Out]) -> None:
        context = multiprocessing.get_context(_start_method())
        if _start_method() == "forkserver":
            # Workers are forked from a server that has imported already what they need.
            context.set_forkserver_preload(["__main__", type(handler).__module__])
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(handler, theirs), daemon=True)  # type: ignore[attr-defined]
        self._process.start()
        theirs.close()
        self._is_ready = False
        self.number = -1
        self.batch: Sequence[_In] = ()

    def give(self, number: int, batch: Sequence[_In]) -> None:
        """Hand over a batch; whether the worker lives is found out by `take`."""
        self.number, self.batch = number, batch
        with suppress(OSError):
            self.connection.send(batch)

    def take(self) -> list[_Out] | None:
        """The results of its batch; None where it only says that it has begun.

        Errors: _DiedError; UnfinishedError for a worker that never began.
        """
        try:
            message = self.connection.recv()
        except (EOFError, OSError) as error:
            if not self._is_ready:
                raise UnfinishedError("worker processes cannot be started; -j 1 does without") from error
            raise _DiedError from error
        if message == READY:
            self._is_ready = True
            return None
        self.batch = ()
        results: list[_Out] = message
        return results

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.join()
        self.connection.close()


class _Pool(Generic[_In, _Out]):
    def __init__(self, handler: Handler[_In, _Out], jobs: int) -> None:
        self._handler = handler
        self._jobs = jobs
        self._workers: list[_Worker[_In, _Out]] = []
        self._done: dict[int, list[_Out]] = {}

    def run(self, batches: Iterable[Sequence[_In]]) -> Iterator[list[_Out]]:
        """Keep every worker busy, but no result further ahead than memory allows."""
        waiting = enumerate(batches)
        upcoming = next(waiting, None)
        wanted = 0
        while upcoming or self._busy() or self._done:
            while upcoming and upcoming[0] < wanted + self._jobs * BATCHES_A_WORKER and (worker := self._idle()):
                worker.give(*upcoming)
                upcoming = next(waiting, None)
            if wanted in self._done:
                yield self._done.pop(wanted)
                wanted += 1
            else:
                self._collect()

    def _busy(self) -> list[_Worker[_In, _Out]]:
        return [worker for worker in self._workers if worker.batch]

    def _idle(self) -> _Worker[_In, _Out] | None:
        """A worker without a batch; a new one as long as there may be more."""
        for worker in self._workers:
            if not worker.batch:
                return worker
        if len(self._workers) == self._jobs:
            return None
        self._workers.append(_Worker(self._handler))
        return self._workers[-1]

    def _collect(self) -> None:
        """Wait for one worker at least."""
        busy = {worker.connection: worker for worker in self._busy()}
        for connection in wait(list(busy)):
            assert isinstance(connection, Connection)
            worker = busy[connection]
            number, batch = worker.number, worker.batch
            try:
                results = worker.take()
                if results is not None:
                    self._done[number] = results
            except _DiedError:
                self._workers.remove(worker)
                worker.end()
                self._done[number] = [self._alone(item) for item in batch]

    def _alone(self, item: _In) -> _Out:
        """One item of a deadly batch; it may be the one."""
        worker = self._idle()
        assert worker
        worker.give(-1, [item])
        try:
            while (results := worker.take()) is None:
                pass
            return results[0]
        except _DiedError:
            self._workers.remove(worker)
            worker.end()
            return self._handler.died(item)

    def stop(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.end()


def _start_method() -> str:
    """Never fork: threads and locks of this process would go with it."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _serve(handler: Handler[Any, Any], connection: Connection[Any, Any]) -> None:
    """A worker's life: it ends when the pipe does, so it never outlives the main process for long."""
    # The main process decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(READY)
    while True:
        try:
            batch = connection.recv()
            connection.send([handler(item) for item in batch])
        except (EOFError, OSError):
            return
