"""Recording: marks into nbgrader's gradebook, notebooks into autograded/. One process does this."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat import NotebookNode

from graders.core.atomic_folders import draft, put_in_place, sync_tree
from graders.core.exceptions import DiskFull, GradersError
from graders.core.plain_data import from_plain, to_plain
from graders.core.results import SubmissionResult
from graders.course.course import Course, make_folder
from graders.course.source_notebook import nbgrader_field
from graders.gradebook.answers import give_digests, remark_of, seen_by_marker
from graders.gradebook.connection import open_gradebook
from graders.gradebook.lateness import penalty
from graders.submissions.received import TIMESTAMP

if TYPE_CHECKING:
    from graders.gradebook.transactional import Ledger

MARK = "mark.json"


def record(course: Course, result: SubmissionResult, notebook: NotebookNode) -> None:
    """Write one submission's marks and its executed notebook.

    First the new folder is made under a hidden name, then the gradebook is written in one transaction, then the
    folder takes its place, with the mark file in it that says "done". Killed before the transaction ends, all is
    as it was; killed after it, the mark file is missing or an old one, and the next run marks again (`recorded`).

    Parameters
    ----------
    course : Course
        The course.
    result : SubmissionResult
        The marks; receives lateness and penalty.
    notebook : NotebookNode
        What formgrader and feedback show.

    Raises
    ------
    GradersError
        If the gradebook does not know one of the graded cells or cannot be written, or the disk is full.
    """
    target = course.autograded / result.student / result.assignment
    result.problem = result.problem.encode("utf-8", "replace").decode()  # it may quote a file name that is no text
    before = _before(course, result)
    give_digests(result, notebook)
    try:
        with draft(make_folder(target.parent) / target.name) as fresh:
            _write(fresh / f"{result.assignment}.ipynb", nbformat.v4.writes(notebook))
            timestamp = datetime.fromisoformat(result.submitted_at) if result.submitted_at else None
            if timestamp:  # as nbgrader reads it, however the student's file says it
                _write(fresh / TIMESTAMP, f"{timestamp} UTC\n")
            with open_gradebook(course) as gradebook, gradebook.transaction():
                _write_gradebook(course, gradebook, result, notebook, timestamp, before)
                _write(fresh / MARK, json.dumps(to_plain(result), indent=1, ensure_ascii=False))
                sync_tree(fresh)
            put_in_place(fresh, target)
    except OSError as error:
        if DiskFull.is_told_by(error):
            raise DiskFull(course.autograded) from None
        raise


def _before(course: Course, result: SubmissionResult) -> SubmissionResult | None:
    """Read what was recorded before; of marks from before answers were hashed, the notebook that was kept tells them."""
    try:
        mark = load_mark(course, result.student, result.assignment)
    except GradersError:
        mark = None
    if mark is not None and mark.answers:
        return mark
    kept = course.autograded / result.student / result.assignment / f"{result.assignment}.ipynb"
    try:
        notebook = nbformat.read(kept, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError):
        return mark
    mark = mark or SubmissionResult(result.student, result.assignment)
    give_digests(mark, notebook)
    mark.points = mark.points or result.points
    return mark


def load_mark(course: Course, student: str, assignment: str) -> SubmissionResult | None:
    """Read what marking found for a submission, None where it has not been marked by this engine.

    Raises
    ------
    GradersError
        If the mark file is damaged, or another version of the kit wrote it.
    """
    path = course.autograded / student / assignment / MARK
    if not path.is_file():
        return None
    try:
        return from_plain(SubmissionResult, json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise GradersError(
            f"{path} is damaged or from another version of the kit: run `python -m graders autograde {assignment}`."
        ) from None


def recorded(course: Course, submissions: Iterable[tuple[str, str]]) -> dict[tuple[str, str], SubmissionResult]:
    """Give the marks which the gradebook and the mark file agree on; all others have to be made anew.

    They disagree after a run that was killed between the two, when a due date was moved or an extension granted,
    and when the gradebook was put back from a copy.

    Parameters
    ----------
    course : Course
        The course.
    submissions : iterable of (str, str)
        Student and assignment.

    Returns
    -------
    dict of (str, str) to SubmissionResult
        The recorded ones among them.
    """
    wanted = sorted(submissions)
    found: dict[tuple[str, str], SubmissionResult] = {}
    with open_gradebook(course) as gradebook:
        written = {name: _written(gradebook, name) for name in {assignment for _, assignment in wanted}}
    for student, assignment in wanted:
        folder = course.autograded / student / assignment
        if student not in written[assignment] or not (folder / f"{assignment}.ipynb").is_file():
            continue
        try:
            mark = load_mark(course, student, assignment)
        except GradersError:
            continue
        scores, taken, late = written[assignment][student]
        # The gradebook may know more cells: those that an earlier version of the notebook had.
        if mark and mark.scores.items() <= scores.items() and (mark.penalty, mark.late_seconds) == (taken, late):
            found[student, assignment] = mark
    return found


def _written(gradebook: "Ledger", assignment: str) -> dict[str, tuple[dict[str, float | None], float, float]]:
    """Read what the gradebook holds of each submission: automatic scores by cell, penalty, seconds late."""
    from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(SubmittedAssignment, BaseCell.name, Grade.auto_score, SubmittedNotebook.late_submission_penalty)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Assignment.name == assignment)
    )
    found: dict[str, tuple[dict[str, float | None], float, float]] = {}
    for submission, cell, score, taken in gradebook.db.execute(query):
        if submission.student_id not in found:
            found[submission.student_id] = ({}, float(taken or 0.0), float(submission.total_seconds_late))
        found[submission.student_id][0][cell] = score
    return found


def _write(path: Path, text: str) -> None:
    """Write JSON; a lone surrogate, which is no character, is escaped as JSON escapes it."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace")


