"""The one way from code and context to a verdict: each judge in a fresh process of its own, on this machine.

`autograde`, `regrade`, the workers of a cluster, `try`, `check` and the mutants all come through here: `start_sandbox`
once for a batch, `run_judge` for each piece of work.
"""

import contextlib
import errno
import importlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from graders.core.exceptions import DiskFull, NotStarted
from graders.core.plain_data import from_plain, to_plain
from graders.core.results import COLD, NotebookVerdict
from graders.course.assignment import Assignment
from graders.course.preload import judge_modules
from graders.course.settings import Limits
from graders.course.source_notebook import nbgrader_field
from graders.judge.memory_limit import bound_memory
from graders.judge.notebook import judge_notebook
from graders.judge.partial import Partial
from graders.marking import worker_process
from graders.marking.task import Judged, Task, packed, unpacked
from graders.sandbox.sandbox import Sandbox

SECONDS_BESIDE = 600.0  # for what the judge does itself, after which it is ended
REPAIRED = "repaired.ipynb"
EXECUTED = "executed.ipynb"
Send = Callable[[dict[str, Any]], None]


def start_sandbox(
    assignments: Iterable[Assignment],
    preloads: Iterable[tuple[str, ...]],
    sandboxed: bool = True,
    kernels: bool = True,
    hidden: Iterable[Path] = (),
) -> Sandbox:
    """Start what a batch needs: the judges' server and the processes from which students' are forked.

    They import while the caller goes on.

    Parameters
    ----------
    assignments : iterable of Assignment
        Whose public files students see.
    preloads : iterable of tuple of str
        What is imported before a fork: one process for each combination that the batch needs.
    sandboxed : bool
        Whether students' code is confined.
    kernels : bool
        Whether notebooks run, not only single answers.
    hidden : iterable of Path
        Folders of which students' processes see nothing, wherever they lie; the assignments' own are always hidden.

    Returns
    -------
    Sandbox
        To be closed.
    """
    wanted = sorted(set(preloads))
    chosen = sorted(set(assignments), key=lambda assignment: assignment.name)
    modules = judge_modules({name for names in wanted for name in names})
    worker_process.warm(
        [*(["graders.marking.preload.notebooks"] if kernels else []), *modules], chosen if kernels else ()
    )
    ours = {folder for one in chosen for folder in (one.folder, one.exercises_folder)}
    sandbox = Sandbox(chosen, sandboxed, kernels, {*hidden, *ours})
    try:
        for names in wanted:
            sandbox.start(names)
        worker_process.begin()  # last, so that a process of the server's holds nothing of the sandbox's
    except BaseException:
        sandbox.close()
        raise
    return sandbox


class LocalJudges:
    """The judges of one batch on one machine; a context manager.

    Parameters
    ----------
    assignments, preloads, sandboxed, hidden
        See `start_sandbox`.

    Attributes
    ----------
    at_once : int
        How many submissions keep it busy; 0 where whoever calls knows best.
    """

    at_once = 0

    def __init__(
        self,
        assignments: Iterable[Assignment],
        preloads: Iterable[tuple[str, ...]],
        sandboxed: bool = True,
        hidden: Iterable[Path] = (),
    ) -> None:
        self._sandbox = start_sandbox(assignments, preloads, sandboxed, hidden=hidden)

    def judge(self, task: Task) -> Judged:
        """Judge one repaired notebook; see `judge_on_this_machine`."""
        return judge_on_this_machine(task, self._sandbox)

    def stop(self) -> None:
        """Nothing has to be called back: whoever waits for a judge ends it."""

    def __enter__(self) -> "LocalJudges":
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()


