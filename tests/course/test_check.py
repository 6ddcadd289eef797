"""`check` is green on the course as it is, and red, with the exercise's name and advice, once anything breaks."""

import nbformat
import pytest

pytestmark = [pytest.mark.sandbox, pytest.mark.sampled(6)]

ASSIGNMENT, EXERCISE = "05_shallow_backprop", "relu"  # few answers, and no TensorFlow that would have to be imported


def edit_cell(kit, key, old, new):
    path = kit / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    [cell] = [cell for cell in notebook.cells if cell["id"] == key]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, path)


def edit_file(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def red(done, *words):
    assert done.returncode == 1, done
    [line, *_] = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    for word in (f"{ASSIGNMENT}/{EXERCISE}", *words):
        assert word in line
    return line


@pytest.mark.parametrize("exercise", [("02_multiclass_digits", "my_softmax"), (ASSIGNMENT, EXERCISE)])
def test_an_exercise_as_it_is_is_green(graders, exercise):
    done = graders("check", *exercise)
    assert done.returncode == 0, done.stderr
    assert "answers judged" in done.stdout


def test_broken_reference(graders, kit_copy):
    edit_cell(kit_copy, EXERCISE, "### END SOLUTION", "    return a\n    ### END SOLUTION")
    edit_cell(kit_copy, EXERCISE, "### BEGIN SOLUTION", "### BEGIN SOLUTION\n    return a")
    line = red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), "reference solution", "Mend")
    assert f"source/{ASSIGNMENT}" in line


def test_broken_public_test(graders, kit_copy):
    tests = kit_copy / "source" / ASSIGNMENT / "public_tests.py"
    begins = f"def test_{EXERCISE}(target: Any) -> None:\n"
    edit_file(tests, begins, f"{begins}    assert False, 'never right'\n")
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), "`public`", "Mend")


def test_public_test_that_is_gone(graders, kit_copy):
    tests = kit_copy / "source" / ASSIGNMENT / "public_tests.py"
    edit_file(tests, f"def test_{EXERCISE}(", "def test_something_else(")
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), f"test_{EXERCISE}", "public_tests.py")


@pytest.mark.parametrize("broken", ["    assert False, 'never right'\n", "    return\n", "    1 / 0\n"])
def test_broken_hidden_test(graders, kit_copy, broken):
    """A check that refuses all, one that accepts all, and one that crashes."""
    tests = kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "hidden_tests.py"
    text = tests.read_text()
    for line in [line for line in text.splitlines() if line.startswith("def check_")]:
        text = text.replace(line, f"{line}\n{broken}")
    tests.write_text(text)
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy))


def test_points_that_disagree_with_the_notebook(graders, kit_copy):
    manifest = kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "exercise.toml"
    edit_file(manifest, "public = ", "public = 1")
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), f"test_{EXERCISE}", "Make them equal")


def test_wrong_answer_that_nobody_declared(graders, kit_copy):
    folder = kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "wrong_answer"
    (folder / "new_mistake.py").write_text('"""A new mistake."""\n')
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), "new_mistake", "exercise.toml")


def test_stray_file(graders, kit_copy):
    (kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "notes.txt").write_text("?")
    red(graders("check", ASSIGNMENT, EXERCISE, kit=kit_copy), "notes.txt")


def test_scaffolded_exercise_is_green_and_released(graders, kit_copy):
    done = graders("new", ASSIGNMENT, "row_means", "--after", EXERCISE, kit=kit_copy)
    assert done.returncode == 0, done.stderr
    assert graders("check", ASSIGNMENT, "row_means", kit=kit_copy).returncode == 0
    again = graders("new", ASSIGNMENT, "row_means", kit=kit_copy)
    assert again.returncode != 0
    assert "already has row_means" in again.stderr
    assert graders("new", ASSIGNMENT, "Row-Means", kit=kit_copy).returncode != 0
    path = kit_copy / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    ids = [cell["id"] for cell in nbformat.read(path, as_version=4).cells]
    place = ids.index("row_means")
    assert ids[place - 2 : place + 3] == [f"test_{EXERCISE}_hidden", "row_means-task", *ids[place : place + 3]]
    assert ids[place : place + 3] == ["row_means", "test_row_means", "test_row_means_hidden"]
