"""What the judges' server prepares before it forks."""

import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from graders.core.environment import prepare
from graders.marking.worker_process import ASSIGNMENTS

SAYS = """
    import sys
    import graders.marking.preload.assignments
    from graders.course import exercise
    from utils import data
    print(exercise._compile.cache_info().currsize, data._drawn_half.cache_info().currsize)
    print("tensorflow" in sys.modules)
"""
UNUSED = """
    import os
    from tensorflow.python.eager import context
    print(len(os.listdir("/proc/self/task")), context._context is None or context._context._context_handle is None)
"""
SERVER = "".join(
    f"    import graders.marking.preload.{name}\n" for name in ("notebooks", "arrays", "keras", "assignments", "last")
)
#: What a template does before it listens, in a process that does not listen.
TEMPLATE = """
    import importlib, inspect, os, sys
    from graders.course.course import KIT
    from graders.sandbox.zygote import ARRAYS, KERAS, KERNEL
    sys.path.insert(0, str(KIT / "graders"))
    for name in (*ARRAYS, *KERNEL, *KERAS):
        importlib.import_module(name)
    from inside import forking
    prefork.load(sys.modules["utils.data"], [("load_images", ["digits"], {})])
    prefork.know_operations(sys.modules["tensorflow"])
    prefork.know_modules()
"""
#: The files that the first error after `know_modules` asks about.
ASKED = """
    asked, plain = [], os.path.realpath
    os.path.realpath = lambda path, **how: (asked.append(path), plain(path, **how))[1]
    inspect.getmodule(compile("", "<cell>", "exec"))
    print([path for path in asked if path.endswith(".py")])
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
    assert lines(kit, f"\n{SERVER}{UNUSED}", "04_tensorflow_training") == ["1 True"]


def test_template_has_one_thread_has_not_used_tensorflow_and_knows_its_modules(kit):
    assert lines(kit, TEMPLATE + ASKED + UNUSED) == ["[]", "1 True"]


def test_server_leaves_out_what_takes_long_and_no_check_uses(kit):
    """Forks have scikit-learn all the same, if they ask for it."""
    code = """
    import sys
    print({"nbgrader", "sklearn", "sqlalchemy"} & set(sys.modules))
    import sklearn
    print(sklearn.__name__)
    """
    assert lines(kit, f"\n{SERVER}{code}", "03_softmax_regression") == ["set()", "sklearn"]


def test_tensorflow_makes_its_tables_without_being_used(kit):
    """Should the first word be False, another release of TensorFlow has moved what is called."""
    code = """
    import tensorflow
    from graders.guest import prefork
    print(prefork.know_operations(tensorflow), prefork.know_operations(None))
    """
    assert lines(kit, code + UNUSED) == ["True False", "1 True"]


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
