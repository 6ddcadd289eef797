"""Marking on a cluster: a real scheduler and real workers, started as docs/operators.md says, that die and come back.

A worker's `--preload` stands for what ends a worker: memory that runs out, a machine that is switched off.
"""

import contextlib
import re
import signal
import subprocess
from pathlib import Path

import nbformat
import psutil
import pytest

from graders.course.course import KIT
from graders.demo.folder import EXAMPLES
from graders.demo.sample_class import compare, read_expected, set_up
from graders.gradebook.recorder import load_mark
from graders.reports.marks_table import rows
from tests.graders.clusters import NAME, STUDENTS, marks, stations, submit, wait_for
from tests.hostile.batch import honest_marks, run_batch
from tests.hostile.expected import complaints
from tests.hostile.kit import FEW, full_marks, members

pytestmark = [pytest.mark.ports, pytest.mark.cluster, pytest.mark.sandbox]

FEW_DEATHS = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
POISON = "# this cell ends the worker that marks it"
DEADLY = f"""
import os, signal
import graders.cluster.worker, graders.cluster.client

def mark(packed, judge=graders.cluster.worker.mark):
    if {POISON!r} in graders.cluster.worker.unpack(packed)["task"]["notebook"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(packed)

graders.cluster.client.mark = mark
"""


@pytest.mark.sampled(2)
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


@pytest.mark.sampled(2)
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


@pytest.mark.sampled(2)
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


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.sampled(2)
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


@pytest.mark.sampled(2)
def test_a_worker_without_the_kit_is_named(cluster, tmp_path, empty):
    course = submit(tmp_path, ["all-right"])
    cluster.scheduler()
    cluster.worker("--no-nanny", kit=empty)
    done = cluster.autograde(course)
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert "nothing was sent" in error
    assert "No module named 'graders'" in error


@pytest.mark.long
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


@pytest.mark.sampled(2)
def test_nobody_there(cluster, tmp_path):
    course = submit(tmp_path, ["all-right"])
    done = cluster.autograde(course)
    assert done.returncode == 2
    [error] = done.stderr.splitlines()
    assert error.startswith(f"error: the cluster at {cluster.address}: no scheduler can be reached there")
    assert not marks(course)["all-right"]


@pytest.mark.long
def test_a_worker_whose_disk_is_full_gives_its_work_to_another(cluster, local, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        course = submit(tmp_path / "course")
        cluster.scheduler()
        full = cluster.worker("--no-nanny", TMPDIR=str(disk))
        cluster.worker("--no-nanny")
        wait_for(lambda: "Registered to" in cluster.log(full), "the worker")
        done = cluster.autograde(course)
        assert done.returncode == 0, done.stderr
        assert marks(course) == marks(local)
        assert not list(disk.glob("graders-*"))
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.long
def test_a_station_that_is_killed_is_started_anew(cluster, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler()
    worker = cluster.worker("--no-nanny")
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    [station] = wait_for(lambda: stations(worker), "work")
    wait_for(lambda: station.children(recursive=True), "work")
    station.kill()
    out, err = run.communicate(timeout=300)
    assert run.returncode == 0, err
    assert "4 marked, 0 unchanged, 0 not marked" in out
    assert marks(course) == marks(local)


@pytest.mark.long
def test_an_interrupted_run_keeps_what_is_done(cluster, local, tmp_path):
    course = submit(tmp_path)
    cluster.scheduler()
    cluster.worker("--no-nanny")
    run = subprocess.Popen(cluster.command(course), cwd=KIT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_for(lambda: "[1/4]" in run.stderr.readline(), "a first mark")
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 130, err
    assert "what was finished is kept" in err
    done = cluster.autograde(course)
    assert done.returncode == 0, done.stderr
    assert "0 unchanged" not in done.stdout
    assert marks(course) == marks(local)


@pytest.mark.long
def test_the_whole_sample_class_gets_the_expected_marks(cluster, tmp_path):
    expected = read_expected(EXAMPLES / "expected.toml")
    course = set_up(tmp_path / "course", expected)
    cluster.scheduler()
    cluster.worker("--nthreads", "2")
    done = cluster.autograde(course, *expected["assignments"])
    assert "0 not marked" in done.stdout, done.stderr
    assert list(compare(rows(course), expected)) == []


@pytest.mark.long
def test_hostile_submissions_get_their_verdicts_and_reach_nothing(cluster, tmp_path):
    hostile = [member for member in members() if member.name in FEW]
    cluster.scheduler()
    cluster.worker("--nthreads", "2")
    with contextlib.contextmanager(run_batch)(tmp_path / "hostile", hostile, "--scheduler", cluster.address) as batch:
        for member in hostile:
            wrong = complaints(batch.result(member), member.expect, full_marks(member.assignment), member.honest)
            assert list(wrong) == [], member.name
        assert honest_marks(batch.course) == batch.honest_before
        assert batch.disturbed == []
        assert "0 not marked" in batch.autograde.stdout
