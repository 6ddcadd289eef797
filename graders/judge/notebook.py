"""Judging one repaired notebook: the student's cells run in a confined kernel, the test cells here.

Cell by cell: a student's cell, or a locked cell that is not a test, runs in the kernel. A test cell runs in this
process, with proxies for the student's names, and the kernel answers its requests.
"""

import contextlib
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import KitFault
from graders.core.results import ExerciseResult
from graders.core.safe_outputs import tidy
from graders.course.assignment import Assignment
from graders.course.exercise import Exercise
from graders.course.settings import Limits
from graders.course.source_notebook import cell_key, nbgrader_field
from graders.judge.checks import judge
from graders.judge.follow_through import FollowThrough
from graders.judge.hidden_output import show_result
from graders.judge.instructor_namespace import InstructorNamespace, importable, student_cell
from graders.judge.kernel_supervisor import GaveUp, KernelSupervisor
from graders.judge.notebook_cells import NotebookCells, is_test, keys_of_tests
from graders.judge.partial import Partial
from graders.judge.stopped_cell import StoppedCell
from graders.judge.student_proxy import StudentNamespace, StudentPeer
from graders.judge.test_cell import Definitions, Verdict, judge_cell
from graders.judge.verdicts import public_check, unjudged
from graders.sandbox.kernel_client import KernelLost
from graders.submissions.recognise import defined

FOR_A_PERSON = "Test cell `{key}` could not tell whether the answer is right ({error}): a person has to mark it."


@dataclass
class JudgedNotebook:
    """The result of judging a notebook.

    Attributes
    ----------
    notebook : NotebookNode
        With outputs.
    scores : dict of str to (float or None)
        Points per graded cell; None where a person must mark, or where a check of ours broke.
    exercises : list of ExerciseResult
        The checks of each exercise.
    limits : list of str
        What had to be stopped, with the reason.
    faults : list of str
        Checks of ours that broke.
    partial : bool
        Whether it holds only some exercises, since earlier results of the others stand.
    """

    notebook: NotebookNode
    scores: dict[str, float | None] = field(default_factory=dict)
    exercises: list[ExerciseResult] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    partial: bool = False


def judge_notebook(
    assignment: Assignment,
    notebook: NotebookNode,
    seed: int,
    template: str,
    limits: Limits,
    only: Partial | None = None,
) -> JudgedNotebook:
    """Run and judge a notebook.

    Parameters
    ----------
    assignment : Assignment
        What it answers: reference solutions, exercises, public tests.
    notebook : NotebookNode
        Repaired; not changed.
    seed : int
        Of the checks' random inputs.
    template : str
        The socket to fork kernels from.
    limits : Limits
        What the submission may use.
    only : Partial, optional
        The exercises to judge. All are judged if none are given, or if the earlier results of the others do not
        stand.

    Returns
    -------
    JudgedNotebook
        Scores, checks, and the notebook with outputs.

    Raises
    ------
    KitFault
        If something of ours does not work.
    """
    if only is not None:
        some = _NotebookJudge(assignment, notebook, seed, template, limits, only)
        judged = some.judge()
        if only.holds(some.follow_through.lost, judged.limits):
            return judged
    return _NotebookJudge(assignment, notebook, seed, template, limits).judge()


