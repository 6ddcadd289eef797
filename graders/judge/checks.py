"""Judging: the checks of one exercise put to what a student defined.

Each check is judged on its own: it passes, or it fails with the message of the rung that gave way, or
it runs out of time, or - where its own code breaks - it is reported as a fault of the kit.
"""

import contextlib
import inspect
import os
import signal
import threading
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, MappingProxyType
from typing import Any

import numpy as np

from graders.core.places import ENGINE
from graders.core.results import CheckResult, ExerciseResult
from graders.course.exercise import PUBLIC, Check, Exercise
from graders.judge.memory_limit import too_much
from graders.judge.student_proxy import ProcessGone, StudentError, StudentPeer
from graders.rpc.framing import WireError
from graders.sandbox.student_process import StudentProcess
from utils.checks import quiet
from utils.describe import error_text

SECONDS_PER_CHECK = 8.0
SECONDS_IN_ALL = 24.0
LATE = "Not judged: the checks before it used up the time."
CORES = os.cpu_count() or 1  # so many seconds of CPU time can pass in one of the clock
PATIENCE = 8  # times a limit that the clock may show where the CPU was busy with other things
TICK = 0.2  # seconds between looks at clock and memory
AGAIN = 2.0  # seconds until the exception is raised again where it was swallowed
TOO_LARGE = "What your code gave back takes more memory than there is for judging it."
GONE = "Not judged: the answer did not come back from the check before."


class OutOfTime(BaseException):
    """Raised inside a check that ran too long; a student's ``except Exception`` does not catch it."""


class OutOfMemory(OutOfTime):
    """Raised inside a check that filled the judge's own memory."""


@dataclass(frozen=True)
class Limits:
    """How long judging may take.

    Attributes
    ----------
    check, total : float
        Seconds for one check, and for all checks of an exercise together.
    """

    check: float = SECONDS_PER_CHECK
    total: float = SECONDS_IN_ALL


def judge(
    exercise: Exercise,
    namespace: Mapping[str, Any],
    seed: int,
    *,
    public: bool = True,
    limits: Limits = Limits(),
    report: Callable[[CheckResult], None] | None = None,
    student: StudentPeer | None = None,
    stop_at_first: bool = False,
    passed: Mapping[str, CheckResult] = MappingProxyType({}),
) -> ExerciseResult:
    """Put an exercise's checks to a namespace.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    namespace : mapping
        The student's names.
    seed : int
        Random inputs are drawn from it; the same seed gives the same inputs.
    public : bool
        Whether the public test is judged, too; in a notebook it has a cell of its own.
    limits : Limits
        Time limits.
    report : callable, optional
        Receives each verdict at once, so that it outlives a crash in a later check.
    student : StudentPeer, optional
        The student's process, where the names are stand-ins.
    stop_at_first : bool
        Whether to leave out what follows the first check that does not pass.
    passed : mapping of str to CheckResult
        Verdicts that stand: these checks are not put again.

    Returns
    -------
    ExerciseResult
        One verdict per check, in the order of exercise.toml.

    Raises
    ------
    BadExercise
        If the exercise's tests cannot be loaded.
    """
    process = student.process if student is not None else None
    started, used = time.monotonic(), _cpu(process)
    results: list[CheckResult] = []
    planned = plan(exercise, public)
    target, trouble = _fetch(exercise, namespace, limits.check, process)
    for name, check, points in planned:
        spent = time.monotonic() - started
        # As long as there is time enough in any case, the student's CPU time is not read, which takes longer than most checks.
        if process is not None and spent * CORES > limits.total - limits.check:
            spent = max(_cpu(process) - used, spent / PATIENCE)
        left = limits.total - spent
        if name in passed:
            result = passed[name]
        elif trouble:
            result = CheckResult(name, name == PUBLIC, points, 0.0, trouble, "failed")
        elif left <= 0 or (student is not None and not student.usable):
            why = LATE if left <= 0 else GONE
            result = CheckResult(name, name == PUBLIC, points, 0.0, why, "unjudged")
        else:
            result = judge_one(name, check, points, target, seed, min(limits.check, left), process)
            if student is not None and not student.recover():
                student.process.stop()
        results.append(result)
        if report:
            report(result)
        if stop_at_first and result.outcome != "passed":
            break
    return ExerciseResult(exercise.key, tuple(results), seed)


def _fetch(
    exercise: Exercise, namespace: Mapping[str, Any], seconds: float, student: StudentProcess | None
) -> tuple[Any, str]:
    """Give what the student's name holds, or why there is nothing to judge."""
    try:
        with time_limit(seconds, student):
            return namespace[exercise.name], ""
    except KeyError:
        return None, f"`{exercise.name}` is not defined: run the cell that defines it, and keep its name."
    except (StudentError, WireError) as error:
        return None, f"`{exercise.name}` cannot be looked at: {error}."
    except ProcessGone as error:
        return None, str(error)
    except (OutOfMemory, MemoryError):
        return None, TOO_LARGE
    except OutOfTime:
        return None, f"`{exercise.name}` cannot be looked at: that takes more than {seconds:.0f} seconds."


