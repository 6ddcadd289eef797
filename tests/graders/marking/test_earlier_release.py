"""What the instructor corrected after giving the notebook out is never told as the student's doing."""

import json

import nbformat
import pytest

from graders.gradebook.recorder import load_mark
from tests.graders.courses import KEY, NAME, RIGHT, TOML, hand_in, make_course

pytestmark = pytest.mark.sandbox


def change(course, key, old="", new="", points=None):
    """Correct a cell of the source notebook."""
    path = course.notebook(NAME)
    data = json.loads(path.read_text())
    cell = next(c for c in data["cells"] if c["id"] == key)
    cell["source"] = "".join(cell["source"]).replace(old, new)
    if points is not None:
        cell["metadata"]["nbgrader"]["points"] = points
    path.write_text(json.dumps(data))


def hand_in_released(course, student):
    """Hand in the notebook that was given out, with a right answer."""
    notebook = nbformat.read(course.release / NAME / f"{NAME}.ipynb", as_version=4)
    next(cell for cell in notebook.cells if cell.id == KEY).source = RIGHT
    nbformat.write(notebook, hand_in(course, student) / f"{NAME}.ipynb")


def test_corrections_after_the_release_are_ours(tmp_path, graders):
    course = make_course(tmp_path)
    assert graders("--course", tmp_path, "release").returncode == 0
    hand_in_released(course, "ada")
    change(course, f"test_{KEY}", "test_double(double)", "test_double( double )")
    assert graders("--course", tmp_path, "release").returncode == 0
    hand_in_released(course, "bob")
    change(course, f"test_{KEY}_hidden", points=4)
    toml = tmp_path / "graders" / "exercises" / NAME / KEY / "exercise.toml"
    toml.write_text(TOML.replace("values = 2", "values = 4"))
    hand_in_released(course, "eve")
    work = course.submitted / "eve" / NAME / f"{NAME}.ipynb"
    work.write_text(work.read_text().replace("test_double( double )", "pass"))  # of her own
    assert graders("--course", tmp_path, "release").returncode == 0
    hand_in_released(course, "fay")
    done = graders("--course", tmp_path, "autograde")
    assert done.returncode == 0, done.stderr
    told = {who: " ".join(load_mark(course, who, NAME).repairs) for who in ("ada", "bob", "eve", "fay")}
    assert "from an earlier release: `test_double`, `test_double_hidden` took" in told["ada"]
    assert "from an earlier release: `test_double_hidden` took" in told["bob"]
    assert told["fay"] == ""
    for words in ("changed", "lost"):
        assert words not in told["ada"] + told["bob"]
    assert "The test cell `test_double` had been changed" in told["eve"]
    assert {who: load_mark(course, who, NAME).score for who in told} == dict.fromkeys(told, 5.0)
