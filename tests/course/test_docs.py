"""Every command of the documents, run in order as somebody types them, and what must be there afterwards."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graders.course import Course
from graders.feedback import feedback
from graders.gradebook import open_gradebook
from graders.record import load_mark

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = Path(__file__).resolve().parent.parent / "browser" / "jupyter.py"
# JupyterLab stays until somebody ends it: here it is started, asked for a page, and ended.
PRELUDE = f"""\
set -euo pipefail
jupyter() {{ test "$*" = lab && "{sys.executable}" "{SERVER}"; }}
"""
NAME = "05_shallow_backprop"


def commands(page):
    """Give what a page tells to type."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    assert blocks, page
    return "".join(blocks)


def typed(text, folder):
    """Type commands into one shell, as somebody who has this Python first on the path; give the finished process."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    # Whoever runs the tests has installed all; what is missing must not be fetched behind their back.
    environment["PIP_NO_INDEX"] = "1"
    script = folder.parent / "typed.sh"
    script.write_text(PRELUDE + text)
    return subprocess.run(
        ["bash", script], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=550
    )


@pytest.mark.parametrize("page", ["students", "instructors", "marks", "authors", "operators", "threat-model"])
def test_links_lead_somewhere(kit, page):
    path = kit / "docs" / f"{page}.md"
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), target


def test_students_commands(kit, tmp_path):
    """In the folder that was handed out, finished work in it."""
    folder = tmp_path / NAME
    shutil.copytree(kit / "release" / NAME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(kit / "examples" / "submitted" / "all-right" / NAME / f"{NAME}.ipynb", folder)
    done = typed(commands(kit / "docs" / "students.md"), folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "JupyterLab answered" in done.stdout
    assert "Ready to hand in." in done.stdout


@pytest.fixture(scope="module")
def year(kit, tmp_path_factory):
    """Go through the instructors' page once, up to the end of the year and to its end; give both states."""
    root = tmp_path_factory.mktemp("docs") / "kit"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=kit, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(kit / name, root / name)
    (root / ".venv").symlink_to(kit / ".venv")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "as cloned"]):
        subprocess.run([*git, *words], cwd=root, check=True)
    before, heading, after = (kit / "docs" / "instructors.md").read_text(encoding="utf-8").partition("## 9. Next year")
    assert heading
    done = typed("".join(BLOCK.findall(before)), root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    state = root.parent / "state"
    shutil.copytree(root, state, ignore=shutil.ignore_patterns(".venv", ".git"))
    ended = typed("".join(BLOCK.findall(after)), root)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return state, root


@pytest.mark.slow
def test_instructors_commands_end_in_a_marked_class(year):
    course = Course(year[0])
    marks = {student: load_mark(course, student, NAME) for student in ("ada", "emmy", "carl")}
    assert marks["ada"].score > marks["emmy"].score > 0
    assert (marks["emmy"].late_seconds, marks["emmy"].penalty) == (0, 0)  # handed in as late, but with an extension
    assert marks["carl"].late_seconds == pytest.approx(86_400 + 8 * 3600 + 60)
    assert marks["carl"].penalty == pytest.approx(0.2 * marks["carl"].score)
    with open_gradebook(course) as gradebook:
        assert {student.id: student.last_name for student in gradebook.students}["emmy"] == "Noether"
        assert gradebook.find_submission(NAME, "emmy").extension.days == 3
    assert len(list(course.feedback.glob(f"*/{NAME}/{NAME}.html"))) == 3
    with (course.root / "grades.csv").open() as file:
        exported = {
            row["student_id"]: float(row["raw_score"] or 0) for row in csv.DictReader(file) if row["assignment"] == NAME
        }
    assert exported == {student: pytest.approx(mark.score) for student, mark in marks.items()}


@pytest.mark.slow
def test_marks_by_hand_stay_and_the_penalty_follows(year, graders):
    course = Course(year[0])
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade("softmax_derivative", NAME, NAME, "carl")
        grade.manual_score = 2.0
        gradebook.db.commit()
    before = load_mark(course, "carl", NAME)
    done = graders("--course", course.root, "autograde", NAME, "--student", "carl", "--force")
    assert done.returncode == 0, done.stderr
    with open_gradebook(course) as gradebook:
        entry = gradebook.find_submission(NAME, "carl")
        assert entry.score == pytest.approx(before.score + 2)
    assert load_mark(course, "carl", NAME).penalty == pytest.approx(before.penalty + 0.4)
    assert feedback(course, [NAME], ["carl"])


@pytest.mark.slow
def test_next_year_begins_empty_and_keeps_the_old(year):
    root = year[1]
    assert not (root / "submitted").exists()
    assert (root / "archive" / "2026" / "gradebook.db").is_file()
    with open_gradebook(Course(root)) as gradebook:
        assert list(gradebook.students) == []
        assert [assignment.name for assignment in gradebook.assignments] == Course(root).assignments()
    changed = subprocess.run(["git", "status", "--short"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert [line for line in changed.splitlines() if "archive" not in line and ".venv" not in line] == []
