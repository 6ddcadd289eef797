"""A course folder: its assignments, its submissions, nbgrader's view of it."""

import pytest

from graders.core.exceptions import CannotWrite, MissingFile, UnknownName
from graders.course.course import KIT, make_folder, open_course


@pytest.fixture
def course(tmp_path):
    for name in ("02_second", "01_first"):
        (tmp_path / "source" / name).mkdir(parents=True)
        (tmp_path / "source" / name / f"{name}.ipynb").touch()
    (tmp_path / "source" / "notes").mkdir()
    (tmp_path / "source" / "readme.txt").touch()
    for student, name in (("bob", "01_first"), ("ann", "01_first"), ("ann", "02_second"), (".trash", "01_first")):
        (tmp_path / "submitted" / student / name).mkdir(parents=True)
    (tmp_path / "submitted" / "list.csv").touch()
    return open_course(tmp_path)


def test_assignments_are_the_folders_with_a_notebook_of_their_name_in_order(course):
    assert course.assignments() == ["01_first", "02_second"]
    assert course.notebook("01_first").is_file()


def test_none_asked_means_all_and_each_counts_once(course):
    assert course.choose() == ["01_first", "02_second"]
    assert course.choose(["02_second", "02_second"]) == ["02_second"]


def test_an_unknown_assignment_is_told_with_the_nearest(course):
    with pytest.raises(UnknownName, match=r"no assignment is called '02_secnod'; did you mean 02_second\?"):
        course.choose(["01_first", "02_secnod"])


def test_a_course_without_a_source_of_its_own_takes_the_kits(tmp_path):
    course = open_course(tmp_path)
    assert course.source == KIT / "source"
    assert course.release == tmp_path / "release"
    assert open_course().root == KIT
    assert course.assignments() == open_course().assignments() != []


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(MissingFile, match="submitted/ and gradebook"):
        open_course(tmp_path / "nowhere")


def test_nbgrader_sees_the_courses_folder_and_the_kits_settings(course, tmp_path):
    coursedir = course.coursedir()
    assert coursedir.root == str(tmp_path)
    assert coursedir.source_directory == str(tmp_path / "source")
    assert coursedir.db_url == f"sqlite:///{tmp_path}/gradebook.db"
    assert course.config().AssignLatePenalties.plugin_class == "graders.nbgrader_plugins.late_penalty.PerDay"


def test_a_course_may_have_settings_of_its_own(course, tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c.CourseDirectory.db_url = 'sqlite:///elsewhere.db'")
    assert course.coursedir().db_url == "sqlite:///elsewhere.db"


def test_a_folder_is_made_with_its_parents(tmp_path):
    assert make_folder(tmp_path / "a" / "b").is_dir()
    assert list(make_folder(tmp_path / "a" / "b").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="make it writable or choose another folder"):
        make_folder(tmp_path / "file" / "b")
