"""The class report and the files for campus systems: figures that were worked out by hand, and texts that cannot act."""

import csv
import json

import numpy as np
import pytest

from graders.campus import CANVAS, MOODLE
from graders.course import Course
from graders.gradebook import open_gradebook
from graders.overview import alpha, overview
from graders.overview_page import write_overview

ASSIGNMENT = "05_shallow_backprop"
EVIL = "<script>alert(1)</script>"


def submission(gradebook, root, student, relu, relup, **more):
    """Put a student's marks for two exercises into the gradebook and beside it, as `autograde` does."""
    gradebook.update_or_create_student(student, first_name="Ada", last_name=f"L-{student}", email=f"{student}@uni.edu")
    entry = gradebook.update_or_create_submission(ASSIGNMENT, student)
    exercises = []
    for grade in entry.notebooks[0].grades:
        grade.auto_score = {"test_relu": relu, "test_relup": relup}[grade.cell.name]
        grade.needs_manual_grade = more.get("by_hand", False)
    for key, earned in (("relu", relu), ("relup", relup)):
        said = "" if earned == 4 else f"relu(z=[1]) gives {student}. Mind the sign. {EVIL}"
        check = {"name": "values", "visible": False, "points": 4.0, "earned": earned, "message": said}
        check["outcome"] = "passed" if earned == 4 else "failed"
        exercises.append({"exercise": key, "checks": [check], "seed": 1, "note": ""})
    entry.notebooks[0].late_submission_penalty = more.get("penalty", 0.0)
    gradebook.db.commit()
    folder = root / "autograded" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    mark = {"student": student, "assignment": ASSIGNMENT, "exercises": exercises, "seconds": more.get("seconds", 1.0)}
    (folder / "mark.json").write_text(json.dumps(mark))


@pytest.fixture
def course(tmp_path):
    """Give a class of six: five have handed in, one of them late; the sixth has not."""
    made = Course(tmp_path)
    (tmp_path / "source" / ASSIGNMENT).mkdir(parents=True)
    (tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").write_text("{}")
    with open_gradebook(made) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT)
        gradebook.update_or_create_notebook(ASSIGNMENT, ASSIGNMENT)
        for name in ("test_relu", "test_relup"):
            gradebook.update_or_create_grade_cell(name, ASSIGNMENT, ASSIGNMENT, max_score=4, cell_type="code")
        for student, relu, relup, more in (
            ("ann", 4.0, 4.0, {"seconds": 9.0}),
            ("ben", 4.0, 0.0, {}),
            ("cy", 0.0, 0.0, {"penalty": 0.0}),
            ("di", 4.0, 2.0, {"penalty": 0.605, "by_hand": True}),
            ("=HYPERLINK(1)", 2.0, 2.0, {}),
        ):
            submission(gradebook, tmp_path, student, relu, relup, **more)
        gradebook.update_or_create_student("fay", last_name="Nobody")
    return made


def table(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_figures_are_those_worked_out_by_hand(course):
    (figures,) = overview(course).assignments
    assert sorted(figures.scores) == [0, 4, 4, 5.395, 8]
    assert figures.quartiles == (4, 4, 5.395)
    assert figures.missing == ["fay"]
    assert figures.by_hand == ["di"]
    assert figures.late == ["di"]
    assert figures.seconds[0] == (9.0, "ann")
    relu, relup = figures.exercises
    assert (relu.exercise, relu.full, relu.none, relu.judged) == ("relu", 3, 1, 5)
    assert relu.mean == pytest.approx(14 / 20)
    assert (relup.full, relup.none) == (1, 2)
    # Variances 3.2 and 2.8 of the parts, 8.8 of the sum: 2 * (1 - 6 / 8.8).
    assert figures.alpha == pytest.approx(2 * (1 - 6 / 8.8), abs=1e-3)


def test_alpha_needs_a_class():
    assert alpha(np.ones((4, 3))) is None
    assert alpha(np.ones((9, 3))) is None
    column = np.arange(6.0)[:, None]
    assert alpha(np.hstack([column, column, column])) == 1


def test_mistakes_are_counted_by_students(course):
    mistakes = {m.exercise: m.students for m in overview(course).mistakes}
    assert mistakes == {"relu": 2, "relup": 4}


def test_page_and_files_show_texts_as_texts(course):
    page, *files = write_overview(course, overview(course))
    text = page.read_text()
    assert EVIL not in text
    assert "&lt;script&gt;" in text
    assert 'role="img" aria-label="Points in 05_shallow_backprop: ' in text
    assert "default-src 'none'" in text
    assert [path.stem for path in files] == ["marks", "assignments", "exercises", "checks", "stamps", "mistakes"]
    for path in files:
        heading, *body = table(path)
        assert body
        assert all(len(row) == len(heading) for row in body)
        assert not [field for row in body for field in row if field.startswith("=")]


def test_names_can_be_left_out(course):
    page, *files = write_overview(course, overview(course, anonymous=True))
    numbers = {row[0] for row in table(files[0])[1:]}
    assert len(numbers) == 5
    assert all(name.startswith("student ") for name in numbers)
    for path in (page, *files):
        for name in ("ann", "ben", "HYPERLINK", "fay"):
            assert f">{name}" not in path.read_text()
            assert f"{name}," not in path.read_text()


@pytest.mark.parametrize(("system", "columns"), [("canvas", CANVAS), ("moodle", MOODLE)])
def test_campus_systems_get_the_marks_of_the_gradebook(course, graders, system, columns):
    done = graders("--course", course.root, "export", system)
    assert done.returncode == 0, done.stderr
    heading, *body = table(course.feedback / f"{system}.csv")
    assert heading == [*columns, ASSIGNMENT]
    if system == "canvas":
        assert body.pop(0) == ["    Points Possible", "", "", "", "", "8.00"]
    key = heading.index("SIS Login ID" if system == "canvas" else "Username")
    got = {row[key]: row[-1] for row in body}
    assert got == {"ann": "8.00", "ben": "4.00", "cy": "0.00", "di": "5.40", "'=HYPERLINK(1)": "4.00", "fay": ""}


def test_report_and_export_say_where_their_files_are(course, graders):
    done = graders("--course", course.root, "report", "--anonymous")
    assert done.returncode == 0, done.stderr
    assert str(course.feedback / "report" / "index.html") in done.stdout
    assert "ann" not in done.stdout
    assert not (course.feedback / "marks.csv").exists()
    assert graders("--course", course.root, "export", "blackboard").returncode != 0
