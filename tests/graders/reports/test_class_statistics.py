"""The class report and the files for campus systems: figures that were worked out by hand, and texts that cannot act."""

import csv
import json
import re

import numpy as np
import pytest

from graders.core.exceptions import GradersError
from graders.core.results import CheckResult, Comparison, ExerciseResult, SubmissionResult
from graders.course.course import Course
from graders.gradebook.connection import open_gradebook
from graders.marking.regrade import compare
from graders.reports.class_page import write_overview
from graders.reports.class_statistics import alpha, overview
from graders.reports.flaky_checks import FILE, keep
from graders.reports.lms_export import CANVAS, MOODLE

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
        if key in more.get("took", {}):
            check["seconds"] = more["took"][key]
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
            ("ann", 4.0, 4.0, {"seconds": 9.0, "took": {"relu": 0.1, "relup": 3.0}}),
            ("ben", 4.0, 0.0, {"took": {"relu": 0.2, "relup": 2.5}}),
            ("cy", 0.0, 0.0, {"penalty": 0.0, "took": {"relu": 7.75, "relup": 0.25}}),
            ("di", 4.0, 2.0, {"penalty": 0.605, "by_hand": True, "took": {"relu": 0.4, "relup": 2.0}}),
            ("=HYPERLINK(1)", 2.0, 2.0, {}),  # marked before seconds were kept
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
    names = ["marks", "assignments", "exercises", "checks", "stamps", "mistakes", "needs_person"]
    assert [path.stem for path in files] == names
    for path in files:
        heading, *body = table(path)
        assert body
        assert all(len(row) == len(heading) for row in body)
        assert not [field for row in body for field in row if field.startswith("=")]


def section(page, key):
    """Give the words of the part of the page that begins with a heading, the last part's rest included."""
    part = page.read_text().replace("<wbr>", "").partition(f'<h2 id="{key}">')[2].partition("<h2")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", part)).strip()


def test_slow_checks_are_those_over_a_quarter_of_the_limit(course):
    found = overview(course)
    assert found.threshold == 2
    assert [(s.exercise, s.median, s.longest, s.over, s.measured) for s in found.slow] == [
        ("relup", 2.25, 3.0, 2, 4),
        ("relu", 0.3, 7.75, 1, 4),
    ]
    page, *files = write_overview(course, found)
    words = section(page, "slow")
    assert "a quarter of the 8 s" in words
    assert f"relup: values {ASSIGNMENT} 2.25 s 3.00 s 2 of 4" in words
    assert "none" not in words
    checks = {row[1]: row[-4:] for row in table(next(path for path in files if path.stem == "checks"))}
    assert checks["exercise"] == ["median_seconds", "longest_seconds", "verified", "differed"]
    assert (checks["relu"], checks["relup"]) == (["0.3", "7.75", "0", "0"], ["2.25", "3.0", "0", "0"])


def test_a_course_with_more_patience_has_other_slow_checks(course):
    (course.root / "nbgrader_config.py").write_text("c = get_config()\nc.GradersLimits.check_seconds = 40.0\n")
    found = overview(Course(course.root))
    assert (found.threshold, found.slow) == (10, [])
    assert section(write_overview(course, found)[0], "slow").endswith("Slow for none")


def again(student, *differed, fault=""):
    return Comparison(student, ASSIGNMENT, 4.0, 4.0, fault=fault, differed=[(key, "values") for key in differed])


def test_flaky_checks_are_told_with_how_many_were_marked_twice(course):
    keep(course, [again("ann"), again("ben", "relu"), again("cy", "relu", "relup"), again("di", fault="no judge")])
    keep(course, [again("ann", "relu"), again("ben", "relu")])
    found = overview(course)
    assert [(f.exercise, f.check, f.submissions, f.verified) for f in found.flaky] == [
        ("relu", "values", 3, 3),
        ("relup", "values", 1, 3),
    ]
    page, *files = write_overview(course, overview(course, anonymous=True))
    today = found.flaky[0].when[:10]
    words = section(page, "flaky")
    assert f"Marked twice: 3 of {ASSIGNMENT}; the last on {today}." in words
    assert f"relu: values {ASSIGNMENT} 3 of 3 {today} relup: values {ASSIGNMENT} 1 of 3 {today}" in words
    checks = {row[1]: row[-2:] for row in table(next(path for path in files if path.stem == "checks"))}
    assert (checks["relu"], checks["relup"]) == (["3", "3"], ["3", "1"])


def test_a_check_that_was_mended_is_flaky_no_more(course):
    keep(course, [again("ann", "relu")])
    assert overview(course).flaky
    (course.source / ASSIGNMENT / "public_tests.py").write_text("# mended\n")
    found = overview(course)
    assert (found.flaky, found.verified) == ([], [])
    words = section(write_overview(course, found)[0], "flaky")
    assert "Nothing was marked twice" in words
    assert words.endswith("Last seen none")
    keep(course, [again("ann")])
    assert "Nothing was marked twice" not in section(write_overview(course, overview(course))[0], "flaky")


def test_a_damaged_note_is_named(course):
    keep(course, [again("ann", "relu")])
    with (course.autograded / FILE).open("a") as file:
        file.write('{"assignment": "05_sha')
    with pytest.raises(GradersError, match=r"verified\.jsonl, line 2 is damaged: remove that line"):
        overview(course)


def test_comparing_names_checks_with_another_outcome_be_they_worth_the_same():
    def result(*outcomes, problem=""):
        checks = tuple(
            CheckResult(f"c{k}", False, 1, float(o == "passed"), "", o, float(k)) for k, o in enumerate(outcomes)
        )
        return SubmissionResult("ann", ASSIGNMENT, exercises=[ExerciseResult("relu", checks, 1)], problem=problem)

    before = result("passed", "failed", "failed")
    assert compare(before, result("passed", "failed", "unjudged")).differed == []  # stopped here or just before
    changed = compare(before, result("failed", "fault", "failed"))
    assert changed.differed == [("relu", "c0"), ("relu", "c1")]
    assert len(changed.why) == 1  # the other cost nothing
    assert compare(before, SubmissionResult("ann", ASSIGNMENT, problem="no notebook")).differed == []


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
