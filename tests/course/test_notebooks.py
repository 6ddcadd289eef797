"""The notebooks themselves: what is in them, and what happens when a blank one is run."""

import ast
import os
import re
import tempfile

import nbformat
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from graders.core.environment import prepare
from graders.course.course import KIT, Course, open_course
from graders.course.source_notebook import SourceNotebook, nbgrader_field
from graders.release.vendor_utils import copy_utils

ASSIGNMENTS = open_course().assignments()
# What the autograder and pytest set and a student does not; under pytest a kernel does not show what C code prints.
OURS = {"MPLBACKEND", "PYTEST_CURRENT_TEST", *prepare({}, KIT)} - {"PATH"}


@pytest.fixture(params=ASSIGNMENTS)
def source(request, kit):
    return SourceNotebook(Course(kit).notebook(request.param))


def run(path, folder, **environment):
    """Run a notebook with every cell, as a student's machine would: nothing keeps TensorFlow or matplotlib quiet."""
    notebook = nbformat.read(path, as_version=4)
    copy_utils(KIT / "utils", folder)
    (folder / "public_tests.py").write_bytes((KIT / "source" / path.stem / "public_tests.py").read_bytes())
    variables = {key: value for key, value in os.environ.items() if key not in OURS}
    # A socket in a folder of its own: two kernels that start at the same moment can be given the same port.
    with tempfile.TemporaryDirectory() as sockets:
        client = NotebookClient(
            notebook,
            timeout=300,
            startup_timeout=300,
            allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
            config=Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/kernel"}),
        )
        client.execute(env={**variables, "PYTHONPATH": str(KIT), **environment})  # hidden test cells import graders
    return notebook


def outputs(notebook, *kinds):
    """Collect the outputs of some kinds, with the cell they belong to."""
    return [
        (cell["id"], o)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for o in cell.outputs
        if o.output_type in kinds
    ]


def test_every_exercise_of_the_course_is_there():
    """The names and the order are fixed by the course's syllabus."""
    keys = {name: SourceNotebook(open_course().notebook(name)).answer_keys() for name in ASSIGNMENTS}
    assert set(keys["01_binary_digits"]) == {
        "binary_model", "parameter_count", "predict_binary", "my_dense", "my_sequential", "my_dense_v", "my_sequential_v",
    }  # fmt: skip
    assert keys["02_multiclass_digits"] == [
        "relu", "my_softmax", "multiclass_model", "compile_multiclass", "predict_digit", "why_from_logits",
    ]  # fmt: skip
    assert keys["03_softmax_regression"] == [
        "one_hot", "softmax", "example_gradient", "loop_step", "vectorized_step", "train", "accuracy", "softmax_keras",
        "hidden_layer_keras",
    ]  # fmt: skip
    assert keys["04_tensorflow_training"] == [
        "make_parameters", "forward", "cross_entropy", "train_step", "linear_fit", "mlp_model", "submit_answers",
    ]  # fmt: skip
    assert set(keys["05_shallow_backprop"]) >= {
        "data_shapes", "normalize_images", "label2onehot", "onehot2label", "softmax", "softmax_derivative",
        "softmax_cross_derivative", "jacobian_symmetry", "jacobian_product", "softmaxp", "relu", "relup",
        "forwardprop_shallow", "eval_loss", "loss_gradient", "eval_perfs", "update_shallow", "backprop_shallow",
        "backprop_minibatch_shallow",
    }  # fmt: skip


def test_conventions(source):
    notebook = source.notebook
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    ids = [cell["id"] for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for cell in notebook.cells:
        assert re.fullmatch(r"[a-z0-9_-]+", cell["id"]), cell["id"]
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert nbgrader_field(cell, "schema_version") == 3
            assert nbgrader_field(cell, "grade_id") == cell["id"]
            assert not re.search(r"^\s*[%!]", cell.source, re.MULTILINE), "no magics"


def test_goal_minutes_and_marks_stand_before_each_exercise(source):
    text, exercises = "", 0
    points = source.points()
    for key, cell in source.cells():
        if nbgrader_field(cell, "solution"):
            marks = sum(points.get(name, 0) for name in (key, f"test_{key}", f"test_{key}_hidden"))
            assert "**Goal:**" in text, key
            assert re.search(r"\*\*Time:\*\* \d+ minutes", text), key
            assert re.search(rf"\*\*Marks:\*\* {marks:g}\b", text), (key, marks)
            text, exercises = "", exercises + 1
        text += cell.source if cell.cell_type == "markdown" else ""
    assert exercises > 5


def test_the_table_of_exercises_adds_up(source):
    """At the top stand each exercise, its minutes and marks, and their sums, as in the text below."""
    title, *rest = [cell.source for cell in source.notebook.cells if cell.cell_type == "markdown"]
    rows = [(int(a), int(b)) for a, b in re.findall(r"(?m)^\| *\d+ .*\| (\d+) \| (\d+) \|$", title)]
    text = "\n".join(rest)
    promised = zip(
        map(int, re.findall(r"\*\*Time:\*\* (\d+)", text)),
        map(int, re.findall(r"\*\*Marks:\*\* (\d+)", text)),
        strict=True,
    )
    assert rows == list(promised)
    minutes, marks = map(sum, zip(*rows, strict=True))
    assert f"**together** | **{minutes}** | **{marks}** |" in title


def test_hints_are_folded_and_shapes_stand_in_every_stub(source):
    text = "\n".join(cell.source for cell in source.notebook.cells if cell.cell_type == "markdown")
    assert text.count("<details>") == text.count("</details>") >= 5
    for key, cell in source.cells():
        if nbgrader_field(cell, "solution") and cell.cell_type == "code":
            for node in ast.parse(source.reference(key)).body:
                if isinstance(node, ast.FunctionDef):
                    assert ast.get_docstring(node), key


@pytest.mark.sampled(2)
def test_blank_notebook_fails_with_not_implemented_only(source, tmp_path):
    notebook = run(KIT / "release" / source.path.stem / source.path.name, tmp_path)
    errors = outputs(notebook, "error")
    assert {(error.ename) for _, error in errors} == {"NotImplementedError"}, [
        (key, e.ename, e.evalue) for key, e in errors
    ]
    tests = [cell for cell in notebook.cells if nbgrader_field(cell, "grade_id") and cell["id"].startswith("test_")]
    public = [cell for cell in tests if not cell["id"].endswith("_hidden")]
    failed = {key for key, _ in errors}
    assert {cell["id"] for cell in public} <= failed


@pytest.mark.slow
def test_solved_notebook_runs_without_error_or_warning(source, tmp_path):
    notebook = run(source.path, tmp_path)
    assert outputs(notebook, "error") == []
    assert [(key, o.text) for key, o in outputs(notebook, "stream") if o.name == "stderr"] == []
    pictures = [key for key, o in outputs(notebook, "display_data") if "image/png" in o.data]
    assert len(pictures) >= 3


@pytest.mark.real
@pytest.mark.parametrize("name", ["01_binary_digits", "02_multiclass_digits"])
def test_solved_notebook_runs_on_real_mnist(name, kit, tmp_path, real_data):
    """On MNIST cut to 20x20; the loader's own line says so."""
    notebook = run(Course(kit).notebook(name), tmp_path, DIGITS_SOURCE="mnist", DIGITS_FOLDER=str(real_data))
    assert outputs(notebook, "error") == []
    said = "".join(o.text for _, o in outputs(notebook, "stream"))
    assert "MNIST" in said
    assert "20x20" in said
