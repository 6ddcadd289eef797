"""An assignment's cells in the gradebook: all or none, brought up to date while nobody has handed in."""

import pytest

from graders.core.exceptions import GradersError
from graders.gradebook.connection import open_gradebook
from graders.release.generate import generate
from graders.release.register_assignment import ensure_assignment, enter_assignment
from tests.graders.courses import KEY, NAME, make_course

TEST, HIDDEN = f"test_{KEY}", f"test_{KEY}_hidden"


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path / "course")


@pytest.fixture
def notebook(course, tmp_path):
    """Give the notebook whose cells are entered."""
    return generate(course, NAME, tmp_path / "made")[1]


def cells(course):
    """Read what stands in the gradebook."""
    with open_gradebook(course) as gradebook:
        entry = gradebook.find_notebook(NAME, NAME)
        points = {cell.name: cell.max_score for cell in entry.grade_cells}
        return points, {cell.name for cell in entry.solution_cells}, {cell.name for cell in entry.source_cells}


def hand_in(course):
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student("ann")
        gradebook.update_or_create_submission(NAME, "ann")


def test_all_cells_are_entered_with_their_points(course, notebook):
    enter_assignment(course, NAME, notebook)
    points, answers, sources = cells(course)
    assert points == {TEST: 1, HIDDEN: 2}
    assert answers == {KEY}
    assert {KEY, TEST, HIDDEN, "setup"} <= sources


def test_an_entry_follows_the_notebook_while_nobody_has_handed_in(course, notebook):
    enter_assignment(course, NAME, notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.id != TEST]
    next(cell for cell in notebook.cells if cell.id == HIDDEN).metadata.nbgrader.points = 5
    enter_assignment(course, NAME, notebook)
    assert cells(course)[0] == {HIDDEN: 5}


def test_points_and_cells_follow_when_somebody_has(course, notebook):
    enter_assignment(course, NAME, notebook)
    hand_in(course)
    next(cell for cell in notebook.cells if cell.id == HIDDEN).metadata.nbgrader.points = 5
    enter_assignment(course, NAME, notebook)
    assert cells(course)[0] == {TEST: 1, HIDDEN: 5}
    notebook.cells = [cell for cell in notebook.cells if cell.id != TEST]
    enter_assignment(course, NAME, notebook)
    assert cells(course)[0] == {HIDDEN: 5}


def test_a_notebook_of_another_name_goes_unless_somebody_has_handed_it_in(course, notebook):
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment(NAME)
        gradebook.add_notebook("old", NAME)
    enter_assignment(course, NAME, notebook)
    with open_gradebook(course) as gradebook:
        assert [entry.name for entry in gradebook.find_assignment(NAME).notebooks] == [NAME]
        gradebook.add_notebook("other", NAME)
    hand_in(course)
    with pytest.raises(GradersError, match=r"submissions of other\.ipynb"):
        enter_assignment(course, NAME, notebook)


def test_what_is_entered_is_not_entered_again(course):
    ensure_assignment(course, course.assignment(NAME))
    before = (course.root / "gradebook.db").read_bytes()
    ensure_assignment(course, course.assignment(NAME))
    assert (course.root / "gradebook.db").read_bytes() == before
    assert not (course.root / "release").exists()  # marking needs no release


def test_a_failure_half_way_leaves_no_entry(course, notebook):
    del notebook.cells[-1].metadata.nbgrader["points"]
    with pytest.raises(KeyError):
        enter_assignment(course, NAME, notebook)
    with open_gradebook(course) as gradebook:
        assert gradebook.assignments == []
