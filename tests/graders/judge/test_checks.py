"""Checks put to what a student defined: each on its own, in order, with a limit on time."""

import textwrap
import threading
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from graders.core.exceptions import BadExercise, MissingFile
from graders.course.exercise import Exercise, Manifest
from graders.course.settings import Limits
from graders.judge import checks
from graders.judge.checks import judge, plan
from graders.judge.time_limit import OutOfTime, time_limit

HIDDEN = '''
from utils.checks import CheckFailed, Function


def check_value(target, rng):
    """f doubles."""
    x = rng.normal(size=3)
    Function(target, "f", "x")(x).array((3,)).close(2 * x)


def check_zero(target, rng):
    """f(0) is 0."""
    assert target(0) == 0
'''
PUBLIC = """
def test_f(target):
    assert target(1) == 2, "f(1) should be 2"
"""
POINTS = {"public": 1, "value": 2, "zero": 0.5}


@pytest.fixture
def make(tmp_path):
    """Write an exercise of its own."""

    def make(hidden=HIDDEN, public=PUBLIC, points=POINTS, name=""):
        tests = tmp_path / "source" / "week" / "public_tests.py"
        tests.parent.mkdir(parents=True)
        if public is not None:
            tests.write_text(textwrap.dedent(public))
        folder = tmp_path / "exercises" / "week" / "f"
        folder.mkdir(parents=True)
        (folder / "hidden_tests.py").write_text(textwrap.dedent(hidden))
        manifest = Manifest(title="f", concepts=["x"], minutes=1, points=points, name=name)
        return Exercise("week", "f", folder, manifest, tests)

    return make


def student(code):
    """Define what a student's cell would, in a file of its own."""
    namespace = {}
    exec(compile(textwrap.dedent(code), "<answer>", "exec"), namespace)
    return namespace


RIGHT = "def f(x): return 2 * x"


def outcomes(result):
    return {check.name: check.outcome for check in result.checks}


def causes(result):
    return [check.cause for check in result.checks]


def test_a_right_answer_gets_all_points_in_the_order_of_the_manifest(make):
    result = judge(make(), student(RIGHT), 1)
    assert [(c.name, c.visible, c.points, c.earned, c.message) for c in result.checks] == [
        ("public", True, 1, 1, ""),
        ("value", False, 2, 2, ""),
        ("zero", False, 0.5, 0.5, ""),
    ]
    assert (result.exercise, result.score, result.max_score, result.seed) == ("f", 3.5, 3.5, 1)


def test_the_public_test_stands_where_the_manifest_puts_it_and_can_be_left_out(make):
    exercise = make(points={"zero": 1, "value": 1, "public": 1})
    assert [name for name, _, _ in plan(exercise)] == ["zero", "value", "public"]
    assert [name for name, _, _ in plan(exercise, public=False)] == ["zero", "value"]
    assert judge(exercise, student(RIGHT), 1, public=False).max_score == 2


def test_an_exercise_with_hidden_checks_only_needs_no_public_test(make):
    exercise = make(public=None, points={"value": 1, "zero": 1})
    assert judge(exercise, student(RIGHT), 1).score == 2


def test_each_failed_check_says_why_and_costs_only_its_own_points(make):
    result = judge(make(), student("def f(x): return 0 * x"), 1)
    public, value, zero = result.checks
    assert (public.outcome, public.earned, public.message) == ("failed", 0, "f(1) should be 2")
    assert value.message.startswith("f(x=[")
    assert (zero.outcome, zero.earned) == ("passed", 0.5)
    assert result.score == 0.5
    assert causes(result) == ["assertion", "assertion", ""]


def test_an_assert_without_words_is_told_by_the_checks_first_sentence(make):
    assert judge(make(), student("def f(x): return 2 * x + 1"), 1).checks[2].message == (
        "This should be true but is not: f(0) is 0."
    )


def test_a_name_that_is_not_defined_fails_every_check_with_the_name(make):
    result = judge(make(name="double"), student(RIGHT), 1)
    assert set(outcomes(result).values()) == {"failed"}
    assert all(check.message.startswith("`double` is not defined") for check in result.checks)
    assert set(causes(result)) == {"undefined"}


def test_the_name_of_the_manifest_is_what_is_judged(make):
    assert judge(make(name="double"), student("def double(x): return 2 * x"), 1).score == 3.5


def test_a_stub_fails_and_is_told_as_still_to_be_written(make):
    result = judge(make(), student("def f(x): raise NotImplementedError"), 1)
    assert result.score == 0
    assert "still to be written" in result.checks[1].message
    assert set(causes(result)) == {"unwritten"}
    assert not result.faults


@pytest.mark.parametrize(
    "error", ["raise ValueError('of mine')", "import sys; sys.exit('of mine')", "raise RuntimeError('of mine')"]
)
def test_an_error_in_the_students_code_is_the_students(make, error):
    result = judge(make(), student(f"def f(x):\n    {error}"), 1)
    assert set(outcomes(result).values()) == {"failed"}
    assert all("of mine" in check.message for check in result.checks)
    assert "Your code stops with" in result.checks[2].message
    assert set(causes(result)) == {"error"}  # also where a check puts it into words of its own


def test_a_check_that_breaks_by_itself_is_a_fault_and_the_others_still_count(make):
    broken = HIDDEN + "\n\ndef check_broken(target, rng):\n    target(1)\n    return {}['no such key']\n"
    result = judge(make(broken, points=POINTS | {"broken": 1}), student(RIGHT), 1)
    assert outcomes(result) == {"public": "passed", "value": "passed", "zero": "passed", "broken": "fault"}
    assert [check.name for check in result.faults] == ["broken"]
    fault = result.faults[0]
    assert fault.earned == 0
    assert "KeyError: 'no such key'" in fault.message
    assert "hidden_tests.py, line" in fault.message


