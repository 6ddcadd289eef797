"""An exercise's folder: what is read, and what is said about a mistake in it."""

import pytest

from graders.core.exceptions import BadExercise, UnknownName
from graders.course.assignment import Assignment
from graders.course.exercise import Exercise, Manifest, reference_points

TOML = """
title = "Softmax"
concepts = ["softmax"]
minutes = 10

[points]
public = 1
shape = 1.5
values = 2

[wrong_answer.no_shift]
fails = ["values"]
says = ["overflow"]
"""
CHECKS = "def check_shape(target, rng): pass\n\n\ndef check_values(target, rng): pass\n"


@pytest.fixture
def week(tmp_path):
    """Give an assignment that has no exercises yet."""
    return Assignment("week", tmp_path / "source" / "week", tmp_path / "week")


@pytest.fixture
def write(tmp_path):
    """Write its exercises' folders."""

    def write(key, toml=TOML, checks=CHECKS):
        folder = tmp_path / "week" / key
        folder.mkdir(parents=True)
        (folder / "exercise.toml").write_text(toml, encoding="utf-8")
        (folder / "hidden_tests.py").write_text(checks, encoding="utf-8")
        return folder

    return write


def test_an_exercise_is_read_with_its_points(week, write):
    folder = write("softmax")
    exercise = week.exercise("softmax")
    assert (exercise.name, exercise.where, exercise.automatic) == ("softmax", "week/softmax", True)
    assert (exercise.public_points, exercise.hidden, exercise.max_score) == (1, {"shape": 1.5, "values": 2}, 4.5)
    assert list(exercise.hidden_checks()) == ["shape", "values"]
    assert exercise.manifest.wrong_answer["no_shift"].says == ["overflow"]
    for name in ("b.py", "a.py", "notes.txt"):
        (folder / "accepted").mkdir(exist_ok=True)
        (folder / "accepted" / name).touch()
    assert [path.name for path in exercise.answers("accepted")] == ["a.py", "b.py"]
    assert exercise.answers("wrong_answer") == []


def test_exercises_are_listed_by_name_and_other_folders_left_out(week, write, tmp_path):
    assert week.exercise_keys() == []
    write("softmax")
    write("relu")
    (tmp_path / "week" / "notes").mkdir()
    assert week.exercise_keys() == list(week.exercises) == ["relu", "softmax"]


@pytest.mark.parametrize(
    ("asked", "advice"),
    [("sofmax", "did you mean softmax?"), ("zzz", "there are: relu, softmax.")],
)
def test_an_unknown_exercise_is_told_with_the_nearest_one(week, write, asked, advice):
    write("softmax")
    write("relu")
    with pytest.raises(UnknownName) as caught:
        week.exercise(asked)
    assert str(caught.value) == f"no exercise of week is called {asked!r}; {advice}"


def test_an_unknown_exercise_where_there_is_none_is_told(week):
    with pytest.raises(UnknownName, match="there are: none yet"):
        week.exercise("softmax")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        (TOML.replace("minutes", "minute"), "exercise.toml, minutes: Field required"),
        ("colour = 'red'\n" + TOML, "exercise.toml, colour: Extra inputs are not permitted"),
        (TOML.replace("minutes = 10", "minutes = 0"), "exercise.toml, minutes: "),
        (TOML.replace('concepts = ["softmax"]', "concepts = []"), "exercise.toml, concepts: "),
        (TOML.replace("values = 2", 'values = "two"'), "exercise.toml, points.values: "),
        (TOML.replace('fails = ["values"]\n', ""), "exercise.toml, wrong_answer.no_shift.fails: Field required"),
        ("kind = 'oral'\n" + TOML, "exercise.toml, kind: "),
        (TOML + "title =", "exercise.toml is no TOML"),
    ],
)
def test_a_mistake_in_the_manifest_is_told_with_its_field(week, write, toml, words):
    write("softmax", toml)
    with pytest.raises(BadExercise) as caught:
        week.exercise("softmax")
    assert str(caught.value).startswith(f"week/softmax: {words}")
    assert str(caught.value).endswith(("Mend that field.", "Mend that line."))


@pytest.mark.parametrize(
    ("toml", "checks", "names"),
    [
        (TOML.replace("shape = 1.5\n", ""), CHECKS, "shape"),
        (TOML, CHECKS.replace("check_shape", "check_size"), "shape, size"),
        (TOML, "", "shape, values"),
    ],
)
def test_points_and_checks_that_disagree_are_named(week, write, toml, checks, names):
    write("softmax", toml, checks)
    with pytest.raises(BadExercise, match=rf"disagree about {names}\. "):
        week.exercise("softmax").hidden_checks()


def test_imported_functions_are_no_checks_of_the_exercise(week, write):
    write("softmax", checks="from inspect import getdoc as check_borrowed\n" + CHECKS)
    assert list(week.exercise("softmax").hidden_checks()) == ["shape", "values"]


@pytest.mark.parametrize(
    ("kind", "points", "cells"),
    [
        ("auto", {"public": 1, "a": 2, "b": 0.5}, {"test_f": 1, "test_f_hidden": 2.5}),
        ("auto", {"a": 2, "b": 0.5}, {"test_f_hidden": 2.5}),
        ("manual", {"idea": 2, "words": 1}, {"f": 3}),
    ],
)
def test_the_points_of_the_notebooks_cells_follow_from_the_manifest(tmp_path, kind, points, cells):
    manifest = Manifest(title="f", concepts=["x"], minutes=1, points=points, kind=kind)
    assert reference_points(Exercise("week", "f", tmp_path, manifest, tmp_path / "public_tests.py")) == cells
