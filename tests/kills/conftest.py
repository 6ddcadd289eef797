"""A class of 20 to kill ``autograde`` over, and what must be true of it afterwards.

It hands in a small assignment: two exercises and a written answer of 05, whose checks are the kit's. Most runs are
those of driver.py, which spends its time in recording: it takes what was found in six submissions that the real
command has marked.
"""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from graders.course.course import Course
from graders.gradebook.connection import open_gradebook
from graders.release.vendor_utils import RECORD

ASSIGNMENT = "05_shallow_backprop"
CELLS = ("title", "setup", "data_shapes", "relu", "test_relu", "test_relu_hidden")
CELLS += ("relup", "test_relup", "test_relup_hidden")
STUDENTS = [f"student-{number:02d}" for number in range(20)]


def make_class(root, kit, students, different):
    """Lay down a course folder: a short notebook in source/, and what students handed in, so many different ones."""
    source = nbformat.read(kit / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4)
    source.cells = [cell for cell in source.cells if cell.id in CELLS]
    write(root / "source" / ASSIGNMENT, source)
    shutil.copy(kit / "source" / ASSIGNMENT / "public_tests.py", root / "source" / ASSIGNMENT)
    answers = {
        key: sorted((kit / "graders" / "exercises" / ASSIGNMENT / key).glob("*/*.py")) for key in ("relu", "relup")
    }
    for number, student in enumerate(students):
        folder = root / "submitted" / student / ASSIGNMENT
        which = number % different
        notebook = nbformat.from_dict(source)
        for cell in notebook.cells:
            if cell.id in answers and which:  # the first is as the reference has it
                cell.source = answers[cell.id][(3 * which + 2) % len(answers[cell.id])].read_text(encoding="utf-8")
            if cell.id == "data_shapes" and which != 2:
                cell.source = f"My answer, number {which}."
        path = write(folder, notebook)
        if number % 4 == 1:
            (folder / "timestamp.txt").write_text(f"2026-10-{number + 1:02d} 12:00:00 UTC\n")
        if which == 3:
            path.write_text(path.read_text()[:2000])  # cut off while saving
        if which == 5:
            path.write_bytes(b"no notebook")
    return Course(root)


def write(folder, notebook):
    """Write a notebook of the assignment's name and give its path."""
    folder.mkdir(parents=True)
    path = folder / f"{ASSIGNMENT}.ipynb"
    nbformat.write(notebook, path)
    return path


def mark(course, graders, number):
    """Mark a class by the real command: two submissions in it cannot be read, the others are marked."""
    done = graders("--course", course.root, "autograde")
    assert done.returncode == 1, done.stderr
    assert f"{number} marked, 0 unchanged, 0 not marked" in done.stdout
    assert "a fault" not in done.stderr
    return course


def mark_by_hand(course):
    """Do what an instructor does in formgrader, and set dates."""
    from nbgrader.utils import parse_utc

    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=parse_utc("2026-10-08 12:00:00 UTC"))
        for number, student in enumerate(STUDENTS):
            gradebook.update_or_create_student(student, first_name="Ada", last_name=f"Number {number}")
            entry = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student)
            grades = {grade.cell.name: grade for grade in entry.grades}
            comments = {comment.cell.name: comment for comment in entry.comments}
            if number % 2:
                grades["data_shapes"].manual_score = number % 4
                grades["data_shapes"].needs_manual_grade = False
                comments["data_shapes"].manual_comment = f"Read by a person, {number}."
            if number % 3 == 0:
                grades["test_relu_hidden"].extra_credit = 0.5
            if number % 7 == 0:
                grades["test_relup"].manual_score = 1.25
                entry.flagged = True
            gradebook.db.commit()
            if number == 13:
                gradebook.grant_extension(ASSIGNMENT, student, days=5)


