"""The judge's own memory: a check that fills it is stopped, and the next one is judged."""

import contextlib
import time

import numpy as np
import pytest

from graders.judge.checks import judge_one
from graders.judge.memory_limit import bound_memory, resident
from graders.judge.time_limit import TOO_LARGE, OutOfTime, time_limit
from graders.marking.worker_process import End, run

MOST = 200_000_000


def hoards(target, rng):
    """Take memory bit by bit, as decoding many small values does."""
    kept = []
    while True:
        kept.append(np.ones(100_000))


def takes_all_at_once(target, rng):
    """Ask for more than there may be."""
    np.ones(10**11)


def swallows(target, rng):
    """Catch whatever stops it, as callbacks of some libraries do.

    It grows slowly enough to be looked at before the system's own limit is met: Python's MemoryError, once
    swallowed, leaves no trace.
    """
    kept = []
    while True:
        try:
            while True:
                kept.append(np.ones(100_000))
                time.sleep(0.002)
        except BaseException:
            kept.clear()
            end = time.monotonic() + 4
            while time.monotonic() < end:
                pass


def swallows_memory_errors(target, rng):
    """Run into the system's limit again and again."""
    while True:
        with contextlib.suppress(MemoryError):
            np.ones(10**11)


def passes(target, rng):
    """Need little."""
    assert np.ones(1_000_000).sum() == 1_000_000


def judge_all(send, names, seconds=60.0):
    """Judge checks in a bounded process."""
    bound_memory(MOST)
    before = resident()
    for name in names:
        result = judge_one(name, globals()[name], 1.0, None, 7, seconds)
        told = {"message": result.message, "outcome": result.outcome, "cause": result.cause, "seconds": result.seconds}
        send({**told, "more": resident() - before})


@pytest.mark.parametrize("names", [("hoards", "passes"), ("takes_all_at_once", "passes"), ("swallows", "passes")])
def test_a_check_that_fills_the_judge_is_stopped_and_the_next_is_judged(names):
    first, second, end = run(judge_all, (names,), 100.0)
    assert (first["message"], first["outcome"], first["cause"]) == (TOO_LARGE, "failed", "memory")
    assert first["more"] < 2 * MOST
    assert second["outcome"] == "passed"
    assert end == End("done", 0)


def test_a_check_that_swallows_the_systems_error_ends_with_its_time_and_the_next_is_judged():
    first, second, end = run(judge_all, (("swallows_memory_errors", "passes"), 1.0), 100.0)
    assert first["message"].startswith("Stopped after a second")
    assert first["outcome"] == "failed"
    assert second["outcome"] == "passed"
    assert first["seconds"] >= 1 > second["seconds"] >= 0
    assert end == End("done", 0)


def test_a_time_limit_that_is_swallowed_comes_again():
    started, busy = time.monotonic(), time.process_time()

    def spin():
        while True:
            pass

    def swallow():
        with contextlib.suppress(OutOfTime):
            spin()
        spin()

    with time_limit(0.3), pytest.raises(OutOfTime):
        swallow()
    assert time.monotonic() - started > 2
    assert time.process_time() - busy < 5  # its own time: others may keep the processor from it


def test_no_alarm_rings_after_the_limit():
    with time_limit(1.0):  # long enough to be taken back in time, however busy the machine is
        pass
    time.sleep(1.1)
