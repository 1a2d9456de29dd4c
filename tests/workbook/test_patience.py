"""A learner's function that never ends is stopped; every other one is left alone."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from mkt40_helpers.workbook import patience
from mkt40_helpers.workbook.patience import in_time


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS", 0.2)
    monkeypatch.setattr(patience, "SECONDS_AGAIN", 0.05)
    # As a kernel has it while a cell runs.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def endless(scores):
    while True:
        pass


def endless_with_a_bare_except(scores):
    while True:
        try:  # noqa: SIM105
            len(scores)
        except:  # noqa: E722 (what a beginner writes)
            pass


def asleep(scores):
    time.sleep(60)


WAKES_SLEEPERS = hasattr(signal, "pthread_kill")  # Windows cannot


@pytest.mark.parametrize(
    "function", [endless, endless_with_a_bare_except, *([asleep] if WAKES_SLEEPERS else [])]
)
def test_an_endless_loop_is_stopped_and_told(short, function):
    for _ in range(3):
        with pytest.raises(TimeoutError, match="Does a loop in it never end"):
            in_time(function, [1])
    assert in_time(len, [1]) == 1
    assert threading.active_count() < 20


def test_errors_and_results_pass_through():
    def fails(scores):
        raise RecursionError("mine")

    with pytest.raises(RecursionError, match="mine"):
        in_time(fails, [1])
    assert in_time(max, 2, 3) == 3


def test_the_learners_own_stop_is_no_endless_loop():
    def stopped(scores):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_time(stopped, [1])


def test_without_threads_a_function_is_called_once_without_a_limit(monkeypatch):
    """In the browser no thread can be started."""
    calls = []

    def refuse(self):
        raise RuntimeError("can't start new thread")

    def fails(scores):
        calls.append(scores)
        raise RuntimeError("mine")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    with pytest.raises(RuntimeError, match="mine"):
        in_time(fails, [1])
    assert calls == [[1]] and in_time(len, [1]) == 1


def test_in_another_thread_nothing_is_interrupted(short):
    """The interrupt would hit the main thread, which does something else."""
    results = []
    thread = threading.Thread(target=lambda: results.append(in_time(len, [1, 2])))
    thread.start()
    thread.join()
    assert results == [2]


def test_a_call_inside_a_call_is_stopped_by_the_one_around_it():
    def inside(seconds):
        return in_time(endless, most=30) or seconds

    def endless():
        while True:
            pass

    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        in_time(inside, 1, most=0.3)
    assert time.monotonic() - begun < 10
    assert in_time(len, [7, 8]) == 2  # and the next one is watched again
