"""What the judges' server prepares before it forks."""

import json
import os
import shutil
import subprocess
import sys
import textwrap

import pytest

from graders.core.environment import prepare
from graders.course.course import Course
from graders.marking.worker_process import ASSIGNMENTS

#: Whether a fork could load images without drawing them.
DRAWN = """
    import contextlib, io, sys
    import graders.marking.preload.assignments
    from utils.data import load_images
    sys.modules["scipy.ndimage"] = None  # without which none can be drawn
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            load_images("digits")
        print("drawn")
    except ImportError:
        print("not drawn")
"""
#: Which checks a fork has, after their files have been written over.
CHECKS = """
    import sys
    from pathlib import Path
    import graders.marking.preload.assignments
    from graders.course.course import open_course
    print("tensorflow" in sys.modules, Path("ran").exists())
    course = open_course()
    exercises = [one for name in course.assignments() for one in course.assignment(name).exercises.values()]
    for exercise in filter(lambda one: one.automatic, exercises):
        (exercise.folder / "hidden_tests.py").write_text("no Python")
        assert list(exercise.hidden_checks()) == list(exercise.hidden), exercise.where
    print(Path("ran").read_text())
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
    from graders.course.preload import student_modules
    from graders.sandbox.zygote import AGENT, KERNEL
    for name in (AGENT, *KERNEL, *student_modules(["keras"])):
        importlib.import_module(name)
    from graders.guest import prefork
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


@pytest.fixture
def copy(kit, tmp_path):
    """Give a copy of the kit as far as judging needs it."""
    for folder in ("graders", "utils", "source"):
        shutil.copytree(kit / folder, tmp_path / folder)
    shutil.copy(kit / "nbgrader_config.py", tmp_path)
    return tmp_path


def lines(root, code, *assignments):
    """Run code in a process that is set up as the server is; give what it prints."""
    course = Course(root)
    chosen = [course.assignment(name) for name in assignments]
    places = [[one.name, str(one.folder), str(one.exercises_folder)] for one in chosen]
    environment = prepare(dict(os.environ), root) | {ASSIGNMENTS: json.dumps(places)}
    words = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


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


def test_checks_are_compiled_and_none_is_run(copy):
    """What a fork needs of a file, it has without reading the file again."""
    files = list((copy / "graders" / "exercises").glob("*/*/hidden_tests.py"))
    for path in files:
        path.write_text('open("ran", "a").write(".")\n' + path.read_text())
    names = sorted(path.name for path in (copy / "source").iterdir())
    assert lines(copy, CHECKS, *names) == ["False False", "." * len(files)]


def test_images_that_checks_load_are_drawn(kit):
    assert lines(kit, DRAWN, "03_softmax_regression") == ["drawn"]
    assert lines(kit, DRAWN, "05_shallow_backprop") == ["not drawn"]


@pytest.mark.parametrize("broken", ["def check_(:", "raise RuntimeError", "\0", None])
def test_checks_that_are_broken_do_not_stop_the_server(copy, broken):
    path = copy / "graders/exercises/05_shallow_backprop/softmax/hidden_tests.py"
    path.unlink()
    if broken is not None:
        path.write_text(broken)
    assert lines(copy, DRAWN, "05_shallow_backprop", "03_softmax_regression") == ["drawn"]
