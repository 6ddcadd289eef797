"""One answer on its own: after the cells it needs, with references that cross as proxies, and why it stopped as data."""

import pytest

from graders.core.exceptions import KitFault
from graders.course.settings import Limits
from graders.course.source_notebook import CodeCell
from graders.judge.single_answer import SingleAnswer, judge_answer

LIMITS = Limits(check_seconds=20.0)
RIGHT = "def quadruple(x):\n    return double(double(x))"


@pytest.fixture
def judge(week, week_template):
    """Judge an answer to the second exercise after some code, or after the reference of the first."""

    def judge(code, context=None, **fields):
        before = week.source.before("quadruple")
        if context is None:
            context, fields = before, {"replaced": {"double"}, **fields}
        answer = SingleAnswer(week.exercise("quadruple"), code, context, before, 7, **fields)
        return judge_answer(answer, week_template, LIMITS)

    return judge


def test_a_right_answer_gets_all_points_with_the_reference_before_it(judge):
    judged = judge(RIGHT)
    assert (judged.status, judged.message, judged.cause, judged.limits) == ("ok", "", "", [])
    assert judged.result.score == 4


def test_the_code_of_a_reference_is_not_in_the_students_process(judge):
    judged = judge(
        "def quadruple(x):\n    if hasattr(double, '__code__'):\n        return 'read'\n    return double(double(x))"
    )
    assert judged.result.score == 4


@pytest.mark.parametrize(
    ("code", "status", "cause", "message"),
    [
        ("raise NotImplementedError", "error", "unwritten", "NotImplementedError on line 1:"),
        ("1 / 0", "error", "error", "ZeroDivisionError on line 1: division by zero"),
        ("def quadruple(x:\n    return x", "error", "error", "SyntaxError on line 1: "),
        # The name of a class is the student's to choose.
        ("class Unwritten(Exception): pass\nraise Unwritten('NotImplementedError')", "error", "error", "Unwritten"),
        ("import os; os._exit(3)", "error", "ended", "The code ended its own process."),
    ],
)
def test_an_answer_that_stops_by_itself_says_why(judge, code, status, cause, message):
    judged = judge(code)
    assert (judged.status, judged.cause) == (status, cause)
    assert judged.message.startswith(message)
    assert judged.result.score == 0


def test_a_fault_before_the_answer_is_ours_unless_a_cell_of_the_students_ran_before(judge):
    broken = CodeCell("setup", "n = 1 / 0")
    with pytest.raises(KitFault, match="the cells before it stop with ZeroDivisionError"):
        judge(RIGHT, [broken])
    own = CodeCell("own", "def double(x):\n    return 2 * x")
    assert judge(RIGHT, [own, broken], student_written={"own"}).result.score == 4


def test_a_students_cell_that_ends_the_process_leaves_nothing_to_judge(judge):
    ends = CodeCell("own", "import os; os._exit(3)")
    judged = judge(RIGHT, [ends], student_written={"own"})
    assert judged.result is None
    assert (judged.status, judged.cause) == ("error", "ended")
