"""Marks as CSV files that campus systems import.

Canvas reads the columns Student, ID, SIS User ID, SIS Login ID and Section, in this order, and then one column for each
assignment; a first row "Points Possible" says what each is worth. Moodle lets whoever imports choose which column tells the
user (username, email address or ID number) and which columns hold marks.
"""

import csv
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from graders.core.safe_text import field
from graders.course.course import Course, make_folder
from graders.gradebook.connection import open_gradebook
from graders.reports.marks_table import rows

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = ("Username", "First name", "Last name", "Email address")
POSSIBLE = "    Points Possible"


def write_marks(course: Course, system: str, assignments: Iterable[str] = ()) -> Path | None:
    """Write everybody's marks, penalties taken off, rounded to the cent.

    Parameters
    ----------
    course : Course
        The course.
    system : {"canvas", "moodle"}
        Who is to read it.
    assignments : iterable of str
        Only these; none means all that were marked.

    Returns
    -------
    Path or None
        feedback/<system>.csv; None where nothing is marked. What was not handed in stays empty.
    """
    table = rows(course, assignments)
    if not table:
        return None
    names = list(dict.fromkeys(row.assignment for row in table))
    worth = {row.assignment: row.max_score for row in table}
    scores = {(row.student, row.assignment): _cents(row.score) for row in table}
    with open_gradebook(course) as gradebook:
        people = sorted((s.last_name or "", s.first_name or "", s.id, s.email or "") for s in gradebook.students)
    path = make_folder(course.feedback) / f"{system}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*(CANVAS if system == "canvas" else MOODLE), *names])
        if system == "canvas":
            writer.writerow([POSSIBLE, "", "", "", "", *(_cents(worth[name]) for name in names)])
        for last, first, who, email in people:
            marks = [scores.get((who, name), "") for name in names]
            told = ", ".join(part for part in (last, first) if part) or who
            person = (told, "", who, who, "") if system == "canvas" else (who, first, last, email)
            writer.writerow([*map(field, person), *marks])
    return path


def _cents(points: float) -> str:
    """Round as people do: half a cent is one."""
    return str(Decimal(repr(points)).quantize(Decimal("0.01"), ROUND_HALF_UP))
