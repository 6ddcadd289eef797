"""Ctrl-C on a real run, and the order in which submissions are marked."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from graders.core.results import SubmissionResult
from graders.course.course import KIT, open_course
from graders.marking import autograde, jobs
from tests.graders.clusters import wait_for

NAME = "03_softmax_regression"  # without Keras, so that it is short
STUDENTS = ("s1", "s2", "s3", "s4")


@pytest.fixture
def course(tmp_path) -> Path:
    shutil.copytree(KIT / "source", tmp_path / "source")
    for student in STUDENTS:
        shutil.copytree(KIT / "examples/submitted/all-right" / NAME, tmp_path / "submitted" / student / NAME)
    return tmp_path


def command(course: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "graders", "--course", str(course), "autograde", NAME, "--jobs", "1", *more]


@pytest.mark.long
def test_ctrl_c_keeps_what_is_done_and_the_next_run_does_the_rest(course):
    run = subprocess.Popen(command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert "[1/4]" in run.stderr.readline()
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 130, err
    assert "what was finished is kept" in err
    kept = list((course / "autograded").glob(f"*/{NAME}/{NAME}.ipynb"))
    assert 1 <= len(kept) < len(STUDENTS)
    rest = subprocess.run(command(course), cwd=KIT, capture_output=True, text=True, timeout=240)
    assert rest.returncode == 0, rest.stderr
    assert f"{len(STUDENTS) - len(kept)} marked, {len(kept)} unchanged, 0 not marked" in rest.stdout


@pytest.mark.long
def test_ctrl_c_while_everything_starts_is_told_in_one_line(course):
    run = subprocess.Popen(
        command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    family = psutil.Process(run.pid)
    wait_for(
        lambda: any("forkserver" in " ".join(child.cmdline()) for child in family.children()), "the judges' server"
    )
    time.sleep(0.3)  # it has begun to import
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does, to all processes of the command
    out, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert (out, err.strip()) == ("", "error: stopped; what was finished is kept.")


def test_what_took_longest_before_begins_first_and_a_new_one_counts_as_usual(course, monkeypatch):
    before = {"s1": 1.0, "s2": 9.0, "s4": 4.0}

    def told(_, student, name):
        return SubmissionResult(student, name, seconds=before[student]) if student in before else None

    monkeypatch.setattr(autograde, "load_mark", told)
    opened = open_course(course)
    queue = list(jobs.queue_of(opened, jobs.submitted(opened, [NAME], []), force=True, sandboxed=True, unchanged=[]))
    order = [job.submission.student for job in autograde._longest_first(opened, queue)]
    assert order == ["s2", "s3", "s4", "s1"]  # s3 is taken for the average, 4.67
