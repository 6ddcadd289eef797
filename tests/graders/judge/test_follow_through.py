"""A mistake costs once: later exercises are judged with the reference; some exercises alone as if all had been judged."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from graders.course.assignment import Assignment
from graders.judge.notebook import judge_notebook
from graders.judge.partial import Partial
from graders.sandbox.policy import Limits
from graders.sandbox.sandbox import Sandbox

RIGHT = {"double": "def double(x):\n    return 2 * x", "quadruple": "def quadruple(x):\n    return double(double(x))"}
ENDS = {"double": "import os\ndef double(x):\n    os._exit(1)"}
WRONG = {"double": "def double(x):\n    return 2 * x + 1"}
WANTED = {"double": 6, "quadruple": 12}
LIMITS = Limits(cell_seconds=20.0, check_seconds=20.0, total_seconds=100.0)
TOML = 'title = "{0}"\nconcepts = ["functions"]\nminutes = 1\n\n[points]\npublic = 1\nvalue = 2\nzero = 1\n'
HIDDEN = """
def check_value(target, rng):
    assert target(3) == {1}, "{0}(3) should be {1}"


def check_zero(target, rng):
    assert target(0) == 0, "{0}(0) should be 0"
"""
MARK = 'from graders.nbgrader_plugins.hidden_cell import mark\n\nmark("week", "{0}", globals())'


def cell(key, source, points=None, answer=False):
    """Make a cell that nbgrader knows."""
    known = {"grade": points is not None, "grade_id": key, "locked": not answer, "points": points or 0}
    return new_code_cell(
        source, id=key, metadata={"nbgrader": known | {"schema_version": 3, "solution": answer, "task": False}}
    )


def notebook_of(answers):
    """Make a notebook of two exercises, the second of which uses the first."""
    cells = []
    for key, code in answers.items():
        public = f"assert {key}(3) == {WANTED[key]}, '{key}(3) should be {WANTED[key]}'"
        cells += [
            cell(key, code, answer=True),
            cell(f"test_{key}", public, 1),
            cell(f"test_{key}_hidden", MARK.format(key), 3),
        ]
    return new_notebook(cells=cells)


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    """Write an assignment of its own."""
    folder, exercises = (tmp_path_factory.mktemp(name) / "week" for name in ("source", "exercises"))
    folder.mkdir()
    nbformat.write(notebook_of(RIGHT), folder / "week.ipynb")
    tests = [f"def test_{key}(target):\n    assert target(3) == {value}\n" for key, value in WANTED.items()]
    (folder / "public_tests.py").write_text("\n\n".join(tests))
    for key, value in WANTED.items():
        (exercises / key).mkdir(parents=True)
        (exercises / key / "exercise.toml").write_text(TOML.format(key))
        (exercises / key / "hidden_tests.py").write_text(HIDDEN.format(key, value))
    return Assignment("week", folder, exercises)


@pytest.fixture(scope="module")
def template(assignment):
    """Start what kernels are forked from."""
    with Sandbox([assignment], kernels=True) as sandbox:
        yield sandbox.template()


@pytest.fixture
def judge(assignment, template):
    """Judge a notebook with some answers in place of the right ones."""

    def judge(only=None, **answers):
        return judge_notebook(assignment, notebook_of({**RIGHT, **answers}), 7, template, LIMITS, only)

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


def test_an_answer_that_is_not_python_is_undefined(judge):
    first, _ = judge(double="def double(x:\n    return 2 * x").exercises
    public, *hidden = first.checks
    assert {check.cause for check in hidden} == {"undefined"}
    assert public.cause == "exception"
    assert public.message.startswith("NameError: ")


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
