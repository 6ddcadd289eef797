"""The demo's own folder: made, taken up again, never laid over somebody else's."""

import pytest

from graders.core.exceptions import GradersError
from graders.demo import EXAMPLES, STATE, compare, read_expected, set_up
from graders.reports.marks_table import Row

ONE = "05_shallow_backprop"


@pytest.fixture
def expected():
    whole = read_expected(EXAMPLES / "expected.toml")
    return {**whole, "assignments": [ONE]}


def row(student, assignment, score):
    return Row(student, assignment, score, 0.0, 50.0, False, "")


def test_every_sample_submission_has_an_expected_mark():
    expected = read_expected(EXAMPLES / "expected.toml")
    named = {(entry["student"], entry["assignment"]) for entry in expected["submission"]}
    assert named == {(path.parent.name, path.name) for path in (EXAMPLES / "submitted").glob("*/*")}
    assert all(entry["why"] for entry in expected["submission"])


def test_a_folder_that_the_demo_did_not_make_is_left_alone(tmp_path, expected):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(GradersError, match="did not make"):
        set_up(tmp_path, expected)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_run_that_was_cut_off_is_taken_up(tmp_path, expected, monkeypatch):
    root = tmp_path / "demo"

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("graders.demo.release", stop)
        with pytest.raises(KeyboardInterrupt):
            set_up(root, expected)
    course = set_up(root, expected)
    assert (course.release / ONE / f"{ONE}.ipynb").is_file()
    assert (course.submitted / "all-right" / ONE).is_dir()


def test_a_demo_of_another_version_is_made_anew(tmp_path, expected):
    root = tmp_path / "demo"
    root.mkdir()
    (root / STATE).write_text("another version")
    (root / "old.txt").write_text("old")
    set_up(root, expected)
    assert not (root / "old.txt").exists()


def test_marks_are_compared_one_by_one():
    expected = {
        "submission": [
            {"student": "ada", "assignment": "a", "mark": 3, "why": "half"},
            {"student": "bob", "assignment": "a", "mark": 5, "why": "all"},
        ]
    }
    wrong = list(compare([row("ada", "a", 3.0), row("bob", "a", 4.5), row("eve", "a", 1.0)], expected))
    assert len(wrong) == 2
    assert "bob/a has 4.5" in wrong[0]
    assert "expected 5 (all)" in wrong[0]
    assert "eve/a" in wrong[1]
    assert "has no mark" in next(compare([], expected))