def run_judge(
    work: Callable[..., None], arguments: tuple[Any, ...], preloads: tuple[str, ...], limits: Limits, seconds: float
) -> Iterator[dict[str, Any] | worker_process.End]:
    """Run one judge in a process of its own.

    Parameters
    ----------
    work : callable
        A module-level function that sends news; it receives `send` and the arguments.
    arguments : tuple
        Picklable.
    preloads : tuple of str
        What it has to import before any value of a student's comes.
    limits : Limits
        How much memory it may take.
    seconds : float
        Wall time after which it is ended.

    Yields
    ------
    dict or End
        Its news; {"fault": text, "unstarted": bool} where something of ours broke.

    Raises
    ------
    OSError
        If the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        for news in worker_process.run(_judge_here, (folder, preloads, limits, work, arguments), seconds):
            match news:
                case {"full": str(where)}:
                    raise OSError(errno.ENOSPC, "no space left", where)
                case _:
                    yield news


def _judge_here(
    send: Send,
    folder: str,
    preloads: tuple[str, ...],
    limits: Limits,
    work: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    """Judge from this process, which runs nothing of a student's."""
    tempfile.tempdir = folder
    for name in judge_modules(preloads):  # now, since no value that comes may make us import them
        importlib.import_module(name)
    bound_memory(limits.judge_bytes)
    try:
        work(send, *arguments)
    except Exception as error:
        if DiskFull.is_told_by(error):
            send({"full": folder})
            return
        text = f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
        send({"fault": text, "unstarted": isinstance(error, NotStarted)})


def judge_on_this_machine(task: Task, sandbox: Sandbox) -> Judged:
    """Judge one repaired notebook in a process of its own.

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
    judged = _judge_from(task, sandbox.template(task.preloads))
    if judged.crashed:  # in a library's own code, where nothing can be caught; by chance as a rule, so not twice
        judged = _judge_from(task, sandbox.template(task.preloads))
    if not judged.unstarted:
        return judged
    # The warm process that others are forked from let this one down: start one for it alone, with nothing imported.
    with contextlib.closing(sandbox.cold()) as template:
        again = _judge_from(task, template.wait().socket)
    return replace(again, verdict=replace(again.verdict, started=COLD)) if again.verdict else again


def _judge_from(task: Task, template: str) -> Judged:
    """Judge a notebook whose kernels are forked from a template."""
    with tempfile.TemporaryDirectory(prefix="notebook-") as folder:
        Path(folder, REPAIRED).write_text(task.notebook, encoding="ascii")
        slim = replace(task, notebook="")
        verdict: NotebookVerdict | None = None
        unstarted = crashed = False
        fault = "the judge told nothing."
        seconds = task.limits.total_seconds + SECONDS_BESIDE
        for news in run_judge(_mark_notebook, (folder, slim, template), task.preloads, task.limits, seconds):
            match news:
                case {"verdict": dict(data)}:
                    verdict, fault = from_plain(NotebookVerdict, data), ""
                case {"fault": str(text), "unstarted": bool(unstarted)}:
                    fault = text
                case worker_process.End(how="done"):
                    pass
                case worker_process.End(how=how, status=status):
                    crashed = how == "died" and status < 0
                    fault = f"the judge ended early ({how}, {status}); run again with --force."
        if fault:
            return Judged(fault=fault, unstarted=unstarted, crashed=crashed)
        return Judged(verdict, Path(folder, EXECUTED).read_text(encoding="ascii"))


def _mark_notebook(send: Send, folder: str, task: Task, template: str) -> None:
    """Judge a repaired notebook and leave the executed one in the folder."""
    started = time.monotonic()
    notebook = unpacked(Path(folder, REPAIRED).read_text(encoding="ascii"))
    only = Partial(task.exercises, task.lost) if task.exercises else None
    judged = judge_notebook(task.assignment, notebook, task.seed, template, task.limits, only)
    Path(folder, EXECUTED).write_text(packed(judged.notebook), encoding="ascii")
    graded = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if nbgrader_field(c, "grade")}
    verdict = NotebookVerdict(
        scores=judged.scores,
        points={key: float(cell.metadata.nbgrader.points) for key, cell in graded.items()},
        exercises=judged.exercises,
        limits=judged.limits,
        faults=judged.faults,
        seconds=round(time.monotonic() - started, 3),
        partial=judged.partial,
    )
    send({"verdict": to_plain(verdict)})
