"""One answer judged on its own: in a fresh confined process, after the cells that it needs.

Reference versions of earlier exercises never enter that process: it gets proxies that call the judge for their
functions, and their other values by value.
"""

import types
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graders.core.exceptions import GradersError, KitFault
from graders.core.results import Cause, CheckResult, ExerciseResult, Status
from graders.course.exercise import Exercise
from graders.course.settings import Limits
from graders.course.source_notebook import CodeCell, needed
from graders.judge.checks import judge
from graders.judge.instructor_namespace import InstructorNamespace, importable, run_instructor_code
from graders.judge.stopped_cell import StoppedCell, stopped_with
from graders.judge.student_proxy import ProcessGone, StudentError, StudentNamespace, StudentPeer
from graders.judge.time_limit import OutOfTime, time_limit
from graders.rpc.framing import WireError
from graders.sandbox.student_process import StudentProcess

ANSWER = "<answer>"
SECONDS_TO_DEFINE = 20.0


@dataclass(frozen=True)
class SingleAnswer:
    """What is judged, and what runs before it.

    Attributes
    ----------
    exercise : Exercise
        What is answered.
    code : str
        The answer.
    context : list of CodeCell
        The cells that run before it in the student's process, in order.
    instructor : list of CodeCell
        The locked cells and reference solutions before the exercise, from `SourceNotebook.before`.
    seed : int
        Of the checks' random inputs.
    replaced : frozenset of str
        Keys of cells of `context` for which the reference is used.
    student_written : frozenset of str
        Keys of cells of `context` that the student wrote; an error in them, or after them, is the student's.
    """

    exercise: Exercise
    code: str
    context: list[CodeCell]
    instructor: list[CodeCell]
    seed: int
    replaced: Collection[str] = frozenset()
    student_written: Collection[str] = frozenset()

    def reference_cells(self) -> list[CodeCell]:
        """List the instructor's cells that the judge has to run for the references."""
        defined = [cell.names[0] for cell in self.instructor if cell.key in self.replaced]
        names = sorted({name for names in defined for name in names} - {"*"})
        return needed(self.instructor, "\n".join(names)) if self.replaced else []


@dataclass
class JudgedAnswer:
    """The outcome of judging one answer.

    Attributes
    ----------
    result : ExerciseResult or None
        The checks; None if the student's cells before the answer ended the process.
    status : {"ok", "error", "timeout"}
        Whether the answer's own code ran to its end.
    message : str
        Why it did not.
    cause : Cause
        The same for programs; "unwritten" if the stub's NotImplementedError stopped it.
    limits : list of str
        Limits of the sandbox for which the process was ended.
    """

    result: ExerciseResult | None = None
    status: Status = "ok"
    message: str = ""
    cause: Cause = ""
    limits: list[str] = field(default_factory=list)


def judge_answer(
    answer: SingleAnswer,
    template: str,
    limits: Limits,
    report: Callable[[CheckResult], None] | None = None,
    stop_at_first: bool = False,
    passed: Mapping[str, CheckResult] = types.MappingProxyType({}),
) -> JudgedAnswer:
    """Judge one answer.

    Parameters
    ----------
    answer : SingleAnswer
        The answer.
    template : str
        The socket of the template to fork from.
    limits : Limits
        What it may use.
    report : callable, optional
        Receives each check's result at once.
    stop_at_first, passed
        See `graders.judge.checks.judge`.

    Returns
    -------
    JudgedAnswer
        The checks, or why there are none.

    Raises
    ------
    KitFault
        If the kit's own code before the answer fails.
    """
    exercise = answer.exercise
    with (
        importable(exercise.public_tests.parent),
        StudentProcess(template, exercise.assignment, "plain", limits) as process,
    ):
        peer = StudentPeer(process)
        judged = JudgedAnswer()
        if not _run_context(answer, peer, judged):
            return judged
        stopped = _define(answer, peer, judged)
        names = StudentNamespace(peer, InstructorNamespace())
        try:
            judged.result = judge(
                exercise,
                names,
                answer.seed,
                limits=limits,
                report=report,
                student=peer,
                stop_at_first=stop_at_first,
                passed=passed,
                stopped=stopped,
            )
        except GradersError as error:
            raise KitFault(exercise.where, str(error)) from None
        if process.stopped:
            judged.limits.append(process.stopped)
        return judged


def _run_context(answer: SingleAnswer, peer: StudentPeer, judged: JudgedAnswer) -> bool:
    """Run the cells before the answer; return whether the process lives on.

    A cell of ours that fails is our fault, unless a cell of the student's ran before it and may have broken it.
    """
    where = answer.exercise.where
    ours = True
    cells = answer.reference_cells()
    references = _run_references(cells, where)
    names = {cell.key: cell.names[0] for cell in cells}
    for cell in answer.context:
        ours = ours and cell.key not in answer.student_written
        try:
            with time_limit(SECONDS_TO_DEFINE, peer.process):
                if cell.key in answer.replaced:
                    define_references(peer, names[cell.key], references)
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
            judged.status, judged.message, judged.cause = "error", str(error), error.cause
            return False
    return True


def _run_references(cells: Iterable[CodeCell], where: str) -> dict[str, Any]:
    """Run reference solutions, and the locked cells that they need, in the judge's process; give their namespace."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        try:
            run_instructor_code(cell.code, f"<{cell.key}>", namespace)
        except Exception as error:
            raise KitFault(where, f"cell {cell.key} before it stops with {type(error).__name__}: {error}") from None
    return namespace


def define_references(peer: StudentPeer, names: Iterable[str], namespace: Mapping[str, Any]) -> None:
    """Define the names of a reference solution in the student's process, without its code.

    Parameters
    ----------
    peer : StudentPeer
        The student's process.
    names : iterable of str
        What the reference defines.
    namespace : mapping
        Where the judge ran it.
    """
    for name in sorted(names):
        value = namespace.get(name)
        if isinstance(value, types.ModuleType):
            peer.run(f"import {value.__name__} as {name}", "<import>")
        elif name in namespace:
            peer.set(name, value)


def _define(answer: SingleAnswer, peer: StudentPeer, judged: JudgedAnswer) -> StoppedCell | None:
    """Run the answer's own code; say why it stopped, if it did."""
    try:
        with time_limit(SECONDS_TO_DEFINE, peer.process):
            peer.run(answer.code, ANSWER)
    except OutOfTime:
        peer.recover()
        judged.status, judged.cause = "timeout", "time"
        judged.message = f"The file itself did not end within {SECONDS_TO_DEFINE:.0f} seconds."
    except StudentError as error:
        judged.status, judged.message = "error", error_line(error)
        stopped = stopped_with(error, answer.code)
        judged.cause = "unwritten" if stopped is None else "error"
        return stopped
    except ProcessGone as error:
        judged.status, judged.message, judged.cause = "error", str(error), error.cause
    except WireError as error:
        judged.status, judged.message, judged.cause = "error", f"The answer cannot be judged: {error}.", "value"
    return None


def error_line(error: StudentError) -> str:
    """Name the error that stopped the answer, and its line."""
    where = f" on line {error.number}" if error.number else ""
    return f"{type(error).__name__}{where}: {error}".strip()
