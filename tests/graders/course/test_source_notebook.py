"""An instructor's notebook read as data: what an answer needs, references, stubs."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.core.exceptions import BadExercise, MissingFile
from graders.course.source_notebook import CodeCell, SourceNotebook, cell_key, nbgrader_field, needed

SOLUTION = """def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""


def cell(key, source, *, solution=False, points=None, tags=(), id_=None):
    made = new_code_cell(source, id=id_ or key)
    if tags:
        made.metadata["tags"] = list(tags)
    if solution or points is not None:
        made.metadata["nbgrader"] = {
            "grade": points is not None,
            "grade_id": key,
            "locked": not solution,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
        if points is not None:
            made.metadata.nbgrader["points"] = points
    return made


@pytest.fixture
def write(tmp_path):
    def write(*cells):
        notebook = new_notebook(
            cells=list(cells),
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        notebook.metadata["language_info"] = {"name": "python"}
        path = tmp_path / "week.ipynb"
        nbformat.write(notebook, path)
        return SourceNotebook(path)

    return write


@pytest.fixture
def source(write):
    return write(
        new_markdown_cell("# Week", id="title"),
        cell("imports", "import math\nfrom os.path import join as j"),
        cell("shows", "import matplotlib.pyplot as plt\nplt.show()", tags=["show"]),
        cell("double", SOLUTION, solution=True),
        cell("test_double", "assert double(2) == 4", points=1),
        cell("test_double_hidden", "float(2)", points=2.5),
        cell("four", "four = double(2)"),
        cell("quadruple", SOLUTION.replace("double", "quadruple").replace("2 * x", "four * x"), solution=True),
        cell("essay", "### BEGIN SOLUTION\nbecause\n### END SOLUTION", solution=True, points=3),
    )


# --- slicing ---------------------------------------------------------------------------------------


def kept(code, *cells):
    return [cell.key for cell in needed([CodeCell(str(n), text) for n, text in enumerate(cells)], code)]


def test_only_cells_that_define_what_is_used_are_kept_in_their_order():
    assert kept("f(b, a)", "a = 1", "unused = 2", "b = 3") == ["0", "2"]


def test_what_a_kept_cell_uses_is_kept_as_well():
    assert kept("c", "a = 1", "def helper():\n    return a", "x = 0", "c = helper()") == ["0", "1", "3"]


def test_a_name_used_inside_a_function_counts():
    assert kept("def f():\n    return [w for w in W]", "W = 1", "V = 2") == ["0"]


def test_every_cell_that_changes_a_name_is_kept():
    assert kept("a", "a = 1", "a += 1", "a[0] = 2", "b = 1") == ["0", "1", "2"]


@pytest.mark.parametrize("effect", ["np.random.seed(1)", "print(1)", "x.trainable = False", "table['a'] = 1"])
def test_a_cell_that_defines_nothing_is_kept_for_its_effect(effect):
    assert kept("a", effect, "b = 1") == ["0"]


@pytest.mark.parametrize(
    ("code", "definition"),
    [
        ("np.ones(2)", "import numpy as np"),
        ("os.path", "import os.path"),
        ("j('a')", "from os.path import join as j"),
        ("keras", "with quiet_imports():\n    import keras"),
        ("tf", "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None"),
        ("sqrt(2)", "from math import *"),
        ("helper()", "if True:\n    version = 1\n    def helper():\n        return 1"),
        ("Net()", "class Net:\n    width = 3"),
        ("b", "a, (b, *c) = 1, (2, 3)"),
        ("n", "if (n := 3) > 2:\n    pass"),
        ("i", "for i in range(3):\n    pass"),
        ("count()", "total = 0\ndef count():\n    global total\n    total += 1"),
    ],
)
def test_a_definition_is_found_however_it_is_written(code, definition):
    assert kept(code, definition, "unused = 1") == ["0"]


def test_an_argument_called_like_a_name_of_the_notebook_does_not_ask_for_it():
    cells = ["X = load()", "def g(Y):\n    return Y + X"]
    assert kept("def f(X):\n    y = X + 1\n    return [X for X in y]", *cells) == []
    assert kept("def f(Y):\n    return [Y for y in X]", *cells) == ["0"]
    assert kept("def f(X):\n    return g(X)", *cells) == ["0", "1"]
    assert kept("def f(Y=X):\n    return Y", *cells) == ["0"]


def test_a_global_that_a_function_only_writes_is_needed():
    assert kept("count()", "total = 0", "def count():\n    global total\n    total += 1") == ["0", "1"]


def test_a_local_name_of_a_function_is_no_definition():
    assert kept("inner", "def f():\n    inner = 1") == []


@pytest.mark.parametrize("code", ["def f(:", "a\0b", "(" * 5000])
def test_what_is_no_python_keeps_every_cell(code):
    assert kept(code, "a = 1", "b = 2") == ["0", "1"]


# --- the notebook ----------------------------------------------------------------------------------


def test_the_reference_is_the_answer_without_the_markers(source):
    assert source.reference("double") == "def double(x):\n    return 2 * x"


def test_the_stub_raises_and_does_not_hold_the_answer(source):
    stub = source.stub("double")
    assert stub == "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert "2 * x" in source.cell("double").source


def test_an_exercise_comes_after_locked_cells_and_references_but_no_tests_and_no_pictures(source):
    before = source.before("quadruple")
    assert [cell.key for cell in before] == ["imports", "double", "four"]
    assert before[1].code == source.reference("double")
    assert [cell.key for cell in source.before("double")] == ["imports"]


def test_answers_points_and_imports_are_listed(source):
    assert source.answer_keys() == ["double", "quadruple", "essay"]
    assert source.points() == {"test_double": 1, "test_double_hidden": 2.5, "essay": 3}
    assert source.imports() >= {"math", "os", "matplotlib"}


def test_a_cell_is_known_by_its_grade_id_else_by_its_id():
    assert cell_key(cell("double", "", solution=True, id_="other")) == "double"
    assert cell_key(new_markdown_cell("", id="title")) == "title"


@pytest.mark.parametrize("metadata", [{}, {"nbgrader": None}, {"nbgrader": ["grade"]}, {"nbgrader": {}}])
def test_a_field_that_is_not_there_is_none(metadata):
    assert nbgrader_field(new_code_cell(metadata=metadata), "grade") is None


def test_an_unknown_key_and_a_key_used_twice_are_told(source, write):
    with pytest.raises(BadExercise, match="has 0 cells called 'triple', expected one"):
        source.reference("triple")
    with pytest.raises(BadExercise, match="has no cell called 'triple'"):
        source.before("triple")
    twice = write(cell("double", "1", solution=True, id_="a"), cell("double", "2", solution=True, id_="b"))
    with pytest.raises(BadExercise, match="has 2 cells called 'double'"):
        twice.cell("double")


def test_a_missing_notebook_and_a_damaged_one_are_told(tmp_path):
    with pytest.raises(MissingFile, match=r"week\.ipynb does not exist"):
        SourceNotebook(tmp_path / "week.ipynb")
    for content in (b"{", b"\xff\xfe", b""):
        (tmp_path / "week.ipynb").write_bytes(content)
        with pytest.raises(BadExercise, match="is no notebook"):
            SourceNotebook(tmp_path / "week.ipynb")


def test_what_the_locked_cells_load_is_read_off(write):
    def locked(key, source):
        made = cell(key, source)
        made.metadata["nbgrader"] = {"grade": False, "grade_id": key, "locked": True, "solution": False}
        return made

    notebook = write(
        locked("one", "X, y = data.load_digits(size=20, per_class=50)\nimages = data.load_images('digits', 60)"),
        locked("two", "many = data.load_images(train=60_000 if REAL else 500, test=None)"),
        locked("three", "n = 3\nfew = data.load_images(train=n)\nopen('x')\nload_me()"),
        cell("mine", "data.load_images(train=7)", solution=True),
    )
    assert notebook.data_calls() == [
        ("load_digits", [], {"size": 20, "per_class": 50}),
        ("load_images", ["digits", 60], {}),
        ("load_images", [], {"train": 500, "test": None}),
    ]


def test_each_notebook_of_the_course_says_what_it_loads(kit):
    for path in sorted(kit.glob("source/*/*.ipynb")):
        assert SourceNotebook(path).data_calls(), path
