"""``autograde`` killed at any moment: the next run completes the gradebook, and it ends the same as without kills."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.long

SEED = 20_260_704
MARKER = f"KILLED_BY_TEST_{os.getpid()}"


def kill_often(driver, case, kills, chain, draw, folder):
    """Kill runs over copies of a class, up to `chain` in a row before a run that may end; after each, look."""
    done = 0
    while done < kills:
        course = case.copy(folder)
        steps, seconds = case.steps, case.seconds
        for _ in range(min(chain, kills - done)):
            moment = {"step": draw.randint(1, steps)} if draw.random() < 0.6 else {"seconds": draw.uniform(0, seconds)}
            answer = driver.killed(course, **moment)
            if answer is None:
                break
            done += 1
            steps, seconds = max(steps - answer["steps"], 300), max(seconds - answer["seconds"], 0.3)
            case.check_between(course, folder)
        driver.complete(course)
        case.check_end(course)


def test_a_few_kills(driver, fresh, again, memory):
    draw = random.Random(SEED)
    kill_often(driver, fresh, 4, 2, draw, memory)
    kill_often(driver, again, 4, 2, draw, memory)


@pytest.mark.long
def test_many_kills(driver, fresh, again, memory):
    """170 of the 200."""
    draw = random.Random(SEED + 1)
    kill_often(driver, fresh, 85, 6, draw, memory)
    kill_often(driver, again, 85, 6, draw, memory)


@pytest.mark.long
def test_kills_of_the_real_command(real, kit, graders, tmp_path, short):
    """30 of the 200: while 20 different notebooks run, after some lines of progress and a random time."""
    draw = random.Random(SEED + 2)
    kills = 0
    while kills < 30:
        course = real.copy(tmp_path)
        killed = True
        while kills < 30 and killed:
            lines = draw.choice((0, 1, 1, 2))
            killed = kill_command(course, kit, lines, draw.uniform(0, 0.8 if lines else 4.0), short)
            kills += killed
            real.check_between(course, tmp_path)
        if killed:
            done = graders("--course", course.root, "autograde")
            assert done.returncode == 1, done.stderr
        real.check_end(course)


@pytest.fixture
def short():
    """Give a folder for temporary files whose path leaves room for those of the sandbox's sockets."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        yield folder


def kill_command(course, kit, lines, seconds, temporary):
    """Start the command, wait for its first lines and some seconds more, kill it; tell whether it still ran."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"TMPDIR": temporary, MARKER: "1"}
    log = course.root.parent / "command.log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "graders", "--course", course.root, "autograde"]
        process = subprocess.Popen(command, cwd=kit, env=environment, stdout=out, stderr=out)
        while process.poll() is None and sum(line.startswith("[") for line in log.read_text().splitlines()) < lines:
            time.sleep(0.002)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        status = process.wait()
    assert status in (1, -signal.SIGKILL), log.read_text()
    end_orphans()
    return status != 1


def end_orphans():
    """End what a killed command had started and left to itself, found by the variable that only these processes have."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"{MARKER}=1".encode() in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)
