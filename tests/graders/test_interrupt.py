"""Ctrl-C on a real run."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from graders.course import KIT

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