def plan(exercise: Exercise, public: bool = True) -> list[tuple[str, Check, float]]:
    """List the checks of an exercise with their points, in the order they are judged."""
    checks: dict[str, Check] = exercise.hidden_checks()
    if public and PUBLIC in exercise.manifest.points:  # an exercise may have hidden checks only
        checks[PUBLIC] = exercise.public_test()
    points = exercise.manifest.points
    return [(name, checks[name], points[name]) for name in points if name in checks]


def judge_one(
    name: str,
    check: Check,
    points: float,
    target: Any,
    seed: int,
    seconds: float,
    student: StudentProcess | None = None,
) -> CheckResult:
    """Put one check to the student's object.

    Parameters
    ----------
    name : str
        The check's key; "public" is the public test, which takes no random numbers.
    check : callable
        The check.
    points : float
        What it is worth.
    target : object
        What the student defined.
    seed : int
        See `judge`.
    seconds : float
        Time limit.
    student : StudentProcess, optional
        See `time_limit`.

    Returns
    -------
    CheckResult
        The verdict, with the seconds it took.
    """
    visible = name == PUBLIC
    started = time.monotonic()

    def verdict(message: str, outcome: Any = "failed", earned: float = 0.0) -> CheckResult:
        return CheckResult(name, visible, points, earned, message, outcome, round(time.monotonic() - started, 3))

    arguments = () if visible else (np.random.default_rng([seed, zlib.crc32(name.encode())]),)
    try:
        with quiet(), time_limit(seconds, student):
            check(target, *arguments)
    except OutOfMemory:
        return verdict(TOO_LARGE)
    except OutOfTime:
        return verdict(f"Stopped after {seconds:.0f} seconds: is there a loop that never ends?")
    except ProcessGone as error:
        return verdict(str(error))
    except WireError as error:
        return verdict(f"What your code gave back cannot be judged: {error}.")
    except (AssertionError, NotImplementedError) as error:
        if isinstance(error, StudentError) and isinstance(error, AssertionError):  # not an assertion of ours
            return verdict(f"Your code stops with {error_text(error, target)}.")
        return verdict(str(error) or f"It does not hold that: {_first_line(check)}")
    except (Exception, SystemExit) as error:
        if isinstance(error, StudentError) or _through(error, target):
            return verdict(f"Your code stops with {error_text(error, target)}.")
        if isinstance(error, MemoryError):
            return verdict(TOO_LARGE)
        return verdict(f"{type(error).__name__}: {error}{_place(error)}", "fault")
    return verdict("", "passed", points)


@contextlib.contextmanager
def time_limit(seconds: float, student: StudentProcess | None = None) -> Iterator[None]:
    """Raise `OutOfTime` in the main thread after so many seconds, `OutOfMemory` when the judge's memory is full.

    In other threads it does nothing. What swallows the exception, as a callback of a library may, gets it again.

    On a machine that is busy with other work, time passes in which nothing is done for this check. So what
    counts is CPU time, here and in the student's process, as long as something of it still wants to run and
    the clock has not run for several times the limit.

    Parameters
    ----------
    seconds : float
        The limit.
    student : StudentProcess, optional
        The student's process; without one the clock alone counts.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals reach the main thread only; the caller's own limit has to do
        return
    begun, own = time.monotonic(), time.process_time()
    used: float | None = None  # CPU time when it began; the first ring reckons back to it
    last = [begun, 0.0]
    due = begun + seconds
    raised: type[OutOfTime] | None = None

    def ring(signum: int, frame: FrameType | None) -> None:
        nonlocal due, raised, used
        if used is None:
            last[:] = time.monotonic(), _cpu(student)
            used = last[1] - (time.process_time() - own) - min(last[0] - begun, TICK)
        if raised is None and too_much():
            due, raised = time.monotonic() + AGAIN, OutOfMemory
            raise OutOfMemory
        if time.monotonic() < due:
            return
        if raised is not None:  # something has swallowed it
            due = time.monotonic() + AGAIN
            raise raised
        now, so_far = time.monotonic(), _cpu(student)
        moves = so_far - last[1] > 0.1 * (now - last[0])
        last[:] = now, so_far
        missing = seconds - (so_far - used)
        starved = student is not None and missing > 0.05 and (moves or student.running())
        if not starved or now - begun > PATIENCE * seconds:
            due, raised = now + AGAIN, OutOfTime
            raise OutOfTime
        due = now + max(missing, TICK)

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(min(seconds, TICK), 0.001), TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _cpu(student: StudentProcess | None) -> float:
    """Give the CPU time used here and in the student's process."""
    return time.process_time() + (student.cpu_seconds() if student is not None else 0.0)


def _through(error: BaseException, target: Any) -> bool:
    """Tell whether an error passed through the student's own code."""
    code = getattr(target, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    return any(frame.f_code.co_filename == code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__))


def _place(error: BaseException) -> str:
    """Name the deepest line of the kit that an error passed."""
    places = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(ENGINE.parent)]
    if not places:
        return ""
    return f" ({Path(places[-1].filename).relative_to(ENGINE.parent)}, line {places[-1].lineno})"


def _first_line(check: Check) -> str:
    """Give the first sentence of a check's docstring, or its name in words."""
    return (inspect.getdoc(check) or check.__name__.replace("_", " ")).split("\n")[0]
