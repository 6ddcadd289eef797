"""Verdicts on mutants are remembered by content; explained mutants are read and held to account."""

import os
import time
from dataclasses import replace

import pytest

from graders.authoring.mutation import verdicts
from graders.authoring.mutation.equivalents import FILE, load_equivalents
from graders.authoring.mutation.verdicts import Verdict, Verdicts, digest, engine_digest, exercise_digest
from graders.core.exceptions import BadExercise, CannotWrite
from graders.core.results import CheckResult, ExerciseResult, TrialResult
from graders.course.exercise import load_exercise

KILLED = Verdict("killed", "values", "The values differ.")
EXERCISE = load_exercise("02_multiclass_digits", "relu")


def test_a_verdict_is_remembered_by_the_next_run(tmp_path):
    key = digest(["a", "b"])
    assert Verdicts(tmp_path).get(key) is None
    Verdicts(tmp_path).put(key, KILLED)
    assert Verdicts(tmp_path).get(key) == KILLED
    assert Verdicts(tmp_path).get(digest(["ab"])) is None


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


def test_digests_depend_on_all_that_judges(tmp_path, monkeypatch):
    for name in (
        "graders/judge/checks.py",
        "graders/console.py",
        "graders/marking/preload/arrays.py",
        "utils/checks/answer.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("a = 1\n")
    monkeypatch.setattr(verdicts, "KIT", tmp_path)
    first = engine_digest()
    (tmp_path / "graders" / "show.py").write_text("a = 2\n")
    assert engine_digest() == first, "what only prints judges nothing"
    for name in ("graders/judge/checks.py", "graders/marking/preload/arrays.py", "utils/checks/answer.py"):
        before = engine_digest()
        (tmp_path / name).write_text("a = 2\n")
        assert engine_digest() != before, name


def test_digests_depend_on_the_checks_the_code_before_and_the_seed(tmp_path):
    (tmp_path / "hidden_tests.py").write_text("a = 1\n")
    exercise = replace(EXERCISE, folder=tmp_path)
    seen = {exercise_digest(exercise, ["x = 1"], None), exercise_digest(exercise, ["x = 2"], None)}
    seen.add(exercise_digest(exercise, ["x = 1"], 0))
    (tmp_path / "hidden_tests.py").write_text("a = 2\n")
    seen.add(exercise_digest(exercise, ["x = 1"], None))
    assert len(seen) == 4


def result(*outcomes, message="", status="ok"):
    checks = tuple(CheckResult(f"check{k}", False, 1, float(o == "passed"), f"m{k}", o) for k, o in enumerate(outcomes))
    return TrialResult("a mutant", "a", "e", status, ExerciseResult("e", checks, 0), message)


def test_what_a_result_means_for_a_mutant():
    assert Verdict.of(result("passed", "passed")) == Verdict("survived")
    assert Verdict.of(result("passed", "failed", "unjudged")) == Verdict("killed", "check1", "m1")
    assert Verdict.of(result("unjudged", message="NameError: x", status="error")) == Verdict(
        "killed", "check0", "NameError: x"
    )
    late = result("failed", message="At least one check had to be stopped.", status="timeout")
    assert Verdict.of(late) == Verdict("killed", "check0", "m0")
    assert Verdict.of(result("fault", "unjudged")) == Verdict("fault", "check0", "m0")


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