def dump(database):
    """Read a gradebook by names: the assignments with their cells, and each student's submissions.

    Nothing of nbgrader's or ours is asked, and ids, which are drawn anew, are left out.
    """
    with contextlib.closing(sqlite3.connect(database)) as connection:

        def ask(query):
            return sorted(connection.execute(query).fetchall(), key=repr)

        assignments = {
            "version": ask("SELECT version_num FROM alembic_version"),
            "courses": ask("SELECT id FROM course"),
            "assignments": ask("SELECT name, duedate, course_id FROM assignment"),
            "notebooks": ask(
                "SELECT a.name, n.name, n.kernelspec FROM notebook n LEFT JOIN assignment a ON a.id = n.assignment_id"
            ),
            "cells": ask(
                "SELECT n.name, c.name, c.type, g.max_score, g.cell_type, s.id IS NULL FROM base_cell c"
                " LEFT JOIN notebook n ON n.id = c.notebook_id LEFT JOIN grade_cells g ON g.id = c.id"
                " LEFT JOIN solution_cells s ON s.id = c.id"
            ),
            "sources": ask("SELECT name, cell_type, locked, source, checksum FROM source_cell"),
        }
        students = {name: [row] for name, *row in ask("SELECT id, first_name, last_name, email FROM student")}
        of = " x JOIN submitted_notebook n ON n.id = x.notebook_id JOIN submitted_assignment a"
        of += " ON a.id = n.assignment_id LEFT JOIN base_cell c ON c.id = x.cell_id"
        for query in (
            "SELECT student_id, timestamp, extension FROM submitted_assignment",
            "SELECT a.student_id, n.flagged, n.late_submission_penalty FROM submitted_notebook n"
            " LEFT JOIN submitted_assignment a ON a.id = n.assignment_id",
            f"SELECT a.student_id, c.name, auto_score, manual_score, extra_credit, needs_manual_grade FROM grade{of}",
            f"SELECT a.student_id, c.name, auto_comment, manual_comment FROM comment{of}",
        ):
            for student, *row in ask(query):
                students[student].append(row)
        counts = [ask(f"SELECT count(*) FROM {table}") for table in ("grade", "comment", "submitted_notebook")]
    return {"assignments": assignments, "students": students, "counts": counts}


def has_tables(database):
    """Tell whether there is a gradebook with anything in it."""
    if not database.is_file():
        return False
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return bool(connection.execute("SELECT * FROM sqlite_master").fetchall())


def files(course):
    """Read what lies in autograded/, hidden and half-made things included, as far as it has a meaning."""
    found = {}
    for path in sorted(course.autograded.rglob("*")):
        name = str(path.relative_to(course.autograded))
        if path.is_dir() or name == ".lock":
            continue
        found[name] = path.read_text(encoding="utf-8")
        if path.name == "mark.json":
            found[name] = json.loads(found[name])
            found[name].pop("seconds")
            # What a mark by hand was given for: killed between gradebook and file, it is not known any more. The mark
            # stays, flagged as it would be (`dump` compares that), and a person is asked once more at the next change.
            for forgotten in ("marked", "remarked"):
                found[name].pop(forgotten)
            for check in (check for exercise in found[name]["exercises"] for check in exercise["checks"]):
                check.pop("seconds")
        elif path.suffix == ".ipynb":
            found[name] = [(cell.id, cell.source) for cell in nbformat.reads(found[name], as_version=4).cells]
    return found


@dataclass
class Case:
    """A class before a run, and what an uninterrupted run makes of it."""

    template: Path
    before: dict
    after: dict
    files: dict
    steps: int = 0
    seconds: float = 0.0

    def copy(self, folder):
        """Copy the class, in place of an earlier copy."""
        shutil.rmtree(folder / "class", ignore_errors=True)
        shutil.copytree(self.template, folder / "class")
        return Course(folder / "class")

    def check_between(self, course, folder):
        """Assert that each submission is as before or as after, never between, and never marked by halves."""
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in course.root.glob("gradebook.db*"):
            shutil.copyfile(path, copy / path.name)  # with its journal: opening rolls back what was not committed
        written = {}
        if has_tables(copy / "gradebook.db"):
            found = dump(copy / "gradebook.db")
            written = found["students"]
            assert found["assignments"]["cells"] in ([], self.after["assignments"]["cells"])
        before = self.before["students"] if self.before else {}
        assert set(before) <= set(written)
        for student, rows in written.items():
            assert rows in (before.get(student), self.after["students"][student]), student
        laid_down = {folder.parent.name: folder for folder in course.autograded.glob(f"*/{ASSIGNMENT}")}
        assert set(before) <= set(laid_down) <= set(written)  # an old notebook stays until the new one is there
        for folder in laid_down.values():
            assert {f"{ASSIGNMENT}.ipynb", "mark.json"} <= {path.name for path in folder.iterdir()}

    def check_end(self, course):
        """Assert that all is as after the uninterrupted run, and nothing is left over."""
        assert dump(course.root / "gradebook.db") == self.after
        assert files(course) == self.files
        assert {path.name for path in course.root.glob("gradebook.db*")} == {"gradebook.db"}
        assert {path.name for path in course.source.rglob(".*")} <= {RECORD}


