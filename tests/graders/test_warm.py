"""What the judges' server prepares before it forks."""

import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from graders.isolate import ASSIGNMENTS

SAYS = """
    import sys
    import graders.warm.assignments
    from graders import catalogue
    from utils import data
    print(catalogue._compile.cache_info().currsize, data._drawn_half.cache_info().currsize)
    print("tensorflow" in sys.modules)
"""


def prepared(root, *assignments):
    """Import what the server imports in a process of its own; give what it says."""
    environment = {**os.environ, ASSIGNMENTS: os.pathsep.join(assignments), "PYTHONPATH": str(root)}
    words = [sys.executable, "-c", textwrap.dedent(SAYS)]
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    counts, tensorflow = done.stdout.splitlines()
    return [int(count) for count in counts.split()], tensorflow == "True"


def test_checks_are_compiled_and_none_is_run(kit):
    names = sorted(path.name for path in (kit / "source").iterdir())
    files = list((kit / "graders" / "exercises").glob("*/*/hidden_tests.py"))
    (compiled, _), tensorflow = prepared(kit, *names)
    assert compiled == len(files)
    assert not tensorflow


def test_images_that_checks_load_are_drawn(kit):
    (_, drawn), _ = prepared(kit, "03_softmax_regression")
    assert drawn == 2  # to train and to test
    assert prepared(kit, "05_shallow_backprop")[0][1] == 0


@pytest.mark.parametrize("broken", ["def check_(:", "raise RuntimeError", "\0", None])
def test_checks_that_are_broken_do_not_stop_the_server(kit, tmp_path, broken):
    for folder in ("graders", "utils", "source"):
        shutil.copytree(kit / folder, tmp_path / folder)
    path = tmp_path / "graders/exercises/05_shallow_backprop/softmax/hidden_tests.py"
    path.unlink()
    if broken is not None:
        path.write_text(broken)
    prepared(tmp_path, "05_shallow_backprop", "03_softmax_regression")
