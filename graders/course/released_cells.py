"""Cells as they were given out: a submission made from an earlier release holds them, and its student changed nothing."""

import nbformat
from nbformat import NotebookNode

from graders.course.digests import digest_of
from graders.course.source_notebook import nbgrader_field


def released_digest(key: str, cell: NotebookNode) -> str:
    """Hash what of a cell is the instructor's: its text and points; of an answer's cell, its points alone.

    Parameters
    ----------
    key : str
        Its grade_id.
    cell : NotebookNode
        The cell, as released or as handed in.

    Returns
    -------
    str
        SHA-256, in hexadecimal.
    """
    points = nbgrader_field(cell, "points")
    worth = f"{float(points):g}" if isinstance(points, (int, float)) else ""
    text = "" if nbgrader_field(cell, "solution") else cell.source.strip()
    return digest_of([key, cell.cell_type, worth, text])


def released_digests(notebook: NotebookNode) -> frozenset[str]:
    """Hash the cells that nbgrader knows, as students get them: without hidden tests.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook as nbgrader saves its cells.

    Returns
    -------
    frozenset of str
        One hash for each.
    """
    from nbgrader.preprocessors import ClearHiddenTests

    given, _ = ClearHiddenTests().preprocess(nbformat.from_dict(notebook), {})
    return frozenset(released_digest(key, cell) for cell in given.cells if (key := nbgrader_field(cell, "grade_id")))
