"""What the diagnosis says in each environment that can be made here, and of those that cannot.

It is asked by a Python without any package, as before an installation.
"""

import dataclasses
import errno
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from graders.core.exceptions import NoSandbox
from graders.sandbox import diagnosis
from graders.sandbox.causes import CLONE, MOST, SWITCHES, Evidence, explain
from graders.sandbox.rights import Rights
from tests.first_run.copies import copy_kit, copy_python, open_to_all
from tests.first_run.environments import ENVIRONMENTS

ASK = """
import dataclasses, json
from graders.sandbox.diagnosis import diagnose
found = diagnose()
print(json.dumps(found and dataclasses.asdict(found)))
"""
SECONDS = 60


@pytest.fixture(scope="module")
def bare():
    """Give a Python without packages and a copy of the kit, where everybody can use them."""
    top = Path(tempfile.mkdtemp(prefix="first-run-", dir="/tmp"))
    python = copy_python(top / "python")
    kit = copy_kit(top / "kit")
    open_to_all(top)
    yield python, kit
    shutil.rmtree(top)


def ask(bare, before=(), **variables):
    """Ask for the diagnosis; give it with what was said beside it."""
    python, kit = bare
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    words = [*before, str(python), "-S", "-c", ASK]
    done = subprocess.run(
        words,
        cwd=kit,
        env=inherited | {"HOME": "/tmp", "TMPDIR": "/tmp"} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_cause_and_cure_are_told_in_each_environment(bare, name):
    environment = ENVIRONMENTS[name]
    if reason := environment.missing():
        pytest.skip(reason)
    found = ask(bare, environment.wrap([]))
    if environment.confines:
        assert found is None
    else:
        assert environment.cause in found["cause"]
        assert environment.cure in found["cure"]
        assert not found["cause"].endswith(".")
        assert found["cure"].endswith(".")


def test_bubblewrap_is_missing(bare, tmp_path):
    found = ask(bare, PATH=str(tmp_path))
    assert found["cause"] == "bubblewrap is not installed"
    for words in ("apt-get install bubblewrap", "dnf install bubblewrap", "pacman -S bubblewrap"):
        assert words in found["cure"]


def test_libseccomp_is_missing(bare):
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    libraries = {os.path.realpath(line.split()[-1]) for line in known.splitlines() if "libseccomp.so" in line}
    hidden = [word for library in sorted(libraries) for word in ("--ro-bind", "/dev/null", library)]
    found = ask(bare, ["bwrap", "--dev-bind", "/", "/", *hidden])
    assert found["cause"] == "libseccomp is not installed"
    assert "apt-get install libseccomp2" in found["cure"]


def program(folder, *lines):
    """Put another program in the place of bubblewrap."""
    path = folder / "bwrap"
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_bubblewrap_is_too_old(bare, tmp_path):
    found = ask(bare, PATH=program(tmp_path, "echo 'bwrap: Unknown option --chmod' >&2", "exit 1"))
    assert found["cause"] == "bubblewrap is too old (bwrap: Unknown option --chmod)"


def test_what_nobody_has_thought_of_is_told_as_it_is(bare, tmp_path):
    found = ask(bare, PATH=program(tmp_path, "echo 'bwrap: the moon is full' >&2", "exit 1"))
    assert "the moon is full" in found["cause"]
    assert "sysctl" not in found["cure"]


@pytest.mark.parametrize("closed", ["lib", "packages", "one"])
def test_files_that_only_root_can_read_are_named(closed):
    """As a `umask 077` leaves them; students' processes are nobody's where root marks."""
    if os.getuid() != 0:
        pytest.skip("only root marks for another user")
    top = Path(tempfile.mkdtemp(prefix="first-run-", dir="/tmp"))
    try:
        python = copy_python(top / "python")
        if not python.is_relative_to(top):
            pytest.skip("the interpreter belongs to the system")
        (library,) = (top / "python" / "lib").glob("python3.*")
        path = {"lib": library.parent, "packages": library, "one": library / "json"}[closed]
        path.chmod(0o700)
        kit = copy_kit(top / "kit")
        found = ask((python, kit))
        assert str(library.parent) in found["cause"]
        assert "chmod -R a+rX" in found["cure"]
    finally:
        shutil.rmtree(top)


def test_temporary_files_have_no_room(bare):
    mount = ["bwrap", "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", "/tmp/first-run-full"]
    python, kit = bare
    os.makedirs("/tmp/first-run-full", exist_ok=True)
    try:
        found = ask((python, kit), mount, TMPDIR="/tmp/first-run-full")
    finally:
        os.rmdir("/tmp/first-run-full")
    assert "the disk is full" in found["cause"]
    assert "TMPDIR" in found["cure"]


# Of kernels that this machine has not.

OPEN = {name: "1" if forbids == "0" else "0" for name, (forbids, _) in SWITCHES.items()}
FAILURES = [
    Evidence(Rights.USER, "start", "bwrap: setting up uid map: Permission denied", user=0),
    Evidence(Rights.USER, "start", "bwrap: No permissions to create new namespace", user=errno.EPERM),
    Evidence(Rights.USER, "namespaces", "unshare: Operation not permitted", number=errno.EPERM),
    Evidence(Rights.ROOT, "namespaces", "unshare: No space left on device", number=errno.ENOSPC, user=errno.ENOSPC),
]


@pytest.mark.parametrize("seen", FAILURES)
def test_no_switch_is_blamed_that_stands_right(seen):
    found = explain(dataclasses.replace(seen, settings=OPEN))
    assert f"{CLONE.replace('/', '.')} is" not in found.cause
    assert "apparmor_restrict" not in found.cause + found.cure
    assert "unprivileged_userns_clone" not in found.cause + found.cure


@pytest.mark.parametrize(
    ("switch", "seen"),
    [
        ("kernel/apparmor_restrict_unprivileged_userns", FAILURES[0]),
        ("kernel/unprivileged_userns_clone", FAILURES[1]),
        ("kernel/apparmor_restrict_unprivileged_userns", FAILURES[1]),
        ("kernel/apparmor_restrict_unprivileged_userns", FAILURES[2]),
        (MOST, FAILURES[3]),
    ],
)
def test_the_switch_that_forbids_is_named(switch, seen):
    forbids, command = SWITCHES[switch]
    found = explain(dataclasses.replace(seen, settings=OPEN | {switch: forbids}))
    assert f"{switch.replace('/', '.')} is {forbids}" in found.cause
    assert command in found.cure
    assert found.cure.count("sysctl ") == 1


def test_a_filter_is_blamed_before_a_switch():
    """Behind it, the kernel was not even asked."""
    seen = Evidence(Rights.USER, "start", "no", nothing=errno.EPERM, user=errno.EPERM, settings={CLONE: "0"})
    assert "seccomp" in explain(seen).cause


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EACCES])
def test_a_kernel_or_module_that_makes_none_is_told(number):
    found = explain(Evidence(Rights.USER, "start", "no", user=number, settings=OPEN))
    assert "user namespace" in found.cause


def test_the_error_of_marking_has_the_same_words(monkeypatch):
    obstacle = diagnosis.Obstacle("the moon is full", "Wait for another night.")
    monkeypatch.setattr(diagnosis, "diagnose", lambda: obstacle)
    error = diagnosis.no_sandbox("something was noticed")
    assert isinstance(error, NoSandbox)
    assert (error.reason, error.cure) == (obstacle.cause, obstacle.cure)
    assert f"{obstacle.cause}. {obstacle.cure}" in str(error)
    monkeypatch.setattr(diagnosis, "diagnose", lambda: None)
    assert "something was noticed" in str(diagnosis.no_sandbox("something was noticed"))


def test_it_is_quick():
    """In CPU time, that of its processes included: other work on a machine must not matter."""
    before = os.times()
    assert diagnosis.diagnose() is None
    after = os.times()
    assert sum(after[:4]) - sum(before[:4]) < 2.0


def test_it_needs_no_package(bare):
    """`-S` leaves out every folder of packages."""
    python, kit = bare
    words = [str(python), "-S", "-c", "import graders.sandbox.diagnosis, sys; print('numpy' in sys.modules)"]
    done = subprocess.run(words, cwd=kit, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
