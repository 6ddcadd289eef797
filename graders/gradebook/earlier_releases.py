"""The cells of all releases so far, by their hashes, kept in the gradebook: corrections of ours are not students' changes."""

from typing import TYPE_CHECKING

from nbformat import NotebookNode
from sqlalchemy import Column, MetaData, String, Table, insert, inspect, select

from graders.course.course import Course
from graders.course.released_cells import released_digests
from graders.gradebook.connection import has_gradebook, open_gradebook

if TYPE_CHECKING:
    from graders.gradebook.transactional import Ledger

RELEASED = Table(
    "released_cells",
    MetaData(),
    Column("assignment", String(255), primary_key=True),
    Column("digest", String(64), primary_key=True),
)


def remember_release(gradebook: "Ledger", assignment: str, notebook: NotebookNode) -> None:
    """Remember the cells of a release; a part of the transaction that goes on.

    Parameters
    ----------
    gradebook : Ledger
        The gradebook, in a transaction.
    assignment : str
        The assignment.
    notebook : NotebookNode
        Its notebook as nbgrader saves its cells.
    """
    RELEASED.create(gradebook.db.connection(), checkfirst=True)
    new = released_digests(notebook) - _known(gradebook, assignment)
    if new:
        gradebook.db.execute(insert(RELEASED), [{"assignment": assignment, "digest": one} for one in sorted(new)])


def released_so_far(course: Course, assignment: str) -> frozenset[str]:
    """Give the hashes of the cells that were given out for an assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.

    Returns
    -------
    frozenset of str
        See `graders.course.released_cells.released_digest`; empty where nothing was released.
    """
    if not has_gradebook(course):
        return frozenset()
    with open_gradebook(course) as gradebook:
        if not inspect(gradebook.db.connection()).has_table(RELEASED.name):
            return frozenset()
        return _known(gradebook, assignment)


def _known(gradebook: "Ledger", assignment: str) -> frozenset[str]:
    """Read the hashes of one assignment."""
    found = gradebook.db.execute(select(RELEASED.c.digest).where(RELEASED.c.assignment == assignment))
    return frozenset(found.scalars())
