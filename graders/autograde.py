"""``autograde``: submitted/ to autograded/ and the gradebook.

Each submission is read, repaired and run in a process of its own, several at a time; this process reads
the scores and is the only one that writes. What one submission does never touches another.
"""

import contextlib
import errno
import hashlib
import importlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders import __version__, isolate
from graders.bounds import bound_memory
from graders.bundle import Bundle, make_bundle
from graders.catalogue import load_exercises
from graders.course import EXERCISES, KIT, Course, make_folder
from graders.exceptions import ClusterGone, DiskFull, GradersError, NoSandbox, SubmissionRefused
from graders.lock import one_writer
from graders.mark import Marker
from graders.record import ensure_assignment, record, recorded
from graders.repair import repair
from graders.result import ExerciseResult, SubmissionResult
from graders.sandbox.policy import Limits
from graders.sandbox.service import Sandbox
from graders.source import SourceNotebook, nbgrader_field
from graders.submission import Submission

SECONDS_BESIDE = 600.0  # for what the judge does itself, after which it is ended
REPAIRED = "repaired.ipynb"
EXECUTED = "executed.ipynb"
PACKAGES = {"tensorflow", "keras"}


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
        Submissions without a mark, by "student/assignment", and why: faults of the kit.
    """

    marked: list[SubmissionResult] = field(default_factory=list)
    unchanged: list[SubmissionResult] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> list[SubmissionResult]:
        """Submissions that could not be read."""
        return [result for result in self.marked + self.unchanged if result.problem]

    @property
    def faults(self) -> list[str]:
        """Faults of the kit, those of single checks included."""
        single = [f"{r.student}/{r.assignment}: {fault}" for r in self.marked + self.unchanged for fault in r.faults]
        return [*(f"{name}: {why}" for name, why in self.failed.items()), *single]


@dataclass(frozen=True)
class _Job:
    """One submission to mark."""

    submission: Submission
    bundle: Bundle
    stamp: dict[str, str]
    source: str
    keras: bool
    limits: Limits


@dataclass(frozen=True)
class Task:
    """What judging one notebook needs, as plain data that can go to another machine.

    Attributes
    ----------
    assignment, notebook : str
        The assignment; the repaired notebook as JSON.
    seed : int
        Of the checks' random inputs.
    keras : bool
        Whether it needs TensorFlow.
    limits : Limits
        What it may use.
    source : str
        The instructor's notebook; "" for the kit's own.
    """

    assignment: str
    notebook: str
    seed: int
    keras: bool
    limits: Limits
    source: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Task":
        """Read what `to_dict` gave."""
        return cls(**{**data, "limits": Limits(**data["limits"])})


@dataclass(frozen=True)
class Judged:
    """What became of a task: what the judge found and the executed notebook, or a fault of ours."""

    found: dict[str, Any] = field(default_factory=dict)
    notebook: str = ""
    fault: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)


Judge = Callable[[Task], Judged]


def autograde(
    course: Course,
    assignments: Iterable[str] = (),
    students: Iterable[str] = (),
    jobs: int = 1,
    force: bool = False,
    sandboxed: bool = True,
    progress: Callable[[int, int, SubmissionResult | None], None] | None = None,
    scheduler: str = "",
) -> Batch:
    """Mark what has been submitted.

    Parameters
    ----------
    course : Course
        The course.
    assignments, students : iterable of str
        Only these; none means all.
    jobs : int
        Submissions at a time; 0 for as many as keep the workers of a cluster busy.
    force : bool
        Mark again what has not changed.
    sandboxed : bool
        Whether students' code is confined; that it was not is recorded with the marks.
    progress : callable, optional
        Receives the number done, the number in all and the latest result.
    scheduler : str
        Address of the Dask scheduler whose workers do it; "" for this machine.

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
    names = course.choose(assignments)
    students = list(students)
    found = [(name, who, folder) for name in names for who, folder in course.submissions(name, students)]
    if not found:
        where = course.submitted
        raise GradersError(
            f"{where} holds no submission of {', '.join(names)}: put them there as <student>/<assignment>/."
        )
    make_folder(course.root)
    batch = Batch()
    with contextlib.ExitStack() as stack:
        stack.enter_context(one_writer(course))
        queue = list(_queue(course, found, force, sandboxed, batch))
        names = list(dict.fromkeys(job.submission.assignment for job in queue))
        kinds = sorted({job.keras for job in queue})
        judge: Judge
        if scheduler and queue:
            from graders.cluster import Cluster

            cluster = stack.enter_context(Cluster(scheduler, course, names, kinds, sandboxed))
            judge, jobs = cluster.judge, jobs or cluster.at_once
        else:
            isolate.warm("notebooks", "arrays", *(["keras"] if any(kinds) else []))
            sandbox = stack.enter_context(Sandbox(names, sandboxed, kernels=True))
            for keras in kinds:
                sandbox.start(keras)  # it imports while the gradebook is made ready
            judge = partial(judge_apart, sandbox=sandbox)
        for name in names:  # without a sandbox, or without workers, nothing is written
            ensure_assignment(course, name)
        pool = stack.enter_context(ThreadPoolExecutor(max(jobs, 1)))
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)  # where it is stopped, nothing more begins
        if scheduler and queue:
            stack.callback(cluster.stop)  # before the pool ends, which waits for what the workers do
        runs = pool.map(lambda job: _mark_apart(job, judge), queue)
        for number, (job, (result, notebook, fault)) in enumerate(zip(queue, runs, strict=True), start=1):
            if fault:
                batch.failed[f"{result.student}/{result.assignment}"] = fault
            else:
                _record(course, job, result, notebook, batch)
            if progress:
                progress(number, len(queue), None if fault else result)
    return batch


