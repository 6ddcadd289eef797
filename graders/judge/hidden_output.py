"""What a hidden test cell shows when it is judged: the verdicts as text, and the points as nbgrader reads them."""

from nbformat import NotebookNode

from graders.core.results import ExerciseResult
from graders.sandbox.kernel_messages import output

FOLLOW_THROUGH = (
    "From here on the exercises that build on `{name}` are judged with the reference version of it, "
    "so that a mistake here costs marks only once."
)


def show_result(result: ExerciseResult) -> list[NotebookNode]:
    """Give the outputs of a hidden test cell: its verdicts and, as nbgrader reads them, its points.

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
    """Write an exercise's verdicts for people, a line each.

    Parameters
    ----------
    result : ExerciseResult
        The verdicts.

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
