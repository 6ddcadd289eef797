"""What a notebook's hidden test cell calls when it is marked in the student's kernel.

This is how plain nbgrader marks the course: the cell's last expression is the number of points, and
the verdicts travel beside it as one output of a type of their own.
"""

import os
from pathlib import Path
from typing import Any

from graders.core.exceptions import KitFault
from graders.core.plain_data import to_plain
from graders.core.results import ExerciseResult
from graders.course.assignment import Assignment
from graders.course.cell_code import as_python
from graders.course.course import CONFIG, Course, open_course
from graders.guest.plain_cells import run
from graders.judge.checks import judge
from graders.judge.hidden_output import FOLLOW_THROUGH, as_text

MIME = "application/vnd.graders.checks+json"
SEED = "GRADERS_SEED"
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
    ours = _course().assignment(assignment)
    exercise = ours.exercise(key)
    # No seed is given under plain nbgrader: then each run draws its own, and records it.
    seed = int(os.environ.get(SEED) or int.from_bytes(os.urandom(4), "big"))
    result = judge(exercise, namespace, seed, public=False)
    if result.score < result.max_score and not result.faults:
        result = _follow_through(result, exercise.name, ours, namespace)
    _display(result)
    if result.faults:
        raise KitFault(exercise.where, result.faults[0].message)
    return float(result.score)


def _course() -> Course:
    """Give the course that is marked: nbgrader runs a notebook in a folder inside it."""
    around = (folder for folder in Path.cwd().parents if (folder / CONFIG).is_file())
    return open_course(next(around, None))


def _follow_through(
    result: ExerciseResult, name: str, assignment: Assignment, namespace: dict[str, Any]
) -> ExerciseResult:
    """Put the reference in the answer's place and note it."""
    try:
        code = as_python(assignment.source.reference(result.exercise))
        run(code, f"<reference {result.exercise}>", namespace)
        note = FOLLOW_THROUGH.format(name=name)
    except Exception as error:  # it runs among the student's names, and one of these may be in its way
        note = NO_FOLLOW_THROUGH.format(name=name, error=f"{type(error).__name__}: {error}")
    return ExerciseResult(result.exercise, result.checks, result.seed, note)


def _display(result: ExerciseResult) -> None:
    """Show the verdicts as text for people and as data for the engine."""
    from IPython.display import display

    display({"text/plain": as_text(result), MIME: to_plain(result)}, raw=True)
