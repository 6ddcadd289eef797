"""What of a recorded mark stands when only some exercises' hidden checks have changed: these alone are judged again."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.results import ExerciseResult, SubmissionResult
from graders.course.course import EXERCISES
from graders.course.source_notebook import nbgrader_field

HIDDEN = "hidden_tests"  # the stamp's hash of all checks


@dataclass(frozen=True)
class Standing:
    """A recorded mark of which a part has to be judged again.

    Attributes
    ----------
    mark : SubmissionResult
        As it is recorded.
    notebook : Path
        The executed notebook that was kept with it.
    exercises : tuple of str
        Those whose checks have changed.
    """

    mark: SubmissionResult
    notebook: Path
    exercises: tuple[str, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The exercises that lost points: in later ones their references take their place."""
        return tuple(result.exercise for result in self.mark.exercises if result.score < result.max_score)

    def read(self) -> NotebookNode | None:
        """Read the notebook that was kept, None where it cannot be read any more."""
        try:
            notebook: NotebookNode = nbformat.read(self.notebook, as_version=4)
        except (OSError, ValueError, nbformat.ValidationError):
            return None
        return notebook


@cache
def check_digests(assignment: str) -> dict[str, str]:
    """Hash the hidden checks of each exercise, with what they are worth.

    Parameters
    ----------
    assignment : str
        The assignment.

    Returns
    -------
    dict of str to str
        By exercise.
    """
    folders = sorted(path for path in (EXERCISES / assignment).glob("*") if path.is_dir())
    return {folder.name: digest([folder / "exercise.toml", folder / "hidden_tests.py"]) for folder in folders}


def digest(files: Iterable[Path], text: str = "") -> str:
    """Hash files with their names."""
    hasher = hashlib.sha256(text.encode())
    for path in files:
        content = path.read_bytes() if path.is_file() else b""
        hasher.update(f"{path.name}:{len(content)}:".encode() + content)
    return hasher.hexdigest()


def standing(
    mark: SubmissionResult, stamp: Mapping[str, str], digests: Mapping[str, str], folder: Path
) -> Standing | None:
    """Tell what of a mark stands.

    Parameters
    ----------
    mark : SubmissionResult
        As recorded.
    stamp, digests : mapping of str to str
        What its stamp and the digests of its checks would be now.
    folder : Path
        Where it is recorded.

    Returns
    -------
    Standing or None
        None where all has to be marked anew: where more than checks has changed, or where the run had met a
        limit, so that another run may go another way.
    """
    others = {key: value for key, value in stamp.items() if key != HIDDEN}
    if {key: value for key, value in mark.stamp.items() if key != HIDDEN} != others:
        return None
    if mark.problem or mark.limits or mark.checks.keys() != digests.keys():
        return None
    judged = {result.exercise for result in mark.exercises}
    changed = tuple(key for key in digests if mark.checks[key] != digests[key])
    wheres = tuple(f"{mark.assignment}/{key}" for key in changed)
    if not changed or not judged.issuperset(changed) or any(not fault.startswith(wheres) for fault in mark.faults):
        return None
    return Standing(mark, folder / f"{mark.assignment}.ipynb", changed)


def merge(
    before: SubmissionResult,
    notebook: NotebookNode,
    result: SubmissionResult,
    found: Mapping[str, Any],
    executed: NotebookNode,
) -> None:
    """Put what was judged again into what stands.

    Parameters
    ----------
    before : SubmissionResult
        The mark as it is recorded.
    notebook : NotebookNode
        The one that was kept with it; receives the outputs of the test cells.
    result : SubmissionResult
        Receives the whole mark.
    found : mapping
        What the judge found for the exercises that were judged again.
    executed : NotebookNode
        The notebook in which their test cells have their outputs.
    """
    again = {data["exercise"]: ExerciseResult.from_dict(data) for data in found["exercises"]}
    result.scores = {**before.scores, **found["scores"]}
    result.points = dict(before.points)
    result.exercises = [again.get(old.exercise, old) for old in before.exercises]
    result.faults = list(found["faults"])
    result.seconds, result.started = before.seconds, before.started  # of the run that its other parts come from
    fresh = {nbgrader_field(cell, "grade_id"): cell for cell in executed.cells}
    for cell in notebook.cells:
        if nbgrader_field(cell, "grade_id") in found["scores"]:
            cell.outputs = fresh[nbgrader_field(cell, "grade_id")].outputs
