"""`check --mutants`: what survives is named with its diff, what is explained is held to account, and the course is clean."""

import pytest

from graders.authoring.mutation.survey import survey
from graders.course.course import open_course
from graders.course.exercise import exercise_keys

pytestmark = [pytest.mark.long, pytest.mark.sandbox]

ASSIGNMENT, EXERCISE = "01_binary_digits", "my_dense_v"
SEED, DRAWN = 4, 12


@pytest.fixture
def folder(kit_copy):
    return kit_copy / "graders" / "exercises" / ASSIGNMENT / EXERCISE


@pytest.fixture
def check(graders, kit_copy, tmp_path):
    """Give a function that judges the mutants of one exercise of the copied kit."""

    def run(*options):
        cache = str(tmp_path / "cache")
        return graders("check", "--mutants", ASSIGNMENT, EXERCISE, *options, kit=kit_copy, DIGITS_CACHE=cache)

    return run


def weaken(folder):
    """Leave the public test alone, and let it accept whatever has the right shape."""
    manifest = folder / "exercise.toml"
    head = manifest.read_text().split("[points]")[0]
    manifest.write_text(f"{head}[points]\npublic = 2\nshapes = 1\n")
    (folder / "hidden_tests.py").write_text("def check_shapes(target, rng):\n    pass\n")
    tests = folder.parents[3] / "source" / ASSIGNMENT / "public_tests.py"
    accepts = f"def test_{EXERCISE}(target):\n    import numpy as np\n    z = np.ones((3, 2))\n"
    accepts += "    assert getattr(target(z, np.ones((2, 4)), np.ones(4), np.tanh), 'shape', None) == (3, 4)\n"
    tests.write_text(accepts)


def entry(**fields):
    lines = [f"{key} = '''{value}'''" for key, value in fields.items()]
    return "\n".join(["[[mutant]]", *lines, "reason = 'Nothing but the shape is asked here.'", ""])


def test_strong_checks_kill_all_and_the_verdicts_are_remembered(check):
    first = check("--jobs", "2")
    assert first.returncode == 0, first.stderr
    assert f"{ASSIGNMENT}/{EXERCISE}" in first.stdout
    assert " 0 verdicts made now" not in f" {first.stdout}"
    again = check("--jobs", "2")
    assert again.returncode == 0, again.stderr
    assert "\n0 verdicts made now" in again.stdout
    anew = check("--no-cache")
    assert anew.returncode == 0, anew.stderr
    assert "\n0 verdicts made now" not in anew.stdout


def test_weak_checks_let_mutants_survive_and_each_is_shown(check, folder):
    check()
    weaken(folder)
    done = check()
    assert done.returncode == 1
    assert (
        f"\n{ASSIGNMENT}/{EXERCISE}, line 20: survived arithmetic\n- Z = A_in @ W + b\n+ Z = A_in @ W - b\n"
        in done.stdout
    )
    [error] = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert f"{ASSIGNMENT}/{EXERCISE}" in error
    assert "mutants get full marks" in error
    assert "equivalent_mutants.toml" in error


def test_an_explained_survivor_is_no_finding_and_a_stale_entry_is(check, folder):
    weaken(folder)
    survivors = entry(operator="arithmetic", before="Z = A_in @ W + b", after="Z = A_in @ W - b")
    killed = entry(operator="line_removed", before="return g(Z)", after="")
    gone = entry(operator="arithmetic", before="Z = A_in @ V + b", after="Z = A_in @ V - b")
    (folder / "equivalent_mutants.toml").write_text(survivors + killed + gone)
    done = check()
    assert done.returncode == 1
    assert "+ Z = A_in @ W - b" not in done.stdout
    assert "+ Z = A_in @ W\n" in done.stdout, "another survivor stays one"
    findings = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert any("does not exist" in line and "A_in @ V + b" in line for line in findings)
    assert any("`public` refuses: line_removed, return g(Z) -> nothing" in line for line in findings)


def test_a_check_that_breaks_on_a_mutant_is_a_finding(check, folder):
    weaken(folder)
    test = "def check_shapes(target, rng):\n    import numpy as np\n    one = np.ones((1, 1))\n"
    (folder / "hidden_tests.py").write_text(f"{test}    if target(one, one, one, np.abs) == 0:\n        {{}}[0]\n")
    done = check()
    assert done.returncode == 1
    assert "check `shapes` itself breaks on a mutant (arithmetic, Z = A_in @ W + b -> Z = A_in @ W - b)" in done.stderr


def test_a_reference_that_loses_marks_comes_first(check, folder):
    tests = folder / "hidden_tests.py"
    tests.write_text(tests.read_text() + "\n\ndef check_shapes(target, rng):\n    assert False, 'never right'\n")
    done = check()
    assert done.returncode == 1
    assert "the reference itself loses marks, check `shapes` says: never right" in done.stderr
    assert "full marks." not in done.stderr
    assert "\n1 verdicts made now" in done.stdout, "its mutants would say nothing"


def test_a_list_that_cannot_be_read_is_a_finding(check, folder):
    (folder / "equivalent_mutants.toml").write_text("[[mutant]]\noperator = 1\n")
    done = check()
    assert done.returncode == 1
    assert f"{ASSIGNMENT}/{EXERCISE}: equivalent_mutants.toml, mutant.0.operator" in done.stderr


def test_no_cache_goes_with_mutants(graders):
    done = graders("check", "--no-cache", ASSIGNMENT, EXERCISE)
    assert done.returncode == 2
    assert "--mutants" in done.stderr


@pytest.mark.parametrize("assignment", open_course().assignments())
def test_a_sample_of_the_mutants_of_each_assignment(assignment):
    """Small changes to the references, drawn from a seed, lose marks or are explained; no entry is stale."""
    found = survey(open_course(), {assignment: exercise_keys(assignment)}, 2, sample=(DRAWN, SEED))
    assert [str(finding) for tally in found.tallies for finding in tally.findings] == []
    assert [f"{tally.where}\n{fate.mutant.diff}" for tally in found.tallies for fate in tally.survivors] == []
    assert sum(len(tally.fates) for tally in found.tallies) == DRAWN