def _record(course: Course, job: _Job, result: SubmissionResult, notebook: NotebookNode, batch: Batch) -> None:
    """Write one mark; what goes wrong there is reported and does not stop the others."""
    result.clean()
    try:
        record(course, result, notebook, _timestamp(job.submission, result), job.submission.folder)
        batch.marked.append(result)
    except Exception as error:  # a fault of ours must not stop the batch; nothing of this mark is written
        kind = "" if isinstance(error, (GradersError, OSError)) else f"a fault of ours, {type(error).__name__}: "
        reason = kind + " ".join(str(error).split())[:300]
        batch.failed[f"{result.student}/{result.assignment}"] = f"its mark could not be written: {reason}"


def _queue(
    course: Course, found: list[tuple[str, str, Path]], force: bool, sandboxed: bool, batch: Batch
) -> Iterator[_Job]:
    """Make a job of each submission that has to be marked; note the others as unchanged."""
    known = {} if force else recorded(course, {(who, name) for name, who, _ in found})
    bundles: dict[str, tuple[Bundle, str, bool]] = {}
    limits = Limits.from_config(course.config())
    for name, who, folder in found:
        if name not in bundles:
            source = SourceNotebook(course.notebook(name))
            bundles[name] = (make_bundle(source), official_digest(course, name), bool(source.imports() & PACKAGES))
        bundle, official, keras = bundles[name]
        submission = Submission(who, name, folder)
        stamp = {"kit": __version__, "submission": submission.digest(), "official": official}
        if not sandboxed:
            stamp["sandbox"] = "off"
        before = known.get((who, name))
        if before is not None and before.stamp == stamp:
            batch.unchanged.append(before)
        else:
            yield _Job(submission, bundle, stamp, str(course.notebook(name)), keras, limits)


@cache
def official_digest(course: Course, assignment: str) -> str:
    """Hash everything of ours that the marks of an assignment depend on.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    str
        Of the source notebook, the tests, utils/, the engine, the requirements and the late rule.
    """
    files = [course.notebook(assignment), course.source / assignment / "public_tests.py", KIT / "requirements.txt"]
    files += sorted((KIT / "utils").glob("*.py")) + [
        path for path in sorted((KIT / "graders").rglob("*.py")) if EXERCISES not in path.parents
    ]
    files += sorted((EXERCISES / assignment).glob("*/exercise.toml"))
    files += sorted((EXERCISES / assignment).glob("*/hidden_tests.py"))
    files += [path for path in (KIT / "nbgrader_config.py", course.root / "nbgrader_config.py") if path.is_file()]
    hasher = hashlib.sha256()
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        hasher.update(f"{path.name}:{len(content)}:".encode() + content)
    return hasher.hexdigest()


def _timestamp(submission: Submission, result: SubmissionResult) -> Any:
    """Give the time of submission; an unreadable one is noted, and nobody is late by it."""
    try:
        return submission.timestamp()
    except SubmissionRefused as error:
        result.repairs.append(str(error))
        return None


