"""Hashes of what a mark depends on: they change with it, and with nothing else."""

import shutil

import pytest

from graders.course.course import open_course
from graders.course.digests import (
    digest_files,
    digest_of,
    engine_files,
    environment_digest,
    installed_version,
)
from tests.graders.courses import NAME, make_course


def test_no_two_lists_that_differ_agree():
    lists = [[], [""], ["", ""], ["ab"], ["a", "b"], ["b", "a"], ["a", "b", ""], [b"a", b"bc"], ["abc"]]
    assert len({digest_of(parts) for parts in lists}) == len(lists)
    assert digest_of(["ä"]) == digest_of(["ä".encode()])


def test_files_count_with_their_places_and_missing_ones_as_empty(tmp_path):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("x = 1\n")
    one, other = ([tmp_path / name] for name in ("a.py", "b.py"))
    assert digest_files(one, tmp_path) != digest_files(other, tmp_path)
    (tmp_path / "empty.py").touch()
    before = digest_files([tmp_path / "empty.py"], tmp_path)
    (tmp_path / "empty.py").unlink()
    assert digest_files([tmp_path / "empty.py"], tmp_path) == before
    shutil.copytree(tmp_path, tmp_path / "elsewhere")
    assert digest_files([tmp_path / "elsewhere" / "a.py"], tmp_path / "elsewhere") == digest_files(one, tmp_path)


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("judge/checks.py", True),
        ("marking/preload/arrays.py", True),
        ("guest/zygote.py", True),
        ("rpc/codec.py", True),
        ("sandbox/policy.py", True),
        ("submissions/repair.py", True),
        ("nbgrader_plugins/late_penalty.py", True),
        ("console.py", False),
        ("doctor.py", False),
        ("reports/feedback.py", False),
        ("authoring/scaffold.py", False),
        ("cluster/client.py", False),
        ("exercises/05_shallow_backprop/relu/hidden_tests.py", False),  # with the assignment's own digests
    ],
)
def test_the_engines_digest_is_of_the_code_that_makes_marks(kit, file, counts):
    assert (kit / "graders" / file).is_file()
    assert (kit / "graders" / file in engine_files(kit / "graders")) == counts


def test_pins_are_read_and_comments_are_not(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("# numpy==1.0\nnumpy==2.0 # arrays\nkeras[jax]==3.1\n-r other.txt\n\n")
    before = environment_digest(path)
    path.write_text("keras==9.9  # another comment\nnumpy==1.0\n")
    assert environment_digest(path) == before  # what is installed counts
    path.write_text("numpy==2.0\n")
    assert environment_digest(path) != before
    assert installed_version("no-such-package") == "none"


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("c.GradersLimits.check_seconds = 40.0", True),
        ("c.AssignLatePenalties.plugin_class = 'nbgrader.plugins.latesubmission.LateSubmissionPlugin'", True),
        ("c.PerDay.fraction = 0.5", True),
        ("c.CourseDirectory.course_id = 'other'", False),
        ("c.HTMLExporter.sanitize_html = False", False),
        ("# a comment", False),
    ],
)
def test_of_the_configuration_limits_and_late_rule_count(tmp_path, line, changes):
    course = make_course(tmp_path)
    before = course.digests(course.assignment(NAME))
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write(f"{line}\n")
    again = open_course(tmp_path)
    after = again.digests(again.assignment(NAME))
    assert {key for key in after if after[key] != before[key]} == ({"configuration"} if changes else set())
    assert before.keys() == {"notebook", "hidden_tests", "configuration", "engine", "environment"}
