"""What there is to mark, and marking one of it: read, repaired, judged apart; nothing is written here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode

from graders import __version__
from graders.core.exceptions import ClusterGone, GradersError, NoSandbox, SubmissionRefused
from graders.core.results import NotebookVerdict, SubmissionResult
from graders.course.agreement import require_agreement
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.course.official_notebook import Bundle
from graders.course.settings import Limits
from graders.course.source_notebook import cell_key, nbgrader_field
from graders.gradebook.earlier_releases import released_so_far
from graders.gradebook.recorder import recorded
from graders.marking.incremental import Standing, merge, standing
from graders.marking.task import Judge, Task, packed, unpacked
from graders.submissions.repair import repair
from graders.submissions.submission import Submission

SEED_DIGITS = 8  # of the submission's hash, that make the seed of its checks


@dataclass(frozen=True)
class Job:
    """One submission to mark.

    Attributes
    ----------
    submission : Submission
        Where it lies.
    assignment : Assignment
        What it answers.
    stamp : dict of str to str
        Hashes of what its mark depends on.
    limits : Limits
        What it may use.
    kept : Standing or None
        What of its recorded mark stands, if not all has to be judged.
    released : frozenset of str
        Hashes of the cells of all releases so far.
    """

    submission: Submission
    assignment: Assignment
    stamp: dict[str, str]
    limits: Limits
    kept: Standing | None = None
    released: frozenset[str] = frozenset()

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.submission.student


def submitted(course: Course, assignments: Iterable[str], students: Iterable[str]) -> list[tuple[str, str, Path]]:
    """List what was handed in.

    Parameters
    ----------
    course : Course
        The course.
    assignments, students : iterable of str
        Only these; none means all.

    Returns
    -------
    list of (str, str, Path)
        Assignment, student and folder.

    Raises
    ------
    GradersError
        If there is nothing.
    """
    names = course.choose(assignments)
    students = list(students)
    found = [(name, who, folder) for name in names for who, folder in course.submissions(name, students)]
    if not found:
        where = course.submitted
        raise GradersError(
            f"{where} holds no submission of {', '.join(names)}: put them there as <student>/<assignment>/."
        )
    return found


def queue_of(
    course: Course,
    found: list[tuple[str, str, Path]],
    force: bool,
    sandboxed: bool,
    unchanged: list[SubmissionResult],
) -> Iterator[Job]:
    """Make a job of each submission that has to be marked.

    Parameters
    ----------
    course : Course
        The course.
    found : list of (str, str, Path)
        From `submitted`.
    force, sandboxed
        See `graders.marking.autograde.autograde`.
    unchanged : list of SubmissionResult
        Receives the marks of the others.

    Yields
    ------
    Job
        For `mark_apart`.

    Raises
    ------
    BadExercise
        If an exercise.toml gives other points than its notebook; then nothing is marked.
    """
    known = {} if force else recorded(course, {(who, name) for name, who, _ in found})
    named = {name: course.assignment(name) for name in dict.fromkeys(name for name, _, _ in found)}
    for assignment in named.values():
        require_agreement(assignment)
    ours = {
        name: {"kit": __version__, **course.digests(assignment), "sandbox": "on" if sandboxed else "off"}
        for name, assignment in named.items()
    }
    limits = Limits.from_config(course.config())
    released = {name: released_so_far(course, name) for name in named}
    for name, who, folder in found:
        submission = Submission(who, name, folder)
        handed_in = submission.digest()
        stamp = {**ours[name], "submission": handed_in, "seed": str(int(handed_in[:SEED_DIGITS], 16))}
        before = known.get((who, name))
        if before is not None and before.stamp == stamp:
            unchanged.append(before)
            continue
        recorded_at = course.autograded / who / name
        kept = standing(before, stamp, named[name].check_digests, recorded_at) if before is not None else None
        yield Job(submission, named[name], stamp, limits, kept, released[name])


def mark_apart(job: Job, judge: Judge) -> tuple[SubmissionResult, NotebookNode, str]:
    """Read and repair one submission and have it judged; write nothing.

    Parameters
    ----------
    job : Job
        The submission.
    judge : callable
        This machine's, or a cluster's.

    Returns
    -------
    SubmissionResult
        What was found.
    NotebookNode
        Its notebook, executed if it ran.
    str
        A fault of ours, or "".
    """
    assignment = job.assignment
    checks = dict(assignment.check_digests)
    result = SubmissionResult(job.student, assignment.name, stamp=job.stamp, checks=checks)
    notebook = assignment.official.marked
    try:
        submitted = job.submission.open(assignment.official)
    except SubmissionRefused as error:
        result.problem = str(error)
        _zero(result, assignment.official)
        return result, notebook, ""
    except OSError as error:
        return result, notebook, f"cannot be read ({error.strerror}); look at the folder's permissions."
    try:
        repaired = repair(submitted, assignment.official, job.released)
        result.repairs = repaired.repairs
        seed = int(job.stamp["seed"])
        task = Task(assignment, packed(repaired.notebook), seed, assignment.preloads, job.limits)
        kept = job.kept.read() if job.kept is not None else None
        if job.kept is not None and kept is not None:
            task = replace(task, exercises=job.kept.exercises, lost=job.kept.lost)
        judged = judge(task)
        if judged.verdict is None:
            return result, notebook, judged.fault
        executed = unpacked(judged.notebook)
        if job.kept is not None and kept is not None and judged.verdict.partial:
            merge(job.kept.mark, kept, result, judged.verdict, executed)
            return result, kept, ""
        _take(judged.verdict, result, repaired.notebook)
        notebook = executed
    except (NoSandbox, ClusterGone):
        raise  # it holds for all
    except Exception as error:  # a fault of ours must not stop the batch, nor become this student's zero
        return result, notebook, f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return result, notebook, ""


def submission_time(submission: Submission, result: SubmissionResult) -> datetime | None:
    """Give the time of submission; an unreadable one is noted in the result, and nobody is late by it."""
    try:
        return submission.timestamp()
    except SubmissionRefused as error:
        result.repairs.append(str(error))
        return None


def _take(verdict: NotebookVerdict, result: SubmissionResult, repaired: NotebookNode) -> None:
    """Put what the judge sent into a result; a written answer that is as it was given out gets nothing."""
    # Not the judge's work: importing nbgrader takes longer than judging many a notebook, and this process has it anyway.
    from nbgrader.utils import determine_grade

    written = [c for c in repaired.cells if nbgrader_field(c, "grade") and nbgrader_field(c, "solution")]
    result.scores = verdict.scores | {cell_key(cell): determine_grade(cell)[0] for cell in written}
    result.points, result.exercises = verdict.points, verdict.exercises
    result.limits, result.faults, result.seconds = verdict.limits, verdict.faults, verdict.seconds
    result.started = verdict.started


def _zero(result: SubmissionResult, bundle: Bundle) -> None:
    """Give no points for a submission that cannot be read; it is flagged for a person to look at."""
    for key, cell in bundle.cells.items():
        metadata = cell.metadata.nbgrader
        if metadata.get("grade"):
            result.points[key] = float(metadata["points"])
            result.scores[key] = 0.0
