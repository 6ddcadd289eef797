"""What of a mark stands when hidden checks have changed, and how it is put together with what was judged again."""

from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from graders.core.results import CheckResult, ExerciseResult, NotebookVerdict, SubmissionResult
from graders.marking.incremental import merge, standing

STAMP = {"kit": "1", "notebook": "n", "hidden_tests": "old", "seed": "7"}
CHECKS = {"one": "a", "two": "b"}
TESTS = ("test_one", "test_one_hidden", "test_two", "test_two_hidden")


def exercise(key, earned, message=""):
    outcome = "passed" if earned == 2 else "failed"
    return ExerciseResult(key, (CheckResult("values", False, 2.0, earned, message, outcome),), 7)


@pytest.fixture
def mark():
    """Give a mark with two exercises and a written answer."""
    return SubmissionResult(
        "ann",
        "week",
        scores={**dict.fromkeys(TESTS, 1.0), "essay": None},
        points={**dict.fromkeys(TESTS, 2.0), "essay": 3.0},
        exercises=[exercise("one", 2.0), exercise("two", 1.0, "old words")],
        repairs=["a cell was put back"],
        seconds=4.5,
        stamp=STAMP,
        checks=CHECKS,
    )


def asked(mark, folder, stamp=None, digests=None):
    """Ask what stands when a hash of a check and so that of all have changed."""
    return standing(mark, {**STAMP, "hidden_tests": "new", **(stamp or {})}, digests or {**CHECKS, "two": "c"}, folder)


def test_where_only_checks_have_changed_these_alone_are_judged_again(mark, tmp_path):
    kept = asked(mark, tmp_path)
    assert (kept.exercises, kept.lost) == (("two",), ("two",))
    assert kept.notebook == tmp_path / "week.ipynb"
    assert asked(mark, tmp_path, digests={"one": "x", "two": "y"}).exercises == ("one", "two")


@pytest.mark.parametrize("changed", ["kit", "notebook", "seed", "another"])
def test_where_more_has_changed_nothing_stands(mark, tmp_path, changed):
    assert asked(mark, tmp_path, stamp={changed: "other"}) is None


def test_where_no_check_has_changed_nothing_is_to_be_merged(mark, tmp_path):
    assert asked(mark, tmp_path, digests=CHECKS) is None


@pytest.mark.parametrize(
    "change",
    [
        {"problem": "no notebook"},
        {"limits": ["cell x was stopped"]},  # another run may go another way
        {"checks": {"one": "a"}},  # an exercise has come
        {"checks": {}},  # as marks were before checks had hashes
        {"exercises": [exercise("one", 2.0)]},  # it was not judged
        {"faults": ["week/one: broken"]},  # that which has not changed has to be tried again
    ],
)
def test_a_mark_that_cannot_be_built_on_does_not_stand(mark, tmp_path, change):
    assert asked(replace(mark, **change), tmp_path) is None


def test_a_fault_of_the_check_that_was_mended_is_judged_again(mark, tmp_path):
    assert asked(replace(mark, faults=["week/two: broken"]), tmp_path).exercises == ("two",)


@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"cells": 1}'])
def test_a_notebook_that_cannot_be_read_any_more_is_none(mark, tmp_path, content):
    if content is not None:
        (tmp_path / "week.ipynb").write_text(content)
    assert asked(mark, tmp_path).read() is None


def notebook(text):
    """Make an executed notebook whose cells all show a text."""
    cells = [new_code_cell("", id=key, outputs=[new_output("stream", text=f"{key} {text}")]) for key in ("own", *TESTS)]
    for cell in cells[1:]:
        cell.metadata["nbgrader"] = {"grade_id": cell.id, "grade": True, "solution": False, "locked": True}
    return new_notebook(cells=cells)


def test_what_was_judged_again_takes_its_place_and_all_else_stays(mark, tmp_path):
    nbformat.write(notebook("before"), tmp_path / "week.ipynb")
    kept = asked(mark, tmp_path).read()
    result = SubmissionResult("ann", "week", repairs=list(mark.repairs), stamp={"hidden_tests": "new"})
    again = {"test_two": 2.0, "test_two_hidden": 0.5}
    verdict = NotebookVerdict(again, {}, [exercise("two", 2.0)], [], [], seconds=9.0, partial=True)
    merge(mark, kept, result, verdict, notebook("after"))
    assert result.scores == {**mark.scores, **again}
    assert result.points == mark.points
    assert result.exercises == [exercise("one", 2.0), exercise("two", 2.0)]
    assert (result.repairs, result.seconds, result.faults) == (mark.repairs, mark.seconds, [])
    shown = {cell.id: cell.outputs[0].text.split()[1] for cell in kept.cells}
    assert shown == {key: "after" if "two" in key else "before" for key in ("own", *TESTS)}


def test_a_fault_that_came_of_judging_again_is_kept(mark, tmp_path):
    result = SubmissionResult("ann", "week")
    verdict = NotebookVerdict(
        {"test_two_hidden": None}, {}, [exercise("two", 0.0)], [], ["week/two: broken"], 1.0, True
    )
    merge(mark, notebook("before"), result, verdict, notebook("after"))
    assert result.scores["test_two_hidden"] is None
    assert result.faults == ["week/two: broken"]
