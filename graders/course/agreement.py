"""Whether a notebook can be marked by: its cells are sound, and the folders of its exercises give the same points."""

import json
import math
from collections.abc import Iterator

from graders.core.exceptions import BadExercise
from graders.course.assignment import Assignment
from graders.course.exercise import PUBLIC, Exercise, reference_points
from graders.course.source_notebook import SourceNotebook, is_graded, nbgrader_field

LONGEST_ID = 128  # characters that the gradebook has room for


def faulty_cells(source: SourceNotebook) -> Iterator[tuple[str, str, str]]:
    """Find the graded cells of which one field is not as nbgrader and its gradebook need it.

    Parameters
    ----------
    source : SourceNotebook
        The instructor's notebook.

    Yields
    ------
    (str, str, str)
        The cell, what is wrong with which field, and the rule.
    """
    for key, cell in source.cells():
        if len(key) > LONGEST_ID:
            yield f"{key[:40]}…", f"grade_id has {len(key)} characters", f"It may have {LONGEST_ID}."
        points = nbgrader_field(cell, "points")
        number = isinstance(points, (int, float)) and not isinstance(points, bool) and math.isfinite(points)
        if is_graded(cell) and not (number and points >= 0):
            yield key, f"points is {json.dumps(points)}", "It must be a number from 0 on."


def require_sound_cells(source: SourceNotebook) -> None:
    """Refuse a notebook with a graded cell that cannot be entered in a gradebook.

    Parameters
    ----------
    source : SourceNotebook
        The instructor's notebook.

    Raises
    ------
    BadExercise
        With the cell, the field and the rule.
    """
    for key, problem, rule in faulty_cells(source):
        raise BadExercise(f"{source.path.stem}/{key}", problem, rule)


def disagreements(exercise: Exercise, points: dict[str, float]) -> Iterator[tuple[str, str]]:
    """Find where an exercise.toml gives other points than the notebook.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    points : dict of str to float
        What the notebook's graded cells are worth.

    Yields
    ------
    (str, str)
        What is wrong, and what to do.
    """
    for cell, worth in reference_points(exercise).items():
        if cell not in points:
            yield f"the notebook has no graded cell {cell}", "Add it, or mend its nbgrader id."
        elif abs(points[cell] - worth) > 1e-9:
            yield f"cell {cell} is worth {points[cell]:g}, exercise.toml gives {worth:g}", "Make them equal."
    if exercise.automatic and PUBLIC not in exercise.manifest.points and f"test_{exercise.key}" in points:
        yield "[points] has no `public`", "Give the public test its points."


def require_agreement(assignment: Assignment) -> None:
    """Refuse an assignment whose submissions would be marked by other points than its notebook shows.

    Parameters
    ----------
    assignment : Assignment
        The assignment; folders of exercises that its notebook does not have are passed over.

    Raises
    ------
    BadExercise
        With the exercise, the cell and what to do.
    """
    require_sound_cells(assignment.source)
    points, answers = assignment.source.points(), set(assignment.source.answer_keys())
    for key in assignment.exercise_keys():
        if key in answers:
            exercise = assignment.exercise(key)
            for problem, advice in disagreements(exercise, points):
                raise BadExercise(exercise.where, f"{problem}; nothing was marked", advice)
