"""What there is to mark, and marking one of it: read, repaired, judged apart; nothing is written here."""

import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from graders import __version__
from graders.core.exceptions import ClusterGone, GradersError, NoSandbox, SubmissionRefused
from graders.core.results import ExerciseResult, SubmissionResult
from graders.course.course import EXERCISES, KIT, Course
from graders.course.official_notebook import Bundle, make_bundle
from graders.course.source_notebook import SourceNotebook, cell_key, nbgrader_field
from graders.gradebook.recorder import recorded
from graders.marking.incremental import Standing, check_digests, digest, merge, standing
from graders.marking.task import Judge, Task, packed, unpacked
from graders.sandbox.policy import Limits
from graders.submissions.repair import repair
from graders.submissions.submission import Submission

PACKAGES = {"tensorflow", "keras"}
SEED_DIGITS = 8  # of the submission's hash, that make the seed of its checks


@dataclass(frozen=True)
class Job:
    """One submission to mark.

    Attributes
    ----------
    submission : Submission
        Where it lies.
    bundle : Bundle
        The official version.
    stamp : dict of str to str
        Hashes of what its mark depends on.
    source : str
        The instructor's notebook.
    keras : bool
        Whether it needs TensorFlow.
    limits : Limits
        What it may use.
    kept : Standing or None
        What of its recorded mark stands, if not all has to be judged.
    """

    submission: Submission
    bundle: Bundle
    stamp: dict[str, str]
    source: str
    keras: bool
    limits: Limits
    kept: Standing | None = None

    @property
    def student(self) -> str:
        """Whose it is."""
        return self.submission.student

    @property
    def assignment(self) -> str:
        """What it answers."""
        return self.submission.assignment


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
    """
    known = {} if force else recorded(course, {(who, name) for name, who, _ in found})
    bundles: dict[str, tuple[Bundle, dict[str, str], bool]] = {}
    limits = Limits.from_config(course.config())
    for name, who, folder in found:
        if name not in bundles:
            source = SourceNotebook(course.notebook(name))
            bundles[name] = (make_bundle(source), official_digests(course, name), bool(source.imports() & PACKAGES))
        bundle, official, keras = bundles[name]
        submission = Submission(who, name, folder)
        handed_in = submission.digest()
        ours = {"kit": __version__, **official, "sandbox": "on" if sandboxed else "off"}
        stamp = {**ours, "submission": handed_in, "seed": str(int(handed_in[:SEED_DIGITS], 16))}
        before = known.get((who, name))
        if before is not None and before.stamp == stamp:
            unchanged.append(before)
            continue
        recorded_at = course.autograded / who / name
        kept = standing(before, stamp, check_digests(name), recorded_at) if before is not None else None
        yield Job(submission, bundle, stamp, str(course.notebook(name)), keras, limits, kept)


@cache
def official_digests(course: Course, assignment: str) -> dict[str, str]:
    """Hash everything of ours that the marks of an assignment depend on.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    dict of str to str
        "notebook": the instructor's, with its public tests; "hidden_tests": the checks and their points;
        "engine": the kit's code and the course's configuration; "environment": pins and interpreter.
    """
    exercises = EXERCISES / assignment
    engine = [path for path in sorted((KIT / "graders").rglob("*.py")) if EXERCISES not in path.parents]
    configured = [path for path in (KIT / "nbgrader_config.py", course.root / "nbgrader_config.py") if path.is_file()]
    checks = [*sorted(exercises.glob("*/exercise.toml")), *sorted(exercises.glob("*/hidden_tests.py"))]
    machine = f"Python {platform.python_version()} {platform.machine()}"
    return {
        "notebook": digest([course.notebook(assignment), course.source / assignment / "public_tests.py"]),
        "hidden_tests": digest(checks),
        "engine": digest([*sorted((KIT / "utils").rglob("*.py")), *engine, *configured]),
        "environment": digest([KIT / "requirements.txt"], machine),
    }


def mark_apart(job: Job, judge: Judge) -> tuple[SubmissionResult, NotebookNode, str]:
    """Read and repair one submission and have it judged; write nothing.

    Parameters
    ----------
    job : Job
        The submission.
    judge : callable
        `judge_apart`, or a cluster's.

    Returns
    -------
    SubmissionResult
        What was found.
    NotebookNode
        Its notebook, executed if it ran.
    str
        A fault of ours, or "".
    """
    checks = dict(check_digests(job.assignment))
    result = SubmissionResult(job.student, job.assignment, stamp=job.stamp, checks=checks)
    notebook = job.bundle.marked
    try:
        submitted = job.submission.open(job.bundle)
    except SubmissionRefused as error:
        result.problem = str(error)
        _zero(result, job.bundle)
        return result, job.bundle.marked, ""
    except OSError as error:
        return result, notebook, f"cannot be read ({error.strerror}); look at the folder's permissions."
    try:
        repaired = repair(submitted, job.bundle)
        result.repairs = repaired.repairs
        seed = int(job.stamp["seed"])
        text = packed(repaired.notebook)
        task = Task(job.assignment, text, seed, job.keras, job.limits, job.source)
        kept = job.kept.read() if job.kept is not None else None
        if job.kept is not None and kept is not None:
            task = replace(task, exercises=job.kept.exercises, lost=job.kept.lost)
        judged = judge(task)
        if judged.fault:
            return result, notebook, judged.fault
        executed = unpacked(judged.notebook)
        if job.kept is not None and kept is not None and judged.found["part"]:
            merge(job.kept.mark, kept, result, judged.found, executed)
            return result, kept, ""
        _take(judged.found, result, repaired.notebook)
        notebook = executed
    except (NoSandbox, ClusterGone):
        raise  # it holds for all
    except Exception as error:  # a fault of ours must not stop the batch, nor become this student's zero
        return result, notebook, f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return result, notebook, ""


def _take(found: dict[str, Any], result: SubmissionResult, repaired: NotebookNode) -> None:
    """Put what the judge sent into a result; a written answer that is as it was given out gets nothing."""
    # Not the judge's work: importing nbgrader takes longer than judging many a notebook, and this process has it anyway.
    from nbgrader.utils import determine_grade

    written = [c for c in repaired.cells if nbgrader_field(c, "grade") and nbgrader_field(c, "solution")]
    result.scores = found["scores"] | {cell_key(cell): determine_grade(cell)[0] for cell in written}
    result.points = found["points"]
    result.exercises = [ExerciseResult.from_dict(exercise) for exercise in found["exercises"]]
    result.limits, result.faults, result.seconds = found["limits"], found["faults"], found["seconds"]
    result.started = found.get("started", result.started)


def _zero(result: SubmissionResult, bundle: Bundle) -> None:
    """Give no points for a submission that cannot be read; it is flagged for a person to look at."""
    for key, cell in bundle.cells.items():
        metadata = cell.metadata.nbgrader
        if metadata.get("grade"):
            result.points[key] = float(metadata["points"])
            result.scores[key] = 0.0
