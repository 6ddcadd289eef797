"""``report``: the table of marks, from the gradebook."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graders.course import Course, make_folder
from graders.gradebook import has_gradebook, open_gradebook
from graders.record import load_mark
from graders.words import field

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
    from nbgrader.api import MissingEntry

    found: list[Row] = []
    if not has_gradebook(course):
        return found
    with open_gradebook(course) as gradebook:
        for name in course.choose(assignments):
            try:
                submissions = gradebook.assignment_submissions(name)
            except MissingEntry:
                continue
            for submission in submissions:
                penalty = sum(float(notebook.late_submission_penalty or 0) for notebook in submission.notebooks)
                found.append(
                    Row(
                        submission.student_id,
                        name,
                        round(float(submission.score) - penalty, 6),
                        penalty,
                        float(submission.max_score),
                        bool(submission.needs_manual_grade),
                        _remark(course, submission.student_id, name),
                    )
                )
    return sorted(found, key=lambda row: (row.assignment, row.student))


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


def _remark(course: Course, student: str, assignment: str) -> str:
    """Say in a few words what was unusual about a submission."""
    result = load_mark(course, student, assignment)
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
    return "; ".join(remarks)
