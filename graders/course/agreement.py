"""Whether a notebook and the folders of its exercises agree on the points: where they do not, nobody can be marked fairly."""

from collections.abc import Iterator

from graders.core.exceptions import BadExercise
from graders.course.assignment import Assignment
from graders.course.exercise import PUBLIC, Exercise, reference_points


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
    points, answers = assignment.source.points(), set(assignment.source.answer_keys())
    for key in assignment.exercise_keys():
        if key in answers:
            exercise = assignment.exercise(key)
            for problem, advice in disagreements(exercise, points):
                raise BadExercise(exercise.where, f"{problem}; nothing was marked", advice)
