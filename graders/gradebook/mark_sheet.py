"""What each submission came to, cell by cell: the one account of the marks that every page, table and file is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it takes a while to import, and not every verb needs it
    from graders.gradebook.transactional import Ledger

TO_DO = "to be marked by hand"
CHANGED = "changed since it was marked by hand"
UNJUDGED = "not judged yet"
LOOK = "to be looked at"


@dataclass(frozen=True)
class CellMark:
    """What one graded cell came to.

    Attributes
    ----------
    key : str
        Its grade_id.
    max_score : float
        What it is worth.
    automatic, by_hand : float or None
        What marking and a person gave; what a person gave counts.
    extra : float
        What a person gave on top.
    waits : str
        Why a person has to look at it; "" if nobody has to.
    """

    key: str
    max_score: float
    automatic: float | None = None
    by_hand: float | None = None
    extra: float = 0.0
    waits: str = ""

    @property
    def open(self) -> bool:
        """Whether it has no points yet."""
        return self.automatic is None and self.by_hand is None

    @property
    def score(self) -> float:
        """What counts of it, as nbgrader counts."""
        given = self.by_hand if self.by_hand is not None else self.automatic
        return 0.0 if given is None else given + self.extra


@dataclass
class MarkSheet:
    """What one submission came to.

    Attributes
    ----------
    student, assignment : str
        Whose and what.
    penalty : float
        Points taken off for lateness.
    cells : dict of str to CellMark
        Its graded cells.
    comments : dict of str to str
        What stands beside its answers, by a person or by marking.
    place : str
        The name by which formgrader shows it.
    """

    student: str
    assignment: str
    penalty: float = 0.0
    cells: dict[str, CellMark] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    place: str = ""

    @property
    def earned(self) -> float:
        """Points before the penalty."""
        return round(sum(cell.score for cell in self.cells.values()), 6)

    @property
    def score(self) -> float:
        """Points that count."""
        return round(self.earned - self.penalty, 6)

    @property
    def max_score(self) -> float:
        """Points to be had."""
        return round(sum(cell.max_score for cell in self.cells.values()), 6)

    @property
    def open(self) -> float:
        """Points of the cells that have none yet."""
        return round(sum(cell.max_score for cell in self.cells.values() if cell.open), 6)

    def again(self, points: Mapping[str, float], scores: Mapping[str, float | None]) -> "MarkSheet":
        """Give what it would come to with other automatic marks, before any penalty.

        Parameters
        ----------
        points : mapping of str to float
            The graded cells that there would be, and what each is worth.
        scores : mapping of str to (float or None)
            What marking would give for them.

        Returns
        -------
        MarkSheet
            What a person gave stays.
        """
        fresh = MarkSheet(self.student, self.assignment)
        for key, worth in points.items():
            before = self.cells.get(key, CellMark(key, worth))
            fresh.cells[key] = replace(before, max_score=worth, automatic=scores.get(key))
        return fresh

    @property
    def waiting(self) -> dict[str, list[str]]:
        """The cells that wait for a person, by the reason."""
        found: dict[str, list[str]] = {}
        for cell in self.cells.values():
            if cell.waits:
                found.setdefault(cell.waits, []).append(cell.key)
        return found

    @property
    def state(self) -> str:
        """What is unfinished, in a few words; "" if nothing is."""
        words = {TO_DO: "by hand: to do", CHANGED: "answer changed since it was marked", LOOK: "look at it"}
        waiting = self.waiting
        return "; ".join(words.get(why, why) for why in (TO_DO, CHANGED, UNJUDGED, LOOK) if why in waiting)


def mark_sheets(gradebook: "Ledger", assignment: str, students: Iterable[str] = ()) -> dict[str, MarkSheet]:
    """Read what the submissions of an assignment came to.

    nbgrader's own properties ask the database several times for each submission, which takes long for a large class.

    Parameters
    ----------
    gradebook : Ledger
        The gradebook.
    assignment : str
        The assignment.
    students : iterable of str
        Only theirs; none means all.

    Returns
    -------
    dict of str to MarkSheet
        By student.
    """
    from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

    chosen = set(students)

    def ask(*columns: Any) -> Any:
        query = gradebook.db.query(SubmittedAssignment.student_id, *columns)
        query = query.join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        query = query.outerjoin(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        query = query.outerjoin(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        query = query.filter(Assignment.name == assignment)
        return query.filter(SubmittedAssignment.student_id.in_(chosen)) if chosen else query

    sheets: dict[str, MarkSheet] = {}
    for student, penalty, place in ask(SubmittedNotebook.late_submission_penalty, SubmittedNotebook.id):
        sheet = sheets.setdefault(student, MarkSheet(student, assignment, place=place or ""))
        sheet.penalty += float(penalty or 0)
    graded = ask(Notebook.name, BaseCell.name, Grade, Grade.max_score, Grade.cell_type)
    answers = _answers(gradebook, assignment)
    rows = graded.join(Grade, Grade.notebook_id == SubmittedNotebook.id).join(BaseCell, BaseCell.id == Grade.cell_id)
    for student, notebook, name, grade, worth, kind in rows.order_by(Notebook.name, BaseCell.name):
        key = name if notebook == assignment else f"{notebook}/{name}"
        marked = grade.auto_score is not None or grade.manual_score is not None
        if not marked:
            waits = TO_DO if kind != "code" or (notebook, name) in answers else UNJUDGED
        elif grade.needs_manual_grade:
            waits = CHANGED if grade.manual_score is not None else LOOK
        else:
            waits = ""
        extra = float(grade.extra_credit or 0)
        sheets[student].cells[key] = CellMark(key, float(worth), grade.auto_score, grade.manual_score, extra, waits)
    told = ask(Notebook.name, BaseCell.name, Comment.comment)
    rows = told.join(Comment, Comment.notebook_id == SubmittedNotebook.id)
    for student, notebook, name, comment in rows.join(BaseCell, BaseCell.id == Comment.cell_id):
        if comment:
            sheets[student].comments[name if notebook == assignment else f"{notebook}/{name}"] = comment
    return sheets


def _answers(gradebook: "Ledger", assignment: str) -> set[tuple[str, str]]:
    """List the answers' cells of an assignment, by notebook and name."""
    from nbgrader.api import Assignment, Notebook, SolutionCell

    query = gradebook.db.query(Notebook.name, SolutionCell.name).join(Notebook, Notebook.id == SolutionCell.notebook_id)
    return set(map(tuple, query.join(Assignment).filter(Assignment.name == assignment)))
