"""An end of the kernel belongs to the cell that asked for it; with a real kernel."""

import pytest
from nbformat.v4 import new_code_cell

from graders.course.settings import Limits
from graders.judge.kernel_ends import asked_to_end, may_end_later
from graders.judge.notebook import judge_notebook
from tests.graders.judge.conftest import cell

LIMITS = Limits(cell_seconds=20.0, check_seconds=20.0, total_seconds=200.0)
WAIT = "import time\ntime.sleep(2)"  # a cell in which a late end comes


@pytest.fixture
def judge(week, week_template, notebook_with):
    """Judge the notebook of `week` with a cell of the student's own before its answers, and one behind the first."""

    def judge(own="", later="", **answers):
        notebook = notebook_with(**answers)
        if later:
            notebook.cells.insert(1, new_code_cell(later, id="later"))
        if own:
            notebook.cells.insert(0, new_code_cell(own, id="own"))
        return judge_notebook(week, notebook, 7, week_template, LIMITS)

    return judge


def earned(judged):
    return {result.exercise: result.score for result in judged.exercises}


ASKS = [
    "exit()",
    "quit",
    "if True:\n    exit()",
    "get_ipython().ask_exit()",
    "get_ipython().kernel.do_shutdown(True)",
    "import IPython\nIPython.Application.instance().kernel.do_shutdown(False)",
]


@pytest.mark.parametrize("asks", ASKS)
def test_a_cell_that_asks_for_the_end_is_named_and_costs_nothing(judge, asks):
    judged = judge(asks, WAIT)
    assert earned(judged) == {"double": 4, "quadruple": 4}
    assert [limit for limit in judged.limits if limit.startswith("Cell `own` asked the kernel to end")] == judged.limits
    assert len(judged.limits) == 1


def test_an_answer_that_ends_with_exit_keeps_its_points(judge):
    assert earned(judge(double="def double(x):\n    return 2 * x\n\nexit()")) == {"double": 4, "quadruple": 4}


@pytest.mark.parametrize(
    "late",
    [
        "import os, threading\nthreading.Timer(0.5, os._exit, [0]).start()",
        "import os, threading, time\ndef end():\n    time.sleep(0.5)\n    os._exit(0)\nthreading.Thread(target=end).start()",
        "import os, asyncio\nasyncio.get_running_loop().call_later(0.3, os._exit, 0)",
        "import asyncio\nasyncio.get_running_loop().call_later(0.3, asyncio.get_running_loop().stop)",
        "import atexit, sys\natexit.register(sys.exit, 3)",
        "import signal\nsignal.alarm(1)",
        "import faulthandler\nfaulthandler.dump_traceback_later(0.5, exit=True)",
    ],
)
def test_a_late_end_is_charged_to_no_other_cell(judge, late):
    judged = judge(late, WAIT)
    assert earned(judged) == {"double": 4, "quadruple": 4}
    assert all("`own`" in limit for limit in judged.limits)


@pytest.mark.parametrize("ends", ["import os\nos._exit(0)", "import ctypes\nctypes.string_at(0)"])
def test_a_cell_that_kills_the_kernel_itself_is_left_out_alone(judge, ends):
    judged = judge(ends)
    assert earned(judged) == {"double": 4, "quadruple": 4}
    assert judged.limits == ["Cell `own` was left out, and the other cells ran without it: It ended the kernel."]


def test_a_cell_that_crashes_is_not_charged_to_one_that_only_started_a_thread(judge):
    crash = "getattr(__import__('c' + 'types'), 'string_at')(0)"
    judged = judge("import threading\nthreading.Thread(target=print).start()\ntriple = 3", crash)
    assert earned(judged) == {"double": 4, "quadruple": 4}
    assert [limit.split("`")[1] for limit in judged.limits] == ["later"]


CRASH = "import ctypes\ndef {0}(x):\n    return ctypes.string_at(0)"


def test_answers_that_crash_in_every_test_cost_no_other_exercise(week, week_template, notebook_with):
    notebook = notebook_with(double=CRASH.format("double"), quadruple=CRASH.format("quadruple"))
    for name in ("third", "fourth"):
        notebook.cells += [
            cell(name, f"def {name}(x):\n    return x + 1", answer=True),
            cell(f"test_{name}", f"assert {name}(1) == 2", 5),
        ]
    judged = judge_notebook(week, notebook, 7, week_template, LIMITS)
    assert earned(judged) == {"double": 0, "quadruple": 0}
    assert (judged.scores["test_third"], judged.scores["test_fourth"]) == (5, 5)
    assert judged.limits == []


def test_the_same_file_gets_the_same_mark(judge):
    again = [judge("exit()", WAIT, double=CRASH.format("double")) for _ in range(5)]
    assert {(tuple(earned(one).items()), tuple(one.limits)) for one in again} == {
        ((("double", 0), ("quadruple", 4)), tuple(again[0].limits))
    }


@pytest.mark.parametrize(
    "reply", [{}, {"payload": None}, {"payload": [1, None, {}]}, {"payload": {"source": "ask_exit"}}]
)
def test_other_replies_do_not_ask_for_the_end(reply):
    assert not asked_to_end(reply)


def test_only_what_stands_outside_functions_may_end_later():
    assert not may_end_later("import os\ndef f():\n    os._exit(1)")
    assert not may_end_later("def f(:")
    assert may_end_later("%%time\nimport signal\nsignal.alarm(1)")
