"""What travels to a worker: the course's own files byte for byte, and what both sides compare before any work."""

import subprocess
import sys

import pytest

from graders.cluster.payload import collect, describe, differences, lay_out, pack, told, unpack
from graders.core.exceptions import GradersError
from graders.course.course import open_course
from tests.graders.courses import KEY, NAME, make_course


@pytest.fixture
def course(tmp_path):
    """Give a course with data and a module beside its notebook, and with what is not to travel."""
    course = make_course(tmp_path / "course")
    source = course.source / NAME
    (source / "helper.py").write_text("# Grüße\nHELP = 1\n", encoding="utf-8")
    (source / "data.bin").write_bytes(bytes(range(256)) + b"\r\n\n")
    (source / ".secret").touch()
    (source / "utils").mkdir()
    (source / "utils" / "mine.py").touch()
    answers = course.root / "graders" / "exercises" / NAME / KEY / "accepted"
    answers.mkdir()
    (answers / "right.py").touch()
    return course


def test_all_that_a_mark_depends_on_travels_and_no_sample_answer(course):
    tests = f"graders/exercises/{NAME}/{KEY}"
    beside = [f"source/{NAME}/{name}" for name in ("data.bin", "helper.py", "public_tests.py", f"{NAME}.ipynb")]
    files = collect([course.assignment(NAME)])
    assert sorted(files) == sorted([f"{tests}/exercise.toml", f"{tests}/hidden_tests.py", *beside])


def test_a_worker_has_the_same_course_from_the_same_bytes(course, tmp_path):
    files = unpack(pack({"files": collect([course.assignment(NAME)])}))["files"]
    lay_out(files, tmp_path / "worker")
    code = f"""
from graders.course.course import open_course
course = open_course()
assignment = course.assignment({NAME!r})
print(course.root, assignment.digests == {course.assignment(NAME).digests!r}, *assignment.exercise({KEY!r}).hidden_checks())
"""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=tmp_path / "worker", capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(tmp_path / "worker"), "True", "values"], done.stderr
    for path in (course.source / NAME).glob("*.*"):
        if path.is_file() and not path.name.startswith("."):
            assert (tmp_path / "worker" / "source" / NAME / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("where", ["../outside", "/tmp/outside-of-a-kit", "source/../../outside", "a/../../outside"])
def test_no_file_is_written_outside_the_workers_folder(tmp_path, where):
    folder = tmp_path / "worker"
    folder.mkdir()
    with pytest.raises(GradersError, match="no path within a kit"):
        lay_out({where: "text"}, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["worker"]


def test_a_change_of_the_courses_tests_changes_what_travels(course):
    before = collect([course.assignment(NAME)])
    (course.source / NAME / "helper.py").write_text("HELP = 2\n")
    after = collect([course.assignment(NAME)])
    assert {where for where in after if after[where] != before[where]} == {f"source/{NAME}/helper.py"}


def test_each_side_names_what_the_marks_depend_on():
    ours = describe(open_course().requirements)
    assert {"graders", "the engine's files", "python", "processor", "numpy", "keras", "distributed"} <= ours.keys()
    assert differences(ours, dict(ours)) == []


def test_differences_are_told_short_and_with_both_versions():
    ours = {"python": "3.11", "numpy": "2.0", "engine": "a" * 64, "keras": "3"}
    theirs = {"python": "3.11", "numpy": "1.26", "engine": "b" * 64, "scipy": "1"}
    found = differences(ours, theirs)
    assert found == [
        "numpy 1.26 in place of 2.0",
        f"engine {'b' * 12} in place of {'a' * 12}",
        "keras none in place of 3",
        "scipy 1 in place of none",
    ]
    assert told(found) == ", ".join(found)
    assert told([*found, "one", "two"]) == ", ".join(found) + " and 2 more"


@pytest.mark.parametrize("data", [{}, {"text": "all of it: 🎉"}, {"deep": [[{"a": None}]] * 9}])
def test_what_is_packed_is_unpacked(data):
    assert unpack(pack(data)) == data


def test_half_a_character_does_not_keep_a_task_from_travelling():
    assert unpack(pack({"text": "half a pair: \ud83d", "more": 1}))["more"] == 1


@pytest.mark.parametrize("packed", [b"", b"no zlib", pack({"a": 1})[:-3], pack({"a": "x" * 10_000})[:20]])
def test_what_is_cut_off_or_garbage_is_refused(packed):
    with pytest.raises(ValueError):  # noqa: PT011 - zlib's words, or ours
        unpack(packed)


def test_what_is_no_object_is_refused():
    with pytest.raises(ValueError, match="no object"):
        unpack(pack([1, 2]))  # type: ignore[arg-type]


def test_a_message_that_grows_beyond_any_use_is_refused(monkeypatch):
    monkeypatch.setattr("graders.cluster.payload.LARGEST", 1_000)
    with pytest.raises(ValueError, match="more than 1000 bytes"):
        unpack(pack({"a": "x" * 2_000}))
