"""What needs a person: every case in which marking was not sure or not able, with whose it is and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graders.core.results import SubmissionResult
from graders.core.safe_text import readable
from graders.course.course import Course
from graders.gradebook.mark_sheet import LOOK, MarkSheet
from graders.gradebook.roster import roster_of
from graders.reports.marks_table import sheets_with_marks
from graders.submissions.entries import list_entries

SUBMITTED = "submitted/"  # in an assignment's place, for what lies there and is nobody's submission
FORMGRADER = "http://localhost:8888/formgrader/submissions"


@dataclass(frozen=True)
class Need:
    """Something that a person has to look at before a mark is final.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    what : str
        The cells, or "" for the whole submission.
    reason : str
        Why.
    link : str
        Where formgrader shows it, on this machine's usual port; "" where it is not in the gradebook.
    """

    student: str
    assignment: str
    what: str
    reason: str
    link: str = ""


def needs(course: Course, assignments: Iterable[str] = ()) -> list[Need]:
    """List what needs a person.

    Parameters
    ----------
    course : Course
        The course.
    assignments : iterable of str
        Only these; none means all.

    Returns
    -------
    list of Need
        By assignment and student; what was handed in and has no mark first.
    """
    names = course.choose(assignments)
    return needs_of(course, names, sheets_with_marks(course, names))


def needs_of(
    course: Course, names: Iterable[str], marked: Sequence[tuple[MarkSheet, SubmissionResult | None]]
) -> list[Need]:
    """List what needs a person, of marks that have been read.

    Parameters
    ----------
    course : Course
        The course.
    names : iterable of str
        The assignments.
    marked : sequence of (MarkSheet, SubmissionResult or None)
        From `graders.reports.marks_table.sheets_with_marks`.

    Returns
    -------
    list of Need
        See `needs`.
    """
    have = {(sheet.student, sheet.assignment) for sheet, _ in marked}
    found: list[Need] = []
    if course.submitted.is_dir():
        entries, wanted = list_entries(course.submitted, course.assignments(), roster_of(course)), set(names)
        found = [
            Need(readable(entry.student), entry.assignment, "", "handed in and not marked: run `autograde`")
            for entry in entries.found
            if entry.assignment in wanted and (entry.student, entry.assignment) not in have
        ]
        found += [Need("", SUBMITTED, "", text) for text in entries.misplaced]
    for sheet, mark in marked:
        found.extend(_of_one(sheet, mark))
    return sorted(found, key=lambda need: (need.assignment, need.student))


def unfinished(found: Iterable[Need]) -> list[str]:
    """Say whose marks are not final, one line for each assignment.

    Parameters
    ----------
    found : iterable of Need
        From `needs`.

    Returns
    -------
    list of str
        No line where nothing needs a person.
    """
    students: dict[str, list[str]] = {}
    nobodys = []
    for need in found:
        if need.student:
            students.setdefault(need.assignment, []).append(need.student)
        else:
            nobodys.append(need.reason)
    return nobodys + [
        f"{name}: not final for {', '.join(dict.fromkeys(who))}; `python -m graders report {name}` says why."
        for name, who in students.items()
    ]


def _of_one(sheet: MarkSheet, mark: SubmissionResult | None) -> Iterable[Need]:
    """List what needs a person in one submission."""
    link = f"{FORMGRADER}/{sheet.place}/" if sheet.place else ""

    def need(what: str, reason: str, link: str = link) -> Need:
        return Need(sheet.student, sheet.assignment, what, reason, link)

    if mark is not None:
        if mark.problem:
            yield need("", f"could not be read: {mark.problem}")
        for fault in mark.faults:
            yield need("", f"a fault of ours: {fault}")
        for doubt in mark.needs_person:
            yield need("", doubt)
    for why, keys in sheet.waiting.items():
        if not (why == LOOK and mark is not None and mark.problem):  # then it has been said of the whole
            yield need(", ".join(keys), why, f"{link}#{keys[0]}" if link else "")
