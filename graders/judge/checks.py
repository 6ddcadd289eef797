"""Judging: the checks of one exercise applied to what a student defined.

Each check is judged on its own. It passes; it fails with the message of its first requirement that does not hold;
it runs out of time; or, if its own code breaks, it is reported as a fault of the kit.
"""

import inspect
import time
import traceback
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

import numpy as np

from graders.core.places import ENGINE
from graders.core.results import Cause, CheckResult, ExerciseResult, Outcome
from graders.course.exercise import PUBLIC, Check, Exercise
from graders.course.settings import Limits
from graders.judge.stopped_cell import StoppedCell
from graders.judge.student_proxy import ProcessGone, StudentError, StudentPeer
from graders.judge.time_limit import TOO_LARGE, OutOfMemory, OutOfTime, Stopwatch, time_limit
from graders.rpc.framing import WireError
from graders.sandbox.student_process import StudentProcess
from utils.checks import quiet
from utils.describe import error_text, is_unwritten

DEFAULT = Limits()
NO_TIME_LEFT = "Not judged: the checks before it used up the time."
UNWRITTEN = "still to be written"  # what a placeholder for an answer says
USED_UP = "Stopped: the time of the exercise was used up by the checks before."
NO_ANSWER = "Not judged: the answer did not come back from the check before."


def judge(
    exercise: Exercise,
    namespace: Mapping[str, Any],
    seed: int,
    *,
    public: bool = True,
    limits: Limits = DEFAULT,
    report: Callable[[CheckResult], None] | None = None,
    student: StudentPeer | None = None,
    stop_at_first: bool = False,
    passed: Mapping[str, CheckResult] = MappingProxyType({}),
    stopped: StoppedCell | None = None,
) -> ExerciseResult:
    """Apply an exercise's checks to a namespace.

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
        How long one check, and all checks together, may take.
    report : callable, optional
        Receives each result at once, so that it outlives a crash in a later check.
    student : StudentPeer, optional
        The student's process, if the names are proxies.
    stop_at_first : bool
        Whether to leave out what follows the first check that does not pass.
    passed : mapping of str to CheckResult
        Results that are known already: these checks are not judged again.
    stopped : StoppedCell, optional
        Why the cell of the answer stopped.

    Returns
    -------
    ExerciseResult
        One result per check, in the order of exercise.toml.

    Raises
    ------
    BadExercise
        If the exercise's tests cannot be loaded.
    """
    process = student.process if student is not None else None
    taken = Stopwatch(process)
    results: list[CheckResult] = []
    planned = plan(exercise, public)
    target, message, cause = _fetch(exercise, namespace, limits.check_seconds, process)
    for name, check, points in planned:
        left = limits.exercise_seconds - taken.seconds(limits.exercise_seconds - limits.check_seconds)
        if name in passed:
            result = passed[name]
        elif message:
            result = _lost(name, points, "failed", message, cause)
        elif left <= 0:
            result = _lost(name, points, "unjudged", NO_TIME_LEFT, "time")
        elif student is not None and not student.usable:
            result = _lost(name, points, "unjudged", NO_ANSWER, "unanswered")
        else:
            result = judge_one(name, check, points, target, seed, min(limits.check_seconds, left), process)
            if result.cause == "time" and left < limits.check_seconds and results:
                result = replace(result, message=USED_UP)
            if student is not None and not student.recover():
                student.process.stop()
        if stopped is not None:
            result = stopped.explain(result, exercise.name)
        results.append(result)
        if report:
            report(result)
        if stop_at_first and result.outcome != "passed":
            break
    return ExerciseResult(exercise.key, tuple(results), seed)


def _lost(name: str, points: float, outcome: Outcome, message: str, cause: Cause) -> CheckResult:
    """Give the result of a check that was not applied."""
    return CheckResult(name, name == PUBLIC, points, 0.0, message, outcome, cause=cause)


