"""A mistake costs once: later exercises are judged with the reference; some exercises alone as if all had been judged."""

import pytest
from nbformat.v4 import new_code_cell

from graders.course.settings import Limits
from graders.judge.notebook import judge_notebook
from graders.judge.partial import Partial
from tests.graders.judge.conftest import cell

ENDS = {"double": "import os\ndef double(x):\n    os._exit(1)"}
WRONG = {"double": "def double(x):\n    return 2 * x + 1"}
LIMITS = Limits(cell_seconds=20.0, check_seconds=20.0, total_seconds=100.0)


@pytest.fixture
def judge(week, week_template, notebook_with):
    """Judge a notebook with some answers in place of the right ones."""

    def judge(only=None, **answers):
        return judge_notebook(week, notebook_with(**answers), 7, week_template, LIMITS, only)

    return judge


def earned(judged):
    return {result.exercise: result.score for result in judged.exercises}


def test_right_answers_get_all_points_and_no_note(judge):
    judged = judge()
    assert earned(judged) == {"double": 4, "quadruple": 4}
    assert judged.scores == {
        "test_double": 1,
        "test_double_hidden": 3,
        "test_quadruple": 1,
        "test_quadruple_hidden": 3,
    }
    assert [result.note for result in judged.exercises] == ["", ""]
    assert not judged.partial


def test_a_mistake_costs_once_and_its_causes_are_told(judge):
    judged = judge(**WRONG)
    first, second = judged.exercises
    assert earned(judged) == {"double": 0, "quadruple": 4}
    assert "the exercises that build on `double` are judged with the reference" in first.note
    assert "Judged with the reference version of `double`" in second.note
    assert [check.name for check in second.checks] == ["public", "value", "zero"]
    assert [check.cause for check in first.checks] == ["assertion"] * 3
    assert [check.cause for check in second.checks] == [""] * 3
    assert judged.scores["test_quadruple"] == 1


@pytest.mark.parametrize(
    "head",
    [
        "%%time\n",
        "%matplotlib inline\n",
        "!ls\n",
        "%%capture\n%config Completer.greedy = True\n",
        "import asyncio\nawait asyncio.sleep(0)\n",
    ],
)
def test_a_right_answer_below_a_line_for_ipython_is_followed_through_like_any_other(judge, head):
    judged = judge(**WRONG, quadruple=f"{head}def quadruple(x):\n    return double(double(x))")
    assert earned(judged) == {"double": 0, "quadruple": 4}


def test_helpers_and_locked_cells_with_lines_for_ipython_are_followed_through(week, week_template, notebook_with):
    notebook = notebook_with(**WRONG, quadruple="def quadruple(x):\n    return twice(double(x)) + zero")
    notebook.cells[0:0] = [
        cell("setup", "%matplotlib inline\nzero = 0\n!ls"),
        new_code_cell("%%time\ndef twice(x):\n    return double(x)", id="helper"),
    ]
    notebook.cells[3].source += " + zero"  # the locked cell's, worked out by the judge itself
    assert notebook.cells[3].metadata.nbgrader.grade_id == "test_double"
    judged = judge_notebook(week, notebook, 7, week_template, LIMITS)
    assert earned(judged) == {"double": 0, "quadruple": 4}
    assert judged.faults == []


def test_a_later_mistake_of_its_own_is_not_forgiven(judge):
    wrong = "def quadruple(x):\n    return double(double(x)) + x"
    judged = judge(**WRONG, quadruple=wrong)
    assert earned(judged) == {"double": 0, "quadruple": 1}  # with the reference the check of zero passes


def test_an_answer_that_ends_the_process_leaves_the_later_ones_their_points(judge):
    judged = judge(**ENDS)
    first, second = judged.exercises
    assert [(check.outcome, check.cause) for check in first.checks] == [
        ("unjudged", "ended"),
        ("failed", "ended"),
        ("unjudged", "unanswered"),
    ]
    assert second.score == 4


def test_an_answer_that_is_not_python_fails_with_its_own_error(judge):
    first, second = judge(double="def double(x:\n    return 2 * x").exercises
    assert [check.cause for check in first.checks] == ["error"] * 3
    assert all("SyntaxError" in check.message for check in first.checks)
    assert second.score == 4


def test_some_exercises_alone_come_out_as_when_all_are_judged(judge):
    whole = judge(**WRONG)
    some = judge(Partial(("quadruple",), ("double",)), **WRONG)
    assert some.partial
    assert some.exercises == whole.exercises[1:]
    assert some.scores == {"test_quadruple": 1, "test_quadruple_hidden": 3}


def test_all_are_judged_if_an_earlier_result_no_longer_stands(judge):
    judged = judge(Partial(("double",), ()), **WRONG)  # it had all points, and others were judged with it
    assert not judged.partial
    assert earned(judged) == {"double": 0, "quadruple": 4}
    improved = judge(Partial(("double",), ("double",)))
    assert not improved.partial
    assert earned(improved) == {"double": 4, "quadruple": 4}
