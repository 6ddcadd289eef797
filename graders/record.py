"""Recording: marks into nbgrader's gradebook, notebooks into autograded/. One process does this."""

import json
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.course import Course, make_folder
from graders.exceptions import GradersError
from graders.gradebook import open_gradebook
from graders.result import SubmissionResult
from graders.source import nbgrader_field
from graders.submission import TIMESTAMP

MARK = "mark.json"


def ensure_assignment(course: Course, assignment: str) -> None:
    """Enter an assignment in the gradebook if it is not there yet.

    A clone of the course has release/ but no gradebook; marking must not ask for a release first.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    """
    from nbgrader.api import MissingEntry

    from graders.release import generate

    with open_gradebook(course) as gradebook:
        try:
            gradebook.find_notebook(assignment, assignment)
            return
        except MissingEntry:
            pass
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        generate(course, assignment, Path(folder), database=True)


def record(
    course: Course, result: SubmissionResult, notebook: NotebookNode, timestamp: datetime | None, submitted: Path
) -> None:
    """Write one submission's marks and its executed notebook.

    The notebook is laid down first, then the gradebook is written in one transaction, then the mark
    file that says "done": a run that is killed in between is taken up again by the next one.

    Parameters
    ----------
    course : Course
        The course.
    result : SubmissionResult
        The marks; receives lateness and penalty.
    notebook : NotebookNode
        What formgrader and feedback show.
    timestamp : datetime or None
        Time of submission, UTC without a zone.
    submitted : Path
        The submitted folder; its time stamp is kept with the notebook.

    Raises
    ------
    GradersError
        If the gradebook does not know one of the graded cells.
    """
    folder = _lay_down(course, result, notebook, submitted)
    _write_gradebook(course, result, notebook, timestamp)
    write_json(folder / MARK, result.to_dict())


def load_mark(course: Course, student: str, assignment: str) -> SubmissionResult | None:
    """Read what marking found for a submission, None where it has not been marked by this engine."""
    path = course.autograded / student / assignment / MARK
    if not path.is_file():
        return None
    return SubmissionResult.from_dict(json.loads(path.read_text(encoding="utf-8")))


def is_recorded(course: Course, students: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Keep those (student, assignment) whose submission the gradebook knows."""
    from nbgrader.api import MissingEntry

    found = set()
    with open_gradebook(course) as gradebook:
        for student, assignment in students:
            try:
                gradebook.find_submission(assignment, student)
                found.add((student, assignment))
            except MissingEntry:
                continue
    return found


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write a JSON file so that it is there whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)
    os.replace(name, path)


def _lay_down(course: Course, result: SubmissionResult, notebook: NotebookNode, submitted: Path) -> Path:
    """Put the executed notebook into autograded/, in place of an earlier one."""
    target = course.autograded / result.student / result.assignment
    make_folder(target.parent)
    fresh = Path(tempfile.mkdtemp(prefix=f".{result.assignment}-", dir=target.parent))
    fresh.chmod(0o755)
    nbformat.write(notebook, fresh / f"{result.assignment}.ipynb")
    if (submitted / TIMESTAMP).is_file():
        shutil.copyfile(submitted / TIMESTAMP, fresh / TIMESTAMP)
    if target.exists():
        shutil.rmtree(target)
    fresh.rename(target)
    return target


def _write_gradebook(
    course: Course, result: SubmissionResult, notebook: NotebookNode, timestamp: datetime | None
) -> None:
    """Write the grades of one submission and its late penalty."""
    from nbgrader.api import MissingEntry

    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student(result.student)
        submission = gradebook.update_or_create_submission(result.assignment, result.student, timestamp=timestamp)
        try:
            entry = gradebook.find_submission_notebook(result.assignment, result.assignment, result.student)
            grades = {grade.cell.name: grade for grade in entry.grades}
            for key, score in result.scores.items():
                grade = grades[key]
                grade.auto_score = score
                grade.needs_manual_grade = score is None or grade.manual_score is not None or bool(result.problem)
        except (MissingEntry, KeyError) as error:
            gradebook.db.rollback()
            raise GradersError(
                f"the gradebook's {result.assignment} has no cell {error}: it was released from another version of the "
                f"notebook. Run `python -m graders release {result.assignment}` before any submission is marked."
            ) from None
        _comment(entry, notebook, result)
        result.late_seconds = float(submission.total_seconds_late)
        entry.late_submission_penalty = None
        gradebook.db.flush()
        result.penalty = _penalty(course, result, float(entry.score))
        entry.late_submission_penalty = result.penalty or None
        gradebook.db.commit()


def _comment(entry: Any, notebook: NotebookNode, result: SubmissionResult) -> None:
    """Say "No response." beside an answer that is as it was given, as nbgrader does."""
    from nbgrader.utils import compute_checksum

    cells = {key: cell for cell in notebook.cells if (key := nbgrader_field(cell, "grade_id"))}
    for comment in entry.comments:
        cell = cells.get(comment.cell.name)
        if cell is None:
            continue
        unanswered = nbgrader_field(cell, "checksum") == compute_checksum(cell)
        comment.auto_comment = result.problem or ("No response." if unanswered else None)


def _penalty(course: Course, result: SubmissionResult, score: float) -> float:
    """Ask the late rule that nbgrader is configured with what the lateness costs."""
    from nbgrader.preprocessors import AssignLatePenalties

    if result.late_seconds <= 0:
        return 0.0
    rule = AssignLatePenalties(config=course.config())
    rule.init_plugin()
    penalty = rule.plugin_inst.late_submission_penalty(result.student, score, result.late_seconds)
    return round(min(max(float(penalty or 0.0), 0.0), score), 6)
