"""The sample class as data, and the demo's own folder: made, taken up again, never laid over somebody else's work."""

import fcntl
import json
import os
import shutil

import pytest

from graders.core.exceptions import GradersError
from graders.demo.folder import EXAMPLES, STATE
from graders.demo.sample_class import EXPECTED, choose, compare, read_expected, set_up
from graders.reports.marks_table import Row

ONE = "05_shallow_backprop"


@pytest.fixture
def expected():
    whole = read_expected(EXPECTED)
    return {**whole, "assignments": [ONE]}


def only(expected, *students):
    chosen = [e for e in expected["submission"] if e["student"] in students and e["assignment"] == ONE]
    return {**expected, "submission": chosen}


def handed_in(course):
    return sorted(f"{path.parent.name}/{path.name}" for path in course.submitted.glob("[!.]*/[!.]*"))


def row(student, assignment, score):
    return Row(student, assignment, score, 0.0, 50.0, False, "")


def test_every_sample_submission_has_an_expected_mark():
    expected = read_expected(EXPECTED)
    named = {(entry["student"], entry["assignment"]) for entry in expected["submission"]}
    assert named == {(path.parent.name, path.name) for path in (EXAMPLES / "submitted").glob("*/*")}
    assert all(entry["why"] for entry in expected["submission"])


def test_the_typical_ones_are_few_and_of_every_assignment():
    expected = read_expected(EXPECTED)
    few, whole = choose(expected, whole=False), choose(expected, whole=True)
    assert len(few["submission"]) == 12
    assert few["assignments"] == whole["assignments"] == expected["assignments"]
    assert whole["submission"] == expected["submission"]


@pytest.mark.parametrize("whole", [False, True])
def test_hostile_ones_are_left_out_and_the_page_that_is_shown_never_is(whole):
    expected = read_expected(EXPECTED)
    tame = choose(expected, whole, hostile=False)["submission"]
    left_out = [entry for entry in choose(expected, whole)["submission"] if entry not in tame]
    assert [entry["student"] for entry in left_out] == ["endless-loop"]
    assert expected["page"] in [{key: entry[key] for key in ("student", "assignment")} for entry in tame]


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
        patch.setattr("graders.demo.folder.release", stop)
        with pytest.raises(KeyboardInterrupt):
            set_up(root, expected)
    course = set_up(root, expected)
    assert (course.release / ONE / f"{ONE}.ipynb").is_file()
    assert (course.submitted / "all-right" / ONE).is_dir()


@pytest.mark.parametrize("before", ["", "another version", json.dumps({"official": {}, "files": {}})])
def test_a_demo_of_another_version_is_made_anew(tmp_path, expected, before):
    root = tmp_path / "demo"
    (root / "autograded").mkdir(parents=True)
    (root / STATE).write_text(before)
    (root / "old.txt").write_text("old")
    set_up(root, expected)
    assert not (root / "old.txt").exists()
    assert not (root / "autograded").exists()
    assert json.loads((root / STATE).read_text())["official"].keys() >= {ONE}


def test_what_was_not_asked_for_is_taken_back_and_its_mark_stays(tmp_path, expected):
    root = tmp_path / "demo"
    more, fewer = only(expected, "all-right", "relup-by-a-norm"), only(expected, "all-right")
    course = set_up(root, more)
    assert handed_in(course) == [f"all-right/{ONE}", f"relup-by-a-norm/{ONE}"]
    mark = course.autograded / "relup-by-a-norm" / ONE / "mark.json"
    mark.parent.mkdir(parents=True)
    mark.write_text("{}")
    assert handed_in(set_up(root, fewer)) == [f"all-right/{ONE}"]
    assert mark.is_file()
    assert handed_in(set_up(root, more)) == [f"all-right/{ONE}", f"relup-by-a-norm/{ONE}"]


def edit(submitted):
    file = submitted / "all-right" / ONE / f"{ONE}.ipynb"
    file.write_text(file.read_text() + "\n")
    return file


def add_a_student(submitted):
    shutil.copytree(submitted / "all-right", submitted / "me")
    return submitted / "me" / ONE


def add_a_file(submitted):
    file = submitted / "all-right" / ONE / "helper.py"
    file.write_text("print('mine')")
    return file


def put_a_pipe_there(submitted):
    file = submitted / "all-right" / ONE / f"{ONE}.ipynb"
    file.unlink()
    os.mkfifo(file)
    return file


@pytest.mark.parametrize("work", [edit, add_a_student, add_a_file, put_a_pipe_there])
@pytest.mark.parametrize("version", ["same", "another"])
def test_a_persons_work_in_it_is_refused_and_kept(tmp_path, expected, work, version):
    few = only(expected, "all-right")
    course = set_up(tmp_path / "demo", few)
    file = work(course.submitted)
    state = course.root / STATE
    if version == "another":
        state.write_text(state.read_text().replace('"official": {', '"official": {"00": {}, ', 1))
    before = sorted(course.root.rglob("*"))
    with pytest.raises(GradersError, match="move it to") as refused:
        set_up(course.root, few)
    assert str(file) in str(refused.value)
    assert sorted(course.root.rglob("*")) == before


def test_what_a_killed_run_left_half_handed_in_is_no_persons_work(tmp_path, expected):
    few = only(expected, "all-right")
    course = set_up(tmp_path / "demo", few)
    work = course.submitted / "all-right" / ONE
    (work / f"{ONE}.ipynb").unlink()
    draft = work.with_name(f".{ONE}-killed")
    draft.mkdir()
    (draft / f"{ONE}.ipynb").write_text("{")
    set_up(course.root, few)
    assert (work / f"{ONE}.ipynb").is_file()
    assert not draft.exists()


def test_a_second_demo_in_the_same_folder_is_told_and_changes_nothing(tmp_path, expected):
    root = tmp_path / "demo"
    root.mkdir()
    with (root / STATE).open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(GradersError, match="another demo is at work"):
            set_up(root, expected)
        assert [path.name for path in root.iterdir()] == [STATE]


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
