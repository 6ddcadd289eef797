"""A small assignment for tests of the judge: two exercises, of which the second uses the first."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from graders.course.assignment import Assignment
from graders.sandbox.sandbox import Sandbox

RIGHT = {"double": "def double(x):\n    return 2 * x", "quadruple": "def quadruple(x):\n    return double(double(x))"}
WANTED = {"double": 6, "quadruple": 12}
TOML = 'title = "{0}"\nconcepts = ["functions"]\nminutes = 1\n\n[points]\npublic = 1\nvalue = 2\nzero = 1\n'
HIDDEN = """
def check_value(target, rng):
    assert target(3) == {1}, "{0}(3) should be {1}"


def check_zero(target, rng):
    assert target(0) == 0, "{0}(0) should be 0"
"""
MARK = 'from graders.nbgrader_plugins.hidden_cell import mark\n\nmark("week", "{0}", globals())'


def cell(key, source, points=None, answer=False):
    """Make a cell that nbgrader knows."""
    known = {"grade": points is not None, "grade_id": key, "locked": not answer, "points": points or 0}
    return new_code_cell(
        source, id=key, metadata={"nbgrader": known | {"schema_version": 3, "solution": answer, "task": False}}
    )


def notebook_of(answers):
    """Make a notebook of two exercises, the second of which uses the first."""
    cells = []
    for key, code in answers.items():
        public = f"assert {key}(3) == {WANTED[key]}, '{key}(3) should be {WANTED[key]}'"
        cells += [
            cell(key, code, answer=True),
            cell(f"test_{key}", public, 1),
            cell(f"test_{key}_hidden", MARK.format(key), 3),
        ]
    return new_notebook(cells=cells)


@pytest.fixture(scope="session")
def week(tmp_path_factory):
    """Write an assignment of its own."""
    folder, exercises = (tmp_path_factory.mktemp(name) / "week" for name in ("source", "exercises"))
    folder.mkdir()
    nbformat.write(notebook_of(RIGHT), folder / "week.ipynb")
    tests = [f"def test_{key}(target):\n    assert target(3) == {value}\n" for key, value in WANTED.items()]
    (folder / "public_tests.py").write_text("\n\n".join(tests))
    for key, value in WANTED.items():
        (exercises / key).mkdir(parents=True)
        (exercises / key / "exercise.toml").write_text(TOML.format(key))
        (exercises / key / "hidden_tests.py").write_text(HIDDEN.format(key, value))
    return Assignment("week", folder, exercises)


@pytest.fixture(scope="session")
def week_template(week):
    """Start what kernels are forked from."""
    with Sandbox([week], kernels=True) as sandbox:
        yield sandbox.template()


@pytest.fixture(scope="session")
def notebook_with():
    """Give a function that makes the notebook with some answers in place of the right ones."""
    return lambda **answers: notebook_of({**RIGHT, **answers})
