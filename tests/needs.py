"""What some tests need and not every machine has.

Each need is a marker, and is looked for once. Where it is missing, the tests that carry its marker are skipped, and
the last lines count them with the cause; `--require` makes what is missing an error, where all has to be shown.
"""

import contextlib
import importlib.util
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def missing_sandbox() -> str:
    """Confine one process; say why that cannot be done."""
    from graders.core.exceptions import NoSandbox
    from graders.sandbox.zygote import Template

    try:
        with contextlib.closing(Template((), ())) as template:
            template.wait()
    except NoSandbox as error:
        return error.reason
    return ""


def missing_cluster() -> str:
    """Say what the tests of clusters have not."""
    packages = [
        name for name in ("distributed", "dask_jobqueue", "dask_gateway_server") if not importlib.util.find_spec(name)
    ]
    return f"no {', '.join(packages)}: pip install -r requirements-cluster.txt" if packages else ""


def missing_postgresql() -> str:
    """Say what the tests of the gradebook on a server have not."""
    if not importlib.util.find_spec("psycopg"):
        return "no psycopg: pip install -r requirements-postgresql.txt"
    return "" if postgresql_program("initdb") else "no server is installed: apt-get install postgresql"


def postgresql_program(name: str) -> Path | None:
    """Find one of PostgreSQL's programs, where Debian puts them or on the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    on_path = shutil.which(name)
    return next(iter([*places, *([Path(on_path)] if on_path else [])]), None)


def missing_browser() -> str:
    """Say what the tests in the browser have not."""
    from tests.browser.chromium import find_chromium

    packages = [name for name in ("playwright", "axe_playwright_python") if not importlib.util.find_spec(name)]
    if packages:
        return f"no {', '.join(packages)}: pip install -r requirements-browser.txt"
    try:
        find_chromium()
    except FileNotFoundError as error:
        return str(error)
    return ""


#: By marker: what is said of it, and the function that looks for it.
NEEDS: dict[str, tuple[str, Callable[[], str]]] = {
    "sandbox": ("a sandbox", missing_sandbox),
    "cluster": ("a Dask cluster", missing_cluster),
    "postgresql": ("PostgreSQL", missing_postgresql),
    "browser": ("Chromium", missing_browser),
}
STARTS_THE_SANDBOX = "sandbox"  # the fixture: whoever uses it needs no marker


class Needs:
    """The plugin: marks, skips and counts.

    Attributes
    ----------
    causes : dict of str to str
        Why a need is missing, by marker, as far as anybody has asked; empty where it is there.
    """

    def __init__(self, config: pytest.Config) -> None:
        # A process of pytest-xdist takes over what the first has found.
        self.causes: dict[str, str] = dict(getattr(config, "workerinput", {}).get("causes", {}))

    def cause(self, need: str) -> str:
        """Say why a need is missing, after having looked at most once."""
        if need not in self.causes:
            self.causes[need] = NEEDS[need][1]()
        return self.causes[need]

    def pytest_configure(self, config: pytest.Config) -> None:
        """Stop where something is missing that was required."""
        missing = [f"{NEEDS[need][0]} ({cause})" for need in config.option.require if (cause := self.cause(need))]
        if missing:
            raise pytest.UsageError(f"--require: this machine has not: {'; '.join(missing)}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node) -> None:
        """Tell a process of pytest-xdist what is missing."""
        node.workerinput["causes"] = {need: self.cause(need) for need in NEEDS}

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Mark what uses the sandbox's fixture, before `-m` chooses."""
        for item in items:
            if STARTS_THE_SANDBOX in getattr(item, "fixturenames", ()):
                item.add_marker("sandbox")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a test for the first thing that it needs and that is not here."""
        for need, (name, _) in NEEDS.items():
            if item.get_closest_marker(need) and (cause := self.cause(need)):
                pytest.skip(f"needs {name} ({cause})")

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter) -> None:
        """Count what was skipped, by cause."""
        reasons = Counter(reason(report) for report in terminalreporter.stats.get("skipped", []))
        for line in count(reasons):
            terminalreporter.write_line(line)


def reason(report: pytest.TestReport) -> str:
    """Give the reason for which a test was skipped, without pytest's own word before it."""
    _, _, text = report.longrepr if isinstance(report.longrepr, tuple) else (None, None, str(report.longrepr))
    return text.removeprefix("Skipped: ")


def count(reasons: Counter[str]) -> Iterator[str]:
    """Say how many were skipped for each reason, the most frequent first."""
    for text, number in reasons.most_common():
        needed = text.removeprefix("needs ")
        verb = "needs" if number == 1 else "need"
        yield f"skipped: {number}: {text}" if needed == text else f"skipped: {number} {verb} {needed}"
