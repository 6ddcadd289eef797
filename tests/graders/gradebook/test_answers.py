"""A mark by hand is asked for again where its own answer has changed since it was given, and nowhere else."""

import json
import tempfile
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.core.results import SubmissionResult
from graders.course.assignment import Assignment
from graders.course.course import Course
from graders.gradebook.answers import answer_digests, is_earlier
from graders.gradebook.connection import open_gradebook
from graders.gradebook.recorder import load_mark, record
from graders.release.register_assignment import ensure_assignment
from graders.reports.marks_table import rows

NAME = "week"
ANSWERS = ("proof", "plot")
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def cell(make, text, key, **fields):
    """Make a cell as nbgrader's toolbar does."""
    made = make(text, id=key)
    known = {"schema_version": 3, "grade_id": key, "grade": False, "solution": False, "locked": False, "task": False}
    made.metadata["nbgrader"] = known | fields
    return made


def notebook(proof="", plot="", code="", task="", points=3.0):
    """Make a notebook with one cell of each kind that a person marks, and with a test."""
    hand = {"grade": True, "solution": True}
    return new_notebook(
        cells=[
            new_markdown_cell("## A proof", id="heading"),
            cell(new_markdown_cell, proof, "proof", points=points, **hand),
            cell(new_code_cell, plot, "plot", points=4, **hand),
            cell(new_code_cell, code, "double", solution=True),
            cell(new_code_cell, "assert double(1) == 2", "test_double", grade=True, locked=True, points=2),
            cell(new_markdown_cell, "Do as you like.", "task", task=True, locked=True, points=5),
            new_markdown_cell(task, id="mine"),
        ],
        metadata=KERNEL,
    )


@pytest.fixture
def course(tmp_path):
    """Give a course with that notebook."""
    enter(Course(tmp_path))
    return Course(tmp_path)


def enter(course, **content):
    """Write the source notebook and bring the gradebook up to date."""
    folder = course.root / "source" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook(**content), folder / f"{NAME}.ipynb")
    return ensure_assignment(course, Assignment(NAME, folder, course.root / "none"))


def mark(course, problem="", stamp="", points=3.0, student="ada", **content):
    """Record a mark, as `autograde` does."""
    worth = {"proof": points, "plot": 4.0, "test_double": 2.0}
    scores = dict.fromkeys(worth, 0.0) if problem else {"proof": None, "plot": None, "test_double": 1.0}
    result = SubmissionResult(student, NAME, scores, worth, problem=problem, stamp={"submission": stamp})
    record(course, result, notebook(**content))
    return result


def by_hand(course, comment=None, student="ada", **scores):
    """Mark as formgrader writes it."""
    with open_gradebook(course) as gradebook:
        for key, score in scores.items():
            grade = gradebook.find_grade(key, NAME, NAME, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            if comment:
                gradebook.find_comment(key, NAME, NAME, student).manual_comment = comment
        gradebook.db.commit()


def flagged(course, student="ada"):
    """List what formgrader shows as waiting."""
    with open_gradebook(course) as gradebook:
        found = gradebook.find_submission_notebook(NAME, NAME, student)
        return {grade.cell.name for grade in found.grades if grade.needs_manual_grade}


WORK = {"proof": "It follows.", "plot": "show(1)", "code": "x = 1", "task": "I built it."}


def marked_by_hand(course):
    """Record, and let a person mark all of it."""
    mark(course, **WORK)
    assert flagged(course) == {"proof", "plot", "task"}
    by_hand(course, proof=2, plot=3, task=4, test_double=2)
    assert flagged(course) == set()


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, set()),
        ({"proof": "It does not follow."}, {"proof", "task"}),
        ({"proof": "It follows.  \n"}, set()),
        ({"plot": "show(2)"}, {"plot", "task"}),
        ({"code": "x = 2"}, {"test_double", "task"}),
        ({"task": "I built another."}, {"task"}),
    ],
)
def test_only_what_changed_is_asked_for_again(course, change, asked):
    marked_by_hand(course)
    mark(course, **(WORK | change))
    assert flagged(course) == asked
    [row] = rows(course)
    assert row.state == ("answer changed since it was marked" if asked else "")
    assert row.score == 2 + 3 + 4 + 2
    mark(course, **(WORK | change))  # nothing is forgotten, and nothing more asked for
    assert flagged(course) == asked


