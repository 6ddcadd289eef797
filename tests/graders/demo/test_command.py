"""The real command on a small sample class: without a sandbox, stopped at any moment, twice at once, with no room or rights."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from itertools import product

import pytest

from graders.course.course import KIT, open_course
from graders.gradebook.connection import open_gradebook
from tests.graders.test_doctor import no_bubblewrap, no_nesting  # noqa: F401

ONE = "05_shallow_backprop"  # needs NumPy only
CLASS = f"""\
due = "2026-10-04 23:59:00 UTC"
page = {{ student = "relup-by-a-norm", assignment = "{ONE}" }}

[[submission]]
student = "relup-by-a-norm"
assignment = "{ONE}"
mark = 73
why = "relup divides by a norm"
typical = true

[[submission]]
student = "whole-number-weights"
assignment = "{ONE}"
mark = 90
why = "it stands for one that attacks"
typical = true
hostile = true

[[submission]]
student = "network-changed-in-place"
assignment = "{ONE}"
mark = 98
why = "update_shallow changes its arguments"
"""
# The command line as it is, with another sample class.
DRIVER = """\
import pathlib, sys
from graders.demo import sample_class
sample_class.EXPECTED = pathlib.Path(sys.argv[1])
from graders.cli import run
run(["demo", *sys.argv[2:]])
"""
PATIENCE = 300


@pytest.fixture
def command(tmp_path):
    """Give the words that run the demo in a folder of its own."""
    return words(tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Give a folder in which the demo has run once, and what it printed."""
    place = tmp_path_factory.mktemp("finished")
    return place, finish(words(place))


@pytest.fixture
def again(finished, tmp_path):
    """Give the words that run the demo where it has run before, in a copy of that folder."""
    shutil.copytree(finished[0] / "my demo", tmp_path / "my demo", symlinks=True)
    return words(tmp_path)


def words(place):
    expected = place / "expected.toml"
    expected.write_text(CLASS)
    return [sys.executable, "-c", DRIVER, str(expected), "--folder", str(place / "my demo")]


def start(arguments, **variables):
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COLUMNS")} | variables
    return subprocess.Popen(
        arguments,
        cwd=KIT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # as a terminal does: a Ctrl-C reaches the whole group
    )


def finish(arguments, **variables):
    run = start(arguments, **variables)
    out, err = run.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(arguments, run.returncode, out, err)


def marks(tmp_path):
    """Give what is recorded: the sandbox of each mark, by student."""
    found = (tmp_path / "my demo" / "autograded").glob("*/*/mark.json")
    return {path.parent.parent.name: json.loads(path.read_text())["stamp"]["sandbox"] for path in found}


def test_what_it_prints_into_a_log_is_plain_and_fits(finished):
    place, few = finished
    assert few.returncode == 0, few.stderr
    assert "2 of 2 marks" in few.stdout
    assert "network-changed" not in few.stdout
    assert not [line for line in few.stdout.splitlines() if len(line) > 80 and str(place) not in line]
    assert "\x1b" not in few.stdout + few.stderr
    assert "\r" not in few.stdout + few.stderr


def test_more_and_less_of_the_class_and_nothing_twice(again, finished, tmp_path):
    whole = finish([*again, "--all"])
    assert whole.returncode == 0, whole.stderr
    assert re.findall(r"\[\d/\d\] .*", whole.stderr) == [f"[1/1] network-changed-in-place/{ONE}"]
    assert "3 of 3 marks" in whole.stdout
    few = finish(again)
    assert few.returncode == 0, few.stderr
    assert few.stdout == finished[1].stdout.replace(str(finished[0]), str(tmp_path))
    assert "[1/" not in few.stderr
    assert set(marks(tmp_path)) == {"relup-by-a-norm", "whole-number-weights", "network-changed-in-place"}


def test_where_nothing_has_changed_nothing_is_written(again, tmp_path):
    def written():
        return {path: path.stat().st_mtime_ns for path in (tmp_path / "my demo").rglob("*.html")}

    before = written()
    done = finish(again)
    assert done.returncode == 0, done.stderr
    assert "2 of 2 marks" in done.stdout
    assert written() == before


def test_a_mark_by_hand_is_shown_and_is_no_fault(again, tmp_path):
    course = open_course(tmp_path / "my demo")
    with open_gradebook(course) as gradebook:
        entry = gradebook.find_submission_notebook(ONE, ONE, "relup-by-a-norm")
        proof = next(grade for grade in entry.grades if grade.needs_manual_grade)
        proof.manual_score, proof.needs_manual_grade = 3.0, False
        gradebook.db.commit()
    done = finish(again)
    assert done.returncode == 0, done.stderr
    assert "76 of 120" in done.stdout
    page = course.feedback / "relup-by-a-norm" / ONE / f"{ONE}.html"
    assert "<strong>76</strong> of 120" in page.read_text()


