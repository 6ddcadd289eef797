"""Clusters in trouble: wires that are cut for a while and for good, and a scheduler that never comes back.

That a scheduler is lost and found again is tested in test_cluster.py, as is a worker that is frozen.
"""

import os
import subprocess
import sys
import time

import pytest

from graders.course.course import KIT, Course
from graders.gradebook.connection import open_gradebook
from tests.graders.cluster.wires import Wires
from tests.graders.clusters import NAME, STUDENTS, Processes, free_port, marks, stations, submit, wait_for

pytestmark = [pytest.mark.ports, pytest.mark.long, pytest.mark.cluster, pytest.mark.sandbox]

TTL = 6  # seconds after which the scheduler takes a silent worker for dead
IMPATIENT = (
    "import graders.cluster.client; graders.cluster.client.SECONDS_TO_RETURN = 3; from graders.cli import run; run()"
)


@pytest.fixture
def wires():
    """Give wires; they end with the test."""
    with Wires() as between:
        yield between


def wired_worker(cluster: Processes, wires: Wires) -> subprocess.Popen:
    """Start a worker that reaches the scheduler, and is reached by it, through wires only."""
    port = free_port()
    places = ("--listen-address", f"tcp://127.0.0.1:{port}", "--contact-address", f"tcp://127.0.0.1:{wires.lay(port)}")
    return cluster.worker("--no-nanny", *places, address=f"tcp://127.0.0.1:{wires.lay(cluster.port)}")


def begin(cluster: Processes, course: Course) -> subprocess.Popen:
    """Start the command that marks a course on a cluster."""
    command = cluster.command(course)
    return subprocess.Popen(command, cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def records(course: Course) -> dict[str, int]:
    """Count the submissions that the gradebook has of each student."""
    with open_gradebook(course) as gradebook:
        found = [submission.student_id for submission in gradebook.assignment_submissions(NAME)]
    return {student: found.count(student) for student in found}


def test_a_wire_that_is_cut_for_good(cluster, wires, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler(DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL=f"{TTL} s")
    lost = wired_worker(cluster, wires)
    run = begin(cluster, course)
    [station] = wait_for(lambda: stations(lost), "work")
    wait_for(lambda: station.children(recursive=True), "work")
    wires.cut()
    time.sleep(0.5)  # what a wire had in its hands arrives
    passed = wires.bytes
    cluster.worker("--no-nanny")
    out, err = run.communicate(timeout=300)
    assert wires.bytes == passed  # what was marked behind the cut did not come from there
    assert lost.poll() is None
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)
    assert records(course) == dict.fromkeys(STUDENTS, 1)


def test_a_wire_that_is_cut_for_a_while(cluster, wires, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler(DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL=f"{TTL} s")
    away = wired_worker(cluster, wires)
    run = begin(cluster, course)
    wait_for(lambda: stations(away), "work")
    wires.cut()  # it goes on marking what it has, and nobody hears of it
    cluster.worker("--no-nanny")
    wait_for(lambda: "[1/4]" in run.stderr.readline(), "a first mark from the other")
    wires.mend()
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)
    assert records(course) == dict.fromkeys(STUDENTS, 1)


def test_a_wire_that_is_cut_for_a_moment_costs_nothing(cluster, wires, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler()
    worker = wired_worker(cluster, wires)
    run = begin(cluster, course)
    wait_for(lambda: stations(worker), "work")
    wires.cut()
    with pytest.raises(subprocess.TimeoutExpired):
        run.wait(8)
    wires.mend()
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)


def test_a_scheduler_that_never_comes_back_ends_the_run_and_the_next_one_completes_it(cluster, local, tmp_path):
    course = submit(tmp_path)
    scheduler = cluster.scheduler()
    cluster.worker()
    command = [sys.executable, "-c", IMPATIENT, *cluster.command(course)[3:]]
    run = subprocess.Popen(command, cwd=KIT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: "[1/4]" in run.stderr.readline(), "a first mark")
    scheduler.kill()
    out, err = run.communicate(timeout=120)
    assert run.returncode == 2, out
    lines = [line for line in err.splitlines() if not line.startswith("[")]
    assert len(lines) == 1, err
    [line] = lines
    assert line.startswith("error: ")
    assert cluster.address in line
    kept = {student: mark for student, mark in marks(course).items() if mark}
    assert kept
    scheduler.wait()
    cluster.scheduler()
    cluster.worker()
    done = cluster.autograde(course)
    assert done.returncode == 0, done.stderr
    assert f"{4 - len(kept)} marked, {len(kept)} unchanged, 0 not marked" in done.stdout
    assert marks(course) == marks(local)
    assert records(course) == dict.fromkeys(STUDENTS, 1)
