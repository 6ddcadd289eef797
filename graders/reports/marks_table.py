"""``report``: the table of marks, from the gradebook."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graders.core.results import COLD, SubmissionResult
from graders.core.safe_text import field
from graders.course.course import Course, make_folder
from graders.gradebook.connection import has_gradebook, open_gradebook
from graders.gradebook.recorder import load_mark

if TYPE_CHECKING:  # it takes a while to import, and not every verb needs it
    from graders.gradebook.transactional import Ledger

COLUMNS = ("student", "assignment", "score", "penalty", "max_score", "by_hand", "remark")


@dataclass(frozen=True)
class Row:
    """One submission in the table.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    score : float
        Points, penalty already taken off.
    penalty : float
        Points taken off for lateness.
    max_score : float
        What the assignment is worth.
    by_hand : bool
        Whether a person has still to mark something.
    remark : str
        Why the submission deserves a look; may be empty.
    """

    student: str
    assignment: str
    score: float
    penalty: float
    max_score: float
    by_hand: bool
    remark: str


def rows(course: Course, assignments: Iterable[str] = ()) -> list[Row]:
    """Read the marks of a course.

    Parameters
    ----------
    course : Course
        The course.
    assignments : iterable of str
        Only these; none means all.

    Returns
    -------
    list of Row
        Sorted by assignment and student.
    """
    return [row for row, _ in rows_with_marks(course, assignments)]


def rows_with_marks(course: Course, assignments: Iterable[str] = ()) -> list[tuple[Row, SubmissionResult | None]]:
    """Read the marks of a course, each with what marking found.

    Parameters
    ----------
    course, assignments
        As for `rows`.

    Returns
    -------
    list of (Row, SubmissionResult or None)
        Sorted by assignment and student; None where plain nbgrader marked.
    """
    found: list[tuple[Row, SubmissionResult | None]] = []
    if not has_gradebook(course):
        return found
    with open_gradebook(course) as gradebook:
        for name in course.choose(assignments):
            for student, score, penalty, most, by_hand in _totals(gradebook, name):
                mark = load_mark(course, student, name)
                row = Row(student, name, round(score - penalty, 6), penalty, most, by_hand, _remark(mark))
                found.append((row, mark))
    return sorted(found, key=lambda pair: (pair[0].assignment, pair[0].student))


def write_csv(course: Course, table: Iterable[Row]) -> Path:
    """Write the table of marks beside the gradebook.

    Parameters
    ----------
    course : Course
        The course.
    table : iterable of Row
        From `rows`.

    Returns
    -------
    Path
        feedback/marks.csv.
    """
    path = make_folder(course.feedback) / "marks.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in table:
            values = (getattr(row, column) for column in COLUMNS)
            writer.writerow([field(value) if isinstance(value, str) else value for value in values])
    return path


def _totals(gradebook: "Ledger", assignment: str) -> Iterator[tuple[str, float, float, float, bool]]:
    """Give each student's score, penalty, points to be had, and whether a person has still to mark something.

    nbgrader's own properties ask the database three times for each submission, which takes long for a large class.
    """
    from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import Integer, cast, func

    def of_all(*sums: Any) -> Any:
        submitted = gradebook.db.query(SubmittedAssignment.student_id, *sums).join(
            Assignment, Assignment.id == SubmittedAssignment.assignment_id
        )
        notebooks = submitted.outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        return notebooks.filter(Assignment.name == assignment).group_by(SubmittedAssignment.student_id)

    penalties = dict(of_all(func.sum(SubmittedNotebook.late_submission_penalty)).all())
    waiting = func.max(cast(Grade.needs_manual_grade, Integer))
    graded = of_all(func.sum(Grade.score), func.sum(Grade.max_score), waiting)
    for student, score, most, by_hand in graded.outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id):
        yield student, float(score or 0), float(penalties[student] or 0), float(most or 0), bool(by_hand)


def _remark(result: SubmissionResult | None) -> str:
    """Say in a few words what was unusual about a submission."""
    if result is None:
        return "marked by plain nbgrader"
    if result.problem:
        return result.problem
    remarks = []
    if result.faults:
        remarks.append("not wholly judged: a fault of the kit")
    if result.limits:
        remarks.append(result.limits[0])
    if result.repairs:
        remarks.append(f"{len(result.repairs)} repaired")
    if result.late_seconds > 0:
        remarks.append("late")
    if result.started == COLD:
        remarks.append("started cold")
    return "; ".join(remarks)
