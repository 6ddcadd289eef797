"""Verdicts on mutants are remembered by content; explained mutants are read and held to account."""

import os
import time
from dataclasses import replace

import pytest

from graders.authoring.mutation.equivalents import FILE, load_equivalents
from graders.authoring.mutation.verdicts import MutantVerdict, Verdicts, exercise_digest
from graders.core.exceptions import BadExercise, CannotWrite
from graders.core.results import CheckResult, ExerciseResult, TrialResult
from graders.course.course import open_course
from graders.course.digests import digest_of

KILLED = MutantVerdict("killed", "values", "The values differ.")
COURSE = open_course()
EXERCISE = COURSE.assignment("02_multiclass_digits").exercise("relu")


def test_a_verdict_is_remembered_by_the_next_run(tmp_path):
    key = digest_of(["a", "b"])
    assert Verdicts(tmp_path).get(key) is None
    Verdicts(tmp_path).put(key, KILLED)
    assert Verdicts(tmp_path).get(key) == KILLED
    assert Verdicts(tmp_path).get(digest_of(["ab"])) is None


def test_the_cache_folder_follows_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITS_CACHE", str(tmp_path / "here"))
    assert Verdicts().folder == tmp_path / "here" / "mutants"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"outcome": "killed", "mood": "bad"}'])
def test_a_damaged_file_is_judged_anew(tmp_path, content):
    store = Verdicts(tmp_path)
    store.put("abcdef", KILLED)
    [file] = tmp_path.glob("*/*")
    file.write_text(content)
    assert store.get("abcdef") is None
    store.put("abcdef", KILLED)
    assert store.get("abcdef") == KILLED


def test_what_was_not_used_for_a_month_is_forgotten(tmp_path):
    store = Verdicts(tmp_path)
    store.put("aa1", KILLED)
    store.put("bb2", KILLED)
    old = time.time() - 40 * 24 * 3600
    os.utime(tmp_path / "aa" / "1.json", (old, old))
    store.prune()
    assert store.get("aa1") is None
    assert store.get("bb2") == KILLED


def test_a_cache_that_cannot_be_made_is_said_in_one_line(tmp_path):
    (tmp_path / "in_the_way").write_text("")
    with pytest.raises(CannotWrite):
        Verdicts(tmp_path / "in_the_way")


def test_digests_depend_on_the_tests_the_code_before_and_the_seed(tmp_path):
    files = [tmp_path / name for name in ("hidden_tests.py", "exercise.toml", "public_tests.py")]
    for path in files:
        path.write_text("a = 1\n")
    exercise = replace(EXERCISE, folder=tmp_path, public_tests=tmp_path / "public_tests.py")
    seen = [exercise_digest(COURSE, exercise, code, seed) for code, seed in [(["1"], None), (["2"], None), (["1"], 0)]]
    assert exercise_digest(COURSE, exercise, ["1"], None) == seen[0]
    for path in files:
        path.write_text("a = 2\n")
        seen.append(exercise_digest(COURSE, exercise, ["1"], None))
    assert len(set(seen)) == 6


def result(*outcomes, message="", status="ok"):
    checks = tuple(CheckResult(f"check{k}", False, 1, float(o == "passed"), f"m{k}", o) for k, o in enumerate(outcomes))
    return TrialResult("a mutant", "a", "e", status, ExerciseResult("e", checks, 0), message)


def test_what_a_result_means_for_a_mutant():
    assert MutantVerdict.of(result("passed", "passed")) == MutantVerdict("survived")
    assert MutantVerdict.of(result("passed", "failed", "unjudged")) == MutantVerdict("killed", "check1", "m1")
    assert MutantVerdict.of(result("unjudged", message="NameError: x", status="error")) == MutantVerdict(
        "killed", "check0", "NameError: x"
    )
    late = result("failed", message="At least one check had to be stopped.", status="timeout")
    assert MutantVerdict.of(late) == MutantVerdict("killed", "check0", "m0")
    assert MutantVerdict.of(result("fault", "unjudged")) == MutantVerdict("fault", "check0", "m0")


ENTRY = '[[mutant]]\noperator = "call"\nbefore = "a"\nafter = "b"\nreason = "it is the same anyway"\n'


def test_explained_mutants_are_read(tmp_path):
    exercise = replace(EXERCISE, folder=tmp_path)
    assert load_equivalents(exercise).mutant == []
    (tmp_path / FILE).write_text(ENTRY)
    [entry] = load_equivalents(exercise).mutant
    assert entry.key == ("call", "a", "b", 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[mutant]\n", "no TOML"),
        (ENTRY.replace("reason", "why"), "reason"),
        (ENTRY.replace("it is the same anyway", "yes"), "reason"),
        (ENTRY + ENTRY, "twice"),
    ],
)
def test_a_bad_list_is_named(tmp_path, text, words):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadExercise, match=words):
        load_equivalents(replace(EXERCISE, folder=tmp_path))
