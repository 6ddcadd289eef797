"""An exception in a test cell: the student's, the instructor's, or for a person to tell. Never a silent zero."""

import nbformat
import pytest

from graders.course.settings import Limits
from graders.marking.judging import LocalJudges
from graders.marking.task import Task, packed
from graders.submissions.repair import repair
from graders.submissions.sanitize import clean
from tests.graders.courses import KEY, NAME, PUBLIC, RIGHT, make_course

TEST, HIDDEN_TEST = f"test_{KEY}", f"test_{KEY}_hidden"


@pytest.fixture(scope="module")
def judges(tmp_path_factory):
    """Give the judges of all tests; students see the public tests of a usual course."""
    course = make_course(tmp_path_factory.mktemp("usual"))
    with LocalJudges([course.assignment(NAME)], [()]) as started:
        yield started


@pytest.fixture
def judge(judges, tmp_path):
    """Give a function that judges an answer in a course of its own, and gives the verdict."""

    def judge(answer=RIGHT, **files):
        assignment = make_course(tmp_path, **files).assignment(NAME)
        notebook = nbformat.from_dict(assignment.source.notebook)
        next(cell for cell in notebook.cells if cell.id == KEY).source = answer
        repaired = repair(clean(notebook), assignment.official).notebook
        judged = judges.judge(Task(assignment, packed(repaired), 7, (), Limits()))
        assert judged.fault == ""
        return judged.verdict

    return judge


def check(verdict, name):
    """Give the result of a check."""
    [exercise] = verdict.exercises
    return next(one for one in exercise.checks if one.name == name)


OURS = [
    pytest.param("asert double(3) == 6", "SyntaxError", id="no Python"),
    pytest.param("import no_such_package\nassert double(3) == 6", "ModuleNotFoundError", id="import"),
    pytest.param("assert duoble(3) == 6", "NameError", id="misspelt"),
    pytest.param("expected = {}['six']\nassert double(3) == expected", "KeyError", id="key"),
    pytest.param("public_tests.test_duoble(double)", "AttributeError", id="attribute"),
    pytest.param("1 / 0", "ZeroDivisionError", id="division"),
    pytest.param("import sys\nsys.exit(1)", "SystemExit", id="exit"),
    pytest.param("raise ValueError('of mine')", "ValueError", id="raise"),
    pytest.param("2 * 3", "NoPoints", id="points"),
]


@pytest.mark.parametrize(("test", "error"), OURS)
@pytest.mark.parametrize("answer", [RIGHT, "def double(x):\n    return None"])
def test_a_cell_that_is_wrong_by_itself_is_a_fault_whatever_the_answer(judge, test, error, answer):
    verdict = judge(answer, test=test)
    assert verdict.scores[TEST] is None
    [fault] = verdict.faults
    assert TEST in fault
    assert error in fault
    assert check(verdict, "public").outcome == "fault"
    assert verdict.scores[HIDDEN_TEST] == (2 if answer == RIGHT else 0)  # it is judged all the same


def test_a_name_that_no_cell_defines_is_a_fault_behind_an_answer_too(judge):
    verdict = judge(test="assert double(3) == 6\nasssert")
    assert verdict.scores == {TEST: None, HIDDEN_TEST: 2}
    assert len(verdict.faults) == 1


def test_a_locked_cell_that_fails_where_a_test_needs_it_is_a_fault(judge):
    verdict = judge(setup="import public_tests\nlimits = open('no such file').read()", test="assert double(3) < limits")
    assert verdict.scores == {TEST: None, HIDDEN_TEST: 2}
    [fault] = verdict.faults
    assert "FileNotFoundError" in fault


BROKEN = ["def check_values(:", "raise RuntimeError", "def check_others(target, rng): ...", ""]


@pytest.mark.parametrize("hidden", BROKEN)
def test_hidden_tests_that_cannot_be_used_are_a_fault(judge, hidden):
    verdict = judge(hidden=hidden)
    assert verdict.scores == {TEST: 1, HIDDEN_TEST: None}
    assert len(verdict.faults) == 1
    assert check(verdict, "values").outcome == "fault"


def test_a_public_test_that_fails_by_itself_leaves_the_mark_to_a_person(judge):
    """It was given the answer: whether that is what broke it, nobody can tell."""
    verdict = judge(public=PUBLIC.replace("assert", "{}['no such key']\n    assert"))
    assert verdict.scores == {TEST: None, HIDDEN_TEST: 2}
    assert verdict.faults == []


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        ("def double(x):\n    return None", "assert double(3) + 1 == 7"),
        (
            "def double(x):\n    return float(x[0]) if hasattr(x, 'shape') else 6",
            "import numpy as np\nassert (double(np.ones(2)) == 2).all()",
        ),
        (
            "import numpy as np\ndef double(x):\n    return np.ones(3)",
            "import numpy as np\nassert np.allclose(double(3), np.ones(2))",
        ),
        ("def double(x):\n    return {}", "assert double(3)['a'] == 6"),
        (RIGHT, "assert double(3) == 6\n1 / 0"),
        (RIGHT, "result = double(3)\nassert result + 'a' == 6"),
    ],
)
def test_what_may_be_the_answers_or_the_cells_mistake_is_for_a_person(judge, answer, test):
    verdict = judge(answer, test=test, hidden="def check_values(target, rng): ...")
    assert verdict.scores == {TEST: None, HIDDEN_TEST: 2}
    assert verdict.faults == []
    [told] = verdict.limits
    assert TEST in told
    assert "a person has to mark it" in told
    assert check(verdict, "public").outcome == "unjudged"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("def duoble(x):\n    return 2 * x", "NameError: name 'double' is not defined"),
        ("def double(x):\n    return x", "double(3) should be 6"),
        ("def double(x):\n    return [][1]", "Your code stops with"),
        ("def double(x):\n    return y", "Your code stops with"),
        ("def double(x):\n    raise NotImplementedError()", ""),
        ("double = = 2", "Your cell stopped with SyntaxError"),
    ],
)
def test_what_is_the_students_is_the_students(judge, answer, said):
    verdict = judge(answer)
    assert verdict.scores == {TEST: 0, HIDDEN_TEST: 0}
    assert (verdict.faults, verdict.limits) == ([], [])
    assert check(verdict, "public").outcome == "failed"
    assert said in check(verdict, "public").message


def test_a_right_answer_gets_all(judge):
    assert judge().scores == {TEST: 1, HIDDEN_TEST: 2}
