"""A mistake costs once: an exercise that builds on a wrong answer is judged again with the reference version of it."""

from collections.abc import Iterable
from dataclasses import replace

from graders.core.results import ExerciseResult
from graders.course.assignment import Assignment
from graders.course.exercise import PUBLIC, Exercise
from graders.course.settings import Limits
from graders.course.source_notebook import needed
from graders.judge.hidden_output import FOLLOW_THROUGH
from graders.judge.instructor_namespace import student_cell
from graders.judge.notebook_cells import NotebookCells
from graders.judge.single_answer import SingleAnswer, judge_answer


class FollowThrough:
    """Knows which exercises of one notebook have lost points.

    Parameters
    ----------
    assignment : Assignment
        For the reference solutions.
    cells : NotebookCells
        The submission.
    seed : int
        Of the checks' random inputs.
    template : str
        The socket to fork from.
    limits : Limits
        What an answer may use.
    lost : iterable of str
        Exercises that are known to have lost points.

    Attributes
    ----------
    lost : set of str
        The exercises that have lost points so far.
    """

    def __init__(
        self,
        assignment: Assignment,
        cells: NotebookCells,
        seed: int,
        template: str,
        limits: Limits,
        lost: Iterable[str] = (),
    ) -> None:
        self._source, self._cells = assignment.source, cells
        self._seed, self._template, self._limits = seed, template, limits
        self.lost = set(lost)

    def apply(self, exercise: Exercise, result: ExerciseResult, index: int) -> ExerciseResult:
        """Give the result that counts, and note whether points were lost.

        Parameters
        ----------
        exercise : Exercise
            What was judged.
        result : ExerciseResult
            With the student's own versions of the earlier exercises.
        index : int
            The place of its hidden test cell.

        Returns
        -------
        ExerciseResult
            The better of this result and that with references; with a note where either matters to the learner.
        """
        if result.score < result.max_score and not result.faults:
            result = self._with_references(exercise, result, index)
        if result.score < result.max_score:
            self.lost.add(exercise.key)
            result = replace(result, note=result.note or self._note(exercise))
        return result

    def _with_references(self, exercise: Exercise, result: ExerciseResult, index: int) -> ExerciseResult:
        """Judge an exercise with references for the earlier exercises that it uses and that lost points."""
        if exercise.key in self._cells.left_out:
            return result
        answer = self._cells.answer(exercise.key)
        before = [
            (cell, added) for cell, added in self._cells.code_before(index, self.lost) if cell.key != exercise.key
        ]
        code = student_cell(exercise.key, answer).code
        context = needed([cell for cell, _ in before], f"{code}\n{exercise.name}")
        wrong = [cell.key for cell in context if cell.key in self.lost]
        if not wrong:
            return result
        single = SingleAnswer(
            exercise,
            answer,
            context,
            self._source.before(exercise.key),
            self._seed,
            replaced=frozenset(wrong),
            student_written={cell.key for cell, added in before if added} | self._cells.answers - set(wrong),
        )
        passed = {check.name: check for check in result.checks if check.outcome == "passed"}
        judged = judge_answer(single, self._template, self._limits, passed=passed).result
        if judged is None or judged.score <= result.score or judged.faults:
            return result
        asked = {check.name for check in result.checks}  # without the public test if the notebook has no cell for it
        checks = tuple(check for check in judged.checks if check.name != PUBLIC or PUBLIC in asked)
        names = ", ".join(f"`{key}`" for key in wrong)
        note = f"Judged with the reference version of {names}, so that a mistake there costs marks only once."
        return replace(judged, checks=checks, note=note)

    def _note(self, exercise: Exercise) -> str:
        """Say that later exercises do not pay for this one, if there are any that use it."""
        keys = self._source.answer_keys()
        later = keys[keys.index(exercise.key) + 1 :] if exercise.key in keys else []
        if any(exercise.name in student_cell(key, self._cells.answer(key)).names[1] for key in later):
            return FOLLOW_THROUGH.format(name=exercise.name)
        return ""
