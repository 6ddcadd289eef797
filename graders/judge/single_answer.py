"""One answer judged on its own: in a fresh confined process, after the cells that it needs.

Reference versions of earlier exercises never enter that process: their functions stand there as stand-ins
that call the judge, their values come by value.
"""

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graders.core.exceptions import GradersError, KitFault
from graders.core.results import CheckResult, ExerciseResult
from graders.course.exercise import Exercise
from graders.course.settings import Limits
from graders.course.source_notebook import CodeCell, needed
from graders.judge.checks import Limits as TimeLimits
from graders.judge.checks import OutOfTime, judge, time_limit
from graders.judge.instructor_namespace import Trusted, importable, run_trusted
from graders.judge.student_proxy import ProcessGone, StandIns, StudentError, StudentPeer
from graders.rpc.framing import WireError
from graders.sandbox.student_process import StudentProcess

ANSWER = "<answer>"
SECONDS_TO_DEFINE = 20.0


@dataclass(frozen=True)
class Attempt:
    """What is judged, and what runs before it.

    Attributes
    ----------
    exercise : Exercise
        What is answered.
    code : str
        The answer.
    context : tuple of CodeCell
        The cells that run before it in the student's process, in order.
    replaced : frozenset of str
        The keys of those in whose place the reference stands.
    trusted : tuple of CodeCell
        Locked cells and reference versions that run in the judge's process to make those references.
    foreign : frozenset of str
        The keys of those cells of `context` that the student wrote; an error in them is the student's.
    seed : int
        Of the checks' random inputs.
    """

    exercise: Exercise
    code: str
    context: tuple[CodeCell, ...]
    replaced: frozenset[str]
    trusted: tuple[CodeCell, ...]
    foreign: frozenset[str]
    seed: int


def make_attempt(
    exercise: Exercise,
    code: str,
    context: list[CodeCell],
    replaced: set[str],
    foreign: set[str],
    before: list[CodeCell],
    seed: int,
) -> Attempt:
    """Find what the judge has to run for the references that an attempt needs.

    Parameters
    ----------
    exercise, code, seed
        See `Attempt`.
    context : list of CodeCell
        What runs in the student's process.
    replaced, foreign : set of str
        See `Attempt`.
    before : list of CodeCell
        The locked cells and reference versions before the exercise, from `SourceNotebook.before`.

    Returns
    -------
    Attempt
        Ready to be judged.
    """
    names = sorted({name for cell in before if cell.key in replaced for name in cell.names[0]} - {"*"})
    trusted = needed(before, "\n".join(names)) if replaced else []
    return Attempt(exercise, code, tuple(context), frozenset(replaced), tuple(trusted), frozenset(foreign), seed)


@dataclass
class Outcome:
    """What came of an attempt.

    Attributes
    ----------
    result : ExerciseResult or None
        The verdicts.
    status : {"ok", "error", "timeout"}
        Whether the answer itself ran.
    message : str
        Why it did not.
    """

    result: ExerciseResult | None = None
    status: str = "ok"
    message: str = ""
    limits: list[str] = field(default_factory=list)


def judge_attempt(
    attempt: Attempt,
    template: str,
    limits: Limits,
    report: Callable[[CheckResult], None] | None = None,
    stop_at_first: bool = False,
    passed: Mapping[str, CheckResult] = types.MappingProxyType({}),
) -> Outcome:
    """Judge one answer.

    Parameters
    ----------
    attempt : Attempt
        The answer.
    template : str
        The socket of the template to fork from.
    limits : Limits
        What it may use.
    report : callable, optional
        Receives each verdict as it falls.
    stop_at_first, passed
        See `graders.judge.checks.judge`.

    Returns
    -------
    Outcome
        The verdicts.

    Raises
    ------
    KitFault
        If what the kit itself runs before the answer does not run.
    """
    exercise = attempt.exercise
    with (
        importable(exercise.public_tests.parent),
        StudentProcess(template, exercise.assignment, "plain", limits) as process,
    ):
        peer = StudentPeer(process)
        outcome = Outcome()
        if not _set_up(attempt, peer, outcome):
            return outcome
        _define(attempt, peer, outcome)
        names = StandIns(peer, Trusted([], set()))
        times = TimeLimits(limits.check_seconds, limits.exercise_seconds)
        try:
            outcome.result = judge(
                exercise,
                names,
                attempt.seed,
                limits=times,
                report=report,
                student=peer,
                stop_at_first=stop_at_first,
                passed=passed,
            )
        except GradersError as error:
            raise KitFault(exercise.where, str(error)) from None
        if process.stopped:
            outcome.limits.append(process.stopped)
        return outcome


def _set_up(attempt: Attempt, peer: StudentPeer, outcome: Outcome) -> bool:
    """Run the cells before the answer; tell whether the student's own let it come to the answer.

    A cell of ours that fails is our fault, unless one of the student's has run before it and may have broken it.
    """
    where = attempt.exercise.where
    ours = True
    own = _references(attempt, where)
    names = {cell.key: cell.names[0] for cell in attempt.trusted}
    for cell in attempt.context:
        ours = ours and cell.key not in attempt.foreign
        try:
            with time_limit(SECONDS_TO_DEFINE, peer.process):
                if cell.key in attempt.replaced:
                    _stand_in(peer, names[cell.key], own)
                else:
                    peer.run(cell.code, f"<{cell.key}>")
        except OutOfTime:
            peer.recover()
            if ours:
                raise KitFault(where, f"cell {cell.key} before it takes too long") from None
        except (StudentError, WireError) as error:
            if ours:
                raise KitFault(where, f"the cells before it stop with {type(error).__name__}: {error}") from None
        except ProcessGone as error:
            if ours:
                raise KitFault(where, f"cell {cell.key} before it ended the process: {error}") from None
            outcome.status, outcome.message = "error", str(error)
            return False
    return True


def _references(attempt: Attempt, where: str) -> dict[str, Any]:
    """Run the reference versions in our own process, after the locked cells that they need."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in attempt.trusted:
        try:
            run_trusted(cell.code, f"<{cell.key}>", namespace)
        except Exception as error:
            raise KitFault(where, f"cell {cell.key} before it stops with {type(error).__name__}: {error}") from None
    return namespace


def _stand_in(peer: StudentPeer, names: Iterable[str], own: dict[str, Any]) -> None:
    """Give the student's process the names that a reference defines."""
    for name in sorted(names):
        value = own.get(name)
        if isinstance(value, types.ModuleType):
            peer.run(f"import {value.__name__} as {name}", "<import>")
        elif name in own:
            peer.set(name, value)


def _define(attempt: Attempt, peer: StudentPeer, outcome: Outcome) -> None:
    """Run the answer itself."""
    try:
        with time_limit(SECONDS_TO_DEFINE, peer.process):
            peer.run(attempt.code, ANSWER)
    except OutOfTime:
        peer.recover()
        outcome.status = "timeout"
        outcome.message = f"The file itself did not end within {SECONDS_TO_DEFINE:.0f} seconds."
    except StudentError as error:
        outcome.status, outcome.message = "error", error_line(error)
    except ProcessGone as error:
        outcome.status, outcome.message = "error", str(error)
    except WireError as error:
        outcome.status, outcome.message = "error", f"The answer cannot be judged: {error}."


def error_line(error: StudentError) -> str:
    """Say which error stopped the answer and on which of its lines."""
    where = f" on line {error.number}" if error.number else ""
    return f"{type(error).__name__}{where}: {error}".strip()
