"""What the verdict on a test cell becomes: a check with its cause, in words for learners."""

from types import SimpleNamespace

import pytest

from graders.core.plain_data import from_plain, to_plain
from graders.core.results import CheckResult
from graders.judge.test_cell import Verdict
from graders.judge.verdicts import public_check, unjudged

EXERCISE = SimpleNamespace(key="relu", public_points=2.0, hidden={"values": 3.0, "shape": 1.0})


def test_a_cell_that_ran_to_its_end_passes():
    check = public_check(EXERCISE, Verdict(2.0, seconds=0.5))
    assert (check.outcome, check.earned, check.message, check.cause, check.seconds) == ("passed", 2, "", "", 0.5)


@pytest.mark.parametrize(
    ("error", "message", "cause", "told"),
    [
        ("CheckFailed", "relu(-1) should be 0.", "assertion", "relu(-1) should be 0."),
        ("NotImplementedError", "`relu` is still to be written.", "unwritten", "`relu` is still to be written."),
        ("ValueError", "Your code stops with ValueError: no.", "error", "Your code stops with ValueError: no."),
        ("MemoryError", "It takes too much memory.", "memory", "It takes too much memory."),
        ("NameError", "name 'relu' is not defined", "exception", "NameError: name 'relu' is not defined"),
        ("TimeoutError", "Stopped after 8 seconds", "time", "Stopped after 8 seconds"),
        # The name of an error is the student's to choose; the cause is not.
        ("NotRun", "a class of the cell's own", "exception", "NotRun: a class of the cell's own"),
    ],
)
def test_a_cell_that_stopped_fails_with_its_cause(error, message, cause, told):
    check = public_check(EXERCISE, Verdict(0.0, error, message, outcome="failed", cause=cause))
    assert (check.outcome, check.earned, check.message, check.cause) == ("failed", 0, told, cause)


def test_what_was_not_reached_is_not_judged_for_the_reason_of_its_cell():
    gone = Verdict(0.0, "NotRun", "It used more than 4.0 GB of memory.", outcome="unjudged", cause="limit")
    assert public_check(EXERCISE, gone).outcome == "unjudged"
    result = unjudged(EXERCISE, gone, 7)
    assert [(check.name, check.outcome, check.cause, check.earned) for check in result.checks] == [
        ("values", "unjudged", "limit", 0),
        ("shape", "unjudged", "limit", 0),
    ]
    silent = unjudged(EXERCISE, Verdict(0.0), 7)  # a hidden cell that ended without judging anything
    assert {check.cause for check in silent.checks} == {"unanswered"}


def test_a_cause_crosses_processes_and_records_without_one_still_read():
    check = CheckResult("values", False, 1.0, 0.0, "wrong", "failed", 0.1, "assertion")
    plain = to_plain(check)
    assert from_plain(CheckResult, plain) == check
    del plain["cause"]
    assert from_plain(CheckResult, plain).cause == ""
    with pytest.raises(ValueError, match="cause"):
        from_plain(CheckResult, plain | {"cause": "no such cause"})