ENDLESS = (
    "def f(x):\n    while True:\n        try:\n            [].pop()\n        except Exception:\n            pass\n"
)


def test_an_endless_call_is_stopped_and_later_checks_are_judged_while_time_is_left(make):
    endless_for_arrays = "def f(x):\n    while hasattr(x, 'shape'):\n        pass\n    return 2 * x"
    result = judge(make(), student(endless_for_arrays), 1, limits=Limits(check_seconds=0.2, exercise_seconds=60))
    assert outcomes(result) == {"public": "passed", "value": "failed", "zero": "passed"}
    assert result.checks[1].message.startswith("Stopped after less than a second: is there a loop that never ends?")
    assert causes(result) == ["", "time", ""]


def test_a_check_that_is_left_a_moment_is_told_that_the_time_was_used_up_before(make, monkeypatch):
    used = iter([0.0, 59.9, 59.9])
    monkeypatch.setattr(checks, "Stopwatch", lambda _: SimpleNamespace(seconds=lambda _: next(used)))
    endless_for_arrays = "def f(x):\n    while hasattr(x, 'shape'):\n        pass\n    return 2 * x"
    result = judge(make(), student(endless_for_arrays), 1, limits=Limits(check_seconds=10, exercise_seconds=60))
    assert outcomes(result) == {"public": "passed", "value": "failed", "zero": "passed"}
    assert result.checks[1].message == "Stopped: the time of the exercise was used up by the checks before."


def test_checks_for_which_no_time_is_left_are_not_judged(make):
    result = judge(make(), student(ENDLESS), 1, limits=Limits(check_seconds=60, exercise_seconds=0.2))
    assert outcomes(result) == {"public": "failed", "value": "unjudged", "zero": "unjudged"}
    assert result.checks[0].message.startswith("Stopped after less than a second")
    assert result.checks[2].message == "Not judged: the checks before it used up the time."
    assert set(causes(result)) == {"time"}


def test_words_of_a_verdict_in_a_students_error_do_not_change_the_cause(make):
    result = judge(make(), student("def f(x):\n    raise ValueError('Stopped after 8 seconds')"), 1)
    assert set(causes(result)) == {"error"}


def test_verdicts_are_reported_as_they_fall(make):
    reported = []
    result = judge(make(), student(RIGHT), 1, report=reported.append)
    assert tuple(reported) == result.checks


def test_judging_may_stop_at_the_first_check_that_does_not_pass(make):
    exercise = make()
    told = []
    result = judge(exercise, student("def f(x): return x + 1"), 1, report=told.append, stop_at_first=True)
    assert [(check.name, check.outcome) for check in result.checks] == [("public", "passed"), ("value", "failed")]
    assert told == list(result.checks)
    right = judge(exercise, student("def f(x): return 2 * x"), 1, stop_at_first=True)
    assert [check.outcome for check in right.checks] == ["passed"] * 3


def test_the_same_seed_draws_the_same_inputs_and_another_seed_others(make):
    def seen(seed):
        calls = []
        judge(exercise, {"f": lambda x: calls.append(np.copy(x))}, seed)
        return calls[1].tolist()  # after the public test

    exercise = make()
    assert seen(1) == seen(1) != seen(2)


def test_each_check_draws_inputs_of_its_own_whatever_stands_before_it(make):
    draw = "def check_{}(target, rng):\n    target(rng.random())\n"
    exercise = make(draw.format("a") + draw.format("b"), public=None, points={"a": 1, "b": 1})
    calls = []
    judge(exercise, {"f": calls.append}, 1)
    other = exercise.manifest.model_copy(update={"points": {"b": 1, "a": 1}})
    judge(replace(exercise, manifest=other), {"f": calls.append}, 1)
    assert calls[0] != calls[1]
    assert calls == [calls[0], calls[1], calls[1], calls[0]]


def test_what_a_student_prints_is_not_seen(make, capfd):
    judge(make(), student("def f(x):\n    print('hello')\n    return 2 * x"), 1)
    assert capfd.readouterr().out == ""


def test_tests_that_cannot_be_used_are_told_as_the_exercises_fault(make):
    exercise = make(public="def test_g(target): pass")
    with pytest.raises(BadExercise, match=r"week/f: public_tests\.py has no test_f"):
        judge(exercise, student(RIGHT), 1)


def test_a_missing_or_broken_file_of_tests_is_told(make, tmp_path):
    exercise = make(public=None)
    with pytest.raises(MissingFile, match="every automatic exercise needs this file"):
        judge(exercise, student(RIGHT), 1)
    (tmp_path / "source" / "week" / "public_tests.py").write_text("import no_such_package")
    with pytest.raises(BadExercise, match="cannot be imported"):
        judge(exercise, student(RIGHT), 1)


def test_a_limit_rings_once_and_is_taken_back():
    with pytest.raises(OutOfTime), time_limit(0.01):
        time.sleep(60)
    with time_limit(1.0):  # long enough to be taken back in time, however busy the machine is
        pass
    time.sleep(1.1)  # a bell that was not taken back would ring here


def test_outside_of_the_main_thread_there_is_no_limit_and_no_error():
    seen = []

    def work():
        with time_limit(0.01):
            seen.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [1]
