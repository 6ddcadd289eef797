"""The cells of an assignment that has marks: exercises may come and go without anybody's marks being given up.

nbgrader refuses to add or remove a cell once something was submitted. Here a cell that is new gets a place in every
submission, where it waits to be marked; what was given for a cell that is no more is laid aside in a table of the same
database, in the same transaction, so that it counts nowhere, formgrader included, and is there again if the cell is.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Float, MetaData, String, Table, Text, delete, insert, select

if TYPE_CHECKING:
    from graders.gradebook.transactional import Ledger

KINDS = ("grade_cell", "solution_cell", "task_cell", "source_cell")
GIVEN = ("auto_score", "manual_score", "extra_credit", "needs_manual_grade")
SAID = ("auto_comment", "manual_comment")
ASIDE = Table(
    "marks_of_removed_cells",
    MetaData(),
    *(Column(name, String(255), primary_key=True) for name in ("assignment", "notebook", "cell", "student")),
    *(Column(name, Float) for name in GIVEN[:3]),
    Column("needs_manual_grade", Boolean),
    *(Column(name, Text) for name in SAID),
)

Cells = Mapping[str, Mapping[str, Mapping[str, Any]]]  # by kind and name, what nbgrader keeps of each


def reconcile(gradebook: "Ledger", assignment: str, cells: Cells) -> list[str]:
    """Give a notebook that has submissions other cells; a part of the transaction that goes on.

    Parameters
    ----------
    gradebook : Ledger
        The gradebook, in a transaction.
    assignment : str
        The assignment, and its notebook.
    cells : mapping
        The cells that it has from now on.

    Returns
    -------
    list of str
        The removed cells for which somebody had marks or a comment by hand.
    """
    entry = gradebook.find_notebook(assignment, assignment)
    stale = [cell for kind in KINDS for cell in getattr(entry, f"{kind}s") if cell.name not in cells[kind]]
    have = {kind: {cell.name for cell in getattr(entry, f"{kind}s")} for kind in KINDS}
    for kind in KINDS:
        for name in cells[kind].keys() - have[kind]:
            getattr(gradebook, f"update_or_create_{kind}")(name, assignment, assignment, **cells[kind][name])
    ASIDE.create(gradebook.db.connection(), checkfirst=True)
    aside = [name for cell in stale if (name := _lay_aside(gradebook, assignment, cell))]
    gradebook.db.flush()
    gradebook.db.expire_all()
    _fill(gradebook, assignment)
    return sorted(set(aside))


def _lay_aside(gradebook: "Ledger", assignment: str, cell: Any) -> str:
    """Move what was given for a cell to the table of those that are no more; give its name if a person gave some."""
    by_hand = False
    for row in [*getattr(cell, "grades", ()), *getattr(cell, "comments", ())]:
        place = {"assignment": assignment, "notebook": assignment, "cell": cell.name, "student": row.student.id}
        names = GIVEN if hasattr(row, "auto_score") else SAID
        _keep(gradebook, place, {name: getattr(row, name) for name in names})
        by_hand = by_hand or any(
            getattr(row, name, None) for name in ("manual_score", "extra_credit", "manual_comment")
        )
        by_hand = by_hand or getattr(row, "manual_score", None) is not None
        gradebook.db.delete(row)
    gradebook.db.flush()
    gradebook.db.delete(cell)
    return str(cell.name) if by_hand else ""


def _keep(gradebook: "Ledger", place: dict[str, str], content: dict[str, Any]) -> None:
    """Write into the table of removed cells; an answer's grade and its comment are one row."""
    here = [ASIDE.c[name] == value for name, value in place.items()]
    row = gradebook.db.execute(select(ASIDE).where(*here)).mappings().first()
    known: dict[str, Any] = dict(row) if row else {}
    gradebook.db.execute(delete(ASIDE).where(*here))
    gradebook.db.execute(insert(ASIDE).values(known | place | content))


def _fill(gradebook: "Ledger", assignment: str) -> None:
    """Give each submission a place for each cell that it has none for, with what was laid aside for it."""
    from nbgrader.api import Comment, Grade

    entry = gradebook.find_notebook(assignment, assignment)
    rows = gradebook.db.execute(select(ASIDE).where(ASIDE.c.assignment == assignment)).mappings()
    aside: dict[tuple[str, str], dict[str, Any]] = {(row["student"], row["cell"]): dict(row) for row in rows}
    graded = [*entry.grade_cells, *entry.task_cells]
    answers = [*entry.solution_cells, *entry.task_cells]
    for submission in entry.submissions:
        who = submission.student.id
        for kind, cells, have, names in (
            (Grade, graded, submission.grades, GIVEN),
            (Comment, answers, submission.comments, SAID),
        ):
            present = {row.cell_id for row in have}
            for cell in cells:
                if cell.id not in present:
                    kept: dict[str, Any] = aside.get((who, cell.name), {})
                    given = {name: kept[name] for name in names if kept.get(name) is not None}
                    gradebook.db.add(kind(cell_id=cell.id, notebook_id=submission.id, **given))
    there = {cell.name for cell in (*graded, *answers)}
    gone = ASIDE.c.cell.in_(there)
    gradebook.db.execute(delete(ASIDE).where(ASIDE.c.assignment == assignment, gone))
