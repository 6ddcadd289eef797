"""Scores read from an executed notebook, and what the checks said there."""

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import graders.catalogue
import graders.in_kernel
import graders.judge
from graders.catalogue import Exercise, Manifest
from graders.exceptions import KitFault
from graders.in_kernel import MIME, mark
from graders.result import CheckResult, ExerciseResult, SubmissionResult
from graders.scores import read_scores

VERDICT = ExerciseResult(
    "f", (CheckResult("value", False, 2, 2, ""), CheckResult("zero", False, 1, 0, "f(0) should be 0", "failed")), 7
)


def graded(key, points, *outputs, solution=False, kind=new_code_cell):
    cell = kind("text")
    cell.metadata["nbgrader"] = {
        "grade": True,
        "grade_id": key,
        "locked": not solution,
        "points": points,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if outputs:
        cell.outputs = list(outputs)
    return cell


def error(name, text):
    return new_output("error", ename=name, evalue=text, traceback=[])


def stderr(text):
    return new_output("stream", name="stderr", text=text)


def said(verdict=VERDICT):
    return new_output("display_data", data={MIME: verdict.to_dict(), "text/plain": "f"})


def points(text):
    return new_output("execute_result", data={"text/plain": text}, execution_count=1)


ALL_SAID = (said(), points("2.0"))


def read(public=(), hidden=ALL_SAID):
    """Read a notebook with one exercise from the outputs of its two test cells."""
    manifest = Manifest(title="f", concepts=["x"], minutes=1, points={"public": 1, "value": 2, "zero": 1})
    cells = [graded("test_f", 1, *public), graded("test_f_hidden", 3, *hidden)]
    result = SubmissionResult("ann", "week")
    read_scores(new_notebook(cells=cells), {"f": Exercise("week", "f", None, manifest)}, result)
    return result


def test_points_and_verdicts_are_read_together():
    result = read()
    assert result.scores == {"test_f": 1, "test_f_hidden": 2}
    assert result.points == {"test_f": 1, "test_f_hidden": 3}
    assert result.exercises == [ExerciseResult("f", (CheckResult("public", True, 1, 1, ""), *VERDICT.checks), 7)]
    assert (result.score, result.max_score, result.faults) == (3, 4, [])


@pytest.mark.parametrize(
    ("output", "message", "outcome"),
    [
        (error("CheckFailed", "f(1) should be 2"), "f(1) should be 2", "failed"),
        (error("NotImplementedError", "still to be written"), "still to be written", "failed"),
        (error("NameError", "name 'f' is not defined"), "NameError: name 'f' is not defined", "failed"),
        (error("TimeoutError", "ran too long"), "ran too long", "failed"),
        (error("NotRun", "did not run"), "did not run", "unjudged"),
        (stderr("a warning\n"), "stderr: a warning", "failed"),
    ],
)
def test_a_public_test_that_fails_gets_no_points_and_says_why(output, message, outcome):
    result = read(public=[output])
    check = result.exercises[0].checks[0]
    assert result.scores["test_f"] == check.earned == 0
    assert (check.message, check.outcome) == (message, outcome)


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([error("NotRun", "the kernel had ended")], "Not judged: the kernel had ended"),
        ([error("DeadKernel", "gone")], "Not judged: gone"),
        ([], "Not judged: the checks gave no verdict."),
        ([points("3.0")], "Not judged: the checks gave no verdict."),
    ],
)
def test_hidden_checks_without_a_verdict_get_no_points_and_are_unjudged(outputs, message):
    result = read(hidden=outputs)
    assert result.scores["test_f_hidden"] == 0
    hidden = result.exercises[0].checks[1:]
    assert [(c.name, c.points, c.earned, c.outcome, c.message) for c in hidden] == [
        ("value", 2, 0, "unjudged", message),
        ("zero", 1, 0, "unjudged", message),
    ]


