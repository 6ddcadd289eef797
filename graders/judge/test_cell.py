"""A test cell judged outside the student's process: the instructor's code, with proxies for the student's names."""

import ast
import contextlib
import io
import math
import time
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from graders.core.results import Cause
from graders.core.safe_text import placeless, readable
from graders.course.cell_code import as_python
from graders.guest.plain_cells import FLAGS, evaluate
from graders.judge.checks import assertion_cause, told_as_unwritten
from graders.judge.student_proxy import ProcessGone, StudentError, StudentNamespace
from graders.judge.time_limit import TOO_LARGE, OutOfMemory, OutOfTime, time_limit
from graders.rpc.framing import WireError
from graders.sandbox.kernel_messages import output
from utils.describe import error_text

LONGEST_PRINT = 20_000  # characters


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
    judged : bool
        False if the student's process did not live long enough to answer.
    seconds : float or None
        Wall time, to milliseconds; None if it did not run.
    cause : Cause
        Why it failed or was not judged, for programs.
    """

    earned: float
    error: str = ""
    message: str = ""
    printed: str = ""
    judged: bool = True
    seconds: float | None = None
    cause: Cause = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", readable(placeless(self.message)))
        object.__setattr__(self, "printed", readable(placeless(self.printed), LONGEST_PRINT))

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


def judge_cell(code: str, points: float, names: StudentNamespace, seconds: float) -> Verdict:
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

    Returns
    -------
    Verdict
        All points if it runs to its end, or as many as its last expression says; none if it stops.

    Raises
    ------
    ValueError
        If its last expression is a number that cannot be the points: the instructor's mistake.
    """
    printed = io.StringIO()
    started = time.monotonic()

    def taken() -> float:
        return round(time.monotonic() - started, 3)

    def stopped(error: str, message: str, cause: Cause, judged: bool = True) -> Verdict:
        return Verdict(0.0, error, message, printed.getvalue(), judged, taken(), cause)

    try:
        with (
            time_limit(seconds, names.peer.process),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            value = _run(code, names)
    except (OutOfMemory, MemoryError):
        return stopped("MemoryError", TOO_LARGE, "memory")
    except OutOfTime as error:
        return stopped("TimeoutError", str(error), error.cause)
    except ProcessGone as error:
        return stopped("NotRun", str(error), error.cause, judged=False)
    except WireError as error:
        return stopped("CheckFailed", f"What your code gave back cannot be judged: {error}.", "value")
    except (AssertionError, NotImplementedError) as error:
        if isinstance(error, StudentError) and not told_as_unwritten(error):
            return stopped(type(error).__name__, f"Your code stops with {error_text(error)}.", "error")
        return stopped(type(error).__name__, str(error), assertion_cause(error))
    except StudentError as error:
        return stopped(type(error).__name__, f"Your code stops with {error_text(error)}.", "error")
    except (Exception, SystemExit) as error:
        return stopped(type(error).__name__, str(error), "exception")
    return Verdict(_points(value, points), printed=printed.getvalue(), seconds=taken())


def _run(code: str, names: StudentNamespace) -> Any:
    """Run a cell; give the value of its last expression, or None if it ends in a statement."""
    tree = ast.parse(as_python(code))
    last: Any = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    evaluate(compile(tree, "<test>", "exec", FLAGS), names)
    if last is None or code.rstrip().endswith(";"):
        return None
    return evaluate(compile(ast.Expression(last.value), "<test>", "eval", FLAGS), names)


def _points(value: Any, points: float) -> float:
    """Read points as nbgrader does, but refuse numbers for which nbgrader gives full marks by mistake."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return points
    if not math.isfinite(value) or not 0 <= value <= points + 1e-9:
        raise ValueError(f"its last expression is {value!r}, which is not a number of points from 0 to {points:g}")
    return min(float(value), points)
