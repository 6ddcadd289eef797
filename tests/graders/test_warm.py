"""What the judges' server prepares before it forks."""

import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from graders.environment import prepare
from graders.isolate import ASSIGNMENTS

SAYS = """
    import sys
    import graders.warm.assignments
    from graders import catalogue
    from utils import data
    print(catalogue._compile.cache_info().currsize, data._drawn_half.cache_info().currsize)
    print("tensorflow" in sys.modules)
"""


UNUSED = """
    import os
    from tensorflow.python.eager import context
    print(len(os.listdir("/proc/self/task")), context._context is None or context._context._context_handle is None)
"""


def lines(root, code, *assignments):
    """Run code in a process that is set up as the server is; give what it prints."""
    environment = prepare(dict(os.environ), root) | {ASSIGNMENTS: os.pathsep.join(assignments)}
    words = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def prepared(root, *assignments):
    """Import what the server imports in a process of its own; give what it says."""
    counts, tensorflow = lines(root, SAYS, *assignments)
    return [int(count) for count in counts.split()], tensorflow == "True"


def test_server_has_one_thread_and_has_not_used_tensorflow(kit):
    """Otherwise its forks could hang."""
    sets = "notebooks", "arrays", "keras", "assignments", "last"
    imports = "".join(f"    import graders.warm.{name}\n" for name in sets)
    assert lines(kit, f"\n{imports}{UNUSED}", "04_tensorflow_training") == ["1 True"]


def test_tensorflow_makes_its_tables_without_being_used(kit):
    """Should the first word be False, another release of TensorFlow has moved what is called."""
    code = """
    import tensorflow
    from graders.inside import forking
    print(forking.know_operations(tensorflow), forking.know_operations(None))
    """
    assert lines(kit, code + UNUSED) == ["True False", "1 True"]


def test_schema_of_notebooks_is_compiled(kit):
    code = """
    import fastjsonschema
    import graders.warm.notebooks
    fastjsonschema.compile = None  # which would be called
    import nbformat
    print(nbformat.v4.new_output("stream", text="x").text)
    """
    assert lines(kit, code) == ["x"]


def test_first_error_does_not_search_for_modules(kit):
    code = """
    import inspect, json, os, xml.dom.minidom
    from graders.inside import forking
    forking.know_modules()
    asked, plain = [], os.path.realpath
    os.path.realpath = lambda path, **how: (asked.append(path), plain(path, **how))[1]
    inspect.getmodule(compile("", "<cell>", "exec"))
    print([path for path in asked if path.endswith(".py")])
    """
    assert lines(kit, code) == ["[]"]


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
