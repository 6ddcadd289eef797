"""What all tests share: where the kit lies, a quiet TensorFlow, figures that close."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest

KIT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def kit() -> Path:
    """Give the root of the kit."""
    return KIT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of the real idx files, or skip."""
    folder = KIT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: {folder} does not exist")
    return folder


@pytest.fixture
def kit_copy(tmp_path: Path) -> Path:
    """Give a copy of the kit that a test may break."""
    copy = tmp_path / "kit"
    skip = shutil.ignore_patterns(
        ".venv",
        ".git",
        "demo",
        "feedback",
        "submitted",
        "autograded",
        "gradebook.db*",
        "__pycache__",
        ".*_cache",
        ".hypothesis",
    )
    shutil.copytree(KIT, copy, ignore=skip)
    return copy


@pytest.fixture(scope="session")
def graders():
    """Give a function that runs `python -m graders` in a kit and returns the finished process."""

    def run(*arguments: str | Path, kit: Path = KIT, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graders", *map(str, arguments)]
        # PYTHONPATH of an outer run would let a copied kit import the original's modules.
        inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(
            command, cwd=kit, env=inherited | environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="session")
def sandbox():
    """Give the sandbox of the whole run: its templates start when a test first needs them."""
    from graders.course.course import open_course
    from graders.sandbox.sandbox import Sandbox

    with Sandbox([open_course().assignment("01_binary_digits")], kernels=True) as service:
        yield service


@pytest.fixture
def student(sandbox):
    """Give a function that starts a confined process and gives the judge's side of it."""
    from graders.judge.student_proxy import StudentPeer
    from graders.sandbox.policy import Limits
    from graders.sandbox.student_process import StudentProcess

    started = []

    def start(code: str = "", *, keras: bool = False, **limits: float) -> StudentPeer:
        process = StudentProcess(
            sandbox.template(("keras",) if keras else ()), "01_binary_digits", "plain", Limits(**{**SMALL, **limits})
        )
        started.append(process)
        peer = StudentPeer(process)
        if code:
            peer.run(code, "<answer>")
        return peer

    yield start
    for process in started:
        process.close()


SMALL = {"memory_bytes": 1_500_000_000, "disk_bytes": 8_000_000, "file_bytes": 4_000_000, "processes": 100}
