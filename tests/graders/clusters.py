"""Schedulers and workers for tests: processes of their own, started as docs/operators.md says."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil

from graders.cluster.worker import DASK_SETS
from graders.core.results import SubmissionResult
from graders.course.course import KIT, Course
from graders.gradebook.recorder import load_mark

NAME = "05_shallow_backprop"  # NumPy only: workers start at once
STUDENTS = ["all-right", "gradient-not-divided", "network-changed-in-place", "whole-number-weights"]
SECONDS = 300  # that something may take which must come


def submit(root: Path, students: list[str] = STUDENTS) -> Course:
    """Make a course folder with some of the sample class in it."""
    for student in students:
        shutil.copytree(KIT / "examples" / "submitted" / student / NAME, root / "submitted" / student / NAME)
    return Course(root)


class Processes:
    """The processes of a cluster, and the command that uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen] = []
        self.port = free_port()
        self.protocol = "tcp"

    @property
    def address(self) -> str:
        """The scheduler's."""
        return f"{self.protocol}://127.0.0.1:{self.port}"

    def start(self, *words: str, kit: Path = KIT, **variables: str) -> subprocess.Popen:
        """Start a process of Dask's, from a kit."""
        environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", *DASK_SETS)}
        environment |= {"PYTHONPATH": str(kit)} | variables
        with (self.folder / f"log-{len(self.started)}").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words], cwd=kit, env=environment, stdout=log, stderr=log
            )
        self.started.append(process)
        return process

    def scheduler(self, *words: str, **variables: str) -> subprocess.Popen:
        """Start the scheduler; wait until it listens."""
        at = ("--host", self.address.rpartition(":")[0], "--port", str(self.port), "--no-dashboard")
        process = self.start("scheduler", *at, *words, **variables)
        wait_for(lambda: answers(self.port), "the scheduler")
        return process

    def worker(self, *words: str, kit: Path = KIT, address: str = "", **variables: str) -> subprocess.Popen:
        """Start a worker with one thread; it goes to the scheduler, or where it is told to find it."""
        options = ("--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--local-directory", str(self.folder))
        return self.start("worker", address or self.address, *options, *words, kit=kit, **variables)

    def log(self, process: subprocess.Popen) -> str:
        """Read what a process said."""
        return (self.folder / f"log-{self.started.index(process)}").read_text()

    def command(self, course: Course, *words: str) -> list[str]:
        """Give the command that marks a course on this cluster."""
        verb = ["autograde", NAME, "--scheduler", self.address]
        return [sys.executable, "-m", "graders", "--course", str(course.root), *verb, *words]

    def autograde(self, course: Course, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Mark a course on this cluster."""
        return subprocess.run(
            self.command(course, *words),
            cwd=KIT,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def close(self) -> None:
        """End everything, workers first."""
        for process in reversed(self.started):
            process.send_signal(signal.SIGCONT)
            family = [process, *children(process)]
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            for member in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    member.kill()
            process.wait()


def children(process: subprocess.Popen) -> list[psutil.Process]:
    """List a process's descendants."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(process.pid).children(recursive=True)
    return []


def stations(process: subprocess.Popen) -> list[psutil.Process]:
    """List the stations below a process."""
    found = []
    for child in children(process):
        with contextlib.suppress(psutil.Error):
            if "graders.cluster.worker" in child.cmdline():
                found.append(child)
    return found


def wait_for(condition, what: str):
    """Wait for something that must come; give what the condition gave."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(port: int) -> bool:
    """Tell whether something listens."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def marks(course: Course) -> dict[str, SubmissionResult | None]:
    """Give all that the mark files say, but for how long it took."""
    found = {}
    for folder in sorted(course.submitted.iterdir()):
        mark = load_mark(course, folder.name, NAME)
        found[folder.name] = mark and replace(mark, seconds=0.0)  # those of the checks are not compared
    return found
