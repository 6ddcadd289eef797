"""From a clone to the table of marks and to tests that pass: in every kind of folder, with every kind of rights, by each Python.

The environments are made on this machine (environments.py). Each folder is cloned and installed once, as `make` does it; the cells differ
in who runs `make demo` and `make test` there, and in what the kernel lets them do.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.first_run.environments import ENVIRONMENTS
from tests.first_run.packages import KIT, foreign

pytestmark = [pytest.mark.first_run, pytest.mark.timeout(3_600)]
RIGHTS = ("root", "ordinary-user", "mapped-root", "no-user-namespaces", "docker")
SUBSET = "tests/graders/test_pins.py tests/graders/test_standins.py"  # without the sandbox, and with it
CANNOT = "Students' code cannot be confined here"


def everybodys_python():
    """Find an interpreter that any user may run; those of pyenv lie in somebody's home."""
    for folder in ("/usr/bin", "/usr/local/bin"):
        for path in sorted(Path(folder).glob("python3.1[123]")):
            words = [path, "-E", "-s", "-B", KIT / "tools" / "suitable.py"]
            if subprocess.run(words, capture_output=True, text=True, check=False).stdout.startswith("fit"):
                return str(path)
    return ""


def clone(target):
    """Copy what a clone would hold, with what has changed since the last commit."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(words, cwd=KIT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (KIT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(KIT / name, target / name)
    return target


class Place:
    """A clone in some folder, with a home.

    Attributes
    ----------
    top : Path
        What is made for it, and removed.
    kit, home : Path
        The clone and the home.
    """

    def __init__(self, within: str, name: str) -> None:
        self.top = Path(tempfile.mkdtemp(prefix="first-run-", dir=within))
        self.top.chmod(0o755)
        self.kit = clone(self.top / name)
        self.home = self.top if within == "/home" else self.top / "home"
        self.home.mkdir(exist_ok=True)

    def owned_by(self, number: int) -> None:
        """Give all to a user, as if he had cloned it; what an earlier run made is gone."""
        for made in ("demo", ".pytest_cache"):
            shutil.rmtree(self.kit / made, ignore_errors=True)
        subprocess.run(["chown", "-RPh", f"{number}:{number}", str(self.top)], check=True)
        if self.home == self.top:
            self.top.chmod(0o700)

    def make(self, *words: str, wrap=list, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run make as somebody who has just come."""
        kept = {key: value for key, value in os.environ.items() if key.startswith("PIP_") or not foreign(key)}
        kept.pop("PYTEST_ADDOPTS", None)
        return subprocess.run(
            wrap(["make", "--no-print-directory", *words]),
            cwd=self.kit,
            env=kept | {"HOME": str(self.home), "COLUMNS": "80", "PIP_CACHE_DIR": wheels()} | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def close(self) -> None:
        """Remove all of it."""
        subprocess.run(["rm", "-rf", "--", str(self.top)], check=True)


def wheels() -> str:
    """Give the cache of wheels of whoever runs the tests."""
    words = [sys.executable, "-m", "pip", "cache", "dir"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or str(Path.home() / ".cache" / "pip")


@pytest.fixture(
    scope="module",
    params=[("/tmp", "kit"), ("/tmp", "Käse und Brot/der Kurs №1"), ("/home", "kit")],
    ids=["below-tmp", "spaces-and-unicode", "home"],
)
def place(request):
    """Give a clone in which all is installed."""
    within, name = request.param
    python = everybodys_python()
    if not python:
        pytest.skip("no interpreter that can is here for every user (/usr/bin, /usr/local/bin)")
    if not os.access(within, os.W_OK):
        pytest.skip(f"nothing can be written to {within} here")
    place = Place(within, name)
    done = place.make("test", PYTHON=python, PYTEST_ADDOPTS="tests/graders/test_pins.py")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    yield place
    place.close()


@pytest.fixture(params=RIGHTS)
def rights(request):
    """Give an environment that this machine can make."""
    environment = ENVIRONMENTS[request.param]
    if reason := environment.missing():
        pytest.skip(reason)
    return environment


def test_demo(place, rights):
    place.owned_by(rights.owner)
    done = place.make("demo", wrap=rights.wrap)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "installing" not in said
    shows_the_whole_way(done.stdout, place.kit)
    words = " ".join(said.split())
    assert (CANNOT.lower() in words.lower()) == (not rights.confines)
    assert rights.cause in words


def shows_the_whole_way(text, kit):
    """The table has its marks, fits the terminal, and what it names is there."""
    assert "marks as examples/expected.toml states" in " ".join(text.split())
    assert "all-right" in text
    table = text[text.index(" student ") : text.index("marks as examples")]
    assert max(map(len, table.splitlines())) <= 80
    assert list(kit.glob("demo/feedback/*/*/*.html"))


def test_tests(place, rights):
    place.owned_by(rights.owner)
    done = place.make("test", wrap=rights.wrap, PYTEST_ADDOPTS=SUBSET)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    *_, last = [line for line in done.stdout.splitlines() if line.strip()]
    assert " passed" in done.stdout
    if rights.confines:
        assert "skipped" not in last, last
    else:
        assert "skipped" in last, last
        assert rights.cause in " ".join(done.stdout.split())


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_from_clone_to_table(minor):
    """As in the README: two words, nothing prepared, below /tmp."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    found = [*versions.glob(f"3.{minor}.*/bin/python3"), *Path("/usr/bin").glob(f"python3.{minor}")]
    if not found:
        pytest.skip(f"no Python 3.{minor} is here")
    place = Place("/tmp", "kit")
    try:
        done = place.make("demo", f"PYTHON={found[0]}")
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert f"; Python 3.{minor}." in done.stdout
        shows_the_whole_way(done.stdout, place.kit)
        again = place.make("demo")
        assert again.returncode == 0, again.stderr
        assert "installing" not in again.stdout
        shows_the_whole_way(again.stdout, place.kit)
    finally:
        place.close()
