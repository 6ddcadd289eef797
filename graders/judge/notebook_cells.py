"""The cells of a repaired notebook: which are tests, which run, and what code stands before a place."""

from collections.abc import Container

from nbformat import NotebookNode

from graders.course.source_notebook import SHOW, CodeCell, SourceNotebook, cell_key, nbgrader_field
from graders.judge.instructor_namespace import student_cell


def is_test(cell: NotebookNode) -> bool:
    """Tell whether a cell is a test cell: it runs in the judge's process."""
    if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []):
        return False
    return bool(nbgrader_field(cell, "grade") and not nbgrader_field(cell, "solution"))


def keys_of_tests(exercise: str) -> tuple[str, str]:
    """Give the ids of the public and the hidden test cell of an exercise."""
    return f"test_{exercise}", f"test_{exercise}_hidden"


class NotebookCells:
    """The cells of one submission.

    Parameters
    ----------
    notebook : NotebookNode
        Repaired.
    source : SourceNotebook
        The instructor's notebook, for the reference solutions.

    Attributes
    ----------
    by_key : dict of str to NotebookNode
        The cells that nbgrader knows, by grade_id.
    answers : set of str
        The keys of those that hold the student's answers.
    left_out : set of str
        The keys of cells that ended a kernel: they do not run again.
    """

    def __init__(self, notebook: NotebookNode, source: SourceNotebook) -> None:
        self.all: list[NotebookNode] = notebook.cells
        self._source = source
        known = [(nbgrader_field(cell, "grade_id"), cell) for cell in self.all]
        self.by_key: dict[str, NotebookNode] = {str(key): cell for key, cell in known if key}
        self.answers = {key for key, cell in self.by_key.items() if nbgrader_field(cell, "solution")}
        self.left_out: set[str] = set()

    def run(self, cell: NotebookNode) -> bool:
        """Tell whether a cell runs in the student's kernel."""
        if cell.cell_type != "code" or SHOW in cell.metadata.get("tags", []) or cell_key(cell) in self.left_out:
            return False
        return bool(cell.source.strip()) and (
            not nbgrader_field(cell, "grade") or bool(nbgrader_field(cell, "solution"))
        )

    def planned(self) -> list[tuple[int, NotebookNode]]:
        """List the cells that run or are judged, with their indices."""
        return [(index, cell) for index, cell in enumerate(self.all) if is_test(cell) or self.run(cell)]

    def answer(self, key: str) -> str:
        """Give the text of an answer; "" if the notebook has no cell for it."""
        return str(self.by_key[key].source) if key in self.by_key else ""

    def code_before(self, index: int, replaced: Container[str] = ()) -> list[tuple[CodeCell, bool]]:
        """List the code that runs before a place.

        Parameters
        ----------
        index : int
            The place.
        replaced : container of str
            The keys of the answers for which the reference stands.

        Returns
        -------
        list of (CodeCell, bool)
            In order; the flag says whether the student added the cell.
        """
        found = []
        for cell in self.all[:index]:
            key = cell_key(cell)
            if key in replaced:
                found.append((CodeCell(key, self._source.reference(key)), False))
            elif self.run(cell):
                added = nbgrader_field(cell, "grade_id") is None
                student_written = added or bool(nbgrader_field(cell, "solution"))
                code = student_cell(key, cell.source) if student_written else CodeCell(key, cell.source)
                found.append((code, added))
        return found
