"""The self-check of a released folder: what it says of a file, and of a notebook that it runs in a real kernel."""

import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from utils.selfcheck.inspection import NotReleased, grade_id, inspect_folder

NAME = "05_shallow_backprop"  # NumPy only: kernels start at once


@pytest.fixture
def folder(kit, tmp_path):
    """Give what a student is given."""
    return shutil.copytree(kit / "release" / NAME, tmp_path / NAME, ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def take(kit, folder):
    """Give a function that puts a sample submission of the class into the folder."""

    def copy(student, name=NAME):
        target = folder if name == NAME else folder.parent / name
        if name != NAME:
            shutil.copytree(kit / "release" / name, target)
        shutil.copy(kit / "examples" / "submitted" / student / name / f"{name}.ipynb", target)
        return target

    return copy


def change(folder, edit):
    """Open the folder's notebook, let `edit` change it, save it."""
    path = folder / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)


def cell(notebook, key):
    return next(cell for cell in notebook.cells if grade_id(cell) == key)


def check(folder, *arguments):
    """Run the self-check as a student does."""
    command = [sys.executable, "-m", "utils.selfcheck", *arguments]
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "JPY_SESSION_NAME")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def lines(done):
    """Give the state of each exercise by its heading."""
    found = re.findall(r"^  (\S.{9}) (Exercise .*)$", done.stdout, re.MULTILINE)
    return {title: state.strip() for state, title in found}


def test_blank_notebook_is_untouched_and_in_order(folder):
    done = check(folder)
    assert done.returncode == 1
    assert set(lines(done).values()) == {"untouched"}
    assert len(lines(done)) == 19
    assert "the file is in order" in done.stdout
    assert len(done.stdout.splitlines()) <= 24  # one screen


def test_finished_notebook_is_ready_and_its_file_is_left_alone(take):
    folder = take("all-right")
    before = (folder / f"{NAME}.ipynb").read_bytes()
    done = check(folder)
    assert set(lines(done).values()) == {"passed", "written"}, done.stdout
    assert "Ready to hand in" in done.stdout
    assert done.returncode == 0
    assert (folder / f"{NAME}.ipynb").read_bytes() == before


def test_wrong_answer_is_told_with_its_message(folder, take):
    take("all-right")
    change(folder, lambda notebook: setattr(cell(notebook, "relu"), "source", "def relu(z):\n    return np.abs(z)"))
    done = check(folder)
    assert done.returncode == 1
    told = lines(done)
    assert told["Exercise 11: ReLU"] == "NOT YET"
    assert "relu(" in done.stdout
    assert "expected" in done.stdout
    assert told["Exercise 10: that product in code"] == "passed"


def test_changed_answer_that_still_raises_is_unfinished(folder):
    stub = "def relu(z):\n    # later\n    raise NotImplementedError()"
    change(folder, lambda notebook: setattr(cell(notebook, "relu"), "source", stub))
    assert lines(check(folder))["Exercise 11: ReLU"] == "unfinished"


def test_test_cell_that_was_made_easier_does_not_help(folder, take):
    take("all-right")

    def cheat(notebook):
        cell(notebook, "relu").source = "def relu(z):\n    return np.abs(z)"
        cell(notebook, "test_relu").source = "print('all right')"

    change(folder, cheat)
    done = check(folder)
    assert lines(done)["Exercise 11: ReLU"] == "NOT YET"
    assert "test cell `test_relu` was changed" in done.stdout


@pytest.mark.parametrize(
    ("code", "word", "state_after"),
    [
        ("while True: pass", "more than 2 s", "passed"),
        (
            "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
            "more than 2 s",
            "not run",
        ),
        ("import os\nos._exit(0)", "kernel died in `relu`", "not run"),
    ],
    ids=["endless", "endless and stubborn", "dies"],
)
def test_endless_or_deadly_cell_ends_and_is_named(folder, take, code, word, state_after):
    take("all-right")
    change(folder, lambda notebook: setattr(cell(notebook, "relu"), "source", code))
    done = check(folder, "--seconds", "2")
    assert done.returncode == 1
    told = lines(done)
    assert told["Exercise 5: a stable softmax, column by column"] == "passed"
    assert told["Exercise 11: ReLU"] == "NOT YET"
    assert told["Exercise 12: the Jacobian of ReLU times a vector"] == state_after
    assert word in done.stdout


def remove(key):
    return lambda notebook: notebook.cells.remove(cell(notebook, key))


def double(notebook):
    copy = nbformat.from_dict(cell(notebook, "test_relu"))
    copy["id"] = "copy"
    notebook.cells.append(copy)


