"""Workers: order, and a death that costs one item."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass

import pytest

from cleaner.errors import UnfinishedError
from cleaner.pool import default_jobs, map_batches


@dataclass(frozen=True)
class Square:
    """Squares numbers; dies of those in `deadly`."""

    deadly: tuple[int, ...] = ()

    def __call__(self, item: int, /, *, in_worker: bool = True) -> tuple[int, bool]:
        if item in self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return item * item, in_worker

    def died(self, item: int, /) -> tuple[int, bool]:
        return -item, True


def batches(count: int) -> list[list[int]]:
    return [list(range(start, start + 5)) for start in range(0, count, 5)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs: int) -> None:
    found = list(map_batches(Square(), iter(batches(60)), jobs))
    assert [result for batch in found for result, _ in batch] == [number * number for number in range(60)]
    assert {in_worker for batch in found for _, in_worker in batch} == {jobs > 1}


def test_a_death_costs_one_item_each() -> None:
    found = list(map_batches(Square((7, 41)), iter(batches(60)), 2))
    expected = [-number if number in (7, 41) else number * number for number in range(60)]
    assert [result for batch in found for result, _ in batch] == expected


def test_batches_are_taken_as_results_are_wanted() -> None:
    taken: list[int] = []

    def endless() -> object:
        for number in range(10_000):
            taken.append(number)
            yield [number]

    results = map_batches(Square(), endless(), 2)  # type: ignore[arg-type]
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 20


def test_jobs_are_the_cores_of_this_process() -> None:
    assert default_jobs() >= 1


@dataclass(frozen=True)
class Heavy(Square):
    """Results larger than a pipe holds; a worker that dies while it writes one must not be waited for."""

    def __call__(self, item: int, /, *, in_worker: bool = True) -> tuple[int, bool]:
        if item in self.deadly:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
            return bytes(1 << 26), True  # type: ignore[return-value]
        return super().__call__(item, in_worker=in_worker)


def test_a_worker_that_dies_in_the_middle_of_a_result_is_not_waited_for() -> None:
    found = [result for batch in map_batches(Heavy((3,)), iter(batches(20)), 2) for result, _ in batch]
    assert [result for result in found if isinstance(result, int) and result >= 0].count(9) == 0
    assert len(found) == 20


class Unpicklable(Square):
    """Cannot begin anywhere else."""

    def __setstate__(self, state: object) -> None:
        raise ImportError("no such module here")


def test_workers_that_cannot_begin_stop_the_run() -> None:
    with pytest.raises(UnfinishedError, match="-j 1"):
        list(map_batches(Unpicklable(), iter(batches(20)), 2))
