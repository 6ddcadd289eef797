"""Marking one repaired notebook: the student's cells run in a confined kernel, the test cells here.

The flow, cell by cell: a student's cell and a locked cell that is no test run in the kernel; at a test cell
the kernel answers questions, and the cell runs in this process with stand-ins for the student's names. A
kernel that dies is replaced, and the cells before are run again, without the one that killed it.
"""

import contextlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import KitFault
from graders.core.results import ExerciseResult
from graders.core.safe_outputs import tidy
from graders.course.assignment import Assignment
from graders.course.exercise import PUBLIC, Exercise
from graders.course.settings import Limits
from graders.course.source_notebook import SHOW, CodeCell, cell_key, nbgrader_field, needed
from graders.judge.checks import Limits as TimeLimits
from graders.judge.checks import judge
from graders.judge.hidden_output import FOLLOW_THROUGH, show_result
from graders.judge.instructor_namespace import Trusted, importable, student_cell
from graders.judge.single_answer import judge_attempt, make_attempt
from graders.judge.student_proxy import StandIns, StudentPeer
from graders.judge.test_cell import Verdict, judge_cell
from graders.judge.verdicts import error_output, is_test, keys_of_tests, public_check, unjudged
from graders.sandbox.kernel_client import TOO_LONG, Kernel, KernelLost
from graders.sandbox.kernel_messages import Spent

MOST_RESTARTS = 3
TOO_OFTEN = "the kernel had ended too often."
OUT_OF_TIME = "the time for the whole notebook was over."


