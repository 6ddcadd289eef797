"""What stopped an answer's cell is told before what its checks miss because of it; with a real kernel."""

import pytest
from nbformat.v4 import new_code_cell

from graders.course.settings import Limits
from graders.judge.notebook import judge_notebook
from graders.judge.single_answer import SingleAnswer, judge_answer

LIMITS = Limits(cell_seconds=20.0, check_seconds=20.0, total_seconds=100.0)
RIGHT = "def double(x):\n    return 2 * x"


@pytest.fixture
def told(week, week_template, notebook_with):
    """Give what the checks of `double` say of an answer, and what its public test cell shows."""

    def told(answer, own=""):
        notebook = notebook_with(double=answer)
        if own:
            notebook.cells.insert(1, new_code_cell(own, id="own"))
        first, _ = judge_notebook(week, notebook, 7, week_template, LIMITS).exercises
        assert first.exercise == "double"
        return [check.message for check in first.checks]

    return told


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("def double(x)\n    return 2 * x", "stopped with SyntaxError: expected ':' in line 1"),
        ("def double(x):\nreturn 2 * x", "stopped with IndentationError: expected an indented block"),
        (
            f"import nowhere_at_all\n{RIGHT}",
            "stopped with ModuleNotFoundError: No module named 'nowhere_at_all' in line 1",
        ),
        (f"from math import nothing\n{RIGHT}", "stopped with ImportError: cannot import name 'nothing' from 'math'"),
        (f"%no_such_magic\n{RIGHT}", "stopped with UsageError: Line magic function `%no_such_magic` not found"),
        (f"%%no_such_magic\n{RIGHT}", "stopped with UsageError: Cell magic `%%no_such_magic` not found"),
        (f"\nnumbers = [1][5]\n{RIGHT}", "stopped with IndexError: list index out of range in line 2"),
        (f"%%time\n\n1 / 0\n{RIGHT}", "stopped with ZeroDivisionError: division by zero in line 3"),
        (f"undefined_here\n{RIGHT}", "stopped with NameError: name 'undefined_here' is not defined in line 1"),
        (f"n = int(input())\n{RIGHT}", "asks for input in line 1"),
        (f"raise SystemExit\n{RIGHT}", "stopped with SystemExit"),
        (f"class Own(NotImplementedError): pass\nraise Own('no')\n{RIGHT}", "stopped with Own: no in line 2"),
    ],
)
def test_the_cells_own_error_stands_first_in_every_check(told, answer, cause):
    for message in told(answer):
        assert message.startswith(f"Your cell {cause}")
        assert "so `double` was never defined" in message


def test_a_package_that_marking_does_not_have_is_told_as_that(told):
    assert "Marking does not have `nowhere_at_all`" in told(f"import nowhere_at_all\n{RIGHT}")[0]


def test_a_cell_of_their_own_that_should_have_defined_the_answer_is_told_likewise(told):
    assert told("# see below", "def double(x)\n    return 2 * x")[0].startswith("Your cell stopped with SyntaxError")


def test_a_helper_that_the_stopped_cell_did_not_reach_is_told_with_the_cells_error(told):
    message = told("def double(x):\n    return twice(x)\n\n1 / 0\ndef twice(x):\n    return 2 * x")[1]
    assert message.startswith("Your cell stopped with ZeroDivisionError: division by zero in line 4")
    assert "name 'twice' is not defined" in message


def test_an_error_after_the_definition_leaves_a_right_answer_its_points(told):
    assert told(f"{RIGHT}\nassert double(1) == 3") == ["", "", ""]


def test_the_stubs_own_line_is_unwritten_and_no_error_of_theirs(told):
    messages = told("# YOUR CODE HERE\nraise NotImplementedError()")
    assert not any("stopped" in message for message in messages)


@pytest.mark.parametrize("line", ["input('go on?')", "import pdb; pdb.set_trace()"])
def test_a_function_that_asks_for_input_is_told_so(told, line):
    for message in told(f"def double(x):\n    {line}\n    return 2 * x"):
        assert "a call for input" in message
        assert "no keyboard" in message


def test_a_library_that_does_not_implement_something_is_not_an_unwritten_answer(told):
    for message in told("import codecs\n\ndef double(x):\n    return codecs.Codec().encode(x)"):
        assert "NotImplementedError in your line `return codecs.Codec().encode(x)`" in message


@pytest.mark.parametrize("answer", ["def double(x)\n    return 2 * x", f"import nowhere_at_all\n{RIGHT}"])
def test_an_answer_that_is_tried_alone_is_told_likewise(week, week_template, answer):
    single = SingleAnswer(week.exercises["double"], answer, [], [], 7)
    judged = judge_answer(single, week_template, LIMITS)
    assert judged.cause == "error"
    assert all(check.message.startswith("Your cell stopped with ") for check in judged.result.checks)
