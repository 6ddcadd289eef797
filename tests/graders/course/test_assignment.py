"""One assignment: everything that it is judged by comes from its own course's folders."""

import json
import pickle

import pytest

from graders.course.course import KIT, open_course
from tests.graders.courses import HIDDEN, KEY, NAME, PUBLIC, TOML, make_course


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def test_a_course_has_its_own_notebook_tests_and_exercises(course):
    assignment = course.assignment(NAME)
    assert assignment.notebook_path == course.root / "source" / NAME / f"{NAME}.ipynb"
    assert list(assignment.exercises) == [KEY]
    exercise = assignment.exercise(KEY)
    assert exercise.max_score == 3
    exercise.public_test()(lambda x: 2 * x)
    with pytest.raises(AssertionError, match="should be 6"):
        exercise.public_test()(lambda x: x)
    assert assignment.source.answer_keys() == [KEY]
    assert set(assignment.official.cells) >= {KEY, f"test_{KEY}", f"test_{KEY}_hidden"}


def test_two_courses_with_an_assignment_of_one_name_do_not_get_each_others_tests(tmp_path):
    for factor in (2, 3):
        public = PUBLIC.replace("== 6", f"== {3 * factor}")
        hidden = HIDDEN.replace("== 14", f"== {7 * factor}")
        make_course(tmp_path / str(factor), public=public, hidden=hidden)
    for factor in (2, 3):
        exercise = open_course(tmp_path / str(factor)).assignment(NAME).exercise(KEY)
        exercise.public_test()(lambda x, factor=factor: factor * x)
        exercise.hidden_checks()["values"](lambda x, factor=factor: factor * x, None)


def test_a_course_that_has_only_submissions_is_marked_by_the_kit(tmp_path):
    ours, theirs = (opened.assignment("05_shallow_backprop") for opened in (open_course(), open_course(tmp_path)))
    assert theirs == ours
    assert theirs.notebook_path.is_relative_to(KIT)
    assert theirs.digests == ours.digests


def test_what_another_process_is_sent_is_where_to_read(course):
    assignment = course.assignment(NAME)
    assert assignment.source.answer_keys() == [KEY]  # read here
    sent = pickle.dumps(assignment)
    assert len(sent) < 1_000
    (course.root / "source" / NAME / "public_tests.py").write_text("CHANGED = True\n")
    there = pickle.loads(sent)
    assert there == assignment
    assert there.source.answer_keys() == [KEY]


FILES = {
    "notebook": f"source/{NAME}/{NAME}.ipynb",
    "public": f"source/{NAME}/public_tests.py",
    "beside": f"source/{NAME}/helper.py",
    "hidden": f"graders/exercises/{NAME}/{KEY}/hidden_tests.py",
    "points": f"graders/exercises/{NAME}/{KEY}/exercise.toml",
    "answer": f"graders/exercises/{NAME}/{KEY}/accepted/right.py",
    "cache": f"source/{NAME}/__pycache__/public_tests.pyc",
    "utils": f"source/{NAME}/utils/checks.py",
}


@pytest.mark.parametrize(
    ("changed", "digests", "checks"),
    [
        ("notebook", {"notebook"}, set()),
        ("public", {"notebook"}, set()),
        ("beside", {"notebook"}, set()),
        ("hidden", {"hidden_tests"}, {KEY}),
        ("points", {"hidden_tests"}, {KEY}),
        ("answer", set(), set()),
        ("cache", set(), set()),
        ("utils", set(), set()),
    ],
)
def test_digests_tell_what_changed_that_a_mark_depends_on(course, changed, digests, checks):
    def read():
        assignment = course.assignment(NAME)
        return assignment.digests, assignment.check_digests

    before = read()
    path = course.root / FILES[changed]
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n")
    for old, new, keys in zip(before, read(), (digests, checks), strict=True):
        assert {key for key in new if new[key] != old[key]} == keys
    assert read() == read()


def test_a_file_that_is_moved_between_exercises_changes_the_digest(course):
    folder = course.root / "graders" / "exercises" / NAME
    before = course.assignment(NAME).digests
    (folder / KEY).rename(folder / "triple")
    assert course.assignment(NAME).digests["hidden_tests"] != before["hidden_tests"]


def test_what_is_imported_decides_what_is_warm(course):
    assert course.assignment(NAME).preloads == ()
    path = course.assignment(NAME).notebook_path
    for line in ("import keras", "from tensorflow import nn", "import tensorflow.math as m"):
        notebook = json.loads(path.read_text())
        next(cell for cell in notebook["cells"] if cell["id"] == "setup")["source"] = [f"import public_tests\n{line}"]
        path.write_text(json.dumps(notebook))
        assert course.assignment(NAME).preloads == ("keras",), line


def test_a_mistake_in_the_manifest_is_not_remembered_when_it_is_mended(tmp_path):
    course = make_course(tmp_path, toml=TOML.replace("minutes = 5", "minutes = 0"))
    path = course.root / FILES["points"]
    with pytest.raises(Exception, match="minutes"):
        course.assignment(NAME).exercise(KEY)
    path.write_text(TOML)
    assert course.assignment(NAME).exercise(KEY).manifest.minutes == 5