def _mark_apart(job: _Job, judge: Judge) -> tuple[SubmissionResult, NotebookNode, str]:
    """Read and repair one submission and have it judged; give its result, its notebook, and a fault of ours or ""."""
    result = SubmissionResult(job.submission.student, job.submission.assignment, stamp=job.stamp)
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
        seed = int(job.stamp["submission"][:8], 16)
        text = nbformat.writes(repaired.notebook)
        judged = judge(Task(job.submission.assignment, text, seed, job.keras, job.limits, job.source))
        if judged.fault:
            return result, notebook, judged.fault
        _take(judged.found, result)
        notebook = nbformat.reads(judged.notebook, as_version=4)
    except (NoSandbox, ClusterGone):
        raise  # it holds for all
    except Exception as error:  # a fault of ours must not stop the batch, nor become this student's zero
        return result, notebook, f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return result, notebook, ""


def judge_apart(task: Task, sandbox: Sandbox) -> Judged:
    """Judge one repaired notebook on this machine, in a process of its own.

    Parameters
    ----------
    task : Task
        What to judge.
    sandbox : Sandbox
        Where the student's cells run.

    Returns
    -------
    Judged
        What was found, or a fault of ours.

    Raises
    ------
    NoSandbox
        If this machine cannot confine students' code.
    """
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        Path(folder, REPAIRED).write_text(task.notebook, encoding="utf-8", errors="backslashreplace")
        template = sandbox.template(keras=task.keras)
        source = task.source or str(KIT / "source" / task.assignment / f"{task.assignment}.ipynb")
        arguments = (folder, task.seed, task.assignment, source, template, task.limits, task.keras)
        found: dict[str, Any] = {}
        fault = "the judge told nothing."
        for news in isolate.run(_mark_here, arguments, task.limits.total_seconds + SECONDS_BESIDE):
            match news:
                case {"marked": dict(found)}:
                    fault = ""
                case {"full": str(where)}:
                    raise OSError(errno.ENOSPC, "no space left", where)
                case {"fault": str(text)}:
                    fault = text
                case isolate.End(how="done"):
                    pass
                case isolate.End(how=how, status=status):
                    fault = f"the judge ended early ({how}, {status}); run again with --force."
        if fault:
            return Judged(fault=fault)
        return Judged(found, Path(folder, EXECUTED).read_text(encoding="utf-8"))


def _take(found: dict[str, Any], result: SubmissionResult) -> None:
    """Put what the judge sent into a result."""
    result.scores, result.points = found["scores"], found["points"]
    result.exercises = [ExerciseResult.from_dict(exercise) for exercise in found["exercises"]]
    result.limits, result.faults, result.seconds = found["limits"], found["faults"], found["seconds"]


def _mark_here(
    send: Callable[[dict[str, Any]], None],
    folder: str,
    seed: int,
    assignment: str,
    source: str,
    template: str,
    limits: Limits,
    keras: bool,
) -> None:
    """Judge a repaired notebook from this process, which runs nothing of it, and leave the executed one in the folder."""
    started = time.monotonic()
    tempfile.tempdir = folder
    if keras:
        importlib.import_module("graders.warm.keras")  # now, since no value that comes may make us import it
    bound_memory(limits.judge_bytes)
    try:
        notebook = nbformat.read(Path(folder, REPAIRED), as_version=4)
        exercises = load_exercises(assignment)
        marker = Marker(assignment, notebook, SourceNotebook(Path(source)), exercises, seed, template, limits)
        marked = marker.mark()
        nbformat.write(marked.notebook, Path(folder, EXECUTED))
        graded = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if nbgrader_field(c, "grade")}
        send(
            {
                "marked": {
                    "scores": marked.scores,
                    "points": {key: float(cell.metadata.nbgrader.points) for key, cell in graded.items()},
                    "exercises": [exercise.to_dict() for exercise in marked.exercises],
                    "limits": marked.limits,
                    "faults": marked.faults,
                    "seconds": round(time.monotonic() - started, 3),
                }
            }
        )
    except Exception as error:
        if DiskFull.is_told_by(error):
            send({"full": folder})
            return
        send({"fault": f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"})


def _zero(result: SubmissionResult, bundle: Bundle) -> None:
    """Give no points for a submission that cannot be read; it is flagged for a person to look at."""
    for key, cell in bundle.cells.items():
        metadata = cell.metadata.nbgrader
        if metadata.get("grade"):
            result.points[key] = float(metadata["points"])
            result.scores[key] = 0.0
