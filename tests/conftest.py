"""What all tests share: where the kit lies, a quiet TensorFlow, a sandbox; what is skipped, and what is drawn."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import pytest
from hypothesis import HealthCheck, settings

from tests.needs import NEEDS, Needs
from tests.sampling import Sampling

# No test may depend on how fast the machine is.
settings.register_profile("any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

KIT = Path(__file__).resolve().parent.parent
# Their modules import it, and `make test` leaves them out anyway.
collect_ignore = [] if importlib.util.find_spec("playwright") else ["browser"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what chooses among the tests."""
    group = parser.getgroup("digits course")
    group.addoption("--whole", action="store_true", help="run all of the tests of which otherwise a sample is drawn")
    group.addoption("--draw", type=int, metavar="NUMBER", help="draw so many of the chosen tests")
    group.addoption("--seed", help="what samples are drawn by, and Hypothesis's examples (default: the commit)")
    group.addoption(
        "--require", action="append", choices=NEEDS, default=[], help="fail where this is missing; do not skip"
    )


@pytest.hookimpl(tryfirst=True)  # before Hypothesis, which asks for its seed
def pytest_configure(config: pytest.Config) -> None:
    """Take in the plugins."""
    config.pluginmanager.register(Sampling(config))
    config.pluginmanager.register(Needs(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where pytest-xdist divides the tests, begin with what takes long."""
    if hasattr(config, "workerinput"):
        long = ("ports", "sandbox", "sampled")
        items.sort(key=lambda item: not any(map(item.get_closest_marker, long)))


@pytest.hookimpl(wrapper=True, tryfirst=True)  # around pytest-timeout, so that waiting does not count
def pytest_runtest_protocol(item: pytest.Item):
    """Of the tests that take ports, run one at a time, whichever process of pytest-xdist they are in."""
    with (KIT / "pyproject.toml").open() as lock:
        if item.get_closest_marker("ports"):
            fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return (yield)
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a process that the test has left may still hold the file


@pytest.fixture(scope="session")
def kit() -> Path:
    """Give the root of the kit."""
    return KIT


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of the real idx files, or skip."""
    folder = KIT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: {folder} does not exist")
    return folder


@pytest.fixture
def kit_copy(tmp_path: Path) -> Path:
    """Give a copy of the kit that a test may break."""
    copy = tmp_path / "kit"
    skip = shutil.ignore_patterns(
        ".venv*",
        ".git",
        "demo",
        "site",
        "feedback",
        "submitted",
        "autograded",
        "gradebook.db*",
        "__pycache__",
        ".*_cache",
        ".hypothesis",
    )
    shutil.copytree(KIT, copy, ignore=skip)
    return copy


@pytest.fixture(scope="session")
def graders():
    """Give a function that runs `python -m graders` in a kit and returns the finished process."""

    def run(*arguments: str | Path, kit: Path = KIT, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "graders", *map(str, arguments)]
        # PYTHONPATH of an outer run would let a copied kit import the original's modules.
        inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        return subprocess.run(
            command, cwd=kit, env=inherited | environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(scope="session")
def sandbox():
    """Give the sandbox of the whole run: its templates start when a test first needs them."""
    from graders.course.course import open_course
    from graders.sandbox.sandbox import Sandbox

    with Sandbox([open_course().assignment("01_binary_digits")], kernels=True) as service:
        yield service


@pytest.fixture
def student(sandbox):
    """Give a function that starts a confined process and gives the judge's side of it."""
    from graders.course.settings import Limits
    from graders.judge.student_proxy import StudentPeer
    from graders.sandbox.student_process import StudentProcess

    started = []

    def start(code: str = "", *, keras: bool = False, **limits: float) -> StudentPeer:
        process = StudentProcess(
            sandbox.template(("keras",) if keras else ()), "01_binary_digits", "plain", Limits(**{**SMALL, **limits})
        )
        started.append(process)
        peer = StudentPeer(process)
        if code:
            peer.run(code, "<answer>")
        return peer

    yield start
    for process in started:
        process.close()


SMALL = {"memory_bytes": 1_500_000_000, "disk_bytes": 8_000_000, "file_bytes": 4_000_000, "processes": 100}