def test_a_fault_of_the_kit_is_no_zero_but_no_mark_yet():
    result = read(hidden=[said(), error("KitFault", "week/f: a fault of the kit")])
    assert result.scores["test_f_hidden"] is None
    assert result.faults == ["week/f: a fault of the kit"]
    assert result.exercises[0].checks[1:] == VERDICT.checks


def test_an_answer_in_words_waits_for_a_person():
    cells = [graded("essay", 3, solution=True, kind=new_markdown_cell)]
    result = SubmissionResult("ann", "week")
    manifest = Manifest(title="e", concepts=["x"], minutes=1, points={"idea": 3}, kind="manual")
    read_scores(new_notebook(cells=cells), {"essay": Exercise("week", "essay", None, manifest)}, result)
    assert (result.scores, result.points, result.exercises) == ({"essay": None}, {"essay": 3}, [])


# --- the verdict of a hidden cell, under plain nbgrader --------------------------------------------

HIDDEN = """
def check_value(target, rng):
    assert target(1) == 2, "f(1) should be 2"


def check_draws(target, rng):
    target(rng.random())
"""


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Write a course of one exercise, f, beside which g uses it."""
    for module in (graders.catalogue, graders.judge, graders.in_kernel):
        monkeypatch.setattr(module, "KIT", tmp_path)
    monkeypatch.setattr(graders.catalogue, "EXERCISES", tmp_path / "exercises")
    graders.catalogue.load_exercise.cache_clear()
    folder = tmp_path / "exercises" / "week" / "f"
    folder.mkdir(parents=True)
    (folder / "hidden_tests.py").write_text(HIDDEN)
    (folder / "exercise.toml").write_text(
        'title = "f"\nconcepts = ["x"]\nminutes = 1\n[points]\nvalue = 2\ndraws = 1\n'
    )
    source = tmp_path / "source" / "week"
    source.mkdir(parents=True)
    answer = new_code_cell("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION")
    answer.metadata["nbgrader"] = {"grade_id": "f", "solution": True}
    nbformat.write(new_notebook(cells=[answer]), source / "week.ipynb")
    yield folder
    graders.catalogue.load_exercise.cache_clear()


def test_a_hidden_cell_gives_the_points_as_a_plain_number_and_shows_the_verdicts(course, capsys):
    got = mark("week", "f", {"f": lambda x: 2 * x})
    assert (got, type(got)) == (3.0, float)
    out = capsys.readouterr().out
    assert "f: 3 of 3 points" in out
    assert "✓ value (2 of 2)" in out


def test_after_a_wrong_answer_later_exercises_get_the_reference(course, capsys):
    namespace = {"f": lambda x: x}
    assert mark("week", "f", namespace) == 1
    assert "✗ value (0 of 2) f(1) should be 2" in (out := capsys.readouterr().out)
    assert "reference version" in out
    assert namespace["f"](5) == 10


def test_a_right_answer_stays_the_students(course):
    def f(x):
        return 2 * x

    namespace = {"f": f}
    mark("week", "f", namespace)
    assert namespace["f"] is f


def test_the_seed_of_the_environment_decides_the_inputs(course, monkeypatch):
    def drawn():
        calls = []
        mark("week", "f", {"f": lambda x: calls.append(x) or 2 * x})
        return calls

    monkeypatch.setenv("GRADERS_SEED", "5")
    assert drawn() == drawn()
    monkeypatch.delenv("GRADERS_SEED")
    assert drawn() != drawn()


def test_a_check_that_breaks_is_an_error_of_the_kit_and_leaves_the_answer(course, capsys):
    (course / "hidden_tests.py").write_text(HIDDEN + "\n    raise KeyError('ours')\n")
    namespace = {"f": np.negative}
    with pytest.raises(KitFault, match="week/f: a fault of the kit, not of the student: KeyError"):
        mark("week", "f", namespace)
    assert namespace["f"] is np.negative
