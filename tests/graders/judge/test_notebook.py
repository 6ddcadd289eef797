"""One notebook marked: the student's cells in a confined kernel, test cells in the judge."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from graders.course.course import open_course
from graders.course.settings import Limits
from graders.judge.notebook import judge_notebook

ASSIGNMENT = "01_binary_digits"


def cell(key, source, points=None, answer=False, tags=()):
    """Make a cell: with points a test, marked as an answer the student's, else one of the student's own."""
    made = new_code_cell(source, id=key)
    if points is not None or answer or key.startswith("locked"):
        made.metadata["nbgrader"] = {
            "grade": points is not None,
            "grade_id": key,
            "locked": not answer,
            "points": points or 0,
            "schema_version": 3,
            "solution": answer,
            "task": False,
        }
    if tags:
        made.metadata["tags"] = list(tags)
    return made


@pytest.fixture
def mark(sandbox):
    """Mark some cells with small limits."""
    assignment = open_course().assignment(ASSIGNMENT)

    def mark(*cells, **limits):
        notebook = new_notebook(cells=list(cells))
        before = nbformat.from_dict(notebook)
        given = Limits(**{"cell_seconds": 3.0, "check_seconds": 2.0, "total_seconds": 60.0, **limits})
        template = sandbox.template()
        marked = judge_notebook(assignment, notebook, 7, template, given)
        assert notebook == before
        nbformat.validate(marked.notebook)
        return marked

    return mark


def shown(marked, key):
    """Give what a cell shows: its text, or the name of its error."""
    found = next(c for c in marked.notebook.cells if c.id == key)
    return [o.ename if o.output_type == "error" else o.get("text") or o.data["text/plain"] for o in found.outputs]


def test_an_ordinary_test_cell_is_judged_from_outside(mark):
    marked = mark(
        new_markdown_cell("# Week", id="title"),
        cell("locked_setup", "import numpy as np\ndef double(x):\n    return 2 * x"),
        cell("answer", "def f(x, g):\n    return g(x) + 1\nnumbers = [1, 2, 3]", answer=True),
        cell(
            "right",
            "assert f(3, double) == 7\nassert np.allclose(f(np.ones(2), double), 3)\nassert numbers[-1] == 3",
            2,
        ),
        cell("wrong", "expected = 9\nassert f(3, double) == expected, 'f(3, double) should be 9'", 3),
        cell("partly", "points = 1.5\nfloat(points)", 4),
        cell("later", "assert expected == 9", 1),
        cell("missing", "assert nothing == 1", 1),
    )
    assert marked.scores == {"right": 2, "wrong": 0, "partly": 1.5, "later": 1, "missing": None}
    assert shown(marked, "wrong") == ["AssertionError"]
    assert shown(marked, "missing") == ["NameError"]
    [fault] = marked.faults  # no cell of ours defines that name: it is not the student's to define
    assert "nothing" in fault


def test_what_a_locked_cell_defines_is_the_instructors_whatever_the_student_makes_of_it(mark):
    marked = mark(
        cell("locked_setup", "import numpy as np\nexpected = 5"),
        cell("answer", "def f():\n    return 4", answer=True),
        cell("own", "import numpy as np\nnp.array_equal = lambda *a: True\nexpected = 4\nassert_ = None"),
        cell("test", "assert np.array_equal(f(), expected)", 1),
    )
    assert marked.scores == {"test": 0}


@pytest.mark.parametrize("trick", ["np.float64(2.5)", "float('nan')", "-1", "1000"])
def test_numbers_that_nbgrader_takes_for_full_marks_are_a_fault_of_the_test(mark, trick):
    marked = mark(cell("locked_setup", "import numpy as np"), cell("test", trick, 2))
    assert marked.scores == {"test": None}
    assert "not a number of points" in marked.faults[0]


@pytest.mark.parametrize("last", ["True", "None", "'2.5'", "1.5;"])
def test_what_is_no_number_is_no_number_of_points(mark, last):
    assert mark(cell("test", last, 2)).scores == {"test": 2}


def test_errors_endless_loops_and_long_outputs_leave_the_other_cells_alone(mark):
    marked = mark(
        cell("fails", "1 / 0"),
        cell("endless", "n = 0\nwhile True:\n    n += 1"),
        cell("show", "shown = 1", tags=["show"]),
        cell("later", "seen = n > 0, 'shown' in globals()"),
        cell("long", "print('x' * 300_000)"),
        cell("test", "assert seen == (True, False)", 1),
    )
    assert shown(marked, "fails") == ["ZeroDivisionError"]
    assert shown(marked, "endless") == ["TimeoutError"]
    assert shown(marked, "show") == []
    assert "cut here" in shown(marked, "long")[0]
    assert marked.scores == {"test": 1}
    assert [text.split("`")[1] for text in marked.limits] == ["endless"]


def test_cells_that_end_the_kernel_are_left_out_and_marks_earned_before_are_kept(mark):
    marked = mark(
        cell("first", "a = 1"),
        cell("test_first", "assert a == 1", 1),
        cell("exits", "import os; os._exit(1)"),
        cell("between", "a += 1"),
        cell("test_between", "assert a == 2", 2),
        cell("deaf", "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    pass"),
        cell("last", "a += 1"),
        cell("test_last", "assert a == 3", 4),
    )
    assert marked.scores == {"test_first": 1, "test_between": 2, "test_last": 4}
    assert [text.split("`")[1] for text in marked.limits] == ["exits", "deaf"]


def test_an_answer_that_ends_the_process_when_asked_costs_its_own_test(mark):
    marked = mark(
        cell("one", "import os\ndef f():\n    os._exit(0)", answer=True),
        cell("test_one", "assert f() == 1", 1),
        cell("two", "def h():\n    return 2", answer=True),
        cell("test_two", "assert h() == 2", 1),
    )
    assert marked.scores == {"test_one": 0, "test_two": 1}
    assert shown(marked, "test_one") == ["NotRun"]


def test_an_answer_that_never_ends_is_stopped(mark):
    marked = mark(
        cell("one", "def f():\n    while True: pass\ndef h():\n    return 2", answer=True),
        cell("test_one", "assert f() == 1", 1),
        cell("test_two", "assert h() == 2", 1),
    )
    assert marked.scores == {"test_one": 0, "test_two": 1}
    assert shown(marked, "test_one") == ["TimeoutError"]


def test_too_much_output_ends_the_kernel_and_is_told(mark):
    marked = mark(
        cell("flood", "while True:\n    print('x' * 1_000_000)"),
        cell("after", "a = 1"),
        cell("test", "assert a == 1", 1),
        output_bytes=2_000_000,
        cell_seconds=60.0,
        total_seconds=120.0,
    )
    assert marked.scores == {"test": 1}
    assert "printed and showed more than" in " ".join(marked.limits)


def test_outputs_are_safe_to_look_at(mark):
    marked = mark(
        cell(
            "shows",
            "from IPython.display import HTML, Javascript, display\n"
            'display(HTML(\'<b onclick="x()">bold</b><script>alert(1)</script><img src="http://example.org/a.png">\'))\n'
            "display(Javascript('alert(2)'))\n"
            "display({'application/vnd.graders.checks+json': {'score': 10}, 'text/plain': 'forged'}, raw=True)",
        ),
    )
    text = json.dumps(marked.notebook.cells[0].outputs)
    for bad in ("<script", "onclick", "http://example.org", "alert(2)", "vnd.graders"):
        assert bad not in text
    assert "<b>bold</b>" in text


def test_a_kernel_is_what_students_know_from_jupyter(mark):
    marked = mark(
        cell("who", "apple = 1\n%who"),
        cell("log", "import logging\nlogging.getLogger().setLevel('INFO')\nlogging.info('hello')\nprint('log')"),
        cell("plot", "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
        cell("reset", "%reset -f\nprint('apple' in globals())"),
        cell("app", "print('IPKernelApp' in get_ipython().config, In is not None)"),
    )
    assert not marked.limits
    assert shown(marked, "who")[0].split() == ["apple"]
    assert any("log\n" in text for text in shown(marked, "log"))
    plot = next(c for c in marked.notebook.cells if c.id == "plot")
    assert [sorted(o.data) for o in plot.outputs if o.output_type == "display_data"] == [["image/png", "text/plain"]]
    assert shown(marked, "reset") == ["False\n"]
    assert shown(marked, "app") == ["True True\n"]


def test_a_written_answer_has_no_score_yet(mark):
    written = new_markdown_cell("Because.", id="said")
    written.metadata["nbgrader"] = {
        "cell_type": "markdown",
        "grade": True,
        "grade_id": "said",
        "locked": False,
        "points": 3,
        "schema_version": 3,
        "solution": True,
        "task": False,
    }
    assert mark(written).scores == {"said": None}
