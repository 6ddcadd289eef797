"""A limit on the time of one check, and on the memory that the judge uses for it.

Both are exceptions raised in the main thread by a timer. Their text is what the learner reads; `cause` is what the
verdict records.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from types import FrameType
from typing import ClassVar

from graders.core.results import Cause
from graders.judge.memory_limit import too_much
from graders.sandbox.student_process import StudentProcess

CORES = os.cpu_count() or 1  # so many seconds of CPU time can pass in one second of wall time
MOST_WALL = 8  # times a limit that may pass as wall time while the CPU is busy with other work
TICK = 0.2  # seconds between two looks at time and memory
REPEAT = 2.0  # seconds until the exception is raised again if it was swallowed
TOO_LARGE = "What your code gave back takes more memory than there is for judging it."


class OutOfTime(BaseException):
    """Raised inside a check that runs too long; a student's ``except Exception`` does not catch it.

    Parameters
    ----------
    seconds : float
        The limit.
    """

    cause: ClassVar[Cause] = "time"

    def __init__(self, seconds: float) -> None:
        taken = f"{seconds:.0f} seconds" if seconds >= 1.5 else "a second" if seconds >= 1 else "less than a second"
        super().__init__(f"Stopped after {taken}: is there a loop that never ends?")


class OutOfMemory(OutOfTime):
    """Raised inside a check that fills the judge's own memory."""

    cause: ClassVar[Cause] = "memory"

    def __init__(self) -> None:
        BaseException.__init__(self, TOO_LARGE)


class Stopwatch:
    """The time that an exercise has taken so far, in CPU seconds where only these show it.

    Parameters
    ----------
    student : StudentProcess or None
        The student's process, if the student's code runs in one.
    """

    def __init__(self, student: StudentProcess | None) -> None:
        self._student = student
        self._started, self._used = time.monotonic(), cpu_seconds(student)

    def seconds(self, enough: float) -> float:
        """Give the seconds so far; exact only where they could be more than `enough`.

        Reading the CPU time of the student's processes takes longer than most checks, so it is left out as long as
        not even all cores together could have used up `enough`.
        """
        wall = time.monotonic() - self._started
        if self._student is None or wall * CORES <= enough:
            return wall
        return max(cpu_seconds(self._student) - self._used, wall / MOST_WALL)


@contextlib.contextmanager
def time_limit(seconds: float, student: StudentProcess | None = None) -> Iterator[None]:
    """Raise `OutOfTime` in the main thread after so many seconds, `OutOfMemory` when the judge's memory is full.

    In other threads it does nothing. Code that swallows the exception, as a library's callback may, gets it again.

    On a busy machine time passes in which nothing is done for this check. So CPU time counts, here and in the
    student's process, as long as one of its processes can run and the wall time is not several times the limit.

    Parameters
    ----------
    seconds : float
        The limit.
    student : StudentProcess, optional
        The student's process; without one only wall time counts.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only; the caller's own limit has to do
        return
    begun, own = time.monotonic(), time.process_time()
    used: float | None = None  # CPU time at the start, worked out at the first tick
    last = [begun, 0.0]
    due = begun + seconds
    # What makes the exception, and not the exception: its traceback would keep alive what the check holds.
    raised: Callable[[], OutOfTime] | None = None

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal due, raised, used
        if used is None:
            last[:] = time.monotonic(), cpu_seconds(student)
            used = last[1] - (time.process_time() - own) - min(last[0] - begun, TICK)
        if raised is None and too_much():
            due, raised = time.monotonic() + REPEAT, OutOfMemory
            raise raised()
        if time.monotonic() < due:
            return
        if raised is not None:  # it was swallowed
            due = time.monotonic() + REPEAT
            raise raised()
        now, so_far = time.monotonic(), cpu_seconds(student)
        moves = so_far - last[1] > 0.1 * (now - last[0])
        last[:] = now, so_far
        missing = seconds - (so_far - used)
        starved = student is not None and missing > 0.05 and (moves or student.running())
        if not starved or now - begun > MOST_WALL * seconds:
            due, raised = now + REPEAT, partial(OutOfTime, seconds)
            raise raised()
        due = now + max(missing, TICK)

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(min(seconds, TICK), 0.001), TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def cpu_seconds(student: StudentProcess | None) -> float:
    """Add up the CPU time used so far by this process and by the student's."""
    return time.process_time() + (student.cpu_seconds() if student is not None else 0.0)
