"""Marking on a cluster: a real scheduler and real workers, started as docs/operators.md says, that die and come back.

A worker's `--preload` stands for what ends a worker: memory that runs out, a machine that is switched off.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

pytest.importorskip("distributed", reason="a cluster needs: pip install -r requirements-cluster.txt")

from graders.course import KIT, Course
from graders.record import load_mark
from graders.station import DASK_SETS

NAME = "05_shallow_backprop"  # NumPy only: workers start at once
STUDENTS = ["all-right", "gradient-not-divided", "network-changed-in-place", "whole-number-weights"]
FEW_DEATHS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
SECONDS = 60
POISON = "# this cell ends the worker that marks it"
DEADLY = f"""
import os, signal
import graders.station, graders.cluster

def mark(packed, judge=graders.station.mark):
    if {POISON!r} in graders.station.unpack(packed)["task"]["notebook"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(packed)

graders.cluster.mark = mark
"""


def submit(root: Path, students=STUDENTS) -> Course:
    """Make a course folder with some of the sample class in it."""
    for student in students:
        shutil.copytree(KIT / "examples" / "submitted" / student / NAME, root / "submitted" / student / NAME)
    return Course(root)


class Processes:
    """The processes of a cluster, and the command that uses it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
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

    def worker(self, *words: str, kit: Path = KIT, **variables: str) -> subprocess.Popen:
        """Start a worker with one thread."""
        options = ("--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--local-directory", str(self.folder))
        return self.start("worker", self.address, *options, *words, kit=kit, **variables)

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
            if "graders.station" in child.cmdline():
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


def answers(port: int) -> bool:
    """Tell whether something listens."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def marks(course: Course) -> dict[str, dict]:
    """Give all that the mark files say, but for how long it took."""
    found = {}
    for folder in sorted(course.submitted.iterdir()):
        mark = load_mark(course, folder.name, NAME)
        found[folder.name] = mark and {k: v for k, v in mark.to_dict().items() if k != "seconds"}
    return found


@pytest.fixture
def cluster(tmp_path):
    """Give a cluster without any process yet; what a test starts ends with it."""
    folder = tmp_path / "dask"
    folder.mkdir()
    processes = Processes(folder)
    yield processes
    processes.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory, graders):
    """Give the marks that the sample class gets on this machine without a cluster."""
    course = submit(tmp_path_factory.mktemp("local"))
    done = graders("--course", course.root, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    return course


def test_a_cluster_gives_the_marks_and_the_notebooks_of_one_machine(cluster, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler()
    workers = [cluster.worker(), cluster.worker()]
    done = cluster.autograde(course)
    assert done.returncode == 0, done.stderr
    assert marks(course) == marks(local)
    for student in STUDENTS:
        ours, theirs = (
            nbformat.read(c.autograded / student / NAME / f"{NAME}.ipynb", as_version=4) for c in (local, course)
        )
        assert [cell.get("outputs") for cell in ours.cells] == [cell.get("outputs") for cell in theirs.cells]
    again = cluster.autograde(course)
    assert "0 marked, 4 unchanged" in again.stdout
    found = [station for worker in workers for station in stations(worker)]
    folders = [Path(station.cmdline()[-2]) for station in found]
    assert folders
    assert all(folder.is_dir() for folder in folders)
    for worker in workers:
        worker.terminate()
        worker.wait(30)
    _, alive = psutil.wait_procs(found, 30)
    assert not alive
    assert not any(folder.exists() for folder in folders)


def test_an_edited_hidden_test_counts_on_workers_that_have_the_old_one(cluster, tmp_path, kit_copy, graders):
    course = submit(tmp_path, ["all-right"])
    cluster.scheduler()
    cluster.worker()
    hidden = kit_copy / "graders" / "exercises" / NAME / "relu" / "hidden_tests.py"
    broken = re.sub(r"(def check_\w+\(.*\).*:\n)", r'\1    assert False, "the new test"\n', hidden.read_text())
    hidden.write_text(broken)
    done = graders("--course", course.root, "autograde", NAME, "--scheduler", cluster.address, kit=kit_copy)
    assert done.returncode == 0, done.stderr
    result = load_mark(course, "all-right", NAME)
    assert result.scores["test_relu_hidden"] == 0
    assert result.scores["test_relu"] > 0


def test_a_worker_killed_in_the_middle_loses_nothing(cluster, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler()
    cluster.worker("--no-nanny")
    victim = cluster.worker("--no-nanny")
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    [station] = wait_for(lambda: stations(victim), "work")
    wait_for(lambda: station.children(recursive=True), "work")
    victim.kill()
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)
    assert not psutil.wait_procs([station], 30)[1]


def test_a_worker_that_is_cut_off_and_comes_back_counts_once(cluster, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler(DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="6 s")
    frozen = cluster.worker("--no-nanny")
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: stations(frozen), "work")
    frozen.send_signal(signal.SIGSTOP)  # it answers nobody, as if its cable had been pulled
    cluster.worker("--no-nanny")
    wait_for(lambda: "[1/4]" in run.stderr.readline(), "a first mark")
    frozen.send_signal(signal.SIGCONT)
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)


def test_a_submission_that_ends_workers_is_given_up_and_its_neighbours_are_marked(cluster, local, tmp_path):
    course = submit(tmp_path)
    notebook = course.submitted / "all-right" / NAME / f"{NAME}.ipynb"
    poisonous = nbformat.read(notebook, as_version=4)
    next(cell for cell in poisonous.cells if cell["id"] == "relu").source += f"\n{POISON}"
    nbformat.write(poisonous, notebook)
    preload = tmp_path / "deadly.py"
    preload.write_text(DEADLY)
    cluster.scheduler(**FEW_DEATHS)
    cluster.worker("--preload", str(preload))
    cluster.worker("--preload", str(preload))
    done = cluster.autograde(course)
    assert done.returncode == 1
    assert "3 marked, 0 unchanged, 1 not marked" in done.stdout
    assert re.search(r"error: all-right/\S+: given up: 2 workers died while they marked it", done.stderr)
    found = marks(course)
    assert found.pop("all-right") is None  # no mark, and so no zero
    assert found == {name: mark for name, mark in marks(local).items() if name in found}
    without = subprocess.run(
        [word for word in cluster.command(course) if word not in ("--scheduler", cluster.address)],
        cwd=KIT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 marked, 3 unchanged, 0 not marked" in without.stdout


def test_a_scheduler_that_goes_and_comes_back(cluster, local, tmp_path):
    course = submit(tmp_path)
    scheduler = cluster.scheduler()
    worker = cluster.worker()
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: stations(worker), "work")
    scheduler.kill()
    scheduler.wait()
    worker.terminate()
    worker.wait(30)
    cluster.scheduler()
    cluster.worker()
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)


@pytest.fixture
def other_kit(kit_copy):
    """Give a kit of another version."""
    file = kit_copy / "graders" / "__init__.py"
    file.write_text(file.read_text().replace('__version__ = "', '__version__ = "99.'))
    return kit_copy


def test_a_worker_with_another_kit_is_named_before_anything_is_sent(cluster, tmp_path, other_kit):
    course = submit(tmp_path, ["all-right"])
    cluster.scheduler()
    worker = cluster.worker("--no-nanny", kit=other_kit)
    done = cluster.autograde(course)
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert re.search(r"nothing was sent.*tcp://\S+ has graders 99\.\S+ in place of \d", error)
    assert not stations(worker)
    assert not (course.root / "gradebook.db").exists() or not marks(course)["all-right"]


@pytest.fixture
def empty(tmp_path):
    """Give a folder without a kit."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_a_worker_without_the_kit_is_named(cluster, tmp_path, empty):
    course = submit(tmp_path, ["all-right"])
    cluster.scheduler()
    cluster.worker("--no-nanny", kit=empty)
    done = cluster.autograde(course)
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert "nothing was sent" in error
    assert "No module named 'graders'" in error


@pytest.mark.parametrize("fixture", ["other_kit", "empty"])
def test_a_worker_that_does_not_fit_and_comes_later_gets_nothing(cluster, local, tmp_path, fixture, request):
    other = request.getfixturevalue(fixture)
    course = submit(tmp_path / "course")
    cluster.scheduler()
    first = cluster.worker("--no-nanny")
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: stations(first), "work")
    late = cluster.worker("--no-nanny", kit=other)
    _, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert marks(course) == marks(local)
    assert not stations(late)


def test_nobody_there(cluster, tmp_path):
    course = submit(tmp_path, ["all-right"])
    done = cluster.autograde(course)
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert error.startswith(f"error: the cluster at {cluster.address}: no scheduler can be reached there")
    assert not marks(course)["all-right"]
