"""Which modules are imported before a fork: data of the course, of which every entry must be importable."""

import importlib.util

import pytest

from graders.course.preload import judge_modules, known_preloads, preloads_for, student_modules


@pytest.mark.parametrize(
    ("packages", "names"),
    [
        ([], ()),
        (["numpy", "matplotlib", "utils"], ()),
        (["keras"], ("keras",)),
        (["tensorflow", "keras", "numpy"], ("keras",)),
        (["no_such_package"], ()),
    ],
)
def test_what_code_imports_chooses_the_sets(packages, names):
    assert preloads_for(packages) == names


def test_what_is_always_warm_comes_first_and_a_set_adds_to_it():
    for modules in (student_modules, judge_modules):
        always = modules()
        assert always
        more = modules(["keras"])
        assert more[: len(always)] == always
        assert len(more) > len(always)
        assert modules(["no such set"]) == always
    assert not any(name.startswith(("tensorflow", "keras")) for name in student_modules())
    assert {"tensorflow", "keras"} <= set(student_modules(["keras"]))


def test_every_module_can_be_found():
    names = {name for one in known_preloads() for name in (*one.student, *one.judge)}
    assert [name for name in names if importlib.util.find_spec(name) is None] == []


def test_students_processes_import_nothing_of_the_engine_but_what_crosses():
    """What a warm student process has imported, a student's code can look at."""
    ours = {name for name in student_modules(["keras"]) if name.startswith("graders.")}
    assert all(name.startswith(("graders.rpc.", "graders.guest.")) for name in ours)
