"""What a verdict is in a notebook: a check's result, points in the gradebook, an output of the cell."""

from nbformat import NotebookNode

from graders.core.results import CheckResult, ExerciseResult
from graders.course.exercise import PUBLIC, Exercise
from graders.course.source_notebook import SHOW, nbgrader_field
from graders.judge.checks import GONE
from graders.judge.test_cell import Verdict
from graders.sandbox.kernel_messages import output


def is_test(cell: NotebookNode) -> bool:
    """Tell whether a cell is a test cell, which runs in the judge's process."""
    if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []):
        return False
    return bool(nbgrader_field(cell, "grade") and not nbgrader_field(cell, "solution"))


def keys_of_tests(exercise: str) -> tuple[str, str]:
    """Give the ids of the public and the hidden test cell of an exercise."""
    return f"test_{exercise}", f"test_{exercise}_hidden"


def public_check(exercise: Exercise, verdict: Verdict) -> CheckResult:
    """Turn the verdict on a public test cell into a check's."""
    points = exercise.public_points
    if not verdict.error:
        return CheckResult(PUBLIC, True, points, points, "", seconds=verdict.seconds)
    outcome = "failed" if verdict.judged else "unjudged"
    told = verdict.error in ("CheckFailed", "AssertionError", "NotImplementedError", "TimeoutError", "NotRun")
    message = verdict.message if told else f"{verdict.error}: {verdict.message}"
    return CheckResult(PUBLIC, True, points, 0.0, message, outcome, verdict.seconds)  # type: ignore[arg-type]


def unjudged(exercise: Exercise, message: str, seed: int) -> ExerciseResult:
    """Give the result of hidden checks that were not reached."""
    text = message or GONE
    checks = tuple(CheckResult(n, False, p, 0.0, text, "unjudged") for n, p in exercise.hidden.items())
    return ExerciseResult(exercise.key, checks, seed)


def error_output(name: str, text: str) -> NotebookNode:
    """Make an error output."""
    return output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
