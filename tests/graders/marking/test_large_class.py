"""A class of 500 in one run: nothing is left behind, nothing piles up meanwhile, and a second run has nothing to do.

GRADERS_TEST_CLASS in the environment gives another number of students.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from graders.course.course import KIT, Course
from graders.gradebook.connection import open_gradebook

NAME = "02_multiclass_digits"
SAMPLES = ("half-done", "all-right")
STUDENTS = int(os.environ.get("GRADERS_TEST_CLASS", "500"))
EARLY, LATE = STUDENTS // 5, STUDENTS * 9 // 10  # when open files and memory are looked at
MORE_FILES = 8  # two submissions that are under way may be further by some files
MORE_MEMORY = 60_000_000  # 500 results and notebooks that wait for nothing would be far more

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """Give a course in which everybody has handed in."""
    root = tmp_path_factory.mktemp("large")
    for number in range(STUDENTS):
        sample = KIT / "examples" / "submitted" / SAMPLES[number % len(SAMPLES)] / NAME
        shutil.copytree(sample, root / "submitted" / f"s{number:04d}" / NAME)
    return Course(root)


@pytest.fixture(scope="module")
def temporary(tmp_path_factory) -> Path:
    """Give the folder that the run has for what it needs only meanwhile; its name also marks its processes."""
    return tmp_path_factory.mktemp("t")


@pytest.fixture(scope="module")
def run(course, temporary):
    """Mark the class; give the finished process, and its open files and memory early and late."""
    environment = os.environ | {"TMPDIR": str(temporary)}
    process = subprocess.Popen(
        command(course), cwd=KIT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watched = psutil.Process(process.pid)
    seen = {}
    said = []
    with process:
        for line in process.stderr:
            said.append(line)
            done = re.match(r"\[(\d+)/", line)
            if done and int(done[1]) in (EARLY, LATE):
                family = [watched, *watched.children()]
                seen[int(done[1])] = ({p.pid: p.num_fds() for p in family}, watched.memory_info().rss)
        out = process.stdout.read()
    return process.returncode, out, "".join(said), seen


def command(course: Course) -> list[str]:
    """Give the command that marks the class."""
    return [sys.executable, "-m", "graders", "--course", str(course.root), "autograde", NAME]


def test_everybody_is_marked_once(run, course):
    status, out, err, _ = run
    assert status == 0, err
    assert f"{STUDENTS} marked, 0 unchanged, 0 not marked" in out
    with open_gradebook(course) as gradebook:
        found = [submission.student_id for submission in gradebook.assignment_submissions(NAME)]
    assert sorted(found) == [f"s{number:04d}" for number in range(STUDENTS)]


def test_no_process_is_left(run, temporary):
    left = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR") == str(temporary):
                left.append(process.cmdline())
        except psutil.Error:
            continue
    assert left == []


def test_no_folder_and_no_mount_is_left(run, temporary):
    assert list(temporary.iterdir()) == []
    assert str(temporary) not in Path("/proc/self/mountinfo").read_text()


def test_no_open_file_piles_up(run):
    (early, _), (late, _) = (run[3][when] for when in (EARLY, LATE))
    assert early.keys() & late.keys()  # the command itself, its templates and the judges' server
    for pid in early.keys() & late.keys():
        assert late[pid] <= early[pid] + MORE_FILES


def test_no_memory_piles_up(run):
    (_, early), (_, late) = (run[3][when] for when in (EARLY, LATE))
    assert late <= early + MORE_MEMORY


def test_a_second_run_marks_nothing(run, course):
    again = subprocess.run(command(course), cwd=KIT, capture_output=True, text=True, check=True)
    assert f"0 marked, {STUDENTS} unchanged" in again.stdout
