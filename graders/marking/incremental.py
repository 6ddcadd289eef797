"""What of a recorded mark stands when only some exercises' hidden checks have changed: these alone are judged again."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from graders.core.results import NotebookVerdict, SubmissionResult
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
        except (OSError, ValueError, TypeError, LookupError, AttributeError, nbformat.ValidationError):
            return None  # nbformat takes any JSON for a notebook of an old format, and breaks on it in many ways
        return notebook


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
    verdict: NotebookVerdict,
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
    verdict : NotebookVerdict
        What the judge found for the exercises that were judged again.
    executed : NotebookNode
        The notebook in which their test cells have their outputs.
    """
    again = {exercise.exercise: exercise for exercise in verdict.exercises}
    result.scores = {**before.scores, **verdict.scores}
    result.points = dict(before.points)
    result.exercises = [again.get(old.exercise, old) for old in before.exercises]
    result.faults = list(verdict.faults)
    result.seconds, result.started = before.seconds, before.started  # of the run that its other parts come from
    fresh = {nbgrader_field(cell, "grade_id"): cell for cell in executed.cells}
    for cell in notebook.cells:
        if nbgrader_field(cell, "grade_id") in verdict.scores:
            cell.outputs = fresh[nbgrader_field(cell, "grade_id")].outputs
