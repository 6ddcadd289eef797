"""A course folder with notebooks and tests of its own: marked by them, and nothing in it is ever written over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graders.gradebook.connection import open_gradebook
from tests.graders.courses import HIDDEN, NAME, PUBLIC, hand_in, make_course

HELPER = "def helper(x):\n    return x\n"


@pytest.fixture
def command(graders):
    """Give a function that runs `python -m graders` on a course; it must succeed."""

    def run(course, *words, status=0, **more):
        done = graders("--course", course.root, *words, **more)
        assert done.returncode == status, done.stderr + done.stdout
        return done

    return run


def nbgrader(course, *words):
    """Run the plain command in a course folder, with the kit's configuration."""
    tool = Path(sys.executable).with_name("nbgrader")
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment = inherited | {"PATH": os.pathsep.join([str(tool.parent), os.environ["PATH"]])}
    done = subprocess.run([tool, *words], cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def content(folder):
    """Read all files of a folder, and what kind of thing each entry is."""
    return {
        str(path.relative_to(folder)): (path.is_symlink(), path.read_bytes() if path.is_file() else None)
        for path in sorted(folder.rglob("*"))
    }


def score(course, student):
    """Give what a student got for each cell, as the mark file has it."""
    path = course.root / "autograded" / student / NAME / "mark.json"
    return json.loads(path.read_text())["scores"]


@pytest.mark.parametrize("setup", ["import public_tests", "import public_tests\nfrom utils import checks"])
def test_the_instructors_utils_stay_as_they_are(tmp_path, command, setup):
    course = make_course(tmp_path, setup=setup)
    own = course.root / "source" / NAME / "utils"
    own.mkdir()
    (own / "__init__.py").touch()
    (own / "helper.py").write_text(HELPER)
    (own / "checks.py").write_text("MINE = True\n")
    (own / "weights.bin").write_bytes(bytes(range(256)))
    (own / "__pycache__").mkdir()
    (own / "__pycache__" / "helper.pyc").write_bytes(b"\0")
    (own / "link.py").symlink_to("helper.py")
    before = content(course.root / "source")
    hand_in(course, "ann")
    for run, words in (
        (command, ["release"]),
        (command, ["autograde"]),
        (nbgrader, ["generate_assignment", NAME, "--force"]),
        (nbgrader, ["autograde", NAME, "--force"]),
        (command, ["release"]),
    ):
        run(course, *words)
        assert content(course.root / "source") == before, words
    assert (course.root / "release" / NAME / "utils" / "helper.py").read_text() == HELPER


def test_a_course_without_utils_is_given_the_kits_where_its_notebook_imports_them(tmp_path, command, kit):
    course = make_course(tmp_path, setup="import public_tests\nfrom utils import checks")
    command(course, "release")
    names = {path.relative_to(kit / "utils") for path in (kit / "utils").rglob("*.py")}
    for folder in ("source", "release"):
        made = course.root / folder / NAME / "utils"
        assert {path.relative_to(made) for path in made.rglob("*.py")} == names
    edited = course.root / "source" / NAME / "utils" / "checks.py"
    edited.write_text("MINE = True\n")
    command(course, "release")
    assert edited.read_text() == "MINE = True\n"


def test_verdicts_are_those_of_the_courses_own_tests(tmp_path, command):
    """The same answer in two courses, of which one asks for three times the number."""
    scores = []
    for name, factor in (("two", 2), ("three", 3)):
        ask = [
            text.replace("== 6", f"== {3 * factor}").replace("== 14", f"== {7 * factor}") for text in (PUBLIC, HIDDEN)
        ]
        answer = f"def double(x):\n    ### BEGIN SOLUTION\n    return {factor} * x\n    ### END SOLUTION"
        course = make_course(tmp_path / name, public=ask[0], hidden=ask[1], answer=answer)
        hand_in(course, "ann")
        command(course, "autograde")
        scores.append(score(course, "ann"))
    nbgrader(course, "autograde", NAME, "--force")
    with open_gradebook(course) as gradebook:
        entry = gradebook.find_submission_notebook(NAME, NAME, "ann")
        assert {grade.cell.name: grade.auto_score for grade in entry.grades} == scores[-1]
    assert scores == [{"test_double": 1, "test_double_hidden": 2}, {"test_double": 0, "test_double_hidden": 0}]


def test_a_change_of_the_courses_tests_marks_it_again_and_one_of_the_kits_does_not(tmp_path, command, kit_copy):
    """In a kit that may be changed, with a course elsewhere whose assignment has the name of one of the kit's."""
    course = make_course(tmp_path / "course")
    hand_in(course, "ann")

    def marked(*words):
        return command(course, "autograde", *words, kit=kit_copy).stdout

    assert "1 marked, 0 unchanged" in marked()
    for folder in (kit_copy / "source" / NAME, kit_copy / "graders" / "exercises" / NAME / "double"):
        folder.mkdir(parents=True)
    (kit_copy / "source" / NAME / "public_tests.py").write_text("1 / 0\n")
    (kit_copy / "source" / NAME / f"{NAME}.ipynb").write_text("{}")
    (kit_copy / "graders" / "exercises" / NAME / "double" / "hidden_tests.py").write_text("1 / 0\n")
    with (kit_copy / "source" / "05_shallow_backprop" / "public_tests.py").open("a") as file:
        file.write("# another line\n")
    assert "0 marked, 1 unchanged" in marked()
    for path in (
        course.root / "source" / NAME / "public_tests.py",
        course.root / "graders" / "exercises" / NAME / "double" / "hidden_tests.py",
    ):
        with path.open("a") as file:
            file.write("# another line\n")
        assert "1 marked, 0 unchanged" in marked()
        assert "0 marked, 1 unchanged" in marked()
    assert score(course, "ann") == {"test_double": 1, "test_double_hidden": 2}