def make_raw(notebook):
    changed = cell(notebook, "relu")
    changed.cell_type = "raw"
    del changed["outputs"], changed["execution_count"]


def leave_an_error(notebook):
    error = nbformat.v4.new_output("error", ename="NameError", evalue="no z", traceback=[])
    cell(notebook, "relu").outputs = [error]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (remove("test_relu"), "The test cell `test_relu` is missing"),
        (remove("relu"), "The answer cell `relu` is missing"),
        (remove("jacobian_symmetry"), "The written answer `jacobian_symmetry` is missing"),
        (double, "The test cell `test_relu` occurs 2 times"),
        (lambda n: setattr(cell(n, "test_relu"), "source", "pass"), "The test cell `test_relu` was changed"),
        (lambda n: setattr(cell(n, "setup"), "source", "import numpy"), "The cell `setup` was changed"),
        (make_raw, "`relu` has become a raw cell: change its type back to code"),
        (leave_an_error, "still shows an error, below `relu`"),
    ],
    ids=["no test", "no answer", "no written answer", "two tests", "other test", "other locked", "raw", "error"],
)
def test_what_the_file_lacks_is_named(folder, edit, words):
    assert inspect_folder(folder).problems == []
    change(folder, edit)
    [problem] = inspect_folder(folder).problems
    assert words in problem


def test_spaces_at_the_ends_of_lines_are_no_change(folder):
    def space(notebook):
        cell(notebook, "setup").source = "\n".join(line + "  " for line in cell(notebook, "setup").source.splitlines())

    change(folder, space)
    assert inspect_folder(folder).problems == []


def test_renamed_notebook_is_found_and_named(folder):
    (folder / f"{NAME}.ipynb").rename(folder / "mine (1).ipynb")
    (folder / "scratch.ipynb").write_text(nbformat.writes(nbformat.v4.new_notebook()))
    inspected = inspect_folder(folder)
    assert inspected.path.name == "mine (1).ipynb"
    assert inspected.problems == [
        f"The notebook is called mine (1).ipynb: rename it to {NAME}.ipynb, or it will not be marked."
    ]


def test_missing_and_cut_off_notebooks_are_told_without_running(folder):
    path = folder / f"{NAME}.ipynb"
    path.write_text(path.read_text()[:2000])
    done = check(folder)
    assert done.returncode == 1
    assert "cut off while saving" in done.stdout
    path.unlink()
    done = check(folder)
    assert done.returncode == 1
    assert f"{NAME}.ipynb is missing" in done.stdout
    assert "Traceback" not in done.stderr


def test_changed_public_tests_are_named(folder):
    (folder / "public_tests.py").write_text("def test_relu(target): pass\n")
    [problem] = inspect_folder(folder).problems
    assert "public_tests.py" in problem


@pytest.mark.parametrize("content", [None, "{", "[]"])
def test_folder_without_its_list_says_what_to_do(folder, content):
    (folder / "released.json").unlink()
    if content is not None:
        (folder / "released.json").write_text(content)
    with pytest.raises(NotReleased, match=r"released\.json is"):
        inspect_folder(folder)
    assert check(folder).returncode == 2


def test_importing_it_starts_neither_tensorflow_nor_a_notebook(folder):
    code = (
        "import sys, utils.selfcheck; print([n for n in ('tensorflow', 'nbclient', 'matplotlib') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_cell_of_the_notebook_checks_it_once(folder, take):
    """Where somebody looks, the cell prints the whole check; in the check's own kernel it stops at once."""
    take("all-right")
    ask = nbformat.v4.new_code_cell("from utils import selfcheck\nselfcheck.run()")
    change(folder, lambda notebook: notebook.cells.append(ask))
    for session, word in (("here", "Ready to hand in"), ("", "needs an open notebook")):
        environment = {**os.environ, "JPY_SESSION_NAME": session}
        command = [sys.executable, "-c", "from utils import selfcheck; selfcheck.run()"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        assert word in done.stdout


def test_list_holds_no_answer(kit):
    for path in kit.glob("release/*/released.json"):
        listed = json.loads(path.read_text())
        assert {key for entry in listed["cells"] for key in entry} <= {
            "grade_id", "role", "cell_type", "checksum", "title", "source",
        }  # fmt: skip
        sources = [entry["source"] for entry in listed["cells"] if "source" in entry]
        assert sources
        assert all(source.startswith("public_tests.test_") and "\n" not in source for source in sources)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["01_binary_digits", "02_multiclass_digits", "03_softmax_regression", "04_tensorflow_training"]
)
def test_finished_notebooks_of_the_class_are_ready(take, name):
    done = check(take("all-right", name))
    assert done.returncode == 0, done.stdout
    assert set(lines(done).values()) <= {"passed", "written"}
