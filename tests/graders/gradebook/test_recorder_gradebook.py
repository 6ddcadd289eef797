"""A gradebook that cannot be used says so in one line; others who write meanwhile lose nothing."""

import contextlib
import os
import sqlite3
import threading

import pytest
from nbgrader.api import Base, Gradebook, get_alembic_version

from graders import cli
from graders.core.environment import prepare
from graders.core.exceptions import GradebookError, GradersError
from graders.course.course import KIT, Course
from graders.gradebook import transactional
from graders.gradebook.connection import open_gradebook
from graders.marking.course_lock import one_writer

NAME = "05_shallow_backprop"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Give a course whose gradebook has one submission, and a wait that does not last."""
    monkeypatch.setattr(transactional, "BUSY_SECONDS", 0.2)
    return make_course(tmp_path)


def make_course(root):
    """Make a course whose gradebook has one submission."""
    course = Course(root)
    with open_gradebook(course) as gradebook:
        gradebook.add_assignment("week")
        gradebook.add_notebook("week", "week")
        gradebook.add_grade_cell("test", "week", "week", max_score=2, cell_type="code")
        gradebook.add_student("ada")
        gradebook.add_submission("week", "ada")
    return course


def command(course, *words):
    """Run the command line in this process; give its exit status."""
    with pytest.raises(SystemExit) as end:
        cli.run(["--course", str(course.root), *words])
    return end.value.code


@contextlib.contextmanager
def locked(course, how):
    """Hold a lock on the gradebook, as another program does."""
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield


def add_bob(course):
    """Write something in a transaction."""
    with open_gradebook(course) as gradebook, gradebook.transaction():
        gradebook.add_student("bob")


def students(course):
    """Read something."""
    with open_gradebook(course) as gradebook:
        return [student.id for student in gradebook.students]


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_locked_gradebook(course, how):
    with locked(course, how), pytest.raises(GradebookError) as told:
        add_bob(course)
    assert str(told.value).startswith(f"the gradebook {course.root}/gradebook.db is locked by another program")
    assert students(course) == ["ada"]


def test_reading_does_not_wait_for_one_who_writes(course):
    with locked(course, "IMMEDIATE"):
        assert students(course) == ["ada"]


def test_the_command_line_says_it_in_one_line(course, capsys):
    with locked(course, "EXCLUSIVE"):
        assert command(course, "report") == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "is locked by another program" in error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no database" * 100, "is no gradebook: move it away"),
        (None, "is damaged: put a copy from before in its place"),
    ],
)
def test_a_file_that_is_none_or_is_damaged(course, content, said):
    path = course.root / "gradebook.db"
    whole = path.read_bytes()
    path.write_bytes(content or whole[:4096] + b"\x07" * (len(whole) - 4096))
    with pytest.raises(GradebookError, match=said), open_gradebook(course) as gradebook:
        assert gradebook.students


def test_a_gradebook_that_may_only_be_read(course):
    url = f"sqlite:///file:{course.root}/gradebook.db?mode=ro&uri=true"
    (course.root / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = {url!r}\n")
    reader = Course(course.root)
    assert students(reader) == ["ada"]
    with pytest.raises(GradebookError, match="make it and its folder writable"):
        add_bob(reader)


def test_a_gradebook_whose_folder_is_missing(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text('get_config().CourseDirectory.db_url = "sqlite:////nowhere/g.db"\n')
    with pytest.raises(GradebookError, match=r"the gradebook /nowhere/g\.db cannot be opened"):
        students(Course(tmp_path))


def test_a_gradebook_from_an_old_nbgrader_asks_for_its_upgrade(course):
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as old:
        old.execute("ALTER TABLE grade DROP COLUMN extra_credit")
        old.execute("DROP TABLE alembic_version")
    with pytest.raises(GradebookError, match="nbgrader db upgrade"), open_gradebook(course) as gradebook:
        assert gradebook.find_grade("test", "week", "week", "ada").score is None
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as old:
        tables = {name for (name,) in old.execute("SELECT name FROM sqlite_master")}
    assert "alembic_version" not in tables  # it would keep the upgrade from doing its work


@pytest.mark.parametrize("lost", ["alembic_version", "comment", "course"])
def test_tables_that_a_killed_nbgrader_did_not_come_to_make_are_made(course, lost, monkeypatch):
    monkeypatch.setenv("PATH", prepare(dict(os.environ), KIT)["PATH"])  # nbgrader asks a program for its version
    path = course.root / "gradebook.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"DROP TABLE {lost}")
    with open_gradebook(course) as gradebook:
        assert gradebook.find_submission("week", "ada").score == 0
    with contextlib.closing(sqlite3.connect(path)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        [(version,)] = database.execute("SELECT version_num FROM alembic_version")
        assert ("default_course",) in database.execute("SELECT id FROM course").fetchall()
    assert tables == {*Base.metadata.tables, "alembic_version"}
    assert version == get_alembic_version()


def test_commits_inside_a_transaction_wait_for_its_end(course):
    with (
        contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as other,
        open_gradebook(course) as gradebook,
    ):
        with gradebook.transaction():
            gradebook.add_student("bob")
            assert gradebook.find_student("bob").id == "bob"
            assert other.execute("SELECT id FROM student").fetchall() == [("ada",)]
        assert other.execute("SELECT id FROM student ORDER BY id").fetchall() == [("ada",), ("bob",)]
        with contextlib.suppress(KeyError), gradebook.transaction():
            gradebook.add_student("eve")
            raise KeyError
        assert len(other.execute("SELECT id FROM student").fetchall()) == 2
        gradebook.add_student("eve")  # without a transaction, as nbgrader means it
        assert len(other.execute("SELECT id FROM student").fetchall()) == 3


def test_a_person_who_marks_meanwhile_loses_nothing(tmp_path):
    """Formgrader, with nbgrader's own Gradebook, and recording, side by side; with the wait that it has in use."""
    course = make_course(tmp_path)
    url = f"sqlite:///{course.root}/gradebook.db"
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
        assert len(gradebook.students) == rounds + 1


def test_two_that_mark_at_once(course, capsys):
    (course.submitted / "ada" / NAME).mkdir(parents=True)
    with one_writer(course):
        assert command(course, "autograde", NAME) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"another `autograde` (process {os.getpid()}) is marking {course.root}" in error
    with one_writer(course):  # the lock ended with the block
        pass


def test_what_a_killed_run_left_is_cleared_and_nothing_else(course):
    for name in (f".{NAME}-k1ll3d", NAME, "notes", ".kept"):
        (course.autograded / "ada" / name).mkdir(parents=True)
    (course.autograded / "README.md").touch()
    with one_writer(course):
        pass
    assert {path.name for path in (course.autograded / "ada").iterdir()} == {NAME, "notes", ".kept"}
    assert {path.name for path in course.autograded.iterdir()} == {"ada", "README.md", ".lock"}


def test_a_folder_that_cannot_be_locked_says_so(tmp_path):
    (tmp_path / "autograded" / ".lock").mkdir(parents=True)
    with pytest.raises(GradersError, match=r"cannot write to .*/\.lock"), one_writer(Course(tmp_path)):
        pass