@pytest.mark.parametrize("fixture", ["no_bubblewrap", pytest.param("no_nesting", marks=pytest.mark.long)])
def test_without_a_sandbox_the_class_is_marked_all_the_same_but_for_the_hostile(request, fixture, command, tmp_path):
    before, variables = request.getfixturevalue(fixture)
    done = finish([*before, *command], **variables)
    assert done.returncode == 0, done.stderr
    [warning] = [line for line in done.stderr.splitlines() if line.startswith("Students' code cannot be confined")]
    assert "Left out, since hostile: whole-number-weights." in warning
    [reminder] = [line for line in done.stdout.splitlines() if line.startswith("Marked unconfined")]
    for line in (warning, reminder):
        assert "To confine it: " in line
    assert "1 of 1 marks" in done.stdout
    assert marks(tmp_path) == {"relup-by-a-norm": "off"}
    confined = finish(command)
    assert confined.returncode == 0, confined.stderr
    assert "unconfined" not in confined.stdout + confined.stderr
    assert marks(tmp_path) == {"relup-by-a-norm": "on", "whole-number-weights": "on"}


MOMENTS = ["reading", "releasing", "looking", "[1/2]", "writing"]
STOPS = [s for s in product((signal.SIGINT, signal.SIGKILL), MOMENTS) if s != (signal.SIGINT, "[1/2]")]


@pytest.mark.parametrize(
    ("how", "moment"),
    [(signal.SIGINT, "[1/2]"), *(pytest.param(*stop, marks=pytest.mark.long) for stop in STOPS)],
)
def test_stopped_at_any_moment_the_next_run_goes_on(command, tmp_path, how, moment):
    run = start(command)
    for line in run.stderr:
        if line.startswith(moment):
            break
    os.killpg(run.pid, how)
    _, err = run.communicate(timeout=PATIENCE)
    if how == signal.SIGINT:
        assert run.returncode == 130, err
        assert err.splitlines()[-1] == "error: stopped; what was finished is kept."
        assert "Traceback" not in err
    kept = marks(tmp_path)
    done = finish(command)
    assert done.returncode == 0, done.stderr
    assert "2 of 2 marks" in done.stdout
    assert len(re.findall(r"^\[\d/\d\]", done.stderr, re.MULTILINE)) == 2 - len(kept)


def test_two_at_once_the_second_says_so_and_the_first_goes_on(command):
    first = start(command)
    for line in first.stderr:
        if line.startswith("looking"):
            break
    second = finish(command)
    assert second.returncode == 2
    [error] = [line for line in second.stderr.splitlines() if line.startswith("error:")]
    assert "another demo is at work" in error
    out, err = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, err
    assert "2 of 2 marks" in out


@pytest.mark.parametrize("kilobytes", [1, 200, 900])
def test_on_a_full_disk_it_says_so_in_one_line(command, tmp_path, kilobytes):
    folder = tmp_path / "my demo"
    folder.mkdir()
    small = ["bwrap", "--dev-bind", "/", "/", "--size", str(kilobytes * 1024), "--tmpfs", str(folder), "--"]
    done = finish([*small, *command])
    assert done.returncode == 2, done.stdout + done.stderr
    [error] = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert "full" in error
    assert "a fault" not in error


def test_in_a_checkout_that_cannot_be_written_it_asks_for_a_folder(command, tmp_path):
    locked = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(tmp_path), str(tmp_path), "--"]
    done = finish([*locked, *command])
    assert done.returncode == 2
    [error] = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert "--folder DIR" in error
    assert "Read-only" in error


def test_a_fault_of_the_sandbox_while_it_marks_is_a_fault(command, tmp_path):
    breaking = "from graders.sandbox import sandbox; sandbox.KERNEL = ('no_such_module',)\n"
    done = finish([word if word != DRIVER else breaking + DRIVER for word in command])
    assert done.returncode != 0
    assert "error:" in done.stderr
    assert "off" not in marks(tmp_path).values()


def test_the_pages_are_opened_in_the_browser(again, tmp_path):
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    done = finish([*again, "--open"], BROWSER=f"{browser} %s")
    assert done.returncode == 0, done.stderr
    opened = (tmp_path / "opened").read_text().split()
    assert [name.rsplit("/", 1)[-1] for name in opened] == ["index.html", f"{ONE}.html"]
    assert all(name.startswith("file:///") and "my%20demo" in name for name in opened)


def test_an_unconfined_process_is_held_to_its_memory(tmp_path):
    from graders.course.course import open_course
    from graders.course.settings import Limits
    from graders.sandbox.student_process import StudentProcess, wait_until
    from graders.sandbox.sandbox import Sandbox
    from graders.judge.student_proxy import ProcessGone, StudentPeer

    with Sandbox([open_course().assignment(ONE)], sandboxed=False) as sandbox:
        limits = Limits(memory_bytes=300_000_000)
        with StudentProcess(sandbox.template(), ONE, "plain", limits) as process:
            with pytest.raises(ProcessGone):
                StudentPeer(process).run("import time\ntaken = b'x' * 700_000_000\ntime.sleep(60)", "<answer>")
            assert wait_until(lambda: not process.alive, 30)
            assert "memory" in process.stopped
