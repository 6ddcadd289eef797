"""A small course of its own for tests: one assignment, `week`, with one exercise, its tests and its notebook."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.course.course import KIT, Course

NAME = "week"
KEY = "double"
RIGHT = "def double(x):\n    return 2 * x"
ANSWER = """\
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""
STUB = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
HIDDEN_CELL = """\
# Hidden checks run here when your work is marked.
### BEGIN HIDDEN TESTS
from graders.nbgrader_plugins.hidden_cell import mark

mark("week", "double", globals())
### END HIDDEN TESTS"""
PUBLIC = 'def test_double(target):\n    assert target(3) == 6, "double(3) should be 6"\n'
HIDDEN = (
    'def check_values(target, rng):\n    """double doubles."""\n    assert target(7) == 14, "double(7) should be 14"\n'
)
TOML = """\
title = "Double"
concepts = ["functions"]
minutes = 5

[points]
public = 1
values = 2
"""
#: The kit's settings, for a course folder elsewhere.
CONFIG = 'c = get_config()\nload_subconfig("nbgrader_config.py", path={kit!r})\n'


def make_course(root: Path, **files: str) -> Course:
    """Make a course with a notebook, an exercise and a configuration of its own.

    Parameters
    ----------
    root : Path
        Its folder.
    files : str
        Other texts than the usual: `setup`, `answer` or `test` for the cells, `public`, `hidden`, `toml` for the files.

    Returns
    -------
    Course
        It.
    """
    cells = [
        new_markdown_cell("# Week\n\n### Exercise 1: double", id="title"),
        code("setup", files.get("setup", "import public_tests"), locked=True),
        code(KEY, files.get("answer", ANSWER), solution=True),
        code(f"test_{KEY}", files.get("test", "public_tests.test_double(double)"), points=1, locked=True),
        code(f"test_{KEY}_hidden", HIDDEN_CELL, points=2, locked=True),
    ]
    nbgrader(cells[0], "title", locked=True)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    source, exercise = root / "source" / NAME, root / "graders" / "exercises" / NAME / KEY
    for folder in (source, exercise):
        folder.mkdir(parents=True)
    nbformat.write(notebook, source / f"{NAME}.ipynb")
    (source / "public_tests.py").write_text(files.get("public", PUBLIC))
    (exercise / "hidden_tests.py").write_text(files.get("hidden", HIDDEN))
    (exercise / "exercise.toml").write_text(files.get("toml", TOML))
    (root / "nbgrader_config.py").write_text(CONFIG.format(kit=str(KIT)))
    return Course(root)


def hand_in(course: Course, student: str, answer: str = RIGHT) -> Path:
    """Lay an answer into submitted/; give the folder."""
    notebook = nbformat.read(course.root / "source" / NAME / f"{NAME}.ipynb", as_version=4)
    next(cell for cell in notebook.cells if cell.id == KEY).source = answer
    folder = course.submitted / student / NAME
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NAME}.ipynb")
    return folder


def code(
    key: str, text: str, *, solution: bool = False, locked: bool = False, points: float | None = None
) -> NotebookNode:
    """Make a code cell that nbgrader knows."""
    cell = new_code_cell(text, id=key)
    nbgrader(cell, key, solution=solution, locked=locked, points=points)
    return cell


def nbgrader(cell: NotebookNode, key: str, **given: object) -> None:
    """Write nbgrader's metadata into a cell."""
    points = given.get("points")
    known = {"grade": points is not None, "grade_id": key, "locked": bool(given.get("locked"))}
    known |= {"points": points} if points is not None else {}
    cell.metadata["nbgrader"] = known | {"schema_version": 3, "solution": bool(given.get("solution")), "task": False}
