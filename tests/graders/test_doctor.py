"""What doctor finds, on this machine as it is and with parts of it hidden; and that nothing runs without a sandbox.

What is hidden is hidden from real processes: an empty PATH, a library that is no library, a user namespace that
allows no further ones.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graders import doctor
from graders.course.course import KIT
from graders.course.preload import student_modules
from graders.sandbox.zygote import Template
from tests.first_run.environments import ENVIRONMENTS

ANSWER = "def relu(z):\n    return (z > 0) * z\n"
WIDE = {"COLUMNS": "400"}  # one line for each row of the table


def run(before, *arguments, **variables):
    """Run `python -m graders` behind another command, and give the finished process."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [*before, sys.executable, "-m", "graders", *map(str, arguments)]
    return subprocess.run(
        command, cwd=KIT, env=inherited | WIDE | variables, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def no_bubblewrap(tmp_path_factory):
    """Give the words before a command, and a PATH, with which it finds no bubblewrap."""
    return [], {"PATH": str(tmp_path_factory.mktemp("bin"))}


@pytest.fixture(scope="module")
def no_libseccomp():
    """Give the words before a command with which libseccomp cannot be loaded."""
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    libraries = {os.path.realpath(line.split()[-1]) for line in known.splitlines() if "libseccomp.so" in line}
    assert libraries
    hidden = [word for library in sorted(libraries) for word in ("--ro-bind", "/dev/null", library)]
    return ["bwrap", "--dev-bind", "/", "/", *hidden], {}


@pytest.fixture(scope="module")
def no_nesting():
    """Give the words before a command that may make no user namespaces in a bubblewrap."""
    if os.getuid() == 0:
        environment = ENVIRONMENTS["no-user-namespaces-root"]
        if reason := environment.missing():
            pytest.skip(reason)
        return environment.wrap([]), {}
    # One for the ordinary user that it is then, two for its bubblewrap.
    script = 'echo 3 > /proc/sys/user/max_user_namespaces; exec unshare --user --map-user=1000 --map-group=1000 -- "$@"'
    return ["unshare", "--user", "--map-root-user", "--", "sh", "-c", script, "sh"], {}


# A library and a right can be hidden where processes can be confined only.
HIDDEN = [
    pytest.param("no_bubblewrap", "bubblewrap", "apt-get install bubblewrap", id="bubblewrap"),
    pytest.param(
        "no_libseccomp", "libseccomp", "apt-get install libseccomp2", id="libseccomp", marks=pytest.mark.sandbox
    ),
    pytest.param("no_nesting", "namespaces", "user.max_user_namespaces", id="nesting", marks=pytest.mark.sandbox),
]
each_hidden = pytest.mark.parametrize(("fixture", "what", "advice"), HIDDEN)


@pytest.mark.sandbox
def test_this_machine_has_what_marking_needs():
    done = run([], "doctor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    for words in (
        "processes are confined; one takes",
        "a watchdog ended a process that took too much",
        "TensorFlow works in forked processes",
    ):
        assert f"ok: {words}" in done.stdout


@each_hidden
def test_doctor_names_what_is_missing_and_what_to_do(request, fixture, what, advice):
    before, variables = request.getfixturevalue(fixture)
    done = run(before, "doctor", **variables)
    assert done.returncode == 1, done.stdout + done.stderr
    [error] = done.stderr.splitlines()
    assert error.startswith(f"error: {what}: ")
    assert advice in error
    assert "warm start" in done.stdout
    assert "not tried" in done.stdout


@each_hidden
def test_autograde_marks_nothing_and_says_so_in_one_line(request, fixture, what, advice, kit, tmp_path):
    before, variables = request.getfixturevalue(fixture)
    for student in ("gradient-not-divided", "relup-by-a-norm"):
        work = Path(student, "05_shallow_backprop")
        shutil.copytree(kit / "examples" / "submitted" / work, tmp_path / "submitted" / work)
    done = run(before, "--course", tmp_path, "autograde", **variables)
    assert done.returncode == 2, done.stderr
    [error] = [line for line in done.stderr.splitlines() if not line.startswith("[")]  # or it is progress
    assert error.startswith("error: nothing was run")
    assert advice in error
    assert "python -m graders doctor" in error
    assert "--no-sandbox" in error
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("mark.json"))


@pytest.fixture
def answer(tmp_path):
    """Give a right answer in a file that lies alone in its folder."""
    file = tmp_path / "answer.py"
    file.write_text(ANSWER)
    return file


@each_hidden
def test_try_judges_nothing_and_leaves_nothing_behind(request, fixture, what, advice, answer):
    before, variables = request.getfixturevalue(fixture)
    folder = answer.parent
    done = run(before, "try", "02_multiclass_digits", "relu", answer, "--json", TMPDIR=str(folder), **variables)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-sandbox" in done.stderr
    assert list(folder.iterdir()) == [answer]


def test_try_does_without_a_sandbox_where_it_is_asked_to(no_bubblewrap, answer):
    before, variables = no_bubblewrap
    done = run(before, "try", "02_multiclass_digits", "relu", answer, "--json", "--no-sandbox", **variables)
    assert done.returncode == 0, done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["score"] == verdict["max_score"]


def test_a_process_that_is_not_confined_is_told_from_one_that_is():
    with contextlib.closing(Template((), student_modules(), sandboxed=False)) as template:
        found = doctor._confinement(template)
    assert not found.good
    for words in ("net namespace", "user namespace", "Seccomp", "NoNewPrivs"):
        assert words in found.found


@pytest.mark.sandbox
def test_a_limit_that_nothing_keeps_is_told(monkeypatch):
    monkeypatch.setattr(doctor, "TAKE_MEMORY", "pass")  # nothing is taken, and nothing ended
    with contextlib.closing(Template((), student_modules())) as template:
        template.wait()
        assert not doctor._memory_limit(template).good