class _NotebookJudge:
    """Goes through one notebook; see `judge_notebook`."""

    def __init__(
        self,
        assignment: Assignment,
        notebook: NotebookNode,
        seed: int,
        template: str,
        limits: Limits,
        only: Partial | None = None,
    ) -> None:
        self.assignment, self.seed, self.limits, self.only = assignment, seed, limits, only
        self.exercises = assignment.exercises
        self.judged = JudgedNotebook(nbformat.from_dict(notebook), partial=only is not None)
        self.cells = NotebookCells(self.judged.notebook, assignment.source)
        self.plan = only.planned(self.cells) if only else self.cells.planned()
        self.kernel = KernelSupervisor(self.cells, assignment.name, template, limits)
        lost = only.lost_elsewhere if only else ()
        self.follow_through = FollowThrough(assignment, self.cells, seed, template, limits, lost)
        ours = [code for code, added in self.cells.code_before(len(self.cells.all)) if not added]
        self.instructor = InstructorNamespace(ours, self.cells.answers)
        self.defined: dict[str, object] = {}  # by the test cells so far
        self.faulty: set[str] = set()
        self.definitions = Definitions.of(assignment.source)
        self.verdicts: dict[str, Verdict] = {}

    def judge(self) -> JudgedNotebook:
        """Run and judge the cells of the plan."""
        with importable(self.assignment.folder), contextlib.closing(self.kernel):
            for place, (index, cell) in enumerate(self.plan):
                if is_test(cell):
                    test_follows = any(is_test(following) for _, following in self.plan[place + 1 : place + 2])
                    self._judge_test(index, cell, test_follows)
                else:
                    self.kernel.execute(index)
        self.judged.limits = [*self.kernel.limits_met, *self.judged.limits]
        for key, cell in self.cells.by_key.items():
            if nbgrader_field(cell, "grade"):
                self.judged.scores.setdefault(key, None)
        if self.only is not None:
            tests = self.only.tests
            self.judged.scores = {key: score for key, score in self.judged.scores.items() if key in tests}
        tidy(self.judged.notebook)
        return self.judged

    def _judge_test(self, index: int, cell: NotebookNode, test_follows: bool) -> None:
        """Judge a test cell."""
        key = cell_key(cell)
        points = float(nbgrader_field(cell, "points"))
        marked: list[ExerciseResult] = []  # what the cell's calls of `mark` found
        try:
            with self.kernel.serving(index, test_follows) as peer:
                verdict = self._run_test(cell, points, peer, marked)
        except KernelLost as error:
            cause = error.cause if isinstance(error, GaveUp) else "ended"
            verdict = Verdict(0.0, "NotRun", f"Not judged: {error}", outcome="unjudged", cause=cause)
        exercise = self.exercises.get(key.removeprefix("test_").removesuffix("_hidden"))
        verdict = self._explained(verdict, exercise)
        self.judged.scores[key] = verdict.score
        cell.outputs = verdict.outputs(points)
        self.verdicts[key] = verdict
        if exercise is not None and key == f"test_{exercise.key}_hidden":
            hidden = marked.pop() if marked and marked[-1].exercise == exercise.key else None
            result = self._whole(exercise, hidden or unjudged(exercise, verdict, self.seed))
            marked.append(self.follow_through.apply(exercise, result, index))
            self._show(exercise, marked[-1])
        self.judged.exercises.extend(marked)
        if verdict.outcome == "fault":
            self._note_fault(key, f"{self.assignment.name}: test cell {key}: {verdict.error}: {verdict.message}")
        elif self.judged.scores[key] is None and verdict.cause == "exception":
            self.judged.limits.append(FOR_A_PERSON.format(key=key, error=f"{verdict.error}: {verdict.message}"))

    def _run_test(self, cell: NotebookNode, points: float, peer: StudentPeer, marked: list[ExerciseResult]) -> Verdict:
        """Run a test cell with what earlier test cells have defined."""

        def mark(assignment: str, key: str) -> float:
            names = StudentNamespace(peer, self.instructor)
            result = judge(
                self.assignment.exercise(key),
                names,
                self.seed,
                public=False,
                limits=self.limits,
                student=peer,
                stopped=self._stopped(self.assignment.exercise(key)),
            )
            marked.append(result)
            return float(result.score)

        seconds = self.limits.check_seconds
        if cell_key(cell).endswith("_hidden"):  # it holds all the checks of its exercise
            seconds += self.limits.exercise_seconds
        names = StudentNamespace(peer, self.instructor, mark)
        used = student_cell("", cell.source).names[1]
        names.asked = not used.isdisjoint(self.defined)  # what earlier tests defined may come from the student
        names.update({name: value for name, value in self.defined.items() if name not in names})
        try:
            return judge_cell(cell.source, points, names, seconds, self.definitions)
        finally:
            self.defined = {name: value for name, value in names.items() if not name.startswith("__")}

    def _stopped(self, exercise: Exercise) -> StoppedCell | None:
        """Say why the cell stopped that should define an exercise's name: its own, or one that the student added."""
        if exercise.key in self.kernel.stopped:
            return self.kernel.stopped[exercise.key]
        for cell in self.cells.all:
            key = cell_key(cell)
            if key in self.kernel.stopped and exercise.name in defined(cell.source):
                return self.kernel.stopped[key]
        return None

    def _explained(self, verdict: Verdict, exercise: Exercise | None) -> Verdict:
        """Say why a name has no value that a test cell did not find."""
        stopped = self._stopped(exercise) if exercise is not None and verdict.error else None
        if exercise is None or stopped is None:
            return verdict
        message = stopped.why_missing(exercise.name, verdict.message)
        return (
            replace(verdict, error="CheckFailed", message=message, outcome="failed", cause="error")
            if message
            else verdict
        )

    def _whole(self, exercise: Exercise, hidden: ExerciseResult) -> ExerciseResult:
        """Put the public test before the hidden checks, if the notebook has a cell for it."""
        public, _ = keys_of_tests(exercise.key)
        if public not in self.verdicts:
            return hidden
        return replace(hidden, checks=(public_check(exercise, self.verdicts[public]), *hidden.checks))

    def _show(self, exercise: Exercise, result: ExerciseResult) -> None:
        """Write an exercise's points into its test cells."""
        for key, visible in zip(keys_of_tests(exercise.key), (True, False), strict=True):
            if key not in self.verdicts:
                continue  # there is no such cell, or it comes later
            cell = self.cells.by_key[key]
            checks = [check for check in result.checks if check.visible == visible]
            earned = round(sum(check.earned for check in checks), 6)
            if not visible:
                cell.outputs = show_result(replace(result, checks=tuple(checks)))
            elif earned and not self.judged.scores.get(key):
                cell.outputs = Verdict(earned).outputs(earned)
            faults = [check for check in checks if check.outcome == "fault"]
            if faults:
                self._note_fault(key, KitFault(exercise.where, faults[0].message).args[0])
            elif earned or self.verdicts[key].score is not None:
                self.judged.scores[key] = earned

    def _note_fault(self, key: str, text: str) -> None:
        """Record a fault of ours, once for each cell; it leaves the score empty."""
        self.judged.scores[key] = None
        if key not in self.faulty:
            self.judged.faults.append(text)
        self.faulty.add(key)
