"""What locked cells define without the student's help, and where an assignment's own modules come from."""

import os
import sys

import pytest

from graders.course.source_notebook import CodeCell
from graders.judge.instructor_namespace import InstructorNamespace, importable, run_instructor_code, student_cell

ABSENT = (False, None)


def namespace(*cells, answers=()):
    """Make a namespace of cells, each given as its key and its code."""
    return InstructorNamespace([CodeCell(key, code) for key, code in cells], set(answers))


def test_a_name_is_found_with_all_that_it_depends_on():
    names = namespace(("one", "n = 2"), ("two", "def double(x):\n    return n * x"), ("three", "value = double(21)"))
    assert names.find("value") == (True, 42)


def test_a_name_that_nobody_defines_is_not_found():
    assert namespace(("one", "n = 2")).find("m") == ABSENT
    assert namespace().find("n") == ABSENT


def test_a_cell_runs_once_and_only_when_it_is_needed(tmp_path):
    log = tmp_path / "log"
    count = f"open({str(log)!r}, 'a').write('{{}}')\n"
    names = namespace(("a", count.format("a") + "x = 1"), ("b", count.format("b") + "y = x + 1"))
    assert not log.exists()
    assert names.find("y") == (True, 2)
    assert names.find("x") == (True, 1)
    assert sorted(log.read_text()) == ["a", "b"]


def test_the_last_definition_counts():
    assert namespace(("one", "n = 1"), ("two", "n = 2")).find("n") == (True, 2)


def test_what_the_student_writes_is_left_to_the_students_process():
    names = namespace(("setup", "n = 1"), ("answer", "def f(x):\n    return x"), answers={"answer"})
    assert names.find("f") == ABSENT
    assert names.find("n") == (True, 1)


def test_a_locked_cell_that_uses_an_answer_is_left_to_the_students_process():
    names = namespace(("answer", "def f(x):\n    return x"), ("use", "value = f(1)"), answers={"answer"})
    assert names.find("value") == ABSENT


def test_a_name_that_an_answer_redefines_is_the_students():
    names = namespace(("setup", "n = 1"), ("answer", "n = 5"), answers={"answer"})
    assert names.find("n") == ABSENT


def test_an_import_stays_the_instructors_though_an_answer_assigns_the_name():
    names = namespace(("setup", "import math as m"), ("answer", "m = None"), answers={"answer"})
    assert names.find("m")[1].pi == pytest.approx(3.14159265)


def test_what_a_cell_prints_is_not_seen(capfd):
    assert namespace(("one", "print('hello')\nn = 1")).find("n") == (True, 1)
    assert capfd.readouterr().out == ""


def test_an_error_in_a_locked_cell_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        namespace(("one", "n = 1 / 0")).find("n")
    with pytest.raises(SyntaxError):
        run_instructor_code("n = ", "<cell>", {})


@pytest.mark.parametrize(
    "code",
    ["def f(:\n    pass", "\x00", "(" * 10_000, "x = 1\n  y = 2", "%timeit f()"],
    ids=lambda code: repr(code)[:20],
)
def test_a_students_text_that_is_not_python_defines_nothing(code):
    cell = student_cell("own", code)
    assert cell.names[0] == frozenset()
    assert cell.key == "own"


def test_a_students_python_is_taken_as_it_is():
    assert student_cell("own", "x = y").names == (frozenset({"x"}), frozenset({"y"}))


def test_the_assignments_own_modules_are_importable_only_inside(tmp_path):
    (tmp_path / "beside_the_notebook.py").write_text("value = 7")
    before, path = os.getcwd(), list(sys.path)
    with importable(tmp_path):
        scope = {}
        run_instructor_code("import beside_the_notebook\nopen('made', 'w').close()", "<cell>", scope)
        work = os.getcwd()
        assert scope["beside_the_notebook"].value == 7
        assert os.path.exists("made")
        assert work != before
    sys.modules.pop("beside_the_notebook")
    assert (os.getcwd(), sys.path) == (before, path)
    assert not os.path.exists(work)
    assert not (tmp_path / "made").exists()


def test_an_error_inside_leaves_folder_and_path_as_they_were(tmp_path):
    before, path = os.getcwd(), list(sys.path)
    with pytest.raises(ZeroDivisionError), importable(tmp_path):
        raise ZeroDivisionError
    assert (os.getcwd(), sys.path) == (before, path)