class Driver:
    """driver.py as a process: one course folder, one run, one kill at a time."""

    def __init__(self, marked, kit, log):
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("driver.py"), marked],
            cwd=kit,
            env=environment | {"PYTHONPATH": str(kit)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, course, **limit):
        """Run the command, killed at a step, after some seconds, or never; give what the driver answers."""
        request = {"course": str(course.root), "log": str(self.log), **limit}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def killed(self, course, **moment):
        """Run the command and kill it; tell what the driver answers, or None where the run ended before."""
        answer = self.run(course, **moment)
        assert answer["status"] in (1, -signal.SIGKILL), self.log.read_text()
        return None if answer["status"] == 1 else answer

    def complete(self, course):
        """Run the command to its end: it exits with 1, since some submissions cannot be read."""
        answer = self.run(course)
        log = self.log.read_text()
        assert answer["status"] == 1, log
        assert " 0 not marked" in log
        return answer

    def case(self, template, tmp_path_factory):
        """Run the command once, without a kill, on a copy of a template."""
        before = template.root / "gradebook.db"
        case = Case(template.root, dump(before) if before.is_file() else None, {}, {})
        course = case.copy(tmp_path_factory.mktemp("uninterrupted"))
        answer = self.complete(course)
        case.after, case.files = dump(course.root / "gradebook.db"), files(course)
        case.steps, case.seconds = answer["steps"], answer["seconds"]
        return case


@pytest.fixture(scope="session")
def marked(tmp_path_factory, kit, graders):
    """Give six submissions, marked by the real command without a kill."""
    return mark(make_class(tmp_path_factory.mktemp("marked"), kit, STUDENTS[:6], 6), graders, 6)


@pytest.fixture(scope="session")
def driver(marked, kit, tmp_path_factory):
    """Give a driver that takes its marks from the marked submissions."""
    driver = Driver(marked.root, kit, tmp_path_factory.mktemp("driver") / "run.log")
    yield driver
    driver.process.communicate(timeout=60)


@pytest.fixture(scope="session")
def fresh(marked, driver, kit, tmp_path_factory):
    """Give the case of a class that has no gradebook yet."""
    template = make_class(tmp_path_factory.mktemp("fresh"), kit, STUDENTS, 6)
    case = driver.case(template, tmp_path_factory)
    really = dump(marked.root / "gradebook.db")  # the driver records what the command records
    assert case.after["assignments"] == really["assignments"]
    assert {name: case.after["students"][name] for name in STUDENTS[:6]} == really["students"]
    return case


@pytest.fixture(scope="session")
def again(driver, kit, tmp_path_factory):
    """Give the case of a class that was marked, partly by hand, and has handed in again."""
    root = tmp_path_factory.mktemp("again")
    template = make_class(root, kit, [STUDENTS[-1], *STUDENTS[:-1]], 6)  # each hands in what another will at last
    driver.complete(template)
    mark_by_hand(template)
    shutil.rmtree(template.submitted)
    shutil.rmtree(template.source)
    make_class(root, kit, STUDENTS, 6)
    case = driver.case(template, tmp_path_factory)
    changed = {name for name in STUDENTS if case.before["students"][name] != case.after["students"][name]}
    assert changed == set(STUDENTS)
    return case


@pytest.fixture(scope="session")
def real(kit, graders, tmp_path_factory):
    """Give the case of a class of 20 different submissions, marked by the real command."""
    template = make_class(tmp_path_factory.mktemp("real"), kit, STUDENTS, len(STUDENTS))
    case = Case(template.root, None, {}, {})
    course = mark(case.copy(tmp_path_factory.mktemp("uninterrupted")), graders, len(STUDENTS))
    case.after, case.files = dump(course.root / "gradebook.db"), files(course)
    return case


@pytest.fixture
def memory(tmp_path):
    """Give a folder in memory where there is one: a kill does not care whether a disk was waited for."""
    if not os.access("/dev/shm", os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="kills-", dir="/dev/shm") as folder:
        yield Path(folder)
