"""Judging one notebook in a process of its own: what goes there and what comes back is plain data.

So the same task can be judged here or on another machine.
"""

import contextlib
import errno
import importlib
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders import isolate
from graders.bounds import bound_memory
from graders.catalogue import load_exercises
from graders.course import KIT
from graders.exceptions import DiskFull, KitFault
from graders.mark import Marked, Marker
from graders.remark import Remarker
from graders.result import COLD
from graders.sandbox.policy import Limits
from graders.sandbox.service import Sandbox
from graders.source import SourceNotebook, nbgrader_field

SECONDS_BESIDE = 600.0  # for what the judge does itself, after which it is ended
REPAIRED = "repaired.ipynb"
EXECUTED = "executed.ipynb"
SANDBOX = "sandbox"  # where a `KitFault` is that says that a process could not be started


@dataclass(frozen=True)
class Task:
    """What judging one notebook needs, as plain data that can go to another machine.

    Attributes
    ----------
    assignment, notebook : str
        The assignment; the repaired notebook, from `packed`.
    seed : int
        Of the checks' random inputs.
    keras : bool
        Whether it needs TensorFlow.
    limits : Limits
        What it may use.
    source : str
        The instructor's notebook; "" for the kit's own.
    exercises : tuple of str
        Those to judge, where the verdicts on all others stand; none means all.
    lost : tuple of str
        The exercises that have lost points; see `graders.remark`.
    """

    assignment: str
    notebook: str
    seed: int
    keras: bool
    limits: Limits
    source: str = ""
    exercises: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Task":
        """Read what `to_dict` gave."""
        again = {key: tuple(data.get(key, ())) for key in ("exercises", "lost")}
        return cls(**{**data, **again, "limits": Limits(**data["limits"])})


@dataclass(frozen=True)
class Judged:
    """What became of a task: what the judge found and the executed notebook, or a fault of ours.

    Attributes
    ----------
    found : dict
        Scores, checks and the like; "part" tells whether of `Task.exercises` alone.
    notebook : str
        From `packed`.
    fault : str
        Of ours; "" if there is none.
    unstarted : bool
        Whether the fault is that a process of the student's could not be started.
    crashed : bool
        Whether it is that a signal ended the judge.
    """

    found: dict[str, Any] = field(default_factory=dict)
    notebook: str = ""
    fault: str = ""
    unstarted: bool = False
    crashed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return asdict(self)


Judge = Callable[[Task], Judged]


def start_sandbox(
    assignments: Iterable[str], kinds: Iterable[bool], sandboxed: bool, hidden: Iterable[Path] = ()
) -> Sandbox:
    """Start what marking notebooks needs: the judges' server and the processes from which students' are forked.

    They import while the caller goes on.

    Parameters
    ----------
    assignments : iterable of str
        Whose public files students see.
    kinds : iterable of bool
        Of the processes: with TensorFlow, without.
    sandboxed : bool
        Whether students' code is confined.
    hidden : iterable of Path
        Folders of which students' processes see nothing wherever they lie.

    Returns
    -------
    Sandbox
        To be closed.
    """
    kinds, assignments = sorted(set(kinds)), sorted(assignments)
    isolate.warm("notebooks", "arrays", *(["keras"] if any(kinds) else []), assignments=assignments)
    sandbox = Sandbox(assignments, sandboxed, kernels=True, hidden=hidden)
    try:
        for keras in kinds:
            sandbox.start(keras)
        isolate.begin()  # last, so that a process of the server's holds nothing of the sandbox's
    except BaseException:
        sandbox.close()
        raise
    return sandbox


def packed(notebook: NotebookNode) -> str:
    """Write a notebook for another process of ours: a tenth of the time that the file's format takes, which people read.

    Parameters
    ----------
    notebook : NotebookNode
        Made or repaired by us.

    Returns
    -------
    str
        JSON in ASCII.
    """
    return json.dumps(notebook)


def unpacked(text: str) -> NotebookNode:
    """Read what `packed` wrote; being ours, it needs no validation."""
    return nbformat.from_dict(json.loads(text))


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
    judged = _judge_from(task, sandbox.template(keras=task.keras))
    if judged.crashed:  # in a library's own code, where nothing can be caught; by chance as a rule, so not twice
        judged = _judge_from(task, sandbox.template(keras=task.keras))
    if not judged.unstarted:
        return judged
    # The warm process that others are forked from let this one down: start one for it alone, with nothing imported.
    with contextlib.closing(sandbox.cold()) as template:
        again = _judge_from(task, template.wait().socket)
    return replace(again, found={**again.found, "started": COLD}) if again.found else again


def _judge_from(task: Task, template: str) -> Judged:
    """Judge a notebook whose kernels are forked from a template."""
    with tempfile.TemporaryDirectory(prefix="run-") as folder:
        Path(folder, REPAIRED).write_text(task.notebook, encoding="ascii")
        found: dict[str, Any] = {}
        unstarted = crashed = False
        fault = "the judge told nothing."
        for news in isolate.run(_mark_here, (folder, task, template), task.limits.total_seconds + SECONDS_BESIDE):
            match news:
                case {"marked": dict(found)}:
                    fault = ""
                case {"full": str(where)}:
                    raise OSError(errno.ENOSPC, "no space left", where)
                case {"fault": str(text), "sandbox": bool(unstarted)}:
                    fault = text
                case isolate.End(how="done"):
                    pass
                case isolate.End(how=how, status=status):
                    crashed = how == "died" and status < 0
                    fault = f"the judge ended early ({how}, {status}); run again with --force."
        if fault:
            return Judged(fault=fault, unstarted=unstarted, crashed=crashed)
        return Judged(found, Path(folder, EXECUTED).read_text(encoding="ascii"))


def _mark_here(send: Callable[[dict[str, Any]], None], folder: str, task: Task, template: str) -> None:
    """Judge a repaired notebook from this process, which runs nothing of it, and leave the executed one in the folder."""
    started = time.monotonic()
    tempfile.tempdir = folder
    if task.keras:
        importlib.import_module("graders.warm.keras")  # now, since no value that comes may make us import it
    bound_memory(task.limits.judge_bytes)
    try:
        notebook = unpacked(Path(folder, REPAIRED).read_text(encoding="ascii"))
        marked, part = _marked(task, notebook, template)
        Path(folder, EXECUTED).write_text(packed(marked.notebook), encoding="ascii")
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
                    "part": part,
                }
            }
        )
    except Exception as error:
        if DiskFull.is_told_by(error):
            send({"full": folder})
            return
        text = f"a fault of ours, {type(error).__name__}: {' '.join(str(error).split())[:300]}"
        send({"fault": text, "sandbox": isinstance(error, KitFault) and error.where == SANDBOX})


def _marked(task: Task, notebook: NotebookNode, template: str) -> tuple[Marked, bool]:
    """Judge a notebook; tell whether only the exercises that were asked for."""
    path = Path(task.source or KIT / "source" / task.assignment / f"{task.assignment}.ipynb")
    source = SourceNotebook(path, validate=False)  # whoever made the task has read it before
    exercises = load_exercises(task.assignment)
    arguments = (task.assignment, notebook, source, exercises, task.seed, template, task.limits)
    if task.exercises:
        again = Remarker(task.exercises, task.lost, *arguments)
        marked = again.mark()
        if again.settled:
            return marked, True
    return Marker(*arguments).mark(), False
