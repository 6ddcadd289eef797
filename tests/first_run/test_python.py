"""Which interpreter is taken, and how one that cannot is refused: at once, in one line, before anything is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.first_run.packages import KIT, error_line

# Runs a script as an interpreter would that is of another version or lacks something.
PRETENDER = """\
#!/bin/sh
exec '{python}' -S -c '
import os, platform, runpy, sys
{change}
sys.argv = [word for word in sys.argv[1:] if not word.startswith("-")]
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"
"""
VERSION = """
class Version(tuple):
    major, minor = property(lambda v: v[0]), property(lambda v: v[1])
sys.version_info = Version({})
"""


def pretender(path: Path, change: str) -> Path:
    """Write an interpreter that is not what it was built as."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PRETENDER.format(python=sys.executable, change=change.replace("'", '"')))
    path.chmod(0o755)
    return path


def of_version(path: Path, *version: int) -> Path:
    return pretender(path, VERSION.format((*version, "final", 0)))


@pytest.fixture
def kit(tmp_path):
    """Give a checkout that would say what it was about to install with."""
    root = tmp_path / "kit"
    shutil.copytree(KIT / "tools", root / "tools")
    shutil.copy(KIT / "Makefile", root)
    (root / "tools" / "environment.py").write_text("import sys; print('taken:', sys.executable)\n")
    return root


@pytest.fixture
def run(kit):
    def run(path=None, **settings):
        kept = {key: value for key, value in os.environ.items() if key not in ("PYTHON", "GOAL", "MAKEFLAGS")}
        if path:
            kept["PATH"] = f"{path}:/usr/bin:/bin"
        return subprocess.run(
            ["make", "--no-print-directory", "setup"],
            cwd=kit,
            env=kept | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def refused(done):
    """Give the line; make adds one of its own."""
    done.stderr = "".join(line for line in done.stderr.splitlines(True) if not line.startswith("make"))
    return error_line(done)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (VERSION.format((2, 7, 18, "final", 0)), "Python 2.7.18: it is too old"),
        (VERSION.format((3, 10, 13, "final", 0)), "Python 3.10.13: it is too old"),
        (VERSION.format((3, 14, 0, "final", 0)), "Python 3.14.0: it is too new"),
        ("sys.modules['ensurepip'] = None", "-venv)"),
        ("sys.modules['sqlite3'] = None", "without sqlite3"),
        ("platform.python_implementation = lambda: 'PyPy'", "it is PyPy"),
        ("platform.machine = lambda: 'riscv64'", "no wheel for linux on riscv64"),
        ("os.confstr = lambda name: None", "not glibc"),
        ("os.confstr = lambda name: 'glibc 2.17'", "glibc 2.17 is too old"),
        ("sys.exit(3)", "it does not run, or is no Python"),
        ("os.kill(os.getpid(), 9)", "it does not run, or is no Python"),
    ],
)
def test_python_that_cannot_is_refused_and_one_that_can_is_named(tmp_path, run, change, words):
    other = of_version(tmp_path / "bin" / "python3", 3, 12, 1)
    line = refused(run(path=other.parent, PYTHON=str(pretender(tmp_path / "odd python", change))))
    assert words in line
    assert 'make setup PYTHON="python3"' in line
    assert "3.11 to 3.13" in line


@pytest.mark.parametrize(
    "given", ["no-such-python", "3.12", "/etc/passwd", "/", "/bin/true", "/bin/false", "python3 -E"]
)
def test_what_is_no_interpreter_is_refused(run, given):
    line = refused(run(PYTHON=given))
    assert f"PYTHON={given}: it does not run, or is no Python" in line


def test_interpreter_on_a_path_with_spaces_is_taken(tmp_path, run):
    place = tmp_path / "some where"
    place.mkdir()
    (place / "my python").symlink_to(sys.executable)
    done = run(PYTHON=str(place / "my python"))
    assert done.returncode == 0, done.stderr
    assert "taken: " in done.stdout


def test_another_is_taken_where_python3_cannot(tmp_path, run):
    of_version(tmp_path / "bin" / "python3", 3, 14, 2)
    minor = f"python3.{sys.version_info[1]}"
    (tmp_path / "bin" / minor).symlink_to(sys.executable)
    done = run(path=tmp_path / "bin", HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert f"python3: Python 3.14.2: it is too new for TensorFlow; using {minor}" in done.stdout


def test_python3_is_taken_in_silence_where_it_can(tmp_path, run):
    (tmp_path / "python3").symlink_to(sys.executable)
    done = run(path=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_old_interpreters_themselves_are_refused(run):
    found = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions").glob("*/bin/python"))
    old = [path for path in found if path.parts[-3].startswith(("2.", *(f"3.{minor}." for minor in range(11))))]
    if not old:
        pytest.skip("pyenv has no old interpreters here")
    for path in old:
        assert f"Python {path.parts[-3]}: it is too old" in refused(run(PYTHON=str(path)))


def test_no_interpreter_at_all_is_told_with_what_to_do(kit, tmp_path):
    """Every interpreter of this machine that could be found is put out of sight."""
    if shutil.which("bwrap") is None:
        pytest.skip("needs bubblewrap, to hide this machine's interpreters")
    hidden = {path.resolve() for folder in ("/usr/bin", "/usr/local/bin") for path in Path(folder).glob("python3*")}
    hidden |= {path.resolve() for path in Path("/opt").glob("*/bin/python3*")}
    words = ["bwrap", "--bind", "/", "/", "--dev", "/dev"]
    for path in hidden:
        words += ["--ro-bind", "/bin/false", str(path)]
    settings = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run([*words, "make", "demo"], cwd=kit, env=settings, capture_output=True, text=True, check=False)
    if done.stderr.startswith("bwrap:"):
        pytest.skip(done.stderr)
    line = refused(done)
    assert "no Python that can was found (python3: it does not run or is not there)" in line
    assert "apt-get install python3 python3-venv" in line
    assert 'make demo PYTHON="/path/to/python3.12"' in line
