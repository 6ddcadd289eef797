"""A batch as it happens: good, broken and late submissions together, marked once, resumed, never stopped."""

import html
import json
import shutil

import nbformat
import pytest

from graders.course.course import KIT, Course
from graders.course.source_notebook import SourceNotebook
from graders.gradebook.connection import open_gradebook
from graders.gradebook.recorder import load_mark
from graders.reports.flaky_checks import FILE, verified
from graders.reports.marks_table import rows

pytestmark = pytest.mark.sandbox

ASSIGNMENT = "05_shallow_backprop"  # NumPy only: kernels start at once


def write(folder, notebook):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ASSIGNMENT}.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def course(tmp_path_factory, kit, graders):
    """Give a marked class: blank, solved, and broken in several ways."""
    root = tmp_path_factory.mktemp("class")
    blank = nbformat.read(kit / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    solved = nbformat.read(kit / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    write(root / "submitted" / "blank" / ASSIGNMENT, blank)
    write(root / "submitted" / "solved" / ASSIGNMENT, solved)
    dead = nbformat.from_dict(solved)
    for cell in dead.cells:
        if cell["id"] == "relu":
            cell.source = "import os\nos._exit(0)"
        if cell["id"] == "relup":
            cell.source = "raise ValueError('<script>alert(1)</script>')"
    write(root / "submitted" / "ends-its-kernel" / ASSIGNMENT, dead)
    cut = write(root / "submitted" / "cut-off" / ASSIGNMENT, solved)
    cut.write_text(cut.read_text()[:5000])
    (root / "submitted" / "empty-folder" / ASSIGNMENT).mkdir(parents=True)
    done = graders("--course", root, "autograde", ASSIGNMENT)
    return Course(root), done


def marks(course):
    return {row.student: row for row in rows(course)}


def test_everyone_is_recorded_and_the_broken_ones_are_reported(course):
    opened, done = course
    assert done.returncode == 1  # not all went well
    assert set(marks(opened)) == {"blank", "solved", "ends-its-kernel", "cut-off"}
    assert "cut-off" in done.stderr
    assert "cut off while saving" in done.stderr
    assert "empty-folder" in done.stderr
    assert "so nothing was handed in" in done.stderr  # named, and no mark is made of nothing
    assert "Traceback" not in done.stderr


def test_solved_gets_all_automatic_marks_and_waits_for_a_person(course):
    opened, _ = course
    result = load_mark(opened, "solved", ASSIGNMENT)
    automatic = {key: score for key, score in result.scores.items() if score is not None}
    assert automatic == {key: result.points[key] for key in automatic}
    assert marks(opened)["solved"].by_hand
    assert len(automatic) < len(result.scores)


def test_blank_gets_nothing_and_waits_for_nobody(course):
    opened, _ = course
    assert marks(opened)["blank"].score == 0
    assert not marks(opened)["blank"].by_hand
    assert set(load_mark(opened, "blank", ASSIGNMENT).scores.values()) == {0}  # of written answers, too
    messages = [
        check.message for exercise in load_mark(opened, "blank", ASSIGNMENT).exercises for check in exercise.checks
    ]
    assert messages
    assert all("still to be written" in message or "not defined" in message for message in messages), set(messages)


def test_unreadable_ones_count_as_zero_and_are_flagged(course):
    opened, _ = course
    assert marks(opened)["cut-off"].score == 0
    with open_gradebook(opened) as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "cut-off").needs_manual_grade
    assert (opened.submitted / "cut-off" / ASSIGNMENT).is_dir()


def test_a_dead_kernel_costs_only_its_own_cell(course):
    opened, _ = course
    solved, dead = (load_mark(opened, name, ASSIGNMENT) for name in ("solved", "ends-its-kernel"))
    lost = {key for key in solved.scores if solved.scores[key] != dead.scores[key]}
    assert lost == {"test_relu", "test_relu_hidden", "test_relup", "test_relup_hidden"}
    assert any("relu" in limit for limit in dead.limits)


@pytest.mark.sampled(2)
def test_again_marks_nothing_and_a_changed_submission_alone(course, graders, kit):
    opened, _ = course
    before = {name: row.score for name, row in marks(opened).items()}
    done = graders("--course", opened.root, "autograde", ASSIGNMENT)
    assert "0 marked, 4 unchanged" in done.stdout
    solved = opened.submitted / "solved" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    shutil.copyfile(solved, opened.submitted / "blank" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    done = graders("--course", opened.root, "autograde", ASSIGNMENT)
    assert "1 marked, 3 unchanged" in done.stdout
    after = {name: row.score for name, row in marks(opened).items()}
    assert after == {**before, "blank": before["solved"]}


def test_feedback_pages_tell_and_are_safe(course, graders):
    opened, _ = course
    done = graders("--course", opened.root, "feedback")
    assert done.returncode == 0, done.stderr
    page = (opened.feedback / "ends-its-kernel" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "ended the kernel" in page
    refused = (opened.feedback / "cut-off" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    assert "could not be read" in refused
    for path in opened.feedback.rglob("*.html"):
        assert str(opened.root) not in path.read_text()


@pytest.mark.sampled(2)
def test_model_answers_are_shown_only_where_they_are_switched_on(course, graders):
    opened, _ = course
    source = SourceNotebook(KIT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    line = next(line.strip() for line in source.reference("update_shallow").split("\n") if "delta1 =" in line)
    config = opened.root / "nbgrader_config.py"
    try:
        for given, shown in (("True", True), ("False", False)):
            config.write_text(f"c = get_config()\nc.GradersFeedback.model_answers = {given}\n")
            done = graders("--course", opened.root, "feedback", "--student", "cut-off")
            assert done.returncode == 0, done.stderr
            page = html.unescape((opened.feedback / "cut-off" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text())
            assert (line in page) == shown
            assert "MARK SCHEME" not in page
        config.write_text("c = get_config()\nc.GradersFeedback.model_answers = 'yes'\n")
        refused = graders("--course", opened.root, "feedback")
        assert refused.returncode != 0
        assert "give True or False" in refused.stderr
    finally:
        config.unlink()


def everything(course):
    """Read all that marking may write, but the notes on what was marked twice."""
    paths = [path for path in sorted(course.autograded.rglob("*")) if path.is_file() and path.name != FILE]
    files = {path: path.read_bytes() for path in paths}
    with open_gradebook(course) as gradebook:
        grades = [
            (grade.id, grade.auto_score, grade.manual_score)
            for row in marks(course).values()
            for grade in gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, row.student).grades
        ]
    return files, sorted(grades, key=str)


@pytest.mark.sampled(2)
def test_marks_come_out_the_same_and_a_changed_one_is_found(course, graders):
    opened, _ = course
    before = everything(opened)
    done = graders("--course", opened.root, "autograde", "--verify", "9", "--student", "solved")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 of 1 come out the same."), done.stderr
    path = opened.autograded / "solved" / ASSIGNMENT / "mark.json"
    whole = path.read_text()
    forged = json.loads(whole)
    check = next(c for e in forged["exercises"] if e["exercise"] == "relup" for c in e["checks"] if not c["visible"])
    check["earned"] = 0.0
    path.write_text(json.dumps(forged))
    try:
        done = graders("--course", opened.root, "autograde", "--verify", "1", "--student", "solved")
        assert done.returncode == 1
        assert f"relup, {check['name'].replace('_', ' ')}: 0 to {check['points']:g} points" in done.stdout
        assert "0 of 1 come out the same." in done.stdout
        name = f"relup, {check['name'].replace('_', ' ')}"
        assert f"flaky: {ASSIGNMENT}, {name}: another outcome for 1 of 1; `report` lists it." in done.stdout
        known = verified(opened, ASSIGNMENT)
        assert known.submissions == 1  # marked twice, twice
        [flaky] = known.flaky
        assert (flaky.exercise, flaky.check, flaky.submissions, flaky.verified) == ("relup", check["name"], 1, 1)
        assert flaky.when == known.when
        assert graders("--course", opened.root, "report").returncode == 0
        page = (opened.feedback / "report" / "index.html").read_text().replace("<wbr>", "")
        assert f"<td>{name.replace(', ', ': ')}<br>" in page.partition('id="flaky"')[2]
    finally:
        path.write_text(whole)
    assert everything(opened) == before


@pytest.mark.sampled(2)
def test_regrade_tells_who_would_change_before_anything_is_written(course, graders):
    opened, _ = course
    path = opened.submitted / "solved" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    whole = path.read_text()
    notebook = nbformat.reads(whole, as_version=4)
    next(cell for cell in notebook.cells if cell.id == "relup").source = "def relup(a, e):\n    return e"
    before = everything(opened)
    nbformat.write(notebook, path)
    try:
        done = graders("--course", opened.root, "regrade", "--diff", "--student", "solved")
        assert done.returncode == 0, done.stderr
        assert f"solved/{ASSIGNMENT}: " in done.stdout
        assert "relup, values: " in done.stdout
        assert done.stdout.splitlines()[-1] == "0 of 1 would stay the same."
        assert everything(opened) == before
    finally:
        path.write_text(whole)
    done = graders("--course", opened.root, "regrade", "--diff", "--student", "solved")
    assert done.stdout.splitlines()[-1] == "0 of 0 would stay the same."


def test_seconds_stand_beside_each_judged_check(course):
    opened, _ = course
    result = load_mark(opened, "solved", ASSIGNMENT)
    for exercise in result.exercises:
        for check in exercise.checks:
            assert 0 <= check.seconds < result.seconds
            assert check.seconds == round(check.seconds, 3)


def test_report_prints_and_writes_the_table(course, graders):
    opened, _ = course
    done = graders("--course", opened.root, "report")
    assert done.returncode == 0
    assert "cut-off" in done.stdout
    lines = (opened.feedback / "marks.csv").read_text().splitlines()
    assert lines[0].startswith("student,assignment,score")
    assert len(lines) == 5


def test_submissions_are_never_written_to(course):
    opened, _ = course
    for folder in opened.submitted.glob("*/*"):
        assert {path.name for path in folder.iterdir()} <= {f"{ASSIGNMENT}.ipynb"}


def test_mark_file_is_plain_json(course):
    opened, _ = course
    data = json.loads((opened.autograded / "solved" / ASSIGNMENT / "mark.json").read_text())
    hashes = {"submission", "notebook", "hidden_tests", "configuration", "engine", "environment"}
    assert set(data["stamp"]) == {"kit", "seed", "sandbox", *hashes}
    assert all(len(data["stamp"][key]) == 64 for key in hashes)
    assert data["stamp"]["sandbox"] == "on"
    assert all(exercise["seed"] == int(data["stamp"]["seed"]) for exercise in data["exercises"])
