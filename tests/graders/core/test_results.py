"""What marking finds, as data: sums, JSON and back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from graders.core.plain_data import from_plain, to_plain
from graders.core.results import CheckResult, ExerciseResult, SubmissionResult, TrialResult

POINTS = st.floats(0, 10).map(lambda x: round(x, 2))
CHECK = st.builds(
    CheckResult,
    name=st.text(),
    visible=st.booleans(),
    points=POINTS,
    earned=POINTS,
    message=st.text(),
    outcome=st.sampled_from(["passed", "failed", "unjudged", "fault"]),
    seconds=POINTS | st.none(),
)
EXERCISE = st.builds(
    ExerciseResult,
    exercise=st.text(),
    checks=st.lists(CHECK, max_size=3).map(tuple),
    seed=st.integers(),
    note=st.text(),
)
SUBMISSION = st.builds(
    SubmissionResult,
    student=st.text(),
    assignment=st.text(),
    scores=st.dictionaries(st.text(), POINTS | st.none(), max_size=3),
    points=st.dictionaries(st.text(), POINTS, max_size=3),
    exercises=st.lists(EXERCISE, max_size=2),
    repairs=st.lists(st.text(), max_size=2),
    problem=st.text(),
    limits=st.lists(st.text(), max_size=2),
    faults=st.lists(st.text(), max_size=2),
    seconds=POINTS,
    late_seconds=POINTS,
    penalty=POINTS,
    stamp=st.dictionaries(st.text(), st.text(), max_size=2),
)


def through_json(data):
    return json.loads(json.dumps(data))


@given(EXERCISE)
def test_an_exercises_verdict_survives_json(result):
    back = from_plain(ExerciseResult, through_json(to_plain(result)))
    assert back == result
    assert [check.seconds for check in back.checks] == [check.seconds for check in result.checks]


def test_seconds_are_kept_but_no_part_of_the_verdict():
    quick, long = (CheckResult("values", False, 1, 1, "", seconds=seconds) for seconds in (0.25, 7.0))
    assert quick == long
    assert quick != CheckResult("values", False, 1, 0, "", "failed", 0.25)
    old = to_plain(ExerciseResult("f", (quick,), 1))
    del old["checks"][0]["seconds"]  # as mark files were before seconds were kept
    assert from_plain(ExerciseResult, old) == ExerciseResult("f", (quick,), 1)
    assert from_plain(ExerciseResult, old).checks[0].seconds is None


@given(SUBMISSION)
def test_a_submissions_result_survives_json(result):
    assert from_plain(SubmissionResult, through_json(to_plain(result))) == result


def test_scores_are_sums_without_the_dust_of_floating_point():
    checks = tuple(CheckResult(str(n), False, 0.1, 0.1, "") for n in range(3))
    result = ExerciseResult("f", checks, 1)
    assert (result.score, result.max_score) == (0.3, 0.3)
    assert SubmissionResult("ann", "week", {"a": 0.1, "b": 0.2, "c": None}, {"a": 1, "b": 1, "c": 1}).score == 0.3


def test_what_a_person_has_to_mark_counts_in_the_maximum_only():
    result = SubmissionResult("ann", "week", {"a": 1.0, "essay": None}, {"a": 2.0, "essay": 3.0})
    assert (result.score, result.max_score) == (1.0, 5.0)


def test_faults_are_the_checks_that_broke_by_themselves():
    checks = [CheckResult(o, False, 1, 0, "", o) for o in ("passed", "failed", "unjudged", "fault")]
    assert [check.name for check in ExerciseResult("f", tuple(checks), 1).faults] == ["fault"]


def test_the_object_that_try_prints_has_exactly_these_keys():
    checks = (CheckResult("public", True, 1, 1, ""), CheckResult("values", False, 2, 0, "wrong", "failed"))
    trial = TrialResult("a.py", "week", "f", "ok", ExerciseResult("f", checks, 7))
    assert through_json(trial.to_json()) == {
        "file": "a.py",
        "assignment": "week",
        "exercise": "f",
        "status": "ok",
        "score": 1,
        "max_score": 3,
        "checks": [
            {"name": "public", "visible": True, "points": 1, "earned": 1, "message": ""},
            {"name": "values", "visible": False, "points": 2, "earned": 0, "message": "wrong"},
        ],
        "message": "",
    }
