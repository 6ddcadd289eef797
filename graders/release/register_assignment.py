"""An assignment's cells in the gradebook, written in one transaction."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import SaveCells

from graders.core.exceptions import GradersError
from graders.course.course import Course
from graders.gradebook.connection import open_gradebook


def enter_assignment(course: Course, assignment: str, notebook: NotebookNode) -> None:
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

    Raises
    ------
    GradersError
        If the entry has other cells and submissions already; nothing is changed then.
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
            _Cells().enter(gradebook, assignment, notebook)
        except RuntimeError as error:  # nbgrader's, too
            raise GradersError(OTHER_VERSION.format(assignment=assignment, reason=error)) from None


class _Cells(SaveCells):
    """nbgrader's own way of saving cells, on a gradebook that is already open."""

    def enter(self, gradebook: Any, assignment: str, notebook: NotebookNode) -> None:
        """Save the cells of a notebook that has its assignment's name."""
        self.gradebook = gradebook
        self.notebook_id = self.assignment_id = assignment
        self.new_grade_cells: dict[str, Any] = {}
        self.new_solution_cells: dict[str, Any] = {}
        self.new_task_cells: dict[str, Any] = {}
        self.new_source_cells: dict[str, Any] = {}
        for index, cell in enumerate(notebook.cells):
            self.preprocess_cell(cell, {}, index)
        self._create_notebook(notebook)


OTHER_VERSION = (
    "the gradebook's {assignment} is from another version of the notebook and has submissions already ({reason}): put "
    "that version back, or give up its marks with `nbgrader db assignment remove {assignment} --force`."
)