def test_the_answer_that_was_marked_is_known_after_several_others(course):
    marked_by_hand(course)
    for proof in ("second", "third", "third"):
        mark(course, **(WORK | {"proof": proof}))
        assert flagged(course) == {"proof", "task"}
    mark(course, **WORK)  # the first one again, for which the mark was given
    assert flagged(course) == set()
    mark(course, **(WORK | {"proof": "fourth"}))
    by_hand(course, proof=1)
    mark(course, **WORK)  # the mark is the fourth's now
    assert flagged(course) == {"proof"}


def test_a_picture_is_a_part_of_the_answer(course):
    first, second = notebook(**WORK), notebook(**WORK)
    first.cells[1].attachments = {"proof.png": {"image/png": "AAAA"}}
    second.cells[1].attachments = {"proof.png": {"image/png": "BBBB"}}
    changed = {key for key, digest in answer_digests(first).items() if answer_digests(second)[key] != digest}
    assert changed == {"proof", "task"}


def test_other_points_ask_for_another_mark(course):
    marked_by_hand(course)
    enter(course, points=6.0)
    mark(course, points=6.0, **WORK)
    assert flagged(course) == {"proof"}
    [row] = rows(course)
    assert row.max_score == 6 + 4 + 2 + 5


def test_an_unreadable_file_that_a_person_marked_is_not_asked_for_again(course):
    mark(course, problem="no JSON", stamp="one")
    by_hand(course, proof=1, plot=1, task=1, test_double=1)
    mark(course, problem="no JSON", stamp="one")
    assert flagged(course) == set()
    mark(course, problem="no JSON", stamp="another")
    assert flagged(course) == {"proof", "plot", "test_double", "task"}
    mark(course, **WORK)
    assert flagged(course) == {"proof", "plot", "test_double", "task"}


def test_marks_from_before_answers_were_hashed_are_known_by_the_notebook(course):
    marked_by_hand(course)
    path = course.autograded / "ada" / NAME / "mark.json"
    old = load_mark(course, "ada", NAME)
    old.answers = {}
    path.write_text(json.dumps({"student": "ada", "assignment": NAME, "scores": old.scores}))
    mark(course, **(WORK | {"plot": "show(2)"}))
    assert flagged(course) == {"plot", "task"}


def test_a_comment_belongs_to_the_answer_that_it_was_written_for(course):
    mark(course, **WORK)
    by_hand(course, comment="Why?", proof=2)
    assert not is_earlier(mark(course, **WORK), "proof", "Why?")
    result = mark(course, **(WORK | {"proof": "Because."}))
    assert is_earlier(result, "proof", "Why?")
    assert not is_earlier(result, "proof", "Now I see.")  # written since then
    by_hand(course, comment="Now I see.", proof=3)
    assert not is_earlier(mark(course, **(WORK | {"proof": "Because."})), "proof", "Now I see.")


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.booleans()), min_size=1, max_size=8))
def test_any_order_of_handing_in_and_marking(steps):
    """Whatever comes after what, a mark waits if and only if the answer is not the one that the person saw."""
    with tempfile.TemporaryDirectory() as folder:
        course = Course(Path(folder))
        enter(course)
        seen = None
        for answer, person in steps:
            mark(course, **(WORK | {"proof": answer}))
            assert ("proof" in flagged(course)) == (seen != answer)
            if person:
                by_hand(course, proof=1)
                seen = answer
