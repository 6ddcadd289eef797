"""Scores read from an executed notebook, and what the checks said."""

import logging
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from graders.catalogue import PUBLIC, Exercise
from graders.exceptions import KitFault
from graders.in_kernel import MIME
from graders.result import CheckResult, ExerciseResult, SubmissionResult
from graders.source import nbgrader_field

_log = logging.getLogger(__name__)


def read_scores(notebook: NotebookNode, exercises: dict[str, Exercise], result: SubmissionResult) -> None:
    """Fill a result with the points of each graded cell and the verdicts of each check.

    Parameters
    ----------
    notebook : NotebookNode
        Executed, every graded cell from the official version.
    exercises : dict of str to Exercise
        The assignment's exercises.
    result : SubmissionResult
        Receives scores, points, exercises and faults.
    """
    from nbgrader.utils import determine_grade

    cells = {key: cell for cell in notebook.cells if (key := nbgrader_field(cell, "grade_id"))}
    for key, cell in cells.items():
        if not nbgrader_field(cell, "grade"):
            continue
        score, points = determine_grade(cell, _log)
        result.points[key] = points
        result.scores[key] = None if score is None else round(float(score), 6)
    for key, exercise in exercises.items():
        if exercise.automatic and f"test_{key}_hidden" in cells:
            hidden = _hidden(cells[f"test_{key}_hidden"], exercise, result)
            public = [_public(cells[f"test_{key}"], exercise)] if f"test_{key}" in cells else []
            result.exercises.append(replace(hidden, checks=(*public, *hidden.checks)))


def _public(cell: NotebookNode, exercise: Exercise) -> CheckResult:
    """Read the verdict of the public test from its cell."""
    error = _error(cell)
    points = exercise.public_points
    if error is None:
        return CheckResult(PUBLIC, True, points, points, "")
    outcome = "unjudged" if error["ename"] == "NotRun" else "failed"
    told = error["ename"] in ("CheckFailed", "AssertionError", "NotImplementedError", "TimeoutError", "NotRun")
    message = error["evalue"] if told else f"{error['ename']}: {error['evalue']}"
    return CheckResult(PUBLIC, True, points, 0.0, message, outcome)  # type: ignore[arg-type]


def _hidden(cell: NotebookNode, exercise: Exercise, result: SubmissionResult) -> ExerciseResult:
    """Read the verdicts of the hidden checks from their cell."""
    payload = _payload(cell)
    error = _error(cell)
    if error is not None and error["ename"] == KitFault.__name__:
        result.scores[nbgrader_field(cell, "grade_id")] = None
        result.faults.append(error["evalue"])
    if payload is not None:
        return ExerciseResult.from_dict(payload)
    if error is None:
        # The cell is ours and always shows its verdicts: without them it did not do its work.
        result.scores[nbgrader_field(cell, "grade_id")] = 0.0
    message = f"Not judged: {error['evalue'] if error else 'the checks gave no verdict.'}"
    checks = tuple(CheckResult(n, False, p, 0.0, message, "unjudged") for n, p in exercise.hidden.items())
    return ExerciseResult(exercise.key, checks, 0)


def _payload(cell: NotebookNode) -> dict[str, Any] | None:
    """Find the verdicts among a cell's outputs."""
    for output in cell.outputs:
        if output.output_type == "display_data" and isinstance(output.data.get(MIME), dict):
            return dict(output.data[MIME])
    return None


def _error(cell: NotebookNode) -> dict[str, str] | None:
    """Find the first error among a cell's outputs, or make one of what it wrote to stderr."""
    for output in cell.outputs:
        if output.output_type == "error":
            return {"ename": output.ename, "evalue": output.evalue}
        if output.output_type == "stream" and output.name == "stderr":
            return {"ename": "stderr", "evalue": output.text.strip()[:300]}
    return None