@dataclass
class Marked:
    """What marking a notebook gave.

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
    """

    notebook: NotebookNode
    scores: dict[str, float | None] = field(default_factory=dict)
    exercises: list[ExerciseResult] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Marker:
    """Marks one notebook.

    Parameters
    ----------
    assignment : Assignment
        Its assignment: reference solutions, exercises, public tests.
    notebook : NotebookNode
        Repaired; not changed.
    seed : int
        Of the checks' random inputs.
    template : str
        The socket to fork from.
    limits : Limits
        What the submission may use.
    """

    def __init__(
        self,
        assignment: Assignment,
        notebook: NotebookNode,
        seed: int,
        template: str,
        limits: Limits,
    ) -> None:
        self.assignment, self.source, self.exercises = assignment, assignment.source, assignment.exercises
        self.seed, self.template, self.limits = seed, template, limits
        self.times = TimeLimits(limits.check_seconds, limits.exercise_seconds)
        self.notebook = nbformat.from_dict(notebook)
        self.marked = Marked(self.notebook)
        self.spent = Spent(limits)
        self.kernel: Kernel | None = None
        self.given_up = ""
        self.killers: set[str] = set()
        self.retried: set[str] = set()
        self.restarts = 0
        self.peer: StudentPeer | None = None
        # The cells that nbgrader knows, by their keys.
        known = [(nbgrader_field(cell, "grade_id"), cell) for cell in self.notebook.cells]
        self.keyed: dict[str, NotebookNode] = {str(key): cell for key, cell in known if key}
        self.answers = {key for key, cell in self.keyed.items() if nbgrader_field(cell, "solution")}
        self.lost: set[str] = set()
        self.verdicts: dict[str, Verdict] = {}

    def mark(self) -> Marked:
        """Run and judge every cell.

        Returns
        -------
        Marked
            Scores, checks, and the notebook with outputs.

        Raises
        ------
        KitFault
            If what is ours does not work.
        """
        with importable(self.assignment.folder), contextlib.ExitStack() as stack:
            stack.callback(self._end_kernel)
            self.trusted = Trusted(
                [c for c, own in self._code_before(len(self.notebook.cells)) if not own], self.answers
            )
            self.names: StandIns | None = None
            self.plan = self._planned()
            for index, cell in self.plan:
                if is_test(cell):
                    self._judge(index, cell)
                else:
                    self._run(index, cell)
        for key, cell in self.keyed.items():
            if nbgrader_field(cell, "grade"):
                self.marked.scores.setdefault(key, None)
        tidy(self.notebook)
        return self.marked

    def _planned(self) -> list[tuple[int, NotebookNode]]:
        """List the cells that are run or judged, with their places."""
        cells = enumerate(self.notebook.cells)
        return [(index, cell) for index, cell in cells if is_test(cell) or self._runs(cell)]

    # Running ----------------------------------------------------------------------------------------------

    def _run(self, index: int, cell: NotebookNode) -> None:
        """Run one of the student's cells or a locked one that is no test."""
        key = cell_key(cell)
        try:
            kernel = self._living(index)
            if self.spent.seconds_left <= 0:
                raise KernelLost(self._give_up(OUT_OF_TIME))
            kernel.execute(cell)
        except KernelLost as error:
            if self.given_up:
                cell.outputs = [error_output("NotRun", "This cell did not run: " + self.given_up)]
                return
            self._end_kernel()
            if nbgrader_field(cell, "locked") and key not in self.retried:
                self.retried.add(key)  # it is ours: on a machine that was busy for a moment it runs the next time
                self._run(index, cell)
                return
            self.killers.add(key)
            self.marked.limits.append(f"Cell `{key}` was left out, and the other cells ran without it: {error}")
            cell.outputs = [error_output("KernelLost", str(error))]
            return
        if self.kernel is not None and self.kernel.timed_out:
            cell.outputs.append(error_output("TimeoutError", TOO_LONG))
            self.marked.limits.append(f"Cell `{key}` was stopped: it ran too long.")

    def _living(self, index: int) -> Kernel:
        """Give the kernel, started anew if need be, in the state it should have before a cell."""
        if self.kernel is not None:
            if self.kernel.process.alive:
                return self.kernel
            self._bury(self.kernel)
        while not self.given_up:
            if self.restarts > MOST_RESTARTS or self.spent.seconds_left <= 0:
                self._give_up(TOO_OFTEN if self.restarts > MOST_RESTARTS else OUT_OF_TIME)
                break
            self.restarts += 1
            killer = ""
            self.kernel = Kernel(self.template, self.assignment.name, self.limits, self.spent)
            before = self.spent.used
            for cell in filter(self._runs, self.notebook.cells[:index]):
                try:
                    self.kernel.execute(nbformat.from_dict(cell))
                except KernelLost:
                    killer = cell_key(cell)
                    break
            self.spent.back_to(before)  # these outputs have been counted
            if not killer:
                return self.kernel
            self.killers.add(killer)
            self._end_kernel()
        raise KernelLost(self.given_up)

    def _give_up(self, why: str) -> str:
        """Run no more cells; say why, once."""
        if not self.given_up:
            self.given_up = why
            self.marked.limits.append(f"Not all cells ran, since {why}")
        return why

    def _runs(self, cell: NotebookNode) -> bool:
        """Tell whether a cell runs in the kernel when the notebook is taken up again."""
        if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []) or cell_key(cell) in self.killers:
            return False
        return bool(cell.source.strip()) and (
            not nbgrader_field(cell, "grade") or bool(nbgrader_field(cell, "solution"))
        )

    def _end_kernel(self) -> None:
        """End the kernel, if there is one."""
        if self.kernel is not None:
            self.kernel.close()
        self.kernel = self.peer = None

    # Judging ----------------------------------------------------------------------------------------------

    def _judge(self, index: int, cell: NotebookNode) -> None:
        """Judge a test cell."""
        key = cell_key(cell)
        points = float(nbgrader_field(cell, "points"))
        verdict = None
        try:
            with self._asking(index) as names:
                names.mark = self._mark_exercise
                verdict = judge_cell(cell.source, points, names, self._cell_seconds(key))
                self._recover()
        except KernelLost as error:
            verdict = verdict or Verdict(0.0, "NotRun", f"Not judged: {error}", judged=False)
        except ValueError as error:
            self._fault(key, f"{self.assignment.name}: test cell {key}: {error}")
            return
        if key not in self.marked.scores:
            self.marked.scores[key] = round(verdict.earned, 6)
            cell.outputs = verdict.outputs(points)
        self.verdicts[key] = verdict
        exercise = self.exercises.get(key.removeprefix("test_").removesuffix("_hidden"))
        if exercise is not None and key == f"test_{exercise.key}_hidden":
            self._collect(exercise, cell, verdict, index)

    def _cell_seconds(self, key: str) -> float:
        """Give a test cell its time: a hidden one holds all the checks of its exercise."""
        return self.times.total + self.times.check if key.endswith("_hidden") else self.times.check

    @contextlib.contextmanager
    def _asking(self, index: int) -> Iterator[StandIns]:
        """Let the kernel answer questions about the student's names."""
        kernel = self._living(index)
        if self.peer is None:
            self.peer = StudentPeer(kernel.process)
        if not kernel.serving:
            kernel.begin_serving()
        names = StandIns(self.peer, self.trusted)
        if self.names is not None:
            names.update({k: v for k, v in self.names.items() if k not in names})  # what earlier test cells defined
        try:
            yield names
        finally:
            self.names = names
            if not (self.peer.usable and kernel.process.alive and self._test_follows(index)):
                self._hang_up(kernel, self.peer)

    def _hang_up(self, kernel: Kernel, peer: StudentPeer) -> None:
        """Let the kernel run cells again; end it if it does not."""
        if peer.goodbye():
            with contextlib.suppress(KernelLost):
                kernel.end_serving()
        else:
            kernel.process.stop()
        if not kernel.process.alive:
            self._bury(kernel)

    def _bury(self, kernel: Kernel) -> None:
        """Clear away a kernel that has ended while it was asked, and keep the reason."""
        if kernel.process.stopped:
            self.marked.limits.append(kernel.process.stopped)
        self._end_kernel()

    def _test_follows(self, index: int) -> bool:
        """Tell whether the next cell that runs is a test cell, so that the kernel may go on answering."""
        return next((is_test(cell) for place, cell in self.plan if place > index), False)

    def _recover(self) -> None:
        """After a time limit, see that the kernel can be asked again."""
        if self.peer is not None and not self.peer.recover():
            self.peer.process.stop()

    def _mark_exercise(self, assignment: str, key: str) -> float:
        """Judge the hidden checks of an exercise; what a hidden test cell calls."""
        exercise = self.exercises[key]
        assert self.names is not None or self.peer is not None
        names = StandIns(self.peer, self.trusted)  # type: ignore[arg-type]
        result = judge(exercise, names, self.seed, public=False, limits=self.times, student=self.peer)
        self.marked.exercises.append(result)
        return float(result.score)

    def _collect(self, exercise: Exercise, cell: NotebookNode, verdict: Verdict, index: int) -> None:
        """Put public and hidden checks of an exercise together; judge it again if an earlier mistake is in its way."""
        hidden = (
            self.marked.exercises.pop()
            if self.marked.exercises and (self.marked.exercises[-1].exercise == exercise.key)
            else unjudged(exercise, verdict.message, self.seed)
        )
        result = hidden
        if f"test_{exercise.key}" in self.verdicts:
            result = replace(
                hidden, checks=(public_check(exercise, self.verdicts[f"test_{exercise.key}"]), *hidden.checks)
            )
        if result.score < result.max_score and not result.faults:
            result = self._again(exercise, result, index)
        if result.score < result.max_score:
            self.lost.add(exercise.key)
            result = replace(result, note=result.note or self._note(exercise))
        self.marked.exercises.append(result)
        self._settle(exercise, result)

    def _settle(self, exercise: Exercise, result: ExerciseResult) -> None:
        """Write an exercise's points into its test cells."""
        for key, visible in zip(keys_of_tests(exercise.key), (True, False), strict=True):
            if key not in self.keyed:
                continue
            checks = [check for check in result.checks if check.visible == visible]
            earned = round(sum(check.earned for check in checks), 6)
            if visible:
                if earned and not self.marked.scores.get(key):
                    self.keyed[key].outputs = Verdict(earned).outputs(earned)
                self.marked.scores[key] = earned
                continue
            self.keyed[key].outputs = show_result(replace(result, checks=tuple(checks)))
            if result.faults:
                self._fault(key, KitFault(exercise.where, result.faults[0].message).args[0])
            else:
                self.marked.scores[key] = earned

    def _fault(self, key: str, text: str) -> None:
        """Note a fault of ours: it leaves the mark empty."""
        self.marked.scores[key] = None
        self.marked.faults.append(text)

    # Follow-through ---------------------------------------------------------------------------------------

    def _again(self, exercise: Exercise, result: ExerciseResult, index: int) -> ExerciseResult:
        """Judge an exercise with reference versions of the earlier ones that it builds on and that lost marks."""
        if exercise.key in self.killers:
            return result
        code = self._text(exercise.key)
        before = [(cell, own) for cell, own in self._code_before(index, self.lost) if cell.key != exercise.key]
        context = needed([cell for cell, _ in before], _safe(code) + f"\n{exercise.name}")
        wrong = [cell.key for cell in context if cell.key in self.lost]
        if not wrong:
            return result
        foreign = {cell.key for cell, own in before if own} | self.answers - set(wrong)
        instructor = self.source.before(exercise.key)
        attempt = make_attempt(exercise, code, context, set(wrong), foreign, instructor, self.seed)
        passed = {check.name: check for check in result.checks if check.outcome == "passed"}
        outcome = judge_attempt(attempt, self.template, self.limits, passed=passed)
        names = ", ".join(f"`{key}`" for key in wrong)
        if outcome.result is None or outcome.result.score <= result.score or outcome.result.faults:
            return result
        checks = outcome.result.checks
        if f"test_{exercise.key}" not in self.verdicts:
            checks = tuple(check for check in checks if check.name != PUBLIC)
        note = f"Judged with the reference version of {names}, so that a mistake there costs marks only once."
        return replace(outcome.result, checks=checks, note=note)

    def _note(self, exercise: Exercise) -> str:
        """Tell that later exercises do not pay for this one, where there are any."""
        after = False
        for key in self.source.answer_keys():
            if after and exercise.name in CodeCell(key, _safe(self._text(key))).names[1]:
                return FOLLOW_THROUGH.format(name=exercise.name)
            after = after or key == exercise.key
        return ""

    def _text(self, key: str) -> str:
        """Give the text of an answer."""
        return str(self.keyed[key].source) if key in self.keyed else ""

    def _code_before(self, index: int, replaced: Container[str] = ()) -> list[tuple[CodeCell, bool]]:
        """List the cells that run before a place, some replaced by references; tell which are the student's own."""
        found = []
        for cell in self.notebook.cells[:index]:
            key = cell_key(cell)
            if key in replaced:
                found.append((CodeCell(key, self.source.reference(key)), False))
            elif self._runs(cell):
                own = nbgrader_field(cell, "grade_id") is None
                foreign = own or bool(nbgrader_field(cell, "solution"))
                found.append((student_cell(key, cell.source) if foreign else CodeCell(key, cell.source), own))
        return found


def _safe(code: str) -> str:
    """Give code as far as it is Python."""
    return student_cell("", code).code
