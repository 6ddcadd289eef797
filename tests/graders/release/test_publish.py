"""release/ is replaced as a whole or not at all, and told when it is not what source/ makes."""

import pytest

from graders.core.exceptions import CannotWrite, GradersError
from graders.gradebook.connection import open_gradebook
from graders.release.publish import differences, release, same_tree, stale
from tests.graders.courses import KEY, NAME, PUBLIC, make_course


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_is_made_with_its_cells_in_the_gradebook_and_made_once(course):
    assert release(course, NAME)
    before = content(course.release / NAME)
    with open_gradebook(course) as gradebook:
        cells = {cell.name: cell.max_score for cell in gradebook.find_notebook(NAME, NAME).grade_cells}
    assert cells == {f"test_{KEY}": 1, f"test_{KEY}_hidden": 2}
    assert not release(course, NAME)
    assert content(course.release / NAME) == before
    assert stale(course, NAME) == []
    assert [path.name for path in course.release.iterdir()] == [NAME]


def test_what_was_changed_on_either_side_is_stale_and_mended_by_a_release(course):
    assert f"{NAME}.ipynb" in stale(course, NAME)  # nothing is released
    release(course, NAME)
    (course.source / NAME / "public_tests.py").write_text(PUBLIC + "# one line more\n")
    (course.release / NAME / "notes.txt").write_text("a stray")
    assert stale(course, NAME) == ["notes.txt", "public_tests.py", "released.json"]
    assert release(course, NAME)
    assert stale(course, NAME) == []


def test_what_python_leaves_does_not_make_a_release_stale(course):
    release(course, NAME)
    caches = course.release / NAME / "__pycache__"
    caches.mkdir()
    (caches / "public_tests.pyc").touch()
    assert stale(course, NAME) == []
    assert not release(course, NAME)


def test_a_release_that_is_refused_leaves_the_old_one(course):
    release(course, NAME)
    before = content(course.release)
    (course.source / NAME / "public_tests.py").write_text(PUBLIC + "# see hidden_tests\n")
    with pytest.raises(GradersError):
        release(course, NAME)
    assert content(course.release) == before
    assert sorted(path.name for path in course.release.iterdir()) == [NAME]


def test_a_gradebook_that_refuses_the_cells_leaves_the_old_release(course):
    release(course, NAME)
    before = content(course.release)
    (course.root / "gradebook.db").write_bytes(b"no database" * 100)
    (course.source / NAME / "public_tests.py").write_text(PUBLIC + "# one line more\n")
    with pytest.raises(GradersError, match="is no gradebook"):
        release(course, NAME)
    assert content(course.release) == before


def test_a_place_that_cannot_be_written_to_is_told(course):
    (course.root / "release").write_text("a file")
    with pytest.raises(CannotWrite):
        release(course, NAME)


def test_trees_are_compared_by_content(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "inner" / "a.txt").write_text("a")
    assert same_tree(tmp_path / "one", tmp_path / "two")
    (tmp_path / "two" / "inner" / "a.txt").write_text("b")  # as long, and as new
    (tmp_path / "one" / "b.txt").touch()
    assert differences(tmp_path / "one", tmp_path / "two") == ["b.txt", "inner/a.txt"]
    assert not same_tree(tmp_path / "one", tmp_path / "nowhere")
