"""What there is to mark, and marking one of it: read, repaired, judged apart; nothing is written here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from graders import __version__
from graders.core.exceptions import (
    ClusterGone,
    GradersError,
    MissingFile,
    NoSandbox,
    NothingHandedIn,
    SubmissionRefused,
    UnknownName,
)
from graders.core.results import NotebookVerdict, SubmissionResult
from graders.course.agreement import require_agreement
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.course.official_notebook import Bundle
from graders.course.settings import Limits
from graders.course.source_notebook import cell_key
from graders.gradebook.earlier_releases import released_so_far
from graders.gradebook.recorder import recorded
from graders.gradebook.roster import roster_of
from graders.marking.incremental import Standing, merge, standing
from graders.marking.task import Judge, Task, packed, unpacked
from graders.submissions.entries import list_entries, student_of
from graders.submissions.repair import Repaired, repair
from graders.submissions.submission import Handed, Submission
from graders.submissions.unanswered import is_written

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


def submitted(
    course: Course, assignments: Iterable[str], students: Iterable[str], misplaced: list[str] | None = None
) -> list[tuple[str, str, Path]]:
    """List what was handed in.

    Parameters
    ----------
    course : Course
        The course.
    assignments, students : iterable of str
        Only these; none means all.
    misplaced : list of str, optional
        Receives what lies in submitted/ and is nobody's submission, with what to do.

    Returns
    -------
    list of (str, str, Path)
        Assignment, student and folder.

    Raises
    ------
    GradersError
        If there is nothing.
    UnknownName
        If a student that was asked has no folder at all.
    """
    names = course.choose(assignments)
    if not course.submitted.is_dir():
        raise MissingFile(course.submitted, f"put submissions there as <student>/{names[0]}/{names[0]}.ipynb.")
    roster = roster_of(course)
    entries = list_entries(course.submitted, course.assignments(), roster)
    if misplaced is not None:
        misplaced += entries.misplaced
    wanted = {student_of(who, roster) or who for who in students}
    for who in sorted(wanted):
        if who not in entries.students:
            raise UnknownName("student", who, entries.students)
    found = [
        (entry.assignment, entry.student, entry.folder)
        for entry in entries.found
        if entry.assignment in names and (not wanted or entry.student in wanted)
    ]
    if not found:
        where = course.submitted
        also = f" {' '.join(entries.misplaced[:5])}" if entries.misplaced else ""
        raise GradersError(
            f"{where} holds no submission of {', '.join(names)}: put them there as <student>/<assignment>/.{also}"
        )
    order = {name: place for place, name in enumerate(names)}
    return sorted(found, key=lambda one: order[one[0]])


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
        stamp = _stamped(ours[name], _digest(submission))
        before = known.get((who, name))
        if before is not None and before.stamp == stamp:
            unchanged.append(before)
            continue
        recorded_at = course.autograded / who / name
        kept = standing(before, stamp, named[name].check_digests, recorded_at) if before is not None else None
        yield Job(submission, named[name], stamp, limits, kept, released[name])


def _digest(submission: Submission) -> str:
    """Hash a submission; nothing where it cannot be read now, which is unlike every hash that is recorded."""
    try:
        return submission.digest()
    except (NothingHandedIn, OSError):
        return ""


def _stamped(stamp: dict[str, str], handed_in: str) -> dict[str, str]:
    """Put a submission's hash into the hashes of what its mark depends on, and the seed that is made of it."""
    return {**stamp, "submission": handed_in, "seed": str(int(handed_in[:SEED_DIGITS] or "0", 16))}


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
        handed = job.submission.receive()
        if (
            handed.digest != job.stamp["submission"]
        ):  # it changed since it was listed: what is marked now is what counts
            job = replace(job, stamp=_stamped(job.stamp, handed.digest), kept=None)
            result.stamp = job.stamp
        _take_time(handed, result)
        submitted = handed.open(assignment.official)
    except NothingHandedIn as error:
        return result, notebook, str(error)
    except SubmissionRefused as error:
        result.problem = str(error)
        _zero(result, assignment.official)
        return result, notebook, ""
    except OSError as error:
        return result, notebook, f"cannot be read ({error.strerror}); look at the folder's permissions."
    try:
        repaired = repair(submitted, assignment.official, job.released)
        result.repairs = repaired.repairs
        result.needs_person += repaired.needs_person
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
        _take(judged.verdict, result, repaired)
        notebook = executed
    except (NoSandbox, ClusterGone):
        raise  # it holds for all
    except Exception as error:  # a fault of ours must not stop the batch, nor become this student's zero
        return result, notebook, f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return result, notebook, ""


def _take_time(handed: Handed, result: SubmissionResult) -> None:
    """Take the time of submission over; one that cannot be read is for a person, and nobody is late by it."""
    try:
        time, doubt = handed.timestamp()
    except SubmissionRefused as error:
        time, doubt = None, str(error)
    result.submitted_at = time.isoformat(" ") if time else ""
    if doubt:
        result.needs_person.append(doubt)


def _take(verdict: NotebookVerdict, result: SubmissionResult, repaired: Repaired) -> None:
    """Put what the judge sent into a result; a written answer that nobody wrote in or beside gets nothing."""
    # Not the judge's work: importing nbgrader takes longer than judging many a notebook, and this process has it anyway.
    from nbgrader.utils import determine_grade

    written = [(cell_key(cell), cell) for cell in repaired.notebook.cells if is_written(cell)]
    result.scores = verdict.scores | {
        key: None if key in repaired.waiting or cell.get("attachments") else determine_grade(cell)[0]
        for key, cell in written
    }
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
