"""What a submission is repaired from: the notebook as released, its hidden cells whole."""

from dataclasses import dataclass
from functools import cached_property

import nbformat
from nbformat import NotebookNode

from graders.course.source_notebook import SourceNotebook, nbgrader_field


@dataclass(frozen=True)
class Bundle:
    """The official version of an assignment's notebook.

    Attributes
    ----------
    assignment : str
        Its name.
    marked : NotebookNode
        Solutions cleared, cells locked, checksums set, hidden tests in place: what is run and judged.
    released : NotebookNode
        The same without hidden tests: what the student was given.
    """

    assignment: str
    marked: NotebookNode
    released: NotebookNode

    @cached_property
    def keys(self) -> list[str]:
        """The grade_ids in the notebook's order."""
        return [nbgrader_field(cell, "grade_id") for cell in self.marked.cells if nbgrader_field(cell, "grade_id")]

    @cached_property
    def cells(self) -> dict[str, NotebookNode]:
        """The cells that nbgrader knows, by grade_id."""
        return {key: cell for cell in self.marked.cells if (key := nbgrader_field(cell, "grade_id"))}

    @cached_property
    def keys_by_id(self) -> dict[str, str]:
        """The grade_ids of these cells, by the id that each cell has in the notebook."""
        return {cell["id"]: key for key, cell in self.cells.items()}

    @cached_property
    def text_ids(self) -> frozenset[str]:
        """The ids of the cells that nbgrader does not know: statements, which a student may edit."""
        return frozenset(cell["id"] for cell in self.marked.cells) - self.keys_by_id.keys()

    def key_of(self, cell: NotebookNode) -> str | None:
        """Tell which official cell a submitted cell is.

        Parameters
        ----------
        cell : NotebookNode
            A cell of a submission.

        Returns
        -------
        str or None
            The grade_id by the cell's metadata, else by its id; None for a cell of the student's own.
        """
        key = nbgrader_field(cell, "grade_id")
        if isinstance(key, str) and key in self.cells:
            return key
        return self.keys_by_id.get(str(cell.get("id")))

    @cached_property
    def released_cells(self) -> dict[str, NotebookNode]:
        """The cells that nbgrader knows as the student got them, by grade_id."""
        return {key: cell for cell in self.released.cells if (key := nbgrader_field(cell, "grade_id"))}

    @cached_property
    def released_sources(self) -> dict[str, str]:
        """What each of these cells held when the student got it."""
        return {key: cell.source for key, cell in self.released_cells.items()}


def make_bundle(source: SourceNotebook) -> Bundle:
    """Derive the official version from the source, with nbgrader's own steps.

    Parameters
    ----------
    source : SourceNotebook
        The instructor's notebook.

    Returns
    -------
    Bundle
        The official version.
    """
    from nbgrader.preprocessors import (
        ClearHiddenTests,
        ClearMarkScheme,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    marked = nbformat.from_dict(source.notebook)
    schemes = ClearMarkScheme(enforce_metadata=False)
    for step in (schemes, LockCells(), ClearSolutions(), ClearOutput(), ComputeChecksums()):
        marked, _ = step.preprocess(marked, {})
    released, _ = ClearHiddenTests().preprocess(nbformat.from_dict(marked), {})
    return Bundle(source.path.stem, marked, released)
