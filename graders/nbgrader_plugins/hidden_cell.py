"""What a notebook's hidden test cell calls when it is marked in the student's kernel.

This is how plain nbgrader marks the course: the cell's last expression is the number of points, and
the verdicts travel beside it as one output of a type of their own.
"""

import os
from typing import TYPE_CHECKING, Any

from graders.core.exceptions import KitFault
from graders.core.results import ExerciseResult
from graders.course.course import KIT
from graders.course.exercise import load_exercise
from graders.course.source_notebook import SourceNotebook
from graders.judge.checks import judge

if TYPE_CHECKING:
    from nbformat import NotebookNode

MIME = "application/vnd.graders.checks+json"
SEED = "GRADERS_SEED"
FOLLOW_THROUGH = (
    "From here on the exercises that build on `{name}` are judged with the reference version of it, "
    "so that a mistake here costs marks only once."
)

NO_FOLLOW_THROUGH = (
    "The reference version of `{name}` could not take its place, since a name that it needs was changed ({error}); "
    "later exercises are judged with yours."
)


def mark(assignment: str, key: str, namespace: dict[str, Any]) -> float:
    """Judge the hidden checks of an exercise and show what they say.

    Where marks are lost, the reference takes the answer's place in the namespace, so that later
    exercises do not pay for this one again.

    Parameters
    ----------
    assignment, key : str
        The exercise.
    namespace : dict
        The notebook's globals.

    Returns
    -------
    float
        The points of the hidden checks.

    Raises
    ------
    KitFault
        If a check broke by itself; the cell then shows an error and no mark.
    """
    outside = getattr(namespace, "mark", None)
    if outside is not None:  # this cell runs in the judge, and the names are stand-ins
        return float(outside(assignment, key))
    exercise = load_exercise(assignment, key)
    # No seed is given under plain nbgrader: then each run draws its own, and records it.
    seed = int(os.environ.get(SEED) or int.from_bytes(os.urandom(4), "big"))
    result = judge(exercise, namespace, seed, public=False)
    if result.score < result.max_score and not result.faults:
        result = _follow_through(result, exercise.name, assignment, namespace)
    _display(result)
    if result.faults:
        raise KitFault(exercise.where, result.faults[0].message)
    return float(result.score)


def _follow_through(result: ExerciseResult, name: str, assignment: str, namespace: dict[str, Any]) -> ExerciseResult:
    """Put the reference in the answer's place and note it."""
    source = SourceNotebook(KIT / "source" / assignment / f"{assignment}.ipynb")
    try:
        exec(compile(source.reference(result.exercise), f"<reference {result.exercise}>", "exec"), namespace)
        note = FOLLOW_THROUGH.format(name=name)
    except Exception as error:  # it runs among the student's names, and one of these may be in its way
        note = NO_FOLLOW_THROUGH.format(name=name, error=f"{type(error).__name__}: {error}")
    return ExerciseResult(result.exercise, result.checks, result.seed, note)


def _display(result: ExerciseResult) -> None:
    """Show the verdicts as text for people and as data for the engine."""
    from IPython.display import display

    display({"text/plain": _as_text(result), MIME: result.to_dict()}, raw=True)


def show_result(result: ExerciseResult) -> "list[NotebookNode]":
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
    from graders.sandbox.kernel_messages import output

    points = output("execute_result", data={"text/plain": repr(float(result.score))})
    return [output("display_data", data={"text/plain": _as_text(result)}), points]


def _as_text(result: ExerciseResult) -> str:
    """Write the verdicts for people."""
    lines = [f"{result.exercise}: {result.score:g} of {result.max_score:g} points"]
    for check in result.checks:
        sign = "✓" if check.outcome == "passed" else "✗"
        text = f" {check.message}" if check.message else ""
        lines.append(f"{sign} {check.name} ({check.earned:g} of {check.points:g}){text}")
    if result.note:
        lines.append(result.note)
    return "\n".join(lines)
