"""Points that exercise.toml and the notebook do not agree on are refused before anybody is marked by them."""

import json

import pytest

from graders.core.exceptions import BadExercise
from graders.course.agreement import require_agreement
from graders.course.course import Course
from tests.graders.courses import KEY, NAME, TOML, hand_in, make_course


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        (TOML.replace("values = 2", "values = 3"), "test_double_hidden is worth 2, exercise.toml gives 3"),
        (TOML.replace("public = 1", "public = 0.5"), "test_double is worth 1, exercise.toml gives 0.5"),
        (TOML.replace("public = 1\n", ""), r"\[points\] has no `public`"),
        (TOML.replace("title", 'kind = "manual"\ntitle'), "the notebook has no graded cell double"),
    ],
)
def test_other_points_are_refused_with_exercise_cell_and_advice(tmp_path, toml, said):
    course = make_course(tmp_path, toml=toml)
    with pytest.raises(BadExercise, match=rf"{NAME}/{KEY}.*{said}.*(Make them equal|Give the public|Add it)"):
        require_agreement(course.assignment(NAME))


def test_an_agreement_and_a_folder_without_an_exercise_are_not(tmp_path):
    course = make_course(tmp_path)
    other = tmp_path / "graders" / "exercises" / NAME / "gone"
    other.mkdir()
    (other / "exercise.toml").write_text(TOML.replace("2", "7"))
    require_agreement(course.assignment(NAME))


@pytest.mark.sandbox
def test_marking_and_a_regrade_refuse_points_changed_in_exercise_toml_alone(tmp_path, graders):
    course = make_course(tmp_path)
    hand_in(course, "ada")
    assert graders("--course", tmp_path, "autograde").returncode == 0
    kept = {path: path.read_bytes() for path in (tmp_path / "gradebook.db", *course.autograded.rglob("mark.json"))}
    toml = tmp_path / "graders" / "exercises" / NAME / KEY / "exercise.toml"
    toml.write_text(TOML.replace("values = 2", "values = 20"))
    for words in (["autograde"], ["autograde", "--force"], ["regrade"], ["regrade", "--diff"]):
        done = graders("--course", tmp_path, *words)
        assert done.returncode == 2
        assert "test_double_hidden is worth 2, exercise.toml gives 20; nothing was marked" in done.stderr
    assert {path: path.read_bytes() for path in kept} == kept
    notebook = Course(tmp_path).notebook(NAME)
    data = json.loads(notebook.read_text())
    next(c for c in data["cells"] if c["id"] == "test_double_hidden")["metadata"]["nbgrader"]["points"] = 20
    notebook.write_text(json.dumps(data))  # with both, the marks are of one scale
    done = graders("--course", tmp_path, "regrade")
    assert done.returncode == 0
    assert f"ada/{NAME}: 21 of 21 points" in done.stdout


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("points", -1, f"{NAME}/test_{KEY}: points is -1. It must be a number from 0 on."),
        ("points", "two", f'{NAME}/test_{KEY}: points is "two". It must be a number from 0 on.'),
        ("points", None, f"{NAME}/test_{KEY}: points is null. It must be a number from 0 on."),
        ("points", float("nan"), f"{NAME}/test_{KEY}: points is NaN. It must be a number from 0 on."),
        ("grade_id", "x" * 200, "grade_id has 200 characters. It may have 128."),
    ],
)
@pytest.mark.parametrize("verb", ["release", "check"])
def test_what_no_gradebook_can_take_is_refused_with_cell_field_and_rule(tmp_path, graders, field, value, said, verb):
    course = make_course(tmp_path)
    notebook = course.notebook(NAME)
    data = json.loads(notebook.read_text())
    next(c for c in data["cells"] if c["id"] == f"test_{KEY}")["metadata"]["nbgrader"][field] = value
    notebook.write_text(json.dumps(data))
    done = graders("--course", tmp_path, verb)
    assert done.returncode in (1, 2)
    assert said in done.stderr
    assert "a fault of ours" not in done.stderr
    assert not (tmp_path / "release" / NAME).exists()