def _fetch(
    exercise: Exercise, namespace: Mapping[str, Any], seconds: float, student: StudentProcess | None
) -> tuple[Any, str, Cause]:
    """Give the value of the student's name; if there is none, the message and the cause for every check."""
    name = exercise.name
    try:
        with time_limit(seconds, student):
            return namespace[name], "", ""
    except KeyError:
        return None, f"`{name}` is not defined: run the cell that defines it, and keep its name.", "undefined"
    except StudentError as error:
        return None, f"`{name}` could not be evaluated: {error}.", "error"
    except WireError as error:
        return None, f"`{name}` could not be evaluated: {error}.", "value"
    except ProcessGone as error:
        return None, str(error), error.cause
    except (OutOfMemory, MemoryError):
        return None, TOO_LARGE, "memory"
    except OutOfTime:
        return None, f"`{name}` could not be evaluated within {seconds:.0f} seconds.", "time"


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
    """Apply one check to the student's object.

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
        The result, with the seconds it took.
    """
    visible = name == PUBLIC
    started = time.monotonic()

    def result(message: str, cause: Cause = "", outcome: Outcome = "failed", earned: float = 0.0) -> CheckResult:
        seconds = round(time.monotonic() - started, 3)
        return CheckResult(name, visible, points, earned, message, outcome, seconds, cause)

    arguments = () if visible else (np.random.default_rng([seed, zlib.crc32(name.encode())]),)
    try:
        with quiet(), time_limit(seconds, student):
            check(target, *arguments)
    except (OutOfTime, ProcessGone) as stop:
        return result(str(stop), stop.cause)
    except WireError as error:
        return result(f"What your code gave back cannot be judged: {error}.", "value")
    except (AssertionError, NotImplementedError) as error:
        if isinstance(error, StudentError) and not told_as_unwritten(error):  # not an assertion of ours
            return result(f"Your code stops with {error_text(error, target)}.", "error")
        message = str(error) or f"This should be true but is not: {_first_line(check)}"
        return result(message, assertion_cause(error, target))
    except (Exception, SystemExit) as error:
        if _from_student(error, target):
            return result(f"Your code stops with {error_text(error, target)}.", "error")
        if isinstance(error, MemoryError):
            return result(TOO_LARGE, "memory")
        return result(f"{type(error).__name__}: {error}{_place(error, check)}", outcome="fault")
    return result("", outcome="passed", earned=points)


def told_as_unwritten(error: StudentError) -> bool:
    """Tell whether an error of the student's code says that an answer is still to be written."""
    return is_unwritten(error) or (isinstance(error, NotImplementedError) and UNWRITTEN in str(error))


def assertion_cause(error: AssertionError | NotImplementedError, target: Any = None) -> Cause:
    """Tell whether a check failed by itself, or because the student's code is unwritten or raised an error.

    Parameters
    ----------
    error : AssertionError or NotImplementedError
        What the check raised.
    target : object
        What the student defined.

    Returns
    -------
    {"unwritten", "error", "assertion"}
        "error" if the check put an error of the student's code into words of its own.
    """
    if isinstance(error, NotImplementedError):
        return "unwritten"
    cause = error.__context__
    return "error" if cause is not None and _from_student(cause, target) else "assertion"


def _from_student(error: BaseException, target: Any) -> bool:
    """Tell whether an error arose in the student's process or passed through the student's own code."""
    if isinstance(error, StudentError):
        return True
    code = getattr(target, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    return any(frame.f_code.co_filename == code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__))


def _place(error: BaseException, check: Check) -> str:
    """Name the innermost line of the check's file, or of the kit, in an error's traceback."""
    own = check.__code__.co_filename if isinstance(check, FunctionType) else ""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ENGINE.parent):
            return f" ({path.relative_to(ENGINE.parent)}, line {frame.lineno})"
        if frame.filename == own:
            return f" ({path.parent.name}/{path.name}, line {frame.lineno})"
    return ""


def _first_line(check: Check) -> str:
    """Give the first line of a check's docstring, or its name in words."""
    return (inspect.getdoc(check) or check.__name__.replace("_", " ")).split("\n")[0]
