"""What judging one notebook needs, and what comes of it: plain data that can go to another machine."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Protocol

import nbformat
from nbformat import NotebookNode

from graders.core.plain_data import from_plain, to_plain
from graders.core.results import NotebookVerdict
from graders.course.assignment import Assignment
from graders.course.settings import Limits


@dataclass(frozen=True)
class Task:
    """One repaired notebook to judge.

    Attributes
    ----------
    assignment : Assignment
        What it answers.
    notebook : str
        From `packed`.
    seed : int
        Of the checks' random inputs.
    preloads : tuple of str
        What must be imported before it is judged; see `graders.course.preload`.
    limits : Limits
        What it may use.
    exercises : tuple of str
        Those to judge, where the verdicts on all others stand; none means all.
    lost : tuple of str
        The exercises that have lost points; see `graders.judge.partial`.
    """

    assignment: Assignment
    notebook: str
    seed: int
    preloads: tuple[str, ...]
    limits: Limits
    exercises: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON; of the assignment its name alone, since it lies elsewhere on another machine."""
        data = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**data, "assignment": self.assignment.name, "limits": to_plain(self.limits)}

    @classmethod
    def from_dict(cls, data: dict[str, Any], assignment: Assignment) -> "Task":
        """Read what `to_dict` gave, with the assignment as it lies on this machine."""
        tuples = {key: tuple(data[key]) for key in ("preloads", "exercises", "lost")}
        return cls(**{**data, **tuples, "assignment": assignment, "limits": Limits(**data["limits"])})


@dataclass(frozen=True)
class Judged:
    """What became of a task: a verdict and the executed notebook, or a fault of ours.

    Attributes
    ----------
    verdict : NotebookVerdict or None
        What the judge found; None where there is a fault.
    notebook : str
        From `packed`.
    fault : str
        Of ours; "" if there is none.
    unstarted : bool
        Whether the fault is that a process of the student's could not be started.
    crashed : bool
        Whether it is that a signal ended the judge.
    """

    verdict: NotebookVerdict | None = None
    notebook: str = ""
    fault: str = ""
    unstarted: bool = False
    crashed: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        return to_plain(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Judged":
        """Read what `to_dict` gave; ValueError if it is no such data."""
        return from_plain(cls, data)


Judge = Callable[[Task], Judged]


class Judges(Protocol):
    """Whoever judges the notebooks of a batch: this machine, or a cluster. A context manager."""

    at_once: int

    def judge(self, task: Task) -> Judged:
        """Judge one repaired notebook; may be called from several threads."""

    def stop(self) -> None:
        """Let go of what is under way; whoever waits for it is told."""

    def __enter__(self) -> "Judges":
        """Begin."""

    def __exit__(self, *error: object) -> None:
        """End."""


StartJudges = Callable[[list[Assignment], list[tuple[str, ...]]], Judges]


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