def _write_gradebook(
    course: Course,
    gradebook: "Ledger",
    result: SubmissionResult,
    notebook: NotebookNode,
    timestamp: datetime | None,
    before: SubmissionResult | None,
) -> None:
    """Write the grades of one submission and its late penalty.

    Marks that a person gave stay, and are flagged where they were given for another answer or for other points.
    """
    from nbgrader.api import BaseCell, MissingEntry

    gradebook.update_or_create_student(result.student)
    try:
        submission = gradebook.update_or_create_submission(result.assignment, result.student, timestamp=timestamp)
        entry = gradebook.find_submission_notebook(result.assignment, result.assignment, result.student)
        # All at once: `grade.cell` and `comment.cell` would ask the database for one after the other.
        query = gradebook.db.query(BaseCell.id, BaseCell.name).filter(BaseCell.notebook_id == entry.notebook_id)
        names: dict[str, str] = dict(query.all())
        grades = {names[grade.cell_id]: grade for grade in entry.grades}
        for key, score in result.scores.items():
            grades[key].auto_score = score
    except (MissingEntry, KeyError) as error:
        raise GradersError(
            f"the gradebook's {result.assignment} has no cell {error}: it was released from another version of the "
            f"notebook. Run `python -m graders release {result.assignment}` before any submission is marked."
        ) from None
    _flag(grades, result, before)
    _comment(entry, names, notebook, result, before)
    result.late_seconds = float(submission.total_seconds_late)
    entry.late_submission_penalty = None
    gradebook.db.flush()
    gradebook.db.expire(entry)  # its score is what the flush has made of it
    result.penalty = penalty(course, result.student, float(entry.score), result.late_seconds)
    entry.late_submission_penalty = result.penalty or None


def _flag(grades: dict[str, Any], result: SubmissionResult, before: SubmissionResult | None) -> None:
    """Flag the cells that wait for a person, and note what each mark by hand was given for."""
    result.marked = {key: seen for key, seen in (before.marked if before else {}).items() if key not in grades}
    for key in (before.points.keys() if before else set()) - grades.keys():  # the cell may come back
        if seen := seen_by_marker(before, key, waits=key in before.marked):  # type: ignore[union-attr]
            result.marked[key] = seen
    for key, grade in grades.items():
        if grade.manual_score is None:
            grade.needs_manual_grade = grade.auto_score is None or bool(result.problem)
            continue
        seen = seen_by_marker(before, key, bool(grade.needs_manual_grade))
        if seen is not None:
            result.marked[key] = seen
        same = seen is not None and seen.answer == result.answers.get(key)
        grade.needs_manual_grade = not same or (key in result.points and seen.points != result.points[key])  # type: ignore[union-attr]


def _comment(
    entry: Any,
    names: dict[str, str],
    notebook: NotebookNode,
    result: SubmissionResult,
    before: SubmissionResult | None,
) -> None:
    """Say "No response." beside an answer that is as it was given, as nbgrader does; keep what a person's is about."""
    from nbgrader.utils import compute_checksum, is_task

    cells = {key: cell for cell in notebook.cells if (key := nbgrader_field(cell, "grade_id"))}
    for comment in entry.comments:
        key = names[comment.cell_id]
        if comment.manual_comment and (seen := remark_of(before, key, comment.manual_comment)):
            result.remarked[key] = seen
        cell = cells.get(key)
        if cell is None:
            continue
        waits = (
            result.scores.get(names[comment.cell_id], 0.0) is None
        )  # there is something that a person has to look at
        unanswered = not waits and not is_task(cell) and nbgrader_field(cell, "checksum") == compute_checksum(cell)
        comment.auto_comment = result.problem or ("No response." if unanswered else None)
