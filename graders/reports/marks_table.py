"""``report``: the table of marks, from the gradebook."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.core.results import COLD, SubmissionResult
from graders.core.safe_text import field
from graders.course.course import Course, make_folder
from graders.gradebook.connection import has_gradebook, open_gradebook
from graders.gradebook.mark_sheet import MarkSheet, mark_sheets
from graders.gradebook.recorder import load_mark

COLUMNS = ("student", "assignment", "score", "penalty", "max_score", "by_hand", "remark", "state")


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
    state : str
        What is unfinished: "by hand: to do", "answer changed since it was marked"; empty if nothing is.
    """

    student: str
    assignment: str
    score: float
    penalty: float
    max_score: float
    by_hand: bool
    remark: str
    state: str = ""


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
    return [(row_of(sheet, mark), mark) for sheet, mark in sheets_with_marks(course, assignments)]


def sheets_with_marks(
    course: Course, assignments: Iterable[str] = ()
) -> list[tuple[MarkSheet, SubmissionResult | None]]:
    """Read the marks of a course cell by cell, each with what marking found.

    Parameters
    ----------
    course, assignments
        As for `rows`.

    Returns
    -------
    list of (MarkSheet, SubmissionResult or None)
        Sorted by assignment and student; None where plain nbgrader marked.
    """
    found: list[tuple[MarkSheet, SubmissionResult | None]] = []
    if not has_gradebook(course):
        return found
    with open_gradebook(course) as gradebook:
        for name in sorted(course.choose(assignments)):
            for student, sheet in sorted(mark_sheets(gradebook, name).items()):
                mark = load_mark(course, student, name)
                if mark is not None:
                    _leave_out_removed(mark, sheet)
                found.append((sheet, mark))
    return found


def row_of(sheet: MarkSheet, mark: SubmissionResult | None) -> Row:
    """Give one submission's row.

    Parameters
    ----------
    sheet : MarkSheet
        What it came to.
    mark : SubmissionResult or None
        What marking found.

    Returns
    -------
    Row
        It.
    """
    state = sheet.state
    return Row(
        sheet.student,
        sheet.assignment,
        sheet.score,
        round(sheet.penalty, 6),
        sheet.max_score,
        bool(state),
        _remark(mark),
        state,
    )


def _leave_out_removed(mark: SubmissionResult, sheet: MarkSheet) -> None:
    """Drop what marking found of exercises that the assignment has no more, where it has not been marked again yet."""
    gone = {key for key in mark.scores if key not in sheet.cells}
    mark.scores = {key: score for key, score in mark.scores.items() if key not in gone}
    mark.points = {key: sheet.cells[key].max_score for key in mark.points if key in sheet.cells}
    mark.exercises = [
        one for one in mark.exercises if not gone & {f"test_{one.exercise}", f"test_{one.exercise}_hidden"}
    ]


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
