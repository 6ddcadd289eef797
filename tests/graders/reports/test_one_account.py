"""Whoever tells of marks tells the same: marking, the page, the table, the exports, a regrade, formgrader."""

import csv
import json
import os
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from graders.course.course import Course
from graders.gradebook.connection import open_gradebook
from graders.marking.regrade import preview
from graders.reports.feedback import feedback
from graders.reports.lms_export import write_marks
from graders.reports.marks_table import rows
from tests.graders.courses import NAME, RIGHT, code, hand_in, make_course, nbgrader

pytestmark = pytest.mark.sandbox
LATE = "2026-10-09 12:00:00 UTC"


def by_hand(kind, key, text, points, **fields):
    """Make a cell that a person marks."""
    cell = code(key, text, solution=True) if kind == "code" else new_markdown_cell(text, id=key)
    nbgrader(cell, key, points=points, solution=True)
    cell.metadata.nbgrader |= fields
    return cell


@pytest.fixture(scope="module")
def course(tmp_path_factory, graders):
    """Give a course with all that nbgrader allows; ada has marks by hand and was late, bob has neither."""
    made = make_course(tmp_path_factory.mktemp("course"))
    path = made.notebook(NAME)
    notebook = nbformat.read(path, as_version=4)
    task = new_markdown_cell("Build something.", id="build")
    nbgrader(task, "build", points=5, locked=True)
    task.metadata.nbgrader |= {"task": True, "grade": False}
    notebook.cells += [
        new_markdown_cell("## Draw *it*\n\nAs you like.", id="heading"),
        by_hand("code", "plot_answer", "### BEGIN SOLUTION\nplot = 1\n### END SOLUTION", 4),
        new_markdown_cell("## Without a folder", id="other"),
        code("triple", "### BEGIN SOLUTION\ntriple = 3\n### END SOLUTION", solution=True),
        code("test_triple", "assert triple == 3", points=2, locked=True),
        new_markdown_cell("## At home", id="home"),
        task,
    ]
    nbformat.write(notebook, path)
    for student in ("ada", "bob"):
        folder = hand_in(made, student, RIGHT)
        work = folder / f"{NAME}.ipynb"
        answered = nbformat.read(work, as_version=4)
        answers = {"plot_answer": "plot = 2", "triple": "triple = 3"}
        for cell in answered.cells:
            cell.source = answers.get(cell.id, cell.source)
        nbformat.write(answered, work)
        if student == "ada":
            (folder / "timestamp.txt").write_text(LATE)
    with open_gradebook(made) as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate="2026-10-08 12:00:00 UTC")
    done = graders("--course", made.root, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    with open_gradebook(made) as gradebook:
        for key, score in {"plot_answer": 3.0, "build": 4.0}.items():
            grade = gradebook.find_grade(key, NAME, NAME, "ada")
            grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_grade("test_double", NAME, NAME, "ada").extra_credit = 0.5
        gradebook.db.commit()
    again = graders("--course", made.root, "autograde", NAME, "--force")
    assert again.returncode == 0, again.stderr
    (made.root / "said.txt").write_text(again.stdout)
    return made


ADA, BOB, MOST = 0.9 * (1 + 2 + 2 + 3 + 4 + 0.5), 1 + 2 + 2, 1 + 2 + 4 + 2 + 5


def test_all_that_tell_of_marks_agree(course):
    said = (course.root / "said.txt").read_text()
    assert f"ada/{NAME}: {ADA:g} of {MOST} points, {ADA / 9:g} taken off" in said
    assert f"bob/{NAME}: {BOB} of {MOST} points, 9 more to be marked by hand" in said
    table = {row.student: (row.score, row.max_score, row.state) for row in rows(course)}
    assert table == {"ada": (ADA, MOST, ""), "bob": (BOB, MOST, "by hand: to do")}
    pages = {path.parent.parent.name: path.read_text() for path in feedback(course)}
    shown = {who: re.search(r"<strong>([\d.]+)</strong> of ([\d.]+)", page).groups() for who, page in pages.items()}
    assert shown == {"ada": (f"{ADA:g}", str(MOST)), "bob": (str(BOB), str(MOST))}
    with write_marks(course, "canvas").open(newline="") as file:
        marks = list(csv.reader(file))
    assert [row[5] for row in marks[1:]] == [f"{MOST:.2f}", f"{ADA:.2f}", f"{BOB:.2f}"]
    with open_gradebook(course) as gradebook:
        for student, (score, most, _) in table.items():
            entry = gradebook.find_submission_notebook(NAME, NAME, student)
            assert entry.score - (entry.late_submission_penalty or 0) == pytest.approx(score)
            assert entry.max_score == most


def test_the_page_shows_whatever_nbgrader_allows_under_its_heading(course):
    page = feedback(course, students=["bob"])[0].read_text()
    for key, title in {"plot_answer": "Draw *it*", "test_triple": "Without a folder", "build": "At home"}.items():
        assert f'<h2 id="{key}">{title}</h2>' in page
    parts = dict(re.findall(r'<h2 id="(\w+)">(.*?)</section>', page, re.S))
    assert "still to be marked by hand" in parts["plot_answer"]
    assert "still to be marked by hand" in parts["build"]
    assert "2 of 2 points" in parts["test_triple"]


def test_a_regrade_tells_the_marks_as_the_table_does(course):
    path = course.root / "graders" / "exercises" / NAME / "double" / "hidden_tests.py"
    before = path.read_text()
    path.write_text(before.replace("== 14", "== 15"))
    try:
        found = {one.student: (one.before, one.after) for one in preview(Course(course.root), [NAME])}
    finally:
        path.write_text(before)
    assert found == {"ada": (ADA, pytest.approx(ADA - 0.9 * 2)), "bob": (BOB, BOB - 2)}
    assert json.loads((course.autograded / "ada" / NAME / "mark.json").read_text())["scores"]["test_double_hidden"] == 2


def test_the_report_begins_with_what_needs_a_person(course, graders):
    """A folder that was handed in since is named, too; the links are formgrader's."""
    hand_in(course, "cy", RIGHT)
    done = graders("--course", course.root, "report", NAME)
    assert done.returncode == 0, done.stderr
    page = (course.feedback / "report" / "index.html").read_text()
    assert re.search("<h2 id=.(.*?).>", page)[1] == "needs-person"
    with (course.feedback / "report" / "needs_person.csv").open(newline="") as file:
        found = [row[:4] for row in csv.reader(file)][1:]
    assert found == [
        ["bob", NAME, "build, plot_answer", "to be marked by hand"],
        ["cy", NAME, "", "handed in and not marked: run `autograde`"],
    ]
    with open_gradebook(course) as gradebook:
        place = gradebook.find_submission_notebook(NAME, NAME, "bob").id
    assert f"/formgrader/submissions/{place}/#build" in page


@pytest.mark.parametrize("words", [("export", "canvas"), ("export", "moodle"), ("feedback",)])
def test_nothing_leaves_without_saying_whose_marks_are_not_final(course, graders, words):
    done = graders("--course", course.root, *words)
    assert done.returncode == 0
    assert re.fullmatch(f"{NAME}: not final for bob(, cy)?; .*\n", done.stderr)
    assert graders("--course", course.root, "feedback", "--student", "ada").stderr == ""


def test_a_folder_whose_name_is_no_text_is_named_like_others(course, graders):
    """As a zip file from another system unpacks; SQLite has no place for such a name."""
    folder = os.fsencode(course.submitted / "z") + b"\xfc"
    shutil.copytree(os.fsencode(course.submitted / "bob"), folder)
    try:
        done = graders("--course", course.root, "report", NAME)
        exported = graders("--course", course.root, "export", "moodle")
    finally:
        shutil.rmtree(folder)
    assert (done.returncode, exported.returncode) == (0, 0)
    page = (course.feedback / "report" / "index.html").read_text()
    for text in (page, exported.stderr):
        assert "has a name that is no UTF-8" in text
