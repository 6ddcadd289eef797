"""An assignment's cells in the gradebook, written in one transaction."""

import tempfile
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveCells

from graders.core.exceptions import GradersError
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.gradebook.cells import KINDS, reconcile
from graders.gradebook.connection import open_gradebook
from graders.gradebook.earlier_releases import remember_release
from graders.release.generate import generate


def enter_assignment(course: Course, assignment: str, notebook: NotebookNode) -> list[str]:
    """Enter an assignment with its cells in the gradebook, or bring its entry up to date.

    nbgrader commits cell by cell. Killed between two, it leaves an assignment that looks entered and refuses every
    mark, and once there is a submission the missing cells cannot be added any more.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    notebook : NotebookNode
        Its notebook as nbgrader saves its cells: solutions cleared, checksums set, hidden tests in place.

    Returns
    -------
    list of str
        Cells that are no more and for which a person had given marks, which are kept but do not count.

    Raises
    ------
    GradersError
        If there are submissions of other notebooks; nothing is changed then.
    """
    course_id = course.coursedir().course_id
    with open_gradebook(course) as gradebook, gradebook.transaction():
        gradebook.check_course(course_id)
        gradebook.course_id = course_id
        entry = gradebook.update_or_create_assignment(assignment)
        others = [other.name for other in entry.notebooks if other.name != assignment]
        try:
            if others and entry.submissions:
                raise RuntimeError(f"it has submissions of {', '.join(others)}.ipynb")
            for other in others:
                gradebook.remove_notebook(other, assignment)
            removed = _Cells().enter(gradebook, assignment, notebook)
            remember_release(gradebook, assignment, notebook)
            return removed
        except RuntimeError as error:  # nbgrader's, too
            raise GradersError(OTHER_VERSION.format(assignment=assignment, reason=error)) from None


def ensure_assignment(course: Course, assignment: Assignment) -> list[str]:
    """Enter an assignment in the gradebook if it is not there yet, or not with these cells and points.

    A clone of the course has release/ but no gradebook; marking must not ask for a release first.

    Parameters
    ----------
    course : Course
        The course.
    assignment : Assignment
        The assignment.

    Returns
    -------
    list of str
        As `enter_assignment`.

    Raises
    ------
    GradersError
        If its cells cannot be entered.
    """
    if _is_entered(course, assignment):
        return []
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        _, notebook = generate(course, assignment.name, Path(folder))
    return enter_assignment(course, assignment.name, notebook)


def removed_cells(assignment: str, keys: list[str]) -> list[str]:
    """Say which marks by hand do not count any more, since their cells are gone; nothing where there are none."""
    if not keys:
        return []
    return [
        f"{assignment}: {', '.join(keys)} is no more; the marks and comments given by hand for it are kept in the "
        "gradebook, do not count, and are there again if it is put back."
    ]


def _is_entered(course: Course, assignment: Assignment) -> bool:
    """Tell whether the gradebook has the cells of the source notebook, worth the same."""
    from nbgrader.api import MissingEntry

    source = assignment.source
    with open_gradebook(course) as gradebook:
        try:
            entry = gradebook.find_notebook(assignment.name, assignment.name)
        except MissingEntry:
            return False
        points = {cell.name: cell.max_score for cell in (*entry.grade_cells, *entry.task_cells)}
        answers = {cell.name for cell in (*entry.solution_cells, *entry.task_cells)}
    return source.points() == points and set(source.answer_keys()) <= answers


class _Cells(SaveCells):
    """nbgrader's own way of saving cells, on a gradebook that is already open."""

    def enter(self, gradebook: Any, assignment: str, notebook: NotebookNode) -> list[str]:
        """Save the cells of a notebook that has its assignment's name; give those removed that had marks by hand."""
        self.gradebook = gradebook
        self.notebook_id = self.assignment_id = assignment
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        for index, cell in enumerate(notebook.cells):
            self.preprocess_cell(cell, {}, index)
        removed: list[str] = []
        if gradebook.find_assignment(assignment).submissions:
            cells = {kind: getattr(self, f"new_{kind}s") for kind in KINDS}
            removed = reconcile(gradebook, assignment, cells)
        self._create_notebook(notebook)
        return removed


OTHER_VERSION = (
    "the gradebook's {assignment} cannot take these cells, and there are submissions already ({reason}): put "
    "the version before back, or give up its marks with `nbgrader db assignment remove {assignment} --force`."
)
