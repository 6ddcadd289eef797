"""The gradebook on a PostgreSQL server, a real one of this test's own: the same marks, and messages that help."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg", reason="PostgreSQL needs: pip install -r requirements-cluster.txt")

from nbgrader.api import Gradebook

from graders.course import KIT, Course
from graders.gradebook import open_gradebook
from graders.record import load_mark
from graders.report import rows

NAME = "05_shallow_backprop"
STUDENTS = ["all-right", "gradient-not-divided"]
USER = "nobody"  # the server refuses to run as root
CONFIG = f"""\
c = get_config()
load_subconfig("nbgrader_config.py", path={str(KIT)!r})
c.CourseDirectory.db_url = {{url!r}}
"""


def program(name: str) -> str:
    """Find one of PostgreSQL's programs, where Debian puts them or on the PATH, or skip."""
    places = [*sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True), Path(shutil.which(name) or "")]
    for place in places:
        if place.is_file():
            return str(place)
    pytest.skip(f"{name} is not here: apt-get install postgresql")
    return ""


class Server:
    """A server that listens on a Unix socket in its own folder only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = {"user": USER, "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        self.process: subprocess.Popen | None = None

    def run(self, *command: str, **environment: str) -> None:
        """Run a program to its end, as an ordinary user."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
            **self.user,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        options = ["-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), *options], cwd=self.folder, stdout=log, stderr=log, **self.user
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(AssertionError):
                self.run(program("psql"), "-h", str(self.folder), "-U", USER, "-d", "postgres", "-c", "SELECT 1")
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
        raise AssertionError((self.folder / "log").read_text())

    def stop(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def as_its_user(self) -> dict[str, str]:
        """Give the variables with which its programs, called by name, mean this server and its own user."""
        path = os.pathsep.join([str(Path(program("createdb")).parent), os.environ["PATH"]])
        return {"PATH": path, "PGHOST": str(self.folder), "PGUSER": USER}

    def database(self, name: str) -> str:
        """Make an empty database; give its db_url."""
        self.run(program("createdb"), "-h", str(self.folder), "-U", USER, name)
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a running server."""
    initdb = program("initdb")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:  # a socket's path is short
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, USER)
        server = Server(folder)
        server.run(initdb, "-D", str(folder / "data"), "-U", USER, "--auth", "trust", "--encoding", "UTF8", "-N")
        server.start()
        yield server
        server.stop()


def make_course(root: Path, url: str) -> Course:
    """Make a course folder whose gradebook is at a URL, with some of the sample class in it."""
    root.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG.format(url=url))
    for student in STUDENTS:
        shutil.copytree(KIT / "examples" / "submitted" / student / NAME, root / "submitted" / student / NAME)
    return Course(root)


def as_documented(server: Server) -> str:
    """Do what docs/operators.md says for PostgreSQL, on this server; give the db_url."""
    text = (KIT / "docs" / "operators.md").read_text().split("### The gradebook on PostgreSQL")[1]
    server.run("bash", "-e", "-c", re.search(r"```sh\n(.*?)```", text, re.S)[1], **server.as_its_user())
    url = re.search(r'^c\.CourseDirectory\.db_url = "(.*)"$', text, re.M)[1]
    assert "/var/run/postgresql" in url
    return url.replace("/var/run/postgresql", str(server.folder))


@pytest.fixture(scope="module")
def courses(server, tmp_path_factory, graders):
    """Give the same class marked with a gradebook in SQLite and with one on the server."""
    root = tmp_path_factory.mktemp("courses")
    made = {
        "sqlite": make_course(root / "sqlite", f"sqlite:///{root}/sqlite/gradebook.db"),
        "postgresql": make_course(root / "postgresql", as_documented(server)),
    }
    for course in made.values():
        done = graders("--course", course.root, "autograde", NAME)
        assert done.returncode == 0, done.stderr
        assert f"{len(STUDENTS)} marked" in done.stdout
    return made


def test_the_marks_are_those_of_sqlite(courses):
    tables = [[(row.student, row.score, row.by_hand) for row in rows(course)] for course in courses.values()]
    assert tables[0] == tables[1]
    assert len(tables[0]) == len(STUDENTS)
    for student in STUDENTS:
        scores = [load_mark(course, student, NAME).scores for course in courses.values()]
        assert scores[0] == scores[1]
    assert not (courses["postgresql"].root / "gradebook.db").exists()


def test_nothing_is_marked_again_and_all_verbs_read_it(courses, graders):
    root = courses["postgresql"].root
    assert "0 marked, 2 unchanged" in graders("--course", root, "autograde", NAME).stdout
    for verb in ("feedback", "report"):
        done = graders("--course", root, verb)
        assert done.returncode == 0, done.stderr
    assert (root / "feedback" / "all-right" / NAME / f"{NAME}.html").is_file()


def test_nbgrader_itself_reads_it(courses):
    root = courses["postgresql"].root
    command = [str(Path(sys.executable).with_name("nbgrader")), "export", "--to", str(root / "grades.csv")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    table = (root / "grades.csv").read_text()
    assert all(student in table for student in STUDENTS)


def test_a_mark_by_hand_stays_when_a_submission_is_marked_again(courses, graders):
    course = courses["postgresql"]
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission(NAME, "all-right")
        grade = next(
            grade for notebook in submission.notebooks for grade in notebook.grades if grade.auto_score is None
        )
        cell, grade.manual_score = grade.cell.name, 1.5
        gradebook.db.commit()
    assert graders("--course", course.root, "autograde", NAME, "--force").returncode == 0
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(cell, NAME, NAME, "all-right")
        assert grade.manual_score == 1.5
        assert grade.needs_manual_grade


def test_a_person_who_marks_meanwhile_loses_nothing(server, tmp_path):
    """Formgrader, with nbgrader's own Gradebook, and recording, side by side."""
    url = server.database("meanwhile")
    course = make_course(tmp_path / "course", url)
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment("week")
        gradebook.add_notebook("week", "week")
        gradebook.add_grade_cell("test", "week", "week", max_score=2, cell_type="code")
        gradebook.add_student("ada")
        gradebook.add_submission("week", "ada")
    rounds = 10
    faults = []

    def person():
        try:
            for number in range(rounds):
                with Gradebook(url) as gradebook:
                    gradebook.find_grade("test", "week", "week", "ada").extra_credit = number
                    gradebook.db.commit()
        except Exception as error:  # told below, in the test's own thread
            faults.append(error)

    thread = threading.Thread(target=person)
    thread.start()
    for number in range(rounds):
        with open_gradebook(course) as gradebook, gradebook.transaction():
            gradebook.update_or_create_student(f"student-{number}")
            gradebook.find_grade("test", "week", "week", "ada").auto_score = number
    thread.join()
    assert faults == []
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade("test", "week", "week", "ada")
        assert (grade.auto_score, grade.extra_credit) == (rounds - 1, rounds - 1)


def test_what_a_transaction_wrote_before_an_error_is_not_there(server, tmp_path):
    course = make_course(tmp_path / "course", server.database("whole"))

    def fail():
        with open_gradebook(course) as gradebook, gradebook.transaction():
            gradebook.update_or_create_student("ada")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with open_gradebook(course) as gradebook:
        assert gradebook.students == []


def test_a_server_that_is_away_is_told_in_one_line_and_nothing_is_lost(courses, server, graders):
    course = courses["postgresql"]
    before = {
        path: path.read_bytes() for path in course.autograded.rglob("*") if path.is_file() and path.name != ".lock"
    }
    server.stop()
    done = graders("--course", course.root, "autograde", NAME, "--force")
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert error.startswith("error: the gradebook ")
    assert "server" in error
    server.start()
    assert before == {path: path.read_bytes() for path in before}
    assert "0 marked, 2 unchanged" in graders("--course", course.root, "autograde", NAME).stdout
