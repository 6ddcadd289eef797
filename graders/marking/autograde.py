"""``autograde``: submitted/ to autograded/ and the gradebook.

Each submission is read, repaired and run in a process of its own, several at a time; this process reads
the scores and is the only one that writes. What one submission does never touches another.
"""

import contextlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial

from nbformat import NotebookNode

from graders.core.exceptions import GradersError
from graders.core.results import SubmissionResult
from graders.course.course import Course, make_folder
from graders.gradebook.connection import open_gradebook
from graders.gradebook.mark_sheet import MarkSheet, mark_sheets
from graders.gradebook.recorder import load_mark, record
from graders.marking.course_lock import one_writer
from graders.marking.jobs import Job, mark_apart, queue_of, submitted
from graders.marking.judging import LocalJudges
from graders.marking.task import StartJudges
from graders.release.register_assignment import ensure_assignment, removed_cells

_Marked = tuple[SubmissionResult, NotebookNode, str]


@dataclass
class Batch:
    """What one call of autograde did.

    Attributes
    ----------
    marked : list of SubmissionResult
        Marked in this call.
    unchanged : list of SubmissionResult
        Marked before, and nothing that their mark depends on has changed.
    failed : dict of str to str
        Submissions without a mark, by "student/assignment", and why: faults of the kit, and folders that are empty or
        gone.
    misplaced : list of str
        What lies in submitted/ and is nobody's submission, each with the nearest right place.
    sheets : dict of (str, str) to MarkSheet
        What each came to, marks by hand and penalties included, by student and assignment.
    notes : list of str
        What became of marks otherwise.
    """

    marked: list[SubmissionResult] = field(default_factory=list)
    unchanged: list[SubmissionResult] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    misplaced: list[str] = field(default_factory=list)
    sheets: dict[tuple[str, str], MarkSheet] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[SubmissionResult]:
        """Submissions that could not be read."""
        return [result for result in self.marked + self.unchanged if result.problem]

    @property
    def faults(self) -> list[str]:
        """Faults of the kit, those of single checks included."""
        single = [f"{r.student}/{r.assignment}: {fault}" for r in self.marked + self.unchanged for fault in r.faults]
        return [*(f"{name}: {why}" for name, why in self.failed.items()), *single]


def autograde(
    course: Course,
    assignments: Iterable[str] = (),
    students: Iterable[str] = (),
    jobs: int = 1,
    force: bool = False,
    sandboxed: bool = True,
    progress: Callable[[int, int, SubmissionResult | None], None] | None = None,
    start_judges: StartJudges | None = None,
) -> Batch:
    """Mark what has been submitted.

    Parameters
    ----------
    course : Course
        The course.
    assignments, students : iterable of str
        Only these; none means all.
    jobs : int
        Submissions at a time; 0 for as many as keep those busy who judge.
    force : bool
        Mark again what has not changed.
    sandboxed : bool
        Whether students' code is confined; that it was not is recorded with the marks.
    progress : callable, optional
        Receives the number done, the number in all and the latest result, which there is none of at first.
    start_judges : callable, optional
        Starts whoever judges, as a cluster; this machine where none is given.

    Returns
    -------
    Batch
        What was done.

    Raises
    ------
    GradersError
        If nothing was submitted, or a folder cannot be written to; then nothing was changed.
    NoSandbox
        If this machine cannot confine students' code; then nothing was marked.
    """
    batch = Batch()
    found = submitted(course, assignments, students, batch.misplaced)
    make_folder(course.root)
    with contextlib.ExitStack() as stack:
        stack.enter_context(one_writer(course))
        queue = list(queue_of(course, found, force, sandboxed, batch.unchanged))
        if not queue:
            return batch  # nothing has to start
        marked = list(dict.fromkeys(job.assignment for job in queue))
        preloads = sorted({assignment.preloads for assignment in marked})
        start = start_judges or partial(LocalJudges, sandboxed=sandboxed, hidden=[course.root])
        judges = stack.enter_context(start(marked, preloads))
        for assignment in marked:  # without a sandbox, or without workers, nothing is written
            batch.notes += removed_cells(assignment.name, ensure_assignment(course, assignment))
        if progress:
            progress(0, len(queue), None)
        pool = stack.enter_context(ThreadPoolExecutor(max(jobs or judges.at_once, 1)))
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)  # where it is stopped, nothing more begins
        stack.callback(judges.stop)  # before the pool ends, which waits for what they do
        runs = {pool.submit(mark_apart, job, judges.judge): job for job in _longest_first(course, queue)}
        try:
            for number, run in enumerate(as_completed(runs), start=1):
                result = _keep(course, runs.pop(run), run, batch)
                if progress:
                    progress(number, len(queue), result)
        except BaseException:  # Ctrl-C, for one: begin nothing more, and keep what is done
            pool.shutdown(wait=False, cancel_futures=True)
            for run, job in list(runs.items()):
                if run.done() and not run.cancelled() and not run.exception():
                    _keep(course, job, run, batch)
            raise
    places = {(who, name): place for place, (name, who, _) in enumerate(found)}
    batch.marked.sort(key=lambda result: places[result.student, result.assignment])
    with open_gradebook(course) as gradebook:
        for assignment in marked:
            sheets = mark_sheets(gradebook, assignment.name)
            batch.sheets.update({(who, assignment.name): sheet for who, sheet in sheets.items()})
    return batch


def _keep(course: Course, job: Job, run: "Future[_Marked]", batch: Batch) -> SubmissionResult | None:
    """Write what came of one submission; give its result, or None where there is a fault."""
    result, notebook, fault = run.result()
    if fault:
        batch.failed[f"{result.student}/{result.assignment}"] = fault
        return None
    _record(course, result, notebook, batch)
    return result


def _longest_first(course: Course, queue: list[Job]) -> list[Job]:
    """Order by how long each took before, so that no core waits at the end for one that began late.

    One that was never marked is taken to need what the others of its assignment need on average.
    """
    took: dict[tuple[str, str], float] = {}
    for job in queue:
        who, name = job.submission.student, job.submission.assignment
        try:
            mark = load_mark(course, who, name)
        except GradersError:
            continue  # a broken mark file is made anew; it only tells no time
        if mark and mark.seconds:
            took[who, name] = mark.seconds
    by_name: dict[str, list[float]] = {}
    for (_, name), seconds in took.items():
        by_name.setdefault(name, []).append(seconds)
    usual = {name: sum(times) / len(times) for name, times in by_name.items()}

    def expected(job: Job) -> float:
        name = job.submission.assignment
        return took.get((job.submission.student, name), usual.get(name, 0.0))

    return sorted(queue, key=expected, reverse=True)


def _record(course: Course, result: SubmissionResult, notebook: NotebookNode, batch: Batch) -> None:
    """Write one mark; what goes wrong there is reported and does not stop the others."""
    result.clean()
    try:
        record(course, result, notebook)
        batch.marked.append(result)
    except Exception as error:  # a fault of ours must not stop the batch; nothing of this mark is written
        kind = "" if isinstance(error, (GradersError, OSError)) else f"a fault of ours, {type(error).__name__}: "
        reason = kind + " ".join(str(error).split())[:300]
        batch.failed[f"{result.student}/{result.assignment}"] = f"its mark could not be written: {reason}"
