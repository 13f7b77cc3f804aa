"""A document that takes too long is stopped, and only that."""

from __future__ import annotations

import signal
import threading

import pytest

from cleaner.cpu_limit import OutOfTimeError, cpu_limit


def spin() -> None:
    while True:
        pass


def test_a_loop_is_stopped() -> None:
    with pytest.raises(OutOfTimeError), cpu_limit(0.05):
        spin()
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_no_handler_that_catches_exceptions_is_in_the_way() -> None:
    def library() -> None:
        try:
            spin()
        except Exception:
            pytest.fail("swallowed")

    with pytest.raises(OutOfTimeError), cpu_limit(0.05):
        library()


def test_no_timer_is_left_and_no_handler() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_limit(5, or_die=True):
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0
    assert signal.getitimer(signal.ITIMER_PROF) == signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_threads_are_not_limited() -> None:
    done: list[int] = []

    def work() -> None:
        with cpu_limit(0.01):
            done.append(sum(range(1_000_000)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(done) == 1
