"""What the command line says: help, one clear line for bad input, exit statuses."""

import json

import pytest

VERBS = ["demo", "release", "autograde", "regrade", "feedback", "report", "export", "check", "try", "new", "doctor"]


def refused(done, *words, status=2):
    """Assert that a command stopped with one clear line and printed nothing else."""
    assert done.returncode == status, done
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_help_lists_every_verb(graders):
    done = graders("--help")
    assert done.returncode == 0
    assert all(f"\n  {verb}" in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(graders, verb):
    done = graders(verb, "--help")
    assert done.returncode == 0
    assert "Usage: python -m graders" in done.stdout


def test_unknown_assignment_names_the_nearest(graders, tmp_path):
    refused(graders("check", "01_binary_digit"), "01_binary_digits")
    refused(graders("release", "2_multiclass"), "02_multiclass_digits")


def test_unknown_exercise_names_the_nearest(graders, tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("x = 1\n")
    refused(graders("try", "02_multiclass_digits", "my_softmx", file), "my_softmax")
    refused(graders("check", "01_binary_digits", "my_dens"), "my_dense")


def test_missing_file(graders, tmp_path):
    refused(graders("try", "02_multiclass_digits", "relu", tmp_path / "none.py"), "none.py", "does not exist")


def test_exercise_marked_by_hand_cannot_be_tried(graders, tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("x = 1\n")
    refused(graders("try", "01_binary_digits", "parameter_count", file), "by hand")


def test_missing_argument_points_to_help(graders):
    refused(graders("try", "02_multiclass_digits"), "--help")


def test_empty_submitted_folder(graders, tmp_path):
    (tmp_path / "submitted").mkdir()
    refused(graders("--course", tmp_path, "autograde", "01_binary_digits"), "submitted", "<student>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["submitted"]


def test_no_submitted_folder(graders, tmp_path):
    refused(graders("--course", tmp_path, "autograde"), "submitted")


def test_unknown_student_names_the_nearest(graders, tmp_path):
    (tmp_path / "submitted" / "ada" / "01_binary_digits").mkdir(parents=True)
    refused(graders("--course", tmp_path, "autograde", "--student", "adda"), "ada")


def test_course_folder_that_does_not_exist(graders, tmp_path):
    refused(graders("--course", tmp_path / "none", "report"), "none")


def test_feedback_before_any_mark(graders, tmp_path):
    refused(graders("--course", tmp_path, "feedback"), "autograde")


def test_output_folder_that_cannot_be_written(graders, tmp_path):
    # A file in its place stops root as well, which a read-only folder does not.
    (tmp_path / "submitted" / "ada" / "01_binary_digits").mkdir(parents=True)
    (tmp_path / "autograded").write_text("in the way")
    refused(graders("--course", tmp_path, "autograde", "01_binary_digits"), "autograded", "nothing was changed")
    assert (tmp_path / "autograded").read_text() == "in the way"


def test_debug_shows_the_traceback(graders):
    done = graders("check", "nothing_like_it", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "UnknownName" in done.stderr


@pytest.mark.sandbox
def test_json_is_one_object_a_line(graders, tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("def relu(z):\n    return abs(z)\n")
    done = graders("try", "02_multiclass_digits", "relu", file, file, "--json")
    assert done.returncode == 0
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in objects] == [str(file), str(file)]
