"""``new``: an exercise's cells, public test and folder, as a small working sample to write over."""

import keyword
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from graders.core.exceptions import GradersError, UnknownName
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.course.exercise import load_exercise
from graders.course.source_notebook import CodeCell, SourceNotebook

TEMPLATE = Path(__file__).with_name("exercise_template")
NAME = "EXERCISE"
KEY = re.compile(r"[a-z][a-z0-9_]{0,50}")
IMPORTS = {  # what the sample's public test needs, by name
    "np": "import numpy as np",
    "Function": "from utils.checks import Function",
    "passed": "from utils.checks import passed",
}
HIDDEN_CELL = """\
# Hidden checks run here when your work is marked.
### BEGIN HIDDEN TESTS
from graders.nbgrader_plugins.hidden_cell import mark

mark("{assignment}", "{key}", globals())
### END HIDDEN TESTS"""


def scaffold(course: Course, assignment: str, key: str, after: str | None = None) -> list[Path]:
    """Add an exercise to an assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        An assignment that exists.
    key : str
        The new exercise: a Python name in small letters.
    after : str, optional
        The exercise that it comes behind; the last one where none is given.

    Returns
    -------
    list of Path
        What was written or changed.

    Raises
    ------
    GradersError
        If the name cannot be used or is taken; then nothing was changed.
    """
    [name] = course.choose([assignment])
    chosen = course.assignment(name)
    source, folder = chosen.source, chosen.exercises_folder / key
    if not KEY.fullmatch(key) or keyword.iskeyword(key):
        raise GradersError(f"{key!r} cannot name an exercise: use small letters, digits and _, as in my_dense.")
    if folder.exists() or key in source.answer_keys():
        raise GradersError(f"{assignment} already has {key}: choose another name, or edit it where it is.")
    place = _place(source, after)
    tests = _with_public_test(chosen, key)
    shutil.copytree(
        TEMPLATE, folder, ignore=shutil.ignore_patterns("public_test.py", "task.md", "answer.py", "__pycache__")
    )
    for path in sorted(folder.rglob("*.*")):
        path.write_text(path.read_text(encoding="utf-8").replace(NAME, key), encoding="utf-8")
    source.notebook.cells[place:place] = _cells(chosen, key)
    nbformat.write(source.notebook, source.path)
    chosen.public_tests.write_text(tests, encoding="utf-8")
    load_exercise.cache_clear()
    return [folder, source.path, chosen.public_tests]


def _with_public_test(assignment: Assignment, key: str) -> str:
    """Give public_tests.py with one test more, and with what that needs and the file does not import yet."""
    path = assignment.public_tests
    text = path.read_text(encoding="utf-8").rstrip("\n") if path.is_file() else ""
    try:
        known = CodeCell(path.name, text).names[0]
    except (SyntaxError, ValueError) as error:
        raise GradersError(f"{path} is no Python ({error}): mend it first.") from None
    imports = "".join(f"{line}\n" for name, line in IMPORTS.items() if name not in known)
    return "\n".join([*filter(None, (text, imports)), _template("public_test.py", key)]).lstrip("\n")


def _place(source: SourceNotebook, after: str | None) -> int:
    """Find where in the notebook the new cells go: behind the last cell of an exercise."""
    answers = source.answer_keys()
    if after is not None and after not in answers:
        raise UnknownName(f"exercise of {source.path.stem}", after, answers)
    if not answers:
        return len(source.notebook.cells)
    last = after or answers[-1]
    keys = [key for key, _ in source.cells()]
    return max(keys.index(name) for name in (last, f"test_{last}", f"test_{last}_hidden") if name in keys) + 1


def _cells(assignment: Assignment, key: str) -> list[NotebookNode]:
    """Make the four cells of an exercise."""
    task = nbformat.v4.new_markdown_cell(_template("task.md", key).strip())
    task["id"] = f"{key}-task"
    points = assignment.exercise(key)
    public, hidden = points.public_points, sum(points.hidden.values())
    return [
        task,
        _code(key, _template("answer.py", key).strip(), solution=True),
        _code(f"test_{key}", f"public_tests.test_{key}({key})", points=public),
        _code(f"test_{key}_hidden", HIDDEN_CELL.format(assignment=assignment.name, key=key), points=hidden),
    ]


def _code(grade_id: str, code: str, solution: bool = False, points: float | None = None) -> NotebookNode:
    """Make one code cell that nbgrader knows."""
    cell = nbformat.v4.new_code_cell(code)
    cell["id"] = grade_id
    metadata: dict[str, Any] = {"grade": points is not None, "grade_id": grade_id, "locked": points is not None}
    if points is not None:
        metadata["points"] = int(points) if float(points).is_integer() else points
    cell.metadata["nbgrader"] = metadata | {"schema_version": 3, "solution": solution, "task": False}
    return cell


def _template(name: str, key: str) -> str:
    """Read one template with the exercise's name filled in."""
    return (TEMPLATE / name).read_text(encoding="utf-8").replace(NAME, key)
