"""The outputs of a judged hidden test cell: its checks as text, and its points as nbgrader reads them."""

from nbformat import NotebookNode

from graders.core.results import ExerciseResult
from graders.sandbox.kernel_messages import output

FOLLOW_THROUGH = (
    "From here on the exercises that build on `{name}` are judged with the reference version of it, "
    "so that a mistake here costs marks only once."
)


def show_result(result: ExerciseResult) -> list[NotebookNode]:
    """Give the outputs of a hidden test cell: first its checks, then its points.

    Parameters
    ----------
    result : ExerciseResult
        Of the hidden checks.

    Returns
    -------
    list of NotebookNode
        Two outputs.
    """
    points = output("execute_result", data={"text/plain": repr(float(result.score))})
    return [output("display_data", data={"text/plain": as_text(result)}), points]


def as_text(result: ExerciseResult) -> str:
    """Write an exercise's results for people: a line with the points, then a line per check.

    Parameters
    ----------
    result : ExerciseResult
        The results of its checks.

    Returns
    -------
    str
        Several lines.
    """
    lines = [f"{result.exercise}: {result.score:g} of {result.max_score:g} points"]
    for check in result.checks:
        sign = "✓" if check.outcome == "passed" else "✗"
        text = f" {check.message}" if check.message else ""
        lines.append(f"{sign} {check.name} ({check.earned:g} of {check.points:g}){text}")
    if result.note:
        lines.append(result.note)
    return "\n".join(lines)
