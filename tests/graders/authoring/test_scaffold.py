"""``new``: an exercise that is proved as it stands, put where it was asked for; a name that cannot be used changes nothing."""

import nbformat
import pytest

from graders.authoring.check_course import prove
from graders.authoring.scaffold import scaffold
from graders.core.exceptions import GradersError, UnknownName
from graders.course.course import open_course
from tests.graders.courses import KEY, NAME, make_course


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def content(course):
    return {str(path): path.read_bytes() for path in sorted(course.root.rglob("*")) if path.is_file()}


def keys(course):
    return [cell.id for cell in nbformat.read(course.assignment(NAME).notebook_path, as_version=4).cells]


def test_what_is_made_is_told_and_in_the_courses_own_folders(course):
    before = content(course)
    written = scaffold(course, NAME, "row_means")
    assert written == [
        course.root / "graders" / "exercises" / NAME / "row_means",
        course.root / "source" / NAME / f"{NAME}.ipynb",
        course.root / "source" / NAME / "public_tests.py",
    ]
    changed = {path for path, text in content(course).items() if before.get(path) != text}
    assert all(any(path.startswith(str(place)) for place in written) for path in changed)
    assert keys(course)[-4:] == ["row_means-task", "row_means", "test_row_means", "test_row_means_hidden"]
    assert not any("EXERCISE" in path.read_text() for path in written[0].rglob("*.*"))


def test_the_sample_passes_its_own_proof(course):
    scaffold(course, NAME, "row_means")
    findings, judged = prove(open_course(course.root), {NAME: ["row_means"]}, jobs=2)
    assert findings == []
    assert judged >= 7


def test_it_comes_behind_the_last_cell_of_the_exercise_that_was_named(course):
    scaffold(course, NAME, "last")
    scaffold(course, NAME, "between", after=KEY)
    order = [key for key in keys(course) if not key.startswith("test_") and not key.endswith("-task")]
    assert order[-3:] == [KEY, "between", "last"]
    found = keys(course)
    assert found[found.index("between-task") - 1] == f"test_{KEY}_hidden"


def test_the_tests_of_before_are_kept(course):
    scaffold(course, NAME, "row_means")
    opened = open_course(course.root).assignment(NAME)
    for key in (KEY, "row_means"):
        assert callable(opened.exercise(key).public_test())
    assert opened.source.points()["test_row_means"] == opened.exercise("row_means").public_points


@pytest.mark.parametrize(
    ("key", "after", "error"),
    [
        ("Row", None, "cannot name an exercise"),
        ("two words", None, "cannot name an exercise"),
        ("class", None, "cannot name an exercise"),
        ("../../outside", None, "cannot name an exercise"),
        ("", None, "cannot name an exercise"),
        ("x" * 80, None, "cannot name an exercise"),
        (KEY, None, f"already has {KEY}"),
        ("row_means", "doubl", "did you mean double"),
    ],
)
def test_a_name_that_cannot_be_used_changes_nothing(course, key, after, error):
    before = content(course)
    with pytest.raises(GradersError, match=error):
        scaffold(course, NAME, key, after)
    assert content(course) == before


@pytest.mark.parametrize("public", [None, "", '"""Tests."""\n', "from utils.checks import Function, passed\n"])
def test_public_tests_import_what_the_sample_needs(course, public):
    path = course.assignment(NAME).public_tests
    path.unlink()
    if public is not None:
        path.write_text(public)
    scaffold(course, NAME, "row_means")
    test = open_course(course.root).assignment(NAME).exercise("row_means").public_test()
    test(lambda x: x.mean(axis=1))
    text = path.read_text()
    assert text.startswith((public or "").strip())
    assert [text.count(f"import {name}") for name in ("numpy", "Function")] == [1, 1]


def test_public_tests_that_are_no_python_are_told_before_anything_is_written(course):
    course.assignment(NAME).public_tests.write_text("def test_(:\n")
    before = content(course)
    with pytest.raises(GradersError, match=r"public_tests\.py is no Python"):
        scaffold(course, NAME, "row_means")
    assert content(course) == before


def test_an_assignment_that_does_not_exist_is_told(course):
    with pytest.raises(UnknownName, match="did you mean week"):
        scaffold(course, "weak", "row_means")
