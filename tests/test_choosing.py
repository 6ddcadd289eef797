"""What chooses among the tests: samples that a seed draws, and skips that are counted; on a small set of tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sampling import NO_COMMIT, commit

CONFTEST = "from tests.conftest import pytest_addoption, pytest_collection_modifyitems, pytest_configure\n"
TESTS = """
import pytest

@pytest.mark.sampled(2)
@pytest.mark.parametrize("number", range(12))
def test_long(number): pass

@pytest.mark.parametrize("pair", [pytest.param(n, marks=pytest.mark.sampled(1, together=n)) for n in range(4)])
class TestPairs:
    def test_one(self, pair): pass
    def test_other(self, pair): pass

@pytest.mark.sandbox
def test_that_needs_a_sandbox(): pass

def test_short(): pass
"""


@pytest.fixture
def choose(kit, tmp_path):
    """Give a function that runs the small set with options and gives the finished process and what passed."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_small.py").write_text(TESTS)

    def run(*options: str, path: str = os.environ["PATH"]):
        command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options]
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        environment = inherited | {"PYTHONPATH": str(kit), "PATH": path}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        passed = [line.split()[0].partition("::")[2] for line in done.stdout.splitlines() if " PASSED" in line]
        return done, passed

    return run


def test_a_seed_draws_the_same_sample_and_what_belongs_together_stays_together(choose):
    done, first = choose("--seed", "one", "-m", "not sandbox")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "--seed 'one'" in done.stdout
    assert len([name for name in first if name.startswith("test_long")]) == 2
    pairs = [name for name in first if name.startswith("TestPairs")]
    assert len(pairs) == 2
    assert len({name.partition("[")[2] for name in pairs}) == 1
    assert "test_short" in first
    assert choose("--seed", "one", "-m", "not sandbox")[1] == first
    assert any(choose("--seed", other, "-m", "not sandbox")[1] != first for other in ("two", "three", "four"))


def test_the_whole_and_what_is_named_is_not_drawn_from(choose):
    assert len(choose("--whole", "-m", "not sandbox")[1]) == 12 + 8 + 1
    assert choose("test_small.py::test_long[7]")[1] == ["test_long[7]"]
    assert len(choose("-k", "test_long")[1]) == 12


def test_so_many_are_drawn_of_what_was_chosen(choose):
    assert len(choose("--whole", "--draw", "5", "-m", "not sandbox")[1]) == 5


def test_what_is_missing_is_skipped_and_counted_or_refused_where_it_is_required(choose, tmp_path):
    done, passed = choose("-m", "sandbox", path=str(tmp_path))
    assert (done.returncode, passed) == (0, [])
    assert "skipped: 1 needs a sandbox (bubblewrap is not installed)" in done.stdout.splitlines()
    done, _ = choose("--require", "sandbox", path=str(tmp_path))
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "this machine has not: a sandbox (bubblewrap is not installed)" in done.stderr


def test_without_git_the_seed_is_a_fixed_word(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit() == NO_COMMIT
    monkeypatch.undo()
    monkeypatch.setattr("tests.sampling.KIT", Path("/"))
    assert commit() == NO_COMMIT
