"""After a change of one exercise's hidden checks only that exercise is judged again, with the marks of a run anew."""

import json
import shutil

import nbformat
import pytest

from graders.course.course import Course

pytestmark = [pytest.mark.sandbox, pytest.mark.sampled(2)]

ASSIGNMENT = "05_shallow_backprop"
SAMPLES = ("all-right", "relup-by-a-norm", "network-changed-in-place")
EXERCISE = "relup"
CHECK = "def check_values(target: Any, rng: np.random.Generator) -> None:\n"


@pytest.fixture
def autograde(kit, kit_copy, graders, tmp_path):
    """Give a function that marks a small class with a kit that a test may change, and reads the marks."""
    root = tmp_path / "course"
    for name in SAMPLES:
        shutil.copytree(kit / "examples" / "submitted" / name / ASSIGNMENT, root / "submitted" / name / ASSIGNMENT)

    def run(*options, status=0):
        done = graders("--course", root, "autograde", ASSIGNMENT, *options, kit=kit_copy)
        assert done.returncode == status, done.stderr
        return {name: read(Course(root), name) for name in SAMPLES}

    return run


def read(course, student):
    """Read a mark file and the outputs of the test cells in the notebook beside it."""
    folder = course.autograded / student / ASSIGNMENT
    notebook = nbformat.read(folder / f"{ASSIGNMENT}.ipynb", as_version=4)
    outputs = {
        cell.metadata.nbgrader.grade_id: without_seconds(cell.outputs)
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code"
    }
    return json.loads((folder / "mark.json").read_text()) | {"outputs": outputs}


def without_seconds(content):
    """Leave out what differs from run to run."""
    if isinstance(content, dict):
        return {key: without_seconds(value) for key, value in content.items() if key != "seconds"}
    return [without_seconds(item) for item in content] if isinstance(content, list) else content


def seconds(mark):
    """Give the seconds of the checks, by exercise."""
    return {e["exercise"]: [check["seconds"] for check in e["checks"]] for e in mark["exercises"]}


def begin_check_with(kit, line):
    """Let one hidden check of the exercise begin with a line."""
    path = kit / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "hidden_tests.py"
    before, found, after = path.read_text().partition(CHECK)
    assert found
    path.write_text(f"{before}{CHECK}    {line}\n{after}")


def unstamped(marks):
    """Leave out seconds, and the hashes of what the marks depend on."""
    return {name: without_seconds(mark) | {"stamp": None, "checks": None} for name, mark in marks.items()}


def test_only_what_has_changed_is_judged_again(autograde, kit_copy):
    first = autograde()
    begin_check_with(kit_copy, "assert rng is not None")
    again = autograde()
    assert unstamped(again) == unstamped(first)
    for name in SAMPLES:
        assert again[name]["stamp"] != first[name]["stamp"]
        before, after = seconds(first[name]), seconds(again[name])
        assert {key for key in before if before[key] != after[key]} == {EXERCISE}, "the other verdicts were kept"
    assert autograde() == again, "then nothing has changed any more"


def test_marks_are_those_of_a_run_anew(autograde, kit_copy):
    first = autograde()
    begin_check_with(kit_copy, "assert False, 'never right'")
    again = autograde()
    assert again["all-right"]["scores"] != first["all-right"]["scores"]
    assert "never right" in json.dumps(again["all-right"]["outputs"])
    assert without_seconds(autograde("--force")) == without_seconds(again)


def test_a_check_that_broke_is_judged_again_once_it_is_mended(autograde, kit_copy):
    first = autograde()
    path = kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE / "hidden_tests.py"
    whole = path.read_text()
    begin_check_with(kit_copy, "1 / 0")
    broken = autograde(status=1)
    assert all(mark["scores"][f"test_{EXERCISE}_hidden"] is None for mark in broken.values())
    path.write_text(whole)
    assert unstamped(autograde()) == unstamped(first)


def test_a_kept_notebook_that_is_damaged_is_made_anew(autograde, kit_copy, tmp_path):
    first = autograde()
    damaged = tmp_path / "course" / "autograded" / "all-right" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    damaged.write_text("no notebook")
    begin_check_with(kit_copy, "assert rng is not None")
    assert unstamped(autograde()) == unstamped(first)
