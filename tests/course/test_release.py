"""release/ is what source/ makes, holds no answers, and comes out the same again."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import nbformat
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ASSIGNMENTS = [
    "01_binary_digits",
    "02_multiclass_digits",
    "03_softmax_regression",
    "04_tensorflow_training",
    "05_shallow_backprop",
]
SECRETS = ["BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "hidden_tests", "graders", "wrong_answer"]


@pytest.fixture(params=ASSIGNMENTS)
def released(request, kit):
    return kit / "release" / request.param


def test_release_is_up_to_date(graders):
    done = graders("release", "--verify")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("up to date") == len(ASSIGNMENTS)


def test_stale_release_is_refused_with_what_to_do(graders, kit_copy):
    tests = kit_copy / "source" / "05_shallow_backprop" / "public_tests.py"
    tests.write_text(tests.read_text() + "\n# one line more\n")
    done = graders("release", "05_shallow_backprop", "--verify", kit=kit_copy)
    assert done.returncode == 2
    assert "public_tests.py" in done.stderr
    assert "python -m graders release 05_shallow_backprop" in done.stderr


def test_release_again_changes_no_byte(graders, kit, kit_copy):
    def content(root):
        files = sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {str(path.relative_to(root)): path.read_bytes() for path in files}

    before = content(kit_copy / "release" / "05_shallow_backprop")
    for outcome in ("unchanged", "unchanged"):
        done = graders("release", "05_shallow_backprop", kit=kit_copy)
        assert done.returncode == 0, done.stderr
        assert outcome in done.stdout
    assert content(kit_copy / "release" / "05_shallow_backprop") == before


def test_nothing_secret_is_released(released):
    for path in released.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            text = path.read_text()
            assert [secret for secret in SECRETS if secret in text] == [], path


def test_no_solution_can_be_put_together_from_the_release(released, kit):
    """A hint's skeleton may share a line with the solution, but never most of its lines."""
    source = nbformat.read(kit / "source" / released.name / f"{released.name}.ipynb", as_version=4)
    text = (released / f"{released.name}.ipynb").read_text().replace('\\"', '"')
    looked_at = 0
    for cell in source.cells:
        lines, inside = [], False
        for line in map(str.strip, cell.source.splitlines()):
            if line in ("### BEGIN SOLUTION", "### END SOLUTION"):
                inside = "BEGIN" in line
            elif inside and len(line) > 12 and not line.startswith("#"):
                lines.append(line)
        told = [line for line in lines if line in text]
        assert len(told) <= len(lines) / 2, (cell["id"], told)
        looked_at += bool(lines)
    assert looked_at > 5


def test_released_folder_holds_what_a_student_needs(released):
    assert (released / "public_tests.py").is_file()
    assert (released / "utils" / "checks" / "answer.py").is_file()
    notebook = nbformat.read(released / f"{released.name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert any("raise NotImplementedError()" in cell.source for cell in code)


def test_a_secret_in_the_source_stops_the_release(graders, kit_copy):
    tests = kit_copy / "source" / "05_shallow_backprop" / "public_tests.py"
    tests.write_text(tests.read_text() + "\n# see hidden_tests\n")
    done = graders("release", "05_shallow_backprop", kit=kit_copy)
    assert done.returncode != 0
    assert "hidden_tests" in done.stderr
    assert "see hidden_tests" not in (kit_copy / "release" / "05_shallow_backprop" / "public_tests.py").read_text()


@pytest.mark.parametrize(
    ("system", "machine", "package"),
    [
        ("linux", "x86_64", "tensorflow-cpu"),
        ("linux", "aarch64", "tensorflow"),
        ("darwin", "arm64", "tensorflow"),
        ("win32", "AMD64", "tensorflow"),
    ],
)
def test_one_tensorflow_for_each_platform(released, system, machine, package):
    lines = (released / "requirements.txt").read_text().splitlines()
    found = [pin for line in lines if line.startswith("tensorflow") for pin in [Requirement(line)]]
    chosen = [pin.name for pin in found if pin.marker.evaluate({"sys_platform": system, "platform_machine": machine})]
    assert chosen == [package]


def test_released_requirements_name_all_that_is_imported(released):
    """Exact pins, and a package for every module that the folder's code imports."""
    lines = (released / "requirements.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pins), pins
    names = {canonicalize_name(pin.name) for pin in pins}
    notebook = nbformat.read(released / f"{released.name}.ipynb", as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    code += [path.read_text() for path in released.rglob("*.py")]
    used = {module.partition(".")[0] for text in code for module in imported(text)}
    own = {"utils", "public_tests", "google", *sys.stdlib_module_names}  # google.colab: see utils.notebook
    brought = packages_distributions()
    missing = {
        module
        for module in used - own
        if not names & {canonicalize_name(name) for name in brought[module]}
        and module
        not in ("IPython", "traitlets", "jupyter_core", "requests")  # ipykernel, nbclient and pooch bring them
    }
    assert missing == set()
    assert {"numpy", "nbclient"} <= used


def imported(text):
    """Give the modules that a piece of code imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
