"""The plain `nbgrader` commands, run from the root of the kit, give the marks that our engine gives."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graders.course.course import open_course
from graders.submissions.submission import Submission

pytestmark = pytest.mark.ports  # its kernels' own

# Well-formed submissions, right and wrong ones; each is marked by nbgrader and by us.
STUDENTS = {
    "01_binary_digits": ["dense-layer-without-its-bias"],
    "02_multiclass_digits": ["half-done", "right-in-an-unusual-way"],
    "03_softmax_regression": ["four-slips-in-the-gradient"],
    "04_tensorflow_training": ["binary-cross-entropy"],
    "05_shallow_backprop": ["relup-by-a-norm"],
}
CLASSES = [pytest.param(name, id=name, marks=pytest.mark.sampled(1, together=name)) for name in STUDENTS]


def nbgrader(kit, *arguments, **variables):
    """Run the real command as an instructor would, and give the finished process."""
    tool = Path(sys.executable).with_name("nbgrader")
    paths = os.pathsep.join([str(tool.parent), os.environ["PATH"]])
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment = inherited | {"PATH": paths} | variables
    return subprocess.run([tool, *arguments], cwd=kit, env=environment, capture_output=True, text=True, check=False)


def scores(kit, sample):
    """Read every automatic score of a gradebook."""
    from graders.course.course import Course
    from graders.gradebook.connection import open_gradebook

    with open_gradebook(Course(kit)) as gradebook:
        return {
            (submission.student_id, assignment, grade.cell.name): (grade.auto_score, grade.needs_manual_grade)
            for assignment in sample
            for submission in gradebook.assignment_submissions(assignment)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


@pytest.fixture(scope="module", params=CLASSES)
def sample(request):
    """Give the students of one assignment."""
    return {request.param: STUDENTS[request.param]}


@pytest.fixture(scope="module")
def root(tmp_path_factory, kit, sample):
    """Give a copy of the kit with a class in submitted/, as an instructor would have it."""
    root = tmp_path_factory.mktemp("plain") / "kit"
    skip = shutil.ignore_patterns(
        ".venv*", ".git", "demo", "site", "feedback", "submitted", "autograded", "gradebook.db*", "__pycache__"
    )
    shutil.copytree(kit, root, ignore=skip)
    for assignment, students in sample.items():
        for student in students:
            shutil.copytree(
                kit / "examples" / "submitted" / student / assignment, root / "submitted" / student / assignment
            )
    return root


@pytest.fixture(scope="module")
def marked(root, sample):
    """Release and autograde with plain nbgrader."""
    for assignment in sample:
        done = nbgrader(root, "generate_assignment", assignment, "--force")
        assert done.returncode == 0, done.stderr
        for student in sample[assignment]:
            # The seed that our engine draws from this submission, so that both judge with the same random inputs.
            digest = Submission(student, assignment, root / "submitted" / student / assignment).digest()
            done = nbgrader(root, "autograde", assignment, "--student", student, GRADERS_SEED=str(int(digest[:8], 16)))
            assert done.returncode == 0, done.stderr
    return root


def test_generate_assignment_makes_what_is_committed(marked, sample, kit):
    for assignment in sample:
        files = (f"{assignment}.ipynb", "public_tests.py", "utils/steps.py", "released.json", "requirements.txt")
        for name in files:
            made, committed = marked / "release" / assignment / name, kit / "release" / assignment / name
            assert made.read_bytes() == committed.read_bytes(), name


@pytest.mark.sandbox
def test_marks_are_those_of_our_engine(marked, sample, graders, tmp_path):
    shutil.copytree(marked / "submitted", tmp_path / "submitted")
    done = graders("--course", tmp_path, "autograde", *sample)
    assert done.returncode == 0, done.stderr
    plain, ours = scores(marked, sample), scores(tmp_path, sample)
    chosen = {name: open_course().assignment(name) for name in sample}
    assert len(plain) == sum(len(chosen[name].source.points()) * len(who) for name, who in sample.items())
    assert plain == ours
    assert any(score for score, _ in plain.values())
    written = any(not exercise.automatic for one in chosen.values() for exercise in one.exercises.values())
    assert any(needs for _, needs in plain.values()) == written  # written answers wait for a person


def test_feedback_is_made(marked, sample):
    for assignment, students in sample.items():
        done = nbgrader(marked, "generate_feedback", assignment)
        assert done.returncode == 0, done.stderr
        text = (marked / "feedback" / students[0] / assignment / f"{assignment}.html").read_text()
        assert f"{assignment}" in text
        assert "def check_" not in text  # hidden checks stay hidden in nbgrader's own page, too


def test_export_gives_the_csv(marked, sample):
    done = nbgrader(marked, "export", "--to", "grades.csv")
    assert done.returncode == 0, done.stderr
    with (marked / "grades.csv").open() as file:
        table = {(row["student_id"], row["assignment"]): float(row["score"] or 0) for row in csv.DictReader(file)}
    recorded = scores(marked, sample)
    for assignment, students in sample.items():
        for student in students:
            own = sum(s or 0 for (who, what, _), (s, _) in recorded.items() if (who, what) == (student, assignment))
            assert own > 0
            assert table[student, assignment] == pytest.approx(own)


def test_validate_passes_the_solution_and_refuses_the_stub(kit_copy):
    name = "05_shallow_backprop"  # without TensorFlow, so that two runs of it are quick
    solved = nbgrader(kit_copy, "validate", f"source/{name}/{name}.ipynb")
    assert "Success" in solved.stdout, solved
    blank = nbgrader(kit_copy, "validate", f"release/{name}/{name}.ipynb")
    assert "failed" in blank.stdout, blank
    assert "NotImplementedError" in blank.stdout
