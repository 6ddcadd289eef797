"""A test cell judged outside the student's process: the instructor's code, with proxies for the student's names."""

import ast
import contextlib
import io
import math
import time
import traceback
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from graders.core.exceptions import GradersError
from graders.core.results import Cause, Outcome
from graders.core.safe_text import placeless, readable
from graders.course.cell_code import as_python
from graders.course.source_notebook import SourceNotebook
from graders.guest.plain_cells import FLAGS, evaluate
from graders.judge.checks import assertion_cause, told_as_unwritten
from graders.judge.instructor_namespace import student_cell
from graders.judge.student_proxy import ProcessGone, StudentError, StudentNamespace
from graders.judge.time_limit import TOO_LARGE, OutOfMemory, OutOfTime, time_limit
from graders.rpc.framing import WireError
from graders.sandbox.kernel_messages import output
from utils.describe import error_text

LONGEST_PRINT = 20_000  # characters
FILE = "<test>"  # what Python calls a test cell


class NoPoints(Exception):
    """The last expression of a test cell is a number that cannot be its points."""


@dataclass(frozen=True)
class Verdict:
    """The result of a test cell.

    Attributes
    ----------
    earned : float
        Points.
    error : str
        The name of the error that its output shows; "" if it ran to its end.
    message : str
        What the error says, for the learner.
    printed : str
        What it printed.
    outcome : Outcome
        "unjudged" if the student's process did not live long enough to answer, or if only a person can tell whether
        the answer or the cell is wrong; "fault" if the cell is.
    seconds : float or None
        Wall time, to milliseconds; None if it did not run.
    cause : Cause
        Why it failed or was not judged, for programs.
    """

    earned: float
    error: str = ""
    message: str = ""
    printed: str = ""
    outcome: Outcome = "passed"
    seconds: float | None = None
    cause: Cause = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", readable(placeless(self.message)))
        object.__setattr__(self, "printed", readable(placeless(self.printed), LONGEST_PRINT))

    @property
    def score(self) -> float | None:
        """Points; None if a person has to give them."""
        return None if self.outcome == "fault" or self.cause == "exception" else round(self.earned, 6)

    def outputs(self, points: float) -> list[NotebookNode]:
        """Give the cell's outputs, as nbgrader reads points from them.

        Parameters
        ----------
        points : float
            What the cell is worth.

        Returns
        -------
        list of NotebookNode
            Printed text, then the error or, for a part of the points, their number.
        """
        outputs = [output("stream", name="stdout", text=self.printed)] if self.printed else []
        if self.error:
            trace = [f"{self.error}: {self.message}"]
            outputs.append(output("error", ename=self.error, evalue=self.message, traceback=trace))
        elif self.earned != points:
            data = {"text/plain": repr(self.earned)}
            outputs.append(output("execute_result", data=data))
        return outputs


@dataclass(frozen=True)
class Definitions:
    """The names that the instructor's notebook defines.

    Attributes
    ----------
    answers : frozenset of str
        Those that the student has to define.
    others : frozenset of str
        Those of locked cells and test cells.
    """

    answers: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, source: SourceNotebook) -> "Definitions":
        """Collect the names of a notebook; cells that are no Python define none."""
        answers = {key: source.reference(key) for key in source.answer_keys()}
        others = {key: cell.source for key, cell in source.cells() if cell.cell_type == "code" and key not in answers}
        found = [[student_cell(key, code).names[0] for key, code in cells.items()] for cells in (answers, others)]
        return cls(*(frozenset().union(*names) for names in found))


def judge_cell(
    code: str, points: float, names: StudentNamespace, seconds: float, definitions: Definitions | None = None
) -> Verdict:
    """Run a test cell.

    Parameters
    ----------
    code : str
        Its source.
    points : float
        What it is worth.
    names : StudentNamespace
        Its globals.
    seconds : float
        Time limit.
    definitions : Definitions, optional
        What the instructor's notebook defines; by default nothing.

    Returns
    -------
    Verdict
        All points if it runs to its end, or as many as its last expression says; none if it stops.
    """
    printed = io.StringIO()
    started = time.monotonic()

    def taken() -> float:
        return round(time.monotonic() - started, 3)

    def stopped(error: str, message: str, cause: Cause, outcome: Outcome = "failed") -> Verdict:
        return Verdict(0.0, error, message, printed.getvalue(), outcome, taken(), cause)

    try:
        with (
            time_limit(seconds, names.peer.process),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            earned = _points(_run(code, names), points)
    except (OutOfMemory, MemoryError):
        return stopped("MemoryError", TOO_LARGE, "memory")
    except OutOfTime as error:
        return stopped("TimeoutError", str(error), error.cause)
    except ProcessGone as error:
        return stopped("NotRun", str(error), error.cause, "unjudged")
    except WireError as error:
        return stopped("CheckFailed", f"What your code gave back cannot be judged: {error}.", "value")
    except (AssertionError, NotImplementedError) as error:
        if isinstance(error, StudentError) and not told_as_unwritten(error):
            return stopped(type(error).__name__, f"Your code stops with {error_text(error)}.", "error")
        return stopped(type(error).__name__, str(error), assertion_cause(error))
    except StudentError as error:
        return stopped(type(error).__name__, f"Your code stops with {error_text(error)}.", "error")
    except (Exception, SystemExit) as error:
        cause, outcome = _blame(error, names, definitions or Definitions(frozenset(), frozenset()))
        return stopped(type(error).__name__, str(error), cause, outcome)
    return Verdict(earned, printed=printed.getvalue(), seconds=taken())


def _blame(error: BaseException, names: StudentNamespace, definitions: Definitions) -> tuple[Cause, Outcome]:
    """Tell whose an exception of a test cell is.

    It is the student's if a name is missing that an answer has to define. It is ours if the cell had not asked for
    anything of the student's, if it names what no cell defines, or if a part of the engine says so. All else may be
    either: `f(3) + 1` fails in the cell whether `f` returns None or the cell should not add.
    """
    if isinstance(error, NameError) and traceback.extract_tb(error.__traceback__)[-1].filename == FILE:
        if error.name in definitions.answers:
            return "undefined", "failed"
        if error.name not in definitions.others:
            return "", "fault"
    if isinstance(error, (GradersError, NoPoints)) or not names.asked:
        return "", "fault"
    return "exception", "unjudged"


def _run(code: str, names: StudentNamespace) -> Any:
    """Run a cell; give the value of its last expression, or None if it ends in a statement."""
    tree = ast.parse(as_python(code))
    last: Any = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    evaluate(compile(tree, FILE, "exec", FLAGS), names)
    if last is None or code.rstrip().endswith(";"):
        return None
    return evaluate(compile(ast.Expression(last.value), FILE, "eval", FLAGS), names)


def _points(value: Any, points: float) -> float:
    """Read points as nbgrader does, but refuse numbers for which nbgrader gives full marks by mistake."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return points
    if not math.isfinite(value) or not 0 <= value <= points + 1e-9:
        raise NoPoints(f"its last expression is {value!r}, which is not a number of points from 0 to {points:g}")
    return min(float(value), points)
